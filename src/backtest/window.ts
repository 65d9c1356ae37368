import type { ExpectedReturnsName, ResolvedConfig } from '../config/types.js';
import { covarianceComponents } from '../covariance/components.js';
import { covariance } from '../covariance/covariance.js';
import type { CovarianceComponent } from '../covariance/systematic.js';
import type { Covariance, CovarianceName } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { type ReturnTable, periodsPerYear } from '../data/types.js';
import { ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import { type WindowKernels, windowKernels } from '../kernels/window.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Kernel } from '../kernels/types.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { eligibleAssets, selectReturns } from './eligibility.js';
import { modelMeans, sampleMeans } from './expected-returns.js';
import type { BacktestInputs } from './inputs.js';
import { type Outcome, attempt, once } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import type { BacktestDecision } from './types.js';

/**
 * What the data up to one decision show: who takes part, kernels, the fitted model, covariances. Every piece is
 * computed when it is first asked for and shared by all strategies; nothing behind the decision is ever read.
 */
export interface TrainingWindow {
  /** the assets that take part, in the order of the universe */
  assets: string[];
  /** weights by asset of the universe: `weight` of each asset that takes part and its position, 0 of the others */
  spread(weight: (asset: string, position: number) => number): Float64Array;
  covariance(name: CovarianceName): Outcome<Covariance>;
  /** the parts of the covariance `total`, in the order of `assets` */
  components(): Outcome<CovarianceComponent[]>;
  /** per period, the risk-free return included: its mean over the window beside what is expected in excess of it */
  expectedReturns(name: ExpectedReturnsName): Outcome<Record<string, number>>;
  periodsPerYear: number;
  /** the fitted model, converged or not */
  fitted(): Outcome<FittedModel>;
  /** of the fitted model; null where there is no fit, or no term with a kernel that could carry any */
  heritability(): number | null;
  kernels(): Outcome<WindowKernels>;
  /** what the decision's entry in the result says of everything that was asked for so far */
  report(): BacktestDecision;
}

/** Covariances that are made of a fitted model's parts: they need the fit, and a heritability worth using. */
export const modelCovariances: readonly CovarianceName[] = ['systematic', 'fitted', 'idiosyncratic', 'total'];

/** A fit with what it is of: covariances need all three. */
export interface FittedModel {
  fit: PanelFit;
  panel: Panel;
  model: PanelModel;
}

export function trainingWindow(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  decision: ScheduledDecision,
): TrainingWindow {
  const { universe, marketAsset, classes, givenKernel } = inputs;
  const { positions, satOut } = eligibleAssets(inputs.returns, decision);
  const returns = selectReturns(inputs.excess, positions, decision.trainStart, decision.decision);
  const market = inputs.market.slice(decision.trainStart, decision.decision + 1);
  const panel = panelOf(returns, market, marketAsset);
  const covariances = new Map<CovarianceName, Outcome<Covariance>>();

  const kernels = once(() =>
    attempt(() => {
      const built = windowKernels(engine, { returns, market, classes: classes ?? undefined });
      return givenKernel === undefined ? built : { ...built, combined: givenKernel };
    }),
  );
  const fitted = once((): Outcome<FittedModel> => {
    const needed = neededKernels(config);
    const known = needed.length > 0 ? kernels() : { value: {} };
    if ('failure' in known) return { failure: `the kernels failed: ${known.failure}` };
    const outcome = attempt(() => {
      const model = modelOf(config, needed, known.value, panel);
      return { fit: engine.fitPanel(panel, model), panel, model };
    });
    return 'failure' in outcome ? { failure: `the fit failed: ${outcome.failure}` } : outcome;
  });

  function estimate(name: CovarianceName): Outcome<Covariance> {
    if (panel.assets.length < 2) {
      const beside = marketAsset === null ? '' : ` beside the market ${marketAsset}`;
      return { failure: `too few assets${beside}: ${panel.assets.length}, and 2 are needed`, final: true };
    }
    if (!modelCovariances.includes(name)) return attempt(() => covariance(engine, name, { returns }));
    const outcome = converged();
    if ('failure' in outcome) return outcome;
    return attempt(() => covariance(engine, name, { returns, ...outcome.value }));
  }

  function converged(): Outcome<FittedModel> {
    const outcome = fitted();
    if ('failure' in outcome || outcome.value.fit.converged) return outcome;
    const { iterations, kktResidual } = outcome.value.fit;
    return {
      failure: `the fit did not converge in ${iterations} iterations, KKT residual ${kktResidual.toExponential(1)}`,
    };
  }

  return {
    assets: returns.assets,
    spread(weight) {
      const weights = new Float64Array(universe.length);
      for (const position of positions) weights[position] = weight(universe[position], position);
      return weights;
    },
    covariance(name) {
      const known = covariances.get(name) ?? estimate(name);
      covariances.set(name, known);
      return known;
    },
    components() {
      const outcome = converged();
      if ('failure' in outcome) return outcome;
      return attempt(() => covarianceComponents({ returns, ...outcome.value }));
    },
    expectedReturns(name) {
      const rates = inputs.riskFree.subarray(decision.trainStart, decision.decision + 1);
      const riskFree = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      const outcome = name === 'model' ? converged() : null;
      if (outcome !== null && 'failure' in outcome) return outcome;
      const excess = outcome === null ? sampleMeans(returns) : modelMeans(returns, outcome.value);
      return { value: Object.fromEntries(returns.assets.map((asset, i) => [asset, riskFree + excess[i]])) };
    },
    periodsPerYear: periodsPerYear[returns.frequency],
    fitted,
    heritability() {
      const outcome = fitted();
      return 'failure' in outcome || neededKernels(config).length === 0
        ? null
        : outcome.value.fit.heritability.estimate;
    },
    kernels,
    report() {
      const built = kernels.result();
      const outcome = fitted.result();
      const fitOrNull = outcome !== null && 'value' in outcome ? outcome.value.fit : null;
      const conditionNumbers: BacktestDecision['conditionNumbers'] = {};
      for (const [name, known] of covariances) {
        if ('value' in known) conditionNumbers[name] = known.value.conditionNumber;
      }
      return {
        decision: inputs.returns.dates[decision.decision],
        trainStart: inputs.returns.dates[decision.trainStart],
        satOut,
        notes: [
          ...(built !== null && 'value' in built ? built.value.notes : []),
          ...(fitOrNull?.notes ?? []),
        ],
        fit: fitOrNull && summaryOf(fitOrNull),
        conditionNumbers,
      };
    },
  };
}

/**
 * The panel that the model is fitted to: excess returns of the assets but the market, which lies in the span of its
 * own covariate and would have no residual; covariates `market` and `trend`, in years from the window's middle.
 */
function panelOf(returns: ReturnTable, market: Float64Array, marketAsset: string | null): Panel {
  const positions = returns.assets.flatMap((asset, position) => (asset === marketAsset ? [] : [position]));
  const middle = (market.length - 1) / 2;
  const years = market.map((_, t) => (t - middle) / periodsPerYear[returns.frequency]);
  const table = selectReturns(returns, positions, 0, market.length - 1);
  return {
    assets: table.assets,
    periods: table.dates,
    returns: table.returns,
    covariates: { market, trend: years },
  };
}

type KernelName = keyof Omit<WindowKernels, 'notes'>;

/** The kernels that the model's random terms name. */
function neededKernels(config: ResolvedConfig): KernelName[] {
  const names = config.model.random
    .map(parseRandomTerm)
    .flatMap((term) => ('kernel' in term ? [term.kernel] : []));
  return [...new Set(names)] as KernelName[];
}

/** The configured model with its kernels, cut to the panel's assets. */
function modelOf(
  config: ResolvedConfig,
  needed: readonly KernelName[],
  kernels: Partial<WindowKernels>,
  panel: Panel,
): PanelModel {
  const { fixed, random, scale } = config.model;
  const entries = needed.map((name): [string, Kernel] => {
    const kernel = kernels[name];
    if (kernel === undefined) {
      throw new ModelError(
        'missing-kernel',
        `there is no kernel "${name}" in this window: all assets are in the same classes`,
        'use the kernel combined or risk',
        { kernel: name },
      );
    }
    return [name, { labels: panel.assets, values: kernelBlock(name, kernel, panel.assets) }];
  });
  return { fixed, random, scale, kernels: Object.fromEntries(entries) };
}

function summaryOf(fit: PanelFit): BacktestDecision['fit'] {
  return {
    path: fit.path,
    converged: fit.converged,
    iterations: fit.iterations,
    logLikelihood: fit.logLikelihood,
    heritability: fit.heritability.estimate,
    heritabilityStandardError: fit.heritability.standardError,
    variances: fit.variances.map((variance) => ({ ...variance })),
  };
}
