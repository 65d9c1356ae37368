import type { PosteriorAverage } from '../bayes/averaged-covariance.js';
import type { EstimatedReturnsName, ResolvedConfig } from '../config/types.js';
import { type StrategyCovarianceOptions, strategyCovarianceLabel } from '../config/stacking.js';
import type { StrategyCovarianceName } from '../config/strategy.types.js';
import { covarianceComponents } from '../covariance/components.js';
import { covariance, modelCovariances } from '../covariance/covariance.js';
import type { PriorEvidence } from '../covariance/posterior/posterior.js';
import type { Stacking } from '../covariance/stacking/types.js';
import type { CovarianceComponent } from '../covariance/systematic.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { decisionsPerYear } from '../data/rebalance-rule.js';
import { type ClassTable, periodsPerYear, type ReturnTable } from '../data/types.js';
import { learningKernels, withParts } from '../kernels/definitions.js';
import { learnWindowKernels } from '../kernels/learn/learn-window-kernels.js';
import { type WindowKernelInput, type WindowKernels, windowKernels } from '../kernels/window.js';
import { expectedReturns } from '../model/expected-returns.js';
import { fitLowRankPanel } from '../model/low-rank/fit.js';
import type { LowRankModel } from '../model/low-rank/types.js';
import type { LoadingsMovement } from '../loadings/types.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { classesAt } from './classes.js';
import { windowCovariates } from './covariates/window-covariates.js';
import { eligibleAssets, selectReturns, shortHistories } from './eligibility.js';
import { sampleMeans } from './expected-returns.js';
import type { BacktestInputs } from './inputs.types.js';
import { definitionsAt } from './kernel-timeline.js';
import { decisionKernels } from './decision-kernels.js';
import { modelKernels } from './kernels.js';
import { modelCovarianceOf } from './model-covariances.js';
import { usesClasses } from './strategy-constraints.js';
import { type Once, type Outcome, attempt, once } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import type { BacktestDecision } from './types.js';
import { windowMarket } from './window-market.js';
import { windowModel, windowPanel } from './window-model.js';
import { fitSummary, kernelSummaries } from './window-summary.js';

/**
 * What the data up to one decision show: who takes part, kernels, the fitted model, covariances. Every piece is
 * computed when it is first asked for and shared by all strategies; nothing behind the decision is ever read.
 */
export interface TrainingWindow {
  /** last day that the decision sees, ISO */
  decision: string;
  universe: readonly string[];
  /** the assets that take part, in the order of the universe */
  assets: string[];
  /** theirs over the window, in excess of the risk-free rate, beside those of the market */
  returns: ReturnTable;
  /** whether these are log returns */
  isLog: boolean;
  market: Float64Array;
  /** that the decision knows of; not there without any */
  classes: ClassTable | undefined;
  /** the one of them that is the market, null where none is */
  marketAsset: string | null;
  /** those that the model is fitted to */
  modelled: string[];
  /** weights by asset of the universe: `weight` of each asset that takes part and its position, 0 of the others */
  spread(weight: (asset: string, position: number) => number): Float64Array;
  /** of the assets that take part; without the model, of those with returns in all periods of the window */
  covariance(name: StrategyCovarianceName, options?: StrategyCovarianceOptions): Outcome<Covariance>;
  /** the parts of the covariance `total`, in the order of `assets` */
  components(): Outcome<CovarianceComponent[]>;
  /** per period, the risk-free return included: its mean over the window beside what is expected in excess of it */
  expectedReturns(name: EstimatedReturnsName): Outcome<Record<string, number>>;
  /** mean risk-free return of the window, per period */
  riskFree: number;
  periodsPerYear: number;
  /** periods that weights are held for, from one decision to the next; of a rule of the calendar P over its decisions a year */
  rebalance: number;
  /** of the fitted model; null where there is no fit, or no term with a kernel that could carry any */
  heritability(): number | null;
  /** those that the model names, in the order of its terms */
  kernels(): Outcome<WindowKernels>;
  /** the fitted model, converged or not */
  fitted: Once<Outcome<FittedModel>>;
  /** what the decision's entry in the result says of everything that was asked for so far */
  report(): BacktestDecision;
}

/** A fit with what it is of: covariances need all of it. */
export interface FittedModel {
  /** excess returns of the window's assets over the panel's periods, the market's too where it is one of them */
  returns: ReturnTable;
  panel: Panel;
  model: PanelModel;
  /** the same model with the factors of its kernels, where these have a rank; `model` then puts matrices together when asked */
  lowRank?: LowRankModel;
  fit: PanelFit;
}

/** Known before any decision: where days of a rule are missing from the data, weights are held for longer than this. */
function periodsHeld({ rebalance }: ResolvedConfig['backtest'], frequency: ReturnTable['frequency']): number {
  return typeof rebalance === 'number' ? rebalance : periodsPerYear[frequency] / decisionsPerYear(rebalance);
}

export function trainingWindow(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  decision: ScheduledDecision,
): TrainingWindow {
  const { universe, givenKernel } = inputs;
  const eligible = eligibleAssets(inputs.returns, decision, inputs.membership);
  const { positions, satOut } = eligible;
  const returns = selectReturns(inputs.excess, positions, decision.trainStart, decision.decision);
  const windowsMarket = windowMarket(inputs, config, positions, decision);
  const market = windowsMarket.returns.slice(decision.trainStart, decision.decision + 1);
  const modelled = windowCovariates(
    { ...inputs.returns, market: windowsMarket.returns, user: inputs.covariates },
    config.model,
    decision,
  );
  const modelReturns = selectReturns(inputs.excess, positions, modelled.first, decision.decision);
  const panel = windowPanel(modelReturns, modelled, windowsMarket);
  const covariances = new Map<string, Outcome<Covariance>>();
  const { classes, notes: classNotes } = classesAt(inputs.classes, decision.decision, returns.assets);
  const { definitions, dated } = definitionsAt(inputs.kernels, decision.decision);

  const neededKernels = modelKernels(modelled);
  const kernels = once(() =>
    attempt(() => {
      const parts = withParts(neededKernels, definitions);
      const own = decisionKernels(engine, inputs, decision, { positions, market: windowsMarket }, parts);
      const input: WindowKernelInput = {
        returns,
        missing: 'observed',
        market,
        classes,
        definitions: { ...definitions, ...own.definitions },
        combined: givenKernel,
        names: neededKernels,
      };
      const fixed = windowKernels(engine, input);
      const built =
        learningKernels(neededKernels, definitions).length === 0
          ? fixed
          : learnWindowKernels(engine, input, fixed, panel, (known) => modelWith(known).model);
      return { ...built, notes: [...own.notes, ...built.notes] };
    }),
  );
  const modelWith = (known: WindowKernels): ReturnType<typeof windowModel> =>
    windowModel(modelled, config, neededKernels, known, panel, windowsMarket, classes);
  const fitted = once((): Outcome<FittedModel> => {
    const known = kernels();
    if ('failure' in known) return { ...known, failure: `the kernels failed: ${known.failure}` };
    const outcome = attempt(() => {
      const built = modelWith(known.value);
      const { model, lowRank } = built;
      const fit =
        lowRank === undefined ? engine.fitPanel(panel, model) : fitLowRankPanel(engine, panel, lowRank);
      return { returns: modelReturns, panel, ...built, fit };
    });
    return 'failure' in outcome ? { ...outcome, failure: `the fit failed: ${outcome.failure}` } : outcome;
  });

  function estimate(name: StrategyCovarianceName, options: StrategyCovarianceOptions): Outcome<Covariance> {
    if (name !== 'stacked' && name !== 'averaged' && !modelCovariances.includes(name)) {
      if (eligible.complete.length === 0)
        return { failure: 'no asset has returns in all periods of the window' };
      const complete = selectReturns(
        inputs.excess,
        eligible.complete,
        decision.trainStart,
        decision.decision,
      );
      return attempt(() => covariance(engine, name, { ...options, returns: complete, market }));
    }
    if (panel.assets.length < 2) {
      const beside = windowsMarket.asset === null ? '' : ` beside the market ${windowsMarket.asset}`;
      return { failure: `too few assets for a model${beside}: ${panel.assets.length}, and 2 are needed` };
    }
    return ofModel(name, options);
  }

  function converged(): Outcome<FittedModel> {
    const outcome = fitted();
    if ('failure' in outcome || outcome.value.fit.converged) return outcome;
    const { iterations, kktResidual } = outcome.value.fit;
    return {
      failure: `the fit did not converge in ${iterations} iterations, KKT residual ${kktResidual.toExponential(1)}`,
    };
  }

  const ofModel = modelCovarianceOf(
    { engine, inputs, config, decision, positions, market: windowsMarket, classes, definitions },
    converged,
  );

  const rates = inputs.riskFree.subarray(decision.trainStart, decision.decision + 1);
  const riskFree = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;

  return {
    decision: inputs.returns.dates[decision.decision],
    universe,
    assets: returns.assets,
    returns,
    isLog: config.returns === 'log',
    market,
    classes,
    marketAsset: windowsMarket.asset,
    modelled: panel.assets,
    spread(weight) {
      const weights = new Float64Array(universe.length);
      for (const position of positions) weights[position] = weight(universe[position], position);
      return weights;
    },
    covariance(name, options = {}) {
      const label = strategyCovarianceLabel(name, options);
      const known = covariances.get(label) ?? estimate(name, options);
      covariances.set(label, known);
      return known;
    },
    components() {
      const outcome = converged();
      if ('failure' in outcome) return outcome;
      return attempt(() => covarianceComponents(outcome.value));
    },
    expectedReturns(name) {
      const byAsset = (values: Float64Array): Outcome<Record<string, number>> => ({
        value: Object.fromEntries(returns.assets.map((asset, i) => [asset, values[i]])),
      });
      if (name === 'sample') {
        const { trainStart, decision: end } = decision;
        return byAsset(sampleMeans(selectReturns(inputs.returns, positions, trainStart, end)));
      }
      if (config.returns === 'log') {
        return { failure: 'expected returns of a model of log returns are no simple returns', final: true };
      }
      const outcome = converged();
      if ('failure' in outcome) return outcome;
      const { fit, panel: fittedPanel, model } = outcome.value;
      const expected = attempt(() =>
        expectedReturns(fit, fittedPanel, model, { returns: outcome.value.returns }),
      );
      return 'failure' in expected
        ? expected
        : byAsset(expected.value.values.map((value) => riskFree + value));
    },
    riskFree,
    periodsPerYear: periodsPerYear[returns.frequency],
    rebalance: periodsHeld(config.backtest, returns.frequency),
    heritability() {
      const outcome = fitted();
      return 'failure' in outcome || neededKernels.length === 0
        ? null
        : outcome.value.fit.heritability.estimate;
    },
    kernels,
    fitted,
    report() {
      const built = kernels.result();
      const outcome = fitted.result();
      const fitOrNull = outcome !== null && 'value' in outcome ? outcome.value.fit : null;
      const conditionNumbers: BacktestDecision['conditionNumbers'] = {};
      const posteriors: Record<string, PriorEvidence> = {};
      const movements: Record<string, LoadingsMovement> = {};
      const stacks: Record<string, Stacking> = {};
      const averages: Record<string, PosteriorAverage> = {};
      for (const [label, known] of covariances) {
        if (!('value' in known)) continue;
        conditionNumbers[label] = known.value.conditionNumber;
        if (known.value.posterior !== undefined) posteriors[label] = known.value.posterior;
        if (known.value.movement !== undefined) movements[label] = known.value.movement;
        if (known.value.stacking !== undefined) stacks[label] = known.value.stacking;
        if (known.value.average !== undefined) averages[label] = known.value.average;
      }
      return {
        decision: inputs.returns.dates[decision.decision],
        trainStart: inputs.returns.dates[decision.trainStart],
        satOut,
        notes: [
          ...shortHistories(returns, eligible),
          ...(built === null && !config.strategies.some(usesClasses) ? [] : classNotes),
          ...(built !== null && 'value' in built ? built.value.notes : []),
          ...(outcome === null ? [] : [...windowsMarket.notes, ...modelled.notes]),
          ...(fitOrNull?.notes ?? []),
          ...Object.entries({ ...stacks, ...movements, ...averages }).flatMap(([label, { notes = [] }]) =>
            notes.map((note) => `${label}: ${note}`),
          ),
        ],
        fit: fitOrNull && fitSummary(fitOrNull, panel.periods),
        kernels: built !== null && 'value' in built ? kernelSummaries(built.value, definitions, dated) : [],
        conditionNumbers,
        ...(Object.keys(posteriors).length === 0 ? {} : { posteriors }),
        ...(built !== null && 'value' in built && built.value.learning && { learning: built.value.learning }),
        ...(Object.keys(movements).length === 0 ? {} : { movements }),
        ...(Object.keys(stacks).length === 0 ? {} : { stacks }),
        ...(Object.keys(averages).length === 0 ? {} : { averages }),
      };
    },
  };
}
