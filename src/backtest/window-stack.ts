/** The covariance `stacked` of a training window. */
import { candidateModel, candidateName } from '../config/stacking.js';
import type { StackingConfig } from '../config/stacking.types.js';
import type { ResolvedConfig } from '../config/types.js';
import { stackModels } from '../covariance/stacking/stack-models.js';
import type { StackCandidate } from '../covariance/stacking/types.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import type { ClassTable } from '../data/types.js';
import { type KernelDefinition, learningKernels, withParts } from '../kernels/definitions.js';
import { learnWindowKernels } from '../kernels/learn/learn-window-kernels.js';
import { type WindowKernelInput, type WindowKernels, windowKernels } from '../kernels/window.js';
import type { Panel, PanelModel } from '../model/types.js';
import { windowCovariates } from './covariates/window-covariates.js';
import { decisionKernels } from './decision-kernels.js';
import { selectReturns } from './eligibility.js';
import type { BacktestInputs } from './inputs.types.js';
import { modelKernels } from './kernels.js';
import { once } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import type { WindowMarket } from './window-market.js';
import { windowModel, windowPanel } from './window-model.js';

/** What a window knows before anything is fitted. */
export interface WindowParts {
  /** of the assets that take part, in the universe */
  positions: number[];
  market: WindowMarket;
  classes: ClassTable | undefined;
  definitions: Record<string, KernelDefinition>;
}

/**
 * The stack of a strategy's models over the window's panel. Kernels are made, and learned where they learn, anew of the
 * returns up to each block; classes, matrices, trees, fundamentals and what regimes and trends are measured by are those
 * of the decision.
 *
 * @throws as `stackModels`, and what the covariates throw
 */
export function windowStack(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  decision: ScheduledDecision,
  { positions, market, classes, definitions }: WindowParts,
  { candidates = [], blocks, score, degreesOfFreedom }: StackingConfig,
): Covariance {
  const sources = { ...inputs.returns, market: market.returns, user: inputs.covariates };
  const models = candidates.map((candidate) => ({ candidate, model: candidateModel(config, candidate) }));
  // one panel for all: with the covariates of each, from the first period that has them all
  const all = windowCovariates(
    sources,
    {
      fixed: [...new Set(models.flatMap(({ model }) => model.fixed))],
      random: [...new Set(models.flatMap(({ model }) => model.random))],
    },
    decision,
  );
  const from = { ...decision, trainStart: all.first };
  const returns = selectReturns(inputs.excess, positions, all.first, decision.decision);
  const panel = windowPanel(returns, all, market);
  const beside = new Set(returns.assets.filter((asset) => !panel.assets.includes(asset)));
  // as far as kernels are concerned the window begins where it always does
  const early = all.first - decision.trainStart;
  const marketReturns = market.returns.slice(decision.trainStart, decision.decision + 1);

  const notes = new Set<string>(all.notes);
  const stacked = models.map(({ candidate, model }): StackCandidate => {
    const terms = windowCovariates(sources, model, from);
    const names = modelKernels(terms);
    const name = candidateName(candidate);
    for (const note of terms.notes) if (!all.notes.includes(note)) notes.add(`${name}: ${note}`);
    const parts = withParts(names, definitions);
    const ofDecision = once(() => decisionKernels(engine, inputs, decision, { positions, market }, parts));
    const learns = learningKernels(names, definitions).length > 0;
    const modelOf = (cut: Panel, kernels: WindowKernels): PanelModel =>
      windowModel(terms, { ...config, model }, names, kernels, cut, market, classes).model;
    return {
      name,
      covariance: candidate.covariance,
      model: (cut) => {
        const { assets, periods } = cut;
        const own = positions.filter(
          (_, k) => beside.has(returns.assets[k]) || assets.includes(returns.assets[k]),
        );
        const input: WindowKernelInput = {
          returns: selectReturns(inputs.excess, own, decision.trainStart, all.first + periods.length - 1),
          missing: 'observed',
          market: marketReturns.slice(0, early + periods.length),
          classes,
          definitions: { ...definitions, ...ofDecision().definitions },
          combined: inputs.givenKernel,
          names,
        };
        const fixed = windowKernels(engine, input);
        const kernels = learns
          ? learnWindowKernels(engine, input, fixed, cut, (known) => modelOf(cut, known))
          : fixed;
        if (periods.length === panel.periods.length)
          for (const note of [...ofDecision().notes, ...kernels.notes]) notes.add(note);
        return modelOf(cut, kernels);
      },
    };
  });
  const { covariance } = stackModels(engine, panel, stacked, { returns, blocks, score, degreesOfFreedom });
  covariance.stacking!.notes.unshift(...notes);
  return covariance;
}
