/** Whether the engine can run a backtest's windows by itself, and what it then needs to know. */
import { isConstrained } from '../../config/strategy-constraints.js';
import { boundOf } from '../../config/by-ticker.js';
import { usesModel } from '../../config/strategies.js';
import type { ResolvedConfig, ResolvedStrategy } from '../../config/types.js';
import type { Engine } from '../../create-engine.js';
import { structuredCovariances } from '../../covariance/covariance.js';
import type { CovarianceName } from '../../covariance/types.js';
import { type KernelDefinition, learningKernels, rankOf } from '../../kernels/definitions.js';
import { parseRandomTerm } from '../../model/terms.js';
import type { classesAt } from '../classes.js';
import type { BacktestInputs } from '../inputs.types.js';
import { isOfWindow } from '../decision-kernels.js';
import { marketTicker } from '../ticker-problems.js';
import { splitKernel, type SplitKernel } from './constant-kernel.js';

/** The engine's WeightSource. */
export const weightSources = [
  'equalWeight',
  'sample',
  'ledoitWolf',
  'systematic',
  'total',
  'posterior',
] as const;
export type WeightSource = (typeof weightSources)[number];

/** A run whose windows the engine runs. */
export interface BatchPlan {
  /** of each strategy */
  sources: WeightSource[];
  /** null where no strategy needs the model */
  model: {
    /** random terms in the order of the engine: `time` where there is one, then `asset:time(K)` */
    terms: string[];
    kernelName: string;
    scaleResidual: boolean;
    /** −Infinity where no strategy asks for one */
    minHeritability: number;
  } | null;
  /** what a set of assets that take part and their classes add; null where the engine cannot run their windows */
  ofSet(positions: Int32Array, classes: KnownClasses): SetPlan | null;
}

/** The classes that a decision sees, and what its window's notes say of them. */
export type KnownClasses = ReturnType<typeof classesAt>;

/** What depends on who takes part. */
export interface SetPlan {
  /** by position in the universe */
  positions: Int32Array;
  /** of the market among them, −1 where it is beside the universe */
  marketAsset: number;
  /** S×N each */
  lower: Float64Array;
  upper: Float64Array;
  /** null without a model */
  kernel: SplitKernel | null;
  /** what every window's notes say of classes and kernel */
  notes: string[];
}

/** Fewest assets of a panel, and fewest periods beyond the two fixed effects of each. */
const FEWEST_ASSETS = 2;
const FEWEST_PERIODS = 4;

/**
 * What the engine does by itself: rolling windows; a market that is a ticker; the model with fixed effects `asset` and `asset:market`, random
 * `asset:time(K)` and perhaps `time`, K of characteristics and of what does not change; minimum variance within bounds alone
 * and equal weights; kernels in full; of `posterior` what has no half-life of its own.
 *
 * @returns null for any other run, whose windows the host puts together one by one
 */
export function batchPlan(engine: Engine, inputs: BacktestInputs, config: ResolvedConfig): BatchPlan | null {
  const { strategies, backtest } = config;
  if (inputs.market === null || marketTicker(config) === null || backtest.train < FEWEST_PERIODS) return null;
  if (backtest.window !== 'rolling') return null;
  const sources = strategies.map(sourceOf);
  if (!sources.every((source) => source !== null)) return null;
  const model = strategies.some(usesModel) ? modelOf(inputs, config) : null;
  if (model === 'another') return null;
  const plan = { sources, model: model && model.plan };
  return {
    ...plan,
    ofSet: (positions, classes) =>
      setPlan(engine, inputs, config, plan, model && { definitions: model.definitions, classes }, positions),
  };
}

/** Where the engine takes a strategy's weights from; null where the host chooses them. */
export function sourceOf(strategy: ResolvedStrategy): WeightSource | null {
  const { objective, covariance, standardise, halfLife } = strategy;
  if (objective === 'equalWeight') return 'equalWeight';
  if (objective !== 'minimumVariance' || standardise === true || isConstrained(strategy)) return null;
  if (halfLife !== undefined) return null;
  return weightSources.find((source) => source === covariance) ?? null;
}

/** Whether a strategy's covariance is of no use below the least heritability. */
function isStructured({ covariance }: ResolvedStrategy): boolean {
  return structuredCovariances.some((name) => name === covariance);
}

/** What kernels are made of beside the window's returns. */
interface KernelParts {
  definitions: Record<string, KernelDefinition>;
  classes: KnownClasses;
}

/** The model as the engine knows it, or that it is another one. */
function modelOf(
  inputs: BacktestInputs,
  { model, strategies }: ResolvedConfig,
): { plan: NonNullable<BatchPlan['model']>; definitions: KernelParts['definitions'] } | 'another' {
  const isDefault =
    model.method === 'REML' &&
    model.errors === undefined &&
    model.halfLife === undefined &&
    model.residualGroups === undefined &&
    model.starts === 'few';
  const isPerAsset =
    model.fixed.length === 2 && ['asset', 'asset:market'].every((term) => model.fixed.includes(term));
  if (!isDefault || !isPerAsset || inputs.givenKernel !== undefined) return 'another';
  const terms = model.random.map((label) => ({ label, term: parseRandomTerm(label) }));
  const related = terms.flatMap(({ label, term }) => (term.kind === 'assetTime' ? [{ label, term }] : []));
  const common = terms.filter(({ term }) => term.kind === 'time');
  if (related.length !== 1 || common.length > 1 || terms.length !== 1 + common.length) return 'another';
  if (rankOf(inputs.kernels[related[0].term.kernel]) !== null) return 'another';
  const definitions: KernelParts['definitions'] = {};
  for (const [name, definition] of Object.entries(inputs.kernels)) {
    if (!isOfWindow(definition)) return 'another';
    definitions[name] = definition;
  }
  if (learningKernels([related[0].term.kernel], definitions).length > 0) return 'another';
  return {
    plan: {
      terms: [...common, ...related].map(({ label }) => label),
      kernelName: related[0].term.kernel,
      scaleResidual: model.scale === 'residual',
      minHeritability: strategies.some(isStructured) ? model.minHeritability : -Infinity,
    },
    definitions,
  };
}

function setPlan(
  engine: Engine,
  { universe, marketAsset }: BacktestInputs,
  { strategies }: ResolvedConfig,
  { sources, model }: Pick<BatchPlan, 'sources' | 'model'>,
  kernels: KernelParts | null,
  positions: Int32Array,
): SetPlan | null {
  const assets = Array.from(positions, (position) => universe[position]);
  const market = marketAsset === null ? -1 : assets.indexOf(marketAsset);
  if (marketAsset !== null && market < 0) return null;
  const N = assets.length;
  if (N - (market < 0 ? 0 : 1) < FEWEST_ASSETS) return null;
  const bounds = (bound: 'minWeights' | 'maxWeights', otherwise: number): Float64Array =>
    Float64Array.from(
      strategies.flatMap((strategy) => assets.map((asset) => boundOf(strategy[bound], asset, otherwise))),
    );
  const [lower, upper] = [bounds('minWeights', 0), bounds('maxWeights', 1)];
  const isWithin = (s: number): boolean =>
    assets.every((_, i) => lower[s * N + i] <= 1 / N && 1 / N <= upper[s * N + i]);
  if (sources.some((source, s) => source === 'equalWeight' && !isWithin(s))) return null;
  const kernel =
    model &&
    kernels &&
    splitKernel(engine, model.kernelName, kernels.definitions, kernels.classes.classes, assets);
  if (model !== null && kernel === null) return null;
  const notes = kernels && kernel ? [...kernels.classes.notes, ...kernel.notes] : [];
  return { positions, marketAsset: market, lower, upper, kernel, notes };
}

/** The covariances that a plan's strategies use, in their order. */
export function plannedCovariances({ sources }: Pick<BatchPlan, 'sources'>): CovarianceName[] {
  const names = sources.filter(
    (source): source is Exclude<WeightSource, 'equalWeight'> => source !== 'equalWeight',
  );
  return [...new Set(names)];
}
