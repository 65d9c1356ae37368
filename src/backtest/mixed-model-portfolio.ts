import { resolveConfig } from '../config/resolve.js';
import type { StrategyConstraints } from '../config/strategy.types.js';
import type { BacktestConfig, ModelConfig, ResolvedConfig, StrategyConfig } from '../config/types.js';
import { covarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { type PriceTable, type ReturnTable, periodsPerYear } from '../data/types.js';
import { kernelBlock } from '../kernels/block.js';
import { isSum, type KernelSum, withParts } from '../kernels/definitions.js';
import { describeRepair, repairKernel } from '../kernels/repair.js';
import type { Kernel } from '../kernels/types.js';
import type { PanelFit } from '../model/types.js';
import { type Groups, groupByAsset, type RiskShares, riskShares } from '../portfolio/risk.js';
import { refuse } from '../problems.js';
import { decide } from './decide.js';
import { requireFurther } from './further.js';
import { backtestInputs } from './inputs.js';
import type { BacktestSources } from './inputs.types.js';
import { modelKernels, withRepairedKernels } from './kernels.js';
import { attempt } from './outcome.js';
import { decisionNow } from './schedule.js';
import { unknownTickers } from './ticker-problems.js';
import type { BacktestDecision, BacktestWindow } from './types.js';
import { type TrainingWindow, trainingWindow } from './window.js';

/** Largest weight where the options do not say. */
const defaultCap = 0.3;

/** Fields of a configuration that say the same here: market, universe, risk-free rate, classes, dates, … */
type SharedOptions = Omit<BacktestConfig, 'prices' | 'input' | 'model' | 'backtest' | 'strategies'>;

/** The market, how far the decision looks back, and the constraints of the portfolio. */
export interface MixedModelPortfolioOptions
  extends
    SharedOptions,
    Pick<
      StrategyConfig,
      'covariance' | 'standardise' | 'halfLife' | 'factors' | 'loadings' | 'minWeights' | 'maxWeights'
    >,
    Omit<StrategyConstraints, 'groups'> {
  /** periods that the decision looks back on; default 36 */
  lookback?: number;
  /**
   * relationship kernel of the universe, in the place of `combined`, which is made of the window's data: what the terms
   * of the model call `combined`, and the part of that name in a sum of kernels
   */
  kernel?: Kernel;
  /** terms and scale; defaults as in a configuration */
  model?: Omit<ModelConfig, 'minHeritability'>;
  /** below this heritability Ledoit–Wolf takes over; default 0.10 */
  minHeritability?: number;
  /** weights held now, by ticker, others 0: what is kept where no covariance works, and what `turnoverLimit` is about */
  previousWeights?: Record<string, number>;
  /** groups of the risk attribution, name → members */
  groups?: Groups;
  /** files that the options name, read by the caller */
  sources?: BacktestSources;
}

/** What to hold from the next period on, with its reasons and its risk. */
export interface MixedModelPortfolio extends Pick<BacktestWindow, 'status' | 'reason' | 'used' | 'weights'> {
  /** last day of the data that were used */
  decision: string;
  /** last day of the first period of the lookback */
  trainStart: string;
  /** of the fit, null where there is none or no term has a kernel */
  heritability: number | null;
  /** √(w'Σw) per period under `riskCovariance`; null where nothing could be estimated */
  volatility: number | null;
  /** √P times that */
  annualVolatility: number | null;
  /** `total`, or `ledoitWolf` where there is no fit */
  riskCovariance: CovarianceName | null;
  /** by asset and group, and by component where `riskCovariance` is `total` */
  riskShares: RiskShares | null;
  fit: PanelFit | null;
  satOut: BacktestDecision['satOut'];
  notes: string[];
}

/**
 * Today's portfolio, decided as a backtest's window is: kernel and REML fit of the last `lookback` periods, minimum
 * variance under the systematic covariance with at most 0.30 in one asset and within the constraints of a strategy, Ledoit–Wolf where the heritability is too
 * low or the fit fails, and the risk of what comes out under the total covariance, attributed to assets, groups and
 * components of the model.
 *
 * @param data prices, or returns by period; a last week or month of prices that has not ended is dropped, with a note
 * @throws ConfigError as `backtest`, `unknown-ticker` (of `previousWeights`), `unknown-asset` and `overlapping-groups` (of `groups`),
 *         `unused-kernel` where no term of the model has a place for `kernel`
 * @throws DataError `too-few-periods`, `market-missing`, and what reading the data throws
 * @throws EngineError `not-loaded` of a filtered covariance before `prepareFilters`
 * @throws ModelError of a `kernel` that is not one, or does not have all assets
 *
 * @example
 * ```ts
 * import { createEngine, mixedModelPortfolio, simulatePrices } from 'mixfolio';
 *
 * const { prices } = simulatePrices({ seed: 7 });
 * const { status, weights, annualVolatility } = mixedModelPortfolio(await createEngine(), prices, {
 *   market: 'SPY',
 *   frequency: 'month',
 *   maxWeights: 0.25,
 * });
 * console.log(status, weights.AGG.toFixed(3), annualVolatility?.toFixed(4));
 * // prints
 * //   ok 0.250 0.0669
 * ```
 */
export function mixedModelPortfolio(
  engine: Engine,
  data: PriceTable | ReturnTable,
  options: MixedModelPortfolioOptions,
): MixedModelPortfolio {
  const { kernel, previousWeights = {}, groups = null, sources = {}, ...decisionOptions } = options;
  const { config, read } = inOptionNames(options, () => {
    const { table, config } = runOf(data, decisionOptions);
    if (kernel !== undefined) refuseUnused(config);
    const decisions = ({ dates }: ReturnTable) => decisionNow(dates.length, config.backtest);
    return { config, read: backtestInputs(table, config, sources, decisions) };
  });
  const inputs = withRepairedKernels(engine, read, config);
  const { universe, schedule } = inputs;
  requireFurther(engine, config.strategies);
  refuse(unknownTickers(Object.keys(previousWeights), universe, 'previousWeights', 'universe'));
  if (groups !== null) groupByAsset(groups, universe);
  const given = kernel === undefined ? null : givenKernel(engine, kernel, universe);

  const window = trainingWindow(
    engine,
    given === null ? inputs : { ...inputs, givenKernel: given.kernel },
    config,
    schedule.first,
  );
  const held = Float64Array.from(universe, (asset) => previousWeights[asset] ?? 0);
  const {
    weights,
    notes: chosenNotes = [],
    ...choice
  } = decide(config.strategies[0], {
    engine,
    window,
    minHeritability: config.model.minHeritability,
    previous: () => (held.some((weight) => weight !== 0) ? held : null),
    functions: {},
  });
  const byTicker = Object.fromEntries(universe.map((asset, i) => [asset, weights[i]]));
  const risk = riskOf(window, byTicker, groups);
  const fitted = window.fitted();
  const { decision, trainStart, satOut, notes } = window.report();
  return {
    decision,
    trainStart,
    ...choice,
    weights: byTicker,
    heritability: window.heritability(),
    volatility: risk?.shares.volatility ?? null,
    annualVolatility:
      risk === null ? null : Math.sqrt(periodsPerYear[inputs.returns.frequency]) * risk.shares.volatility,
    riskCovariance: risk?.covariance ?? null,
    riskShares: risk?.shares ?? null,
    fit: 'failure' in fitted ? null : fitted.value.fit,
    satOut,
    notes: [...inputs.notes, ...(given?.notes ?? []), ...notes, ...chosenNotes, ...(risk?.notes ?? [])],
  };
}

/** The table and the configuration of a run with one strategy and one decision. */
function runOf(
  data: PriceTable | ReturnTable,
  options: Omit<MixedModelPortfolioOptions, 'kernel' | 'previousWeights' | 'groups' | 'sources'>,
) {
  const {
    lookback = 36,
    model,
    minHeritability = 0.1,
    covariance = 'systematic',
    standardise,
    halfLife,
    factors,
    loadings,
    minWeights,
    maxWeights = defaultCap,
    budget,
    minBudget,
    maxBudget,
    maxLong,
    maxShort,
    maxGross,
    linearConstraints,
    factorExposures,
    marketBeta,
    turnoverLimit,
    minPosition,
    cardinality,
    ...shared
  } = options;
  const ofReturns = 'returns' in data;
  const frequency = shared.frequency ?? (ofReturns ? data.frequency : 'month');
  const whole = ofReturns && frequency === data.frequency;
  const config = resolveConfig({
    ...shared,
    input: ofReturns ? 'returns' : 'prices',
    frequency,
    // A return of a period that the caller made is one of a whole period.
    incompletePeriod: shared.incompletePeriod ?? (whole ? 'keep' : 'drop'),
    model: { ...model, minHeritability },
    backtest: { train: lookback },
    strategies: [
      {
        name: 'portfolio',
        covariance,
        ...covarianceOptions({ standardise, halfLife, factors, loadings }),
        minWeights,
        maxWeights,
        ...{ budget, minBudget, maxBudget, maxLong, maxShort, maxGross, linearConstraints, factorExposures },
        ...{ marketBeta, turnoverLimit, minPosition, cardinality },
      },
    ],
  });
  const table = ofReturns ? { assets: data.assets, dates: data.dates, prices: data.returns } : data;
  return { table, config };
}

/** A kernel that the model has no place for would be passed over in silence. */
function refuseUnused({ model, kernels = {} }: ResolvedConfig): void {
  const sums = Object.entries(kernels).filter((entry): entry is [string, KernelSum] => isSum(entry[1]));
  if (withParts(modelKernels(model), Object.fromEntries(sums)).includes('combined')) return;
  throw new ConfigError(
    'unused-kernel',
    `a kernel is given in the place of combined, and the random terms ${model.random.join(', ')} do not use it`,
    'name it combined in a term, as in asset:time(combined), or leave the kernel out',
    { path: 'kernel', random: [...model.random] },
  );
}

/** What the fields of the configuration behind the options are called among these. */
const optionNames = {
  'strategies[0].': '',
  'model.minHeritability': 'minHeritability',
  'backtest.train': 'lookback',
} as const;

/** A refusal of the configuration behind the options names the option. */
function inOptionNames<Result>({ maxWeights }: MixedModelPortfolioOptions, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const renamed = (text: string): string =>
      Object.entries(optionNames).reduce((named, [field, option]) => named.replaceAll(field, option), text);
    const path = typeof error.details.path === 'string' ? renamed(error.details.path) : null;
    const capped = path === 'maxWeights' && maxWeights === undefined && !('problems' in error.details);
    throw new ConfigError(
      error.code,
      renamed(error.message),
      capped ? `${error.hint}: by default it is ${defaultCap}` : renamed(error.hint),
      path === null ? error.details : { ...error.details, path },
    );
  }
}

/** A kernel over the whole universe, positive definite. */
function givenKernel(
  engine: Engine,
  kernel: Kernel,
  universe: string[],
): { kernel: Kernel; notes: string[] } {
  const block = { labels: universe, values: kernelBlock('given', kernel, universe) };
  const { kernel: definite, repaired } = repairKernel(engine, block, 'given');
  return { kernel: definite, notes: repaired ? [describeRepair('given', repaired)] : [] };
}

/** Risk under the total covariance, or under Ledoit–Wolf's where the model has none. */
function riskOf(
  window: TrainingWindow,
  weights: Record<string, number>,
  groups: Groups | null,
): { covariance: CovarianceName; shares: RiskShares; notes: string[] } | null {
  const takesPart = (asset: string): boolean => window.assets.includes(asset);
  const present =
    groups &&
    Object.fromEntries(Object.entries(groups).map(([name, members]) => [name, members.filter(takesPart)]));
  const notes: string[] = [];
  for (const name of ['total', 'ledoitWolf'] as const) {
    const estimate = window.covariance(name);
    const parts = name === 'total' ? window.components() : { value: undefined };
    if ('failure' in estimate || 'failure' in parts) {
      const { failure } = ('failure' in estimate ? estimate : parts) as { failure: string };
      notes.push(`no risk under the covariance ${name}: ${failure}`);
      continue;
    }
    const shares = attempt(() =>
      riskShares(estimate.value, weights, { groups: present ?? undefined, components: parts.value }),
    );
    if ('value' in shares) {
      return { covariance: name, shares: shares.value, notes: [...notes, ...(estimate.value.notes ?? [])] };
    }
    notes.push(`no risk under the covariance ${name}: ${shares.failure}`);
  }
  return null;
}
