import type { ResolvedStrategy } from '../config/types.js';
import { boundOf } from '../config/strategies.js';
import { modelCovariances } from '../covariance/covariance.js';
import { covarianceLabel, covarianceOptions, type CovarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { readable } from '../portfolio/bounds.js';
import { optimizeWeights } from '../portfolio/optimize.js';
import type { Objective } from '../portfolio/types.js';
import { type Failure, attempt } from './outcome.js';
import { brokenPositions, unproven } from './positions.js';
import type { BacktestWindow } from './types.js';
import { objectiveOf } from './strategy-objective.js';
import type { TrainingWindow } from './window.js';

/** What a strategy decided in a window: weights by asset of the universe, and how it came to them. */
export type Choice = Pick<BacktestWindow, 'status' | 'reason' | 'used'> & { weights: Float64Array };

/** What a strategy can know when it decides. */
export interface DecisionContext {
  engine: Engine;
  window: TrainingWindow;
  /** below this heritability no covariance of the model is used */
  minHeritability: number;
  /** what is still held of the last decision at the end of this one's period; null at the first, or after ruin */
  previous: () => Float64Array | null;
  /** takes what a reader of the window should know */
  note: (text: string) => void;
}

/** Room for rounding where a weight is at its bound. */
const ROUNDING = 1e-9;

/** Either weights by asset of the universe, or why there are none. */
type Attempt = { weights: Float64Array } | Failure;

/** What weights come from: a covariance with its options, or nothing that has to be estimated. */
interface Source {
  name: CovarianceName | 'equalWeight';
  options: CovarianceOptions;
  /** as reasons call it */
  label: string;
}

/** What a strategy's weights come from, in the order of trial. */
function estimatesOf(strategy: ResolvedStrategy): Source[] {
  const { objective, covariance } = strategy;
  const plain = (name: Source['name']): Source => ({ name, options: {}, label: name });
  if (objective === 'equalWeight' || covariance === undefined) return [plain('equalWeight')];
  const options = covarianceOptions(strategy);
  const label = covarianceLabel(covariance, options);
  const own: Source = { name: covariance, options, label };
  return label === 'ledoitWolf' ? [own] : [own, plain('ledoitWolf')];
}

/** Objectives that have weights within any bounds that do not conflict. */
const boundsAlone: readonly Objective[] = [
  'minimumVariance',
  'meanVariance',
  'maximumDiversification',
  'hierarchicalRiskParity',
];
/** Objectives that may have weights under one covariance and none under another. */
const underCovariance: readonly Objective[] = ['targetVolatility', 'inverseVolatility', 'riskParity'];

/** The strategy's objective under one covariance. */
function optimise(
  strategy: ResolvedStrategy,
  name: CovarianceName,
  covariance: CovarianceOptions,
  context: DecisionContext,
): Attempt {
  const { engine, window, minHeritability, previous, note } = context;
  const estimate = window.covariance(name, covariance);
  if ('failure' in estimate) return estimate;
  const heritability = modelCovariances.includes(name) ? window.heritability() : null;
  if (heritability !== null && heritability < minHeritability) {
    return { failure: `heritability ${heritability.toFixed(3)} is below ${minHeritability}` };
  }
  const options = objectiveOf(strategy, window, estimate.value.assets, previous);
  if ('failure' in options) return options;
  const solved = attempt(() => optimizeWeights(engine, estimate.value, options.value));
  if ('failure' in solved) return solved;
  const result = solved.value;
  if (result.status === 'optimal' || result.status === 'nodeLimit') {
    const doubt = unproven(strategy, result);
    if (doubt !== null) note(doubt);
    return { weights: window.spread((asset) => result.weights[asset] ?? 0) };
  }
  if (result.status === 'iterationLimit') {
    const isSearched = result.optimality !== undefined;
    return {
      failure: isSearched
        ? `no weights within the limits on positions were found in ${result.optimality!.nodes} parts of the search`
        : 'the quadratic program reached its iteration limit',
    };
  }
  const isPlain = strategy.minPosition === undefined && strategy.cardinality === undefined;
  const what =
    boundsAlone.includes(strategy.objective) && isPlain
      ? 'the bounds on weights conflict'
      : 'no weights do what is asked';
  return {
    failure: `${what}: ${result.conflict.join(', ')}`,
    final: !underCovariance.includes(strategy.objective),
  };
}

/** Equal weights of who takes part, where the bounds let them. */
function equalWeights(strategy: ResolvedStrategy, { window }: DecisionContext): Attempt {
  const weight = 1 / window.assets.length;
  const outside = window.assets.find(
    (asset) =>
      weight < boundOf(strategy.minWeights, asset, 0) || weight > boundOf(strategy.maxWeights, asset, 1),
  );
  if (outside === undefined) return { weights: window.spread(() => weight) };
  return { failure: `the equal weight ${readable(weight)} of ${outside} is outside its bounds` };
}

/** Assets that take part with weights outside their bounds, rounding aside; the closed form has none. */
function outsideBounds(strategy: ResolvedStrategy, window: TrainingWindow, weights: Float64Array): string[] {
  if (strategy.objective === 'unconstrainedMinimumVariance') return [];
  const outside = new Set<string>();
  window.spread((asset, position) => {
    const weight = weights[position];
    const [lower, upper] = [boundOf(strategy.minWeights, asset, 0), boundOf(strategy.maxWeights, asset, 1)];
    if (weight < lower - ROUNDING || weight > upper + ROUNDING) outside.add(asset);
    return weight;
  });
  return [...outside];
}

/** Smallest weights above 0 of assets that sat out, which nothing can keep, in words. */
export function minimumsSetAside(
  strategies: readonly ResolvedStrategy[],
  satOut: readonly { asset: string }[],
): string[] {
  return strategies.flatMap(({ name, minWeights }) => {
    if (typeof minWeights !== 'object') return [];
    const assets = satOut.map(({ asset }) => asset).filter((asset) => boundOf(minWeights, asset, 0) > 0);
    return assets.map((asset) => `${name}: minWeights of ${asset} set aside, it sat out`);
  });
}

/** The last decision's weights as they have drifted, of the assets that take part, scaled to the same sum of 1. */
function previousWeights({ previous: ofLast, window }: DecisionContext): Attempt {
  const previous = ofLast();
  if (previous === null) return { failure: 'there are none' };
  const kept = window.spread((_, position) => previous[position]);
  const sum = kept.reduce((total, weight) => total + weight, 0);
  const gross = kept.reduce((total, weight) => total + Math.abs(weight), 0);
  if (gross === 0) return { failure: 'none of their assets can be held' };
  if (2 * sum < gross) return { failure: 'what can be held of them is mostly short' };
  return { weights: kept.map((weight) => weight / sum) };
}

/**
 * Weights of one strategy in one window. What fails falls back with its reason, on Ledoit–Wolf's covariance, then on
 * the previous weights as they have drifted, then on equal weights of the assets that take part; with no such asset
 * the window is skipped, in cash. Bounds hold for the covariances; what drifted and equal weights are is given.
 */
export function decide(strategy: ResolvedStrategy, context: DecisionContext): Choice {
  const { window } = context;
  const size = window.assets.length;
  if (size === 0) {
    const weights = window.spread(() => 0);
    return { status: 'skipped', reason: 'no asset of the universe can be held', used: null, weights };
  }
  const equal = window.spread(() => 1 / size);
  const reasons: string[] = [];
  const fallback = (used: Exclude<BacktestWindow['used'], null>, weights: Float64Array): Choice => {
    const outside = outsideBounds(strategy, window, weights);
    const limits = [
      ...(outside.length === 0 ? [] : [`the bounds of ${outside.join(', ')}`]),
      ...brokenPositions(strategy, window, weights),
    ];
    const broken = limits.length === 0 ? [] : [`${used} breaks ${limits.join(', and ')}`];
    return { status: 'fallback', reason: [...reasons, ...broken].join('; '), used, weights };
  };
  for (const { name, options, label } of estimatesOf(strategy)) {
    const attempted =
      name === 'equalWeight' ? equalWeights(strategy, context) : optimise(strategy, name, options, context);
    if ('weights' in attempted) {
      if (reasons.length > 0) return fallback(name, attempted.weights);
      return { status: 'ok', reason: null, used: null, weights: attempted.weights };
    }
    reasons.push(`${label}: ${attempted.failure}`);
    if (attempted.final) break;
  }
  const previous = previousWeights(context);
  if ('weights' in previous) return fallback('previousWeights', previous.weights);
  reasons.push(`previous weights: ${previous.failure}`);
  return fallback('equalWeight', equal);
}
