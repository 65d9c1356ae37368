import type { ResolvedStrategy } from '../config/types.js';
import { boundOf } from '../config/strategies.js';
import { isConstrained } from '../config/strategy-constraints.js';
import { modelCovariances } from '../covariance/covariance.js';
import { covarianceLabel, covarianceOptions, type CovarianceOptions } from '../covariance/options.js';
import type { CovarianceName } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { readable } from '../portfolio/bounds.js';
import { budgetOf } from '../portfolio/budget.js';
import { optimizeWeights } from '../portfolio/optimize.js';
import type { Objective } from '../portfolio/types.js';
import { brokenConstraints } from '../portfolio/violation.js';
import { type Failure, attempt } from './outcome.js';
import type { BacktestWindow } from './types.js';
import { constraintsIn, objectiveOf } from './strategy-objective.js';
import type { TrainingWindow } from './window.js';

/** What a strategy decided in a window: weights by asset of the universe, and how it came to them. */
export type Choice = Pick<BacktestWindow, 'status' | 'reason' | 'used'> & {
  weights: Float64Array;
  /** what was set aside on the way; not there where nothing was */
  notes?: string[];
};

/** What a strategy can know when it decides. */
export interface DecisionContext {
  engine: Engine;
  window: TrainingWindow;
  /** below this heritability no covariance of the model is used */
  minHeritability: number;
  /** what is still held of the last decision at the end of this one's period; null at the first, or after ruin */
  previous: () => Float64Array | null;
}

/** Room for rounding where a weight is at its bound. */
const ROUNDING = 1e-9;

/** Either weights by asset of the universe, or why there are none. */
type Attempt = ({ weights: Float64Array } | Failure) & { notes?: string[] };

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
  'minimumTrackingError',
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
  const { engine, window, minHeritability } = context;
  const estimate = window.covariance(name, covariance);
  if ('failure' in estimate) return estimate;
  const heritability = modelCovariances.includes(name) ? window.heritability() : null;
  if (heritability !== null && heritability < minHeritability) {
    return { failure: `heritability ${heritability.toFixed(3)} is below ${minHeritability}` };
  }
  const options = objectiveOf(strategy, window, estimate.value.assets, context.previous);
  if ('failure' in options) return options;
  const solved = attempt(() => optimizeWeights(engine, estimate.value, options.value.options));
  const { notes } = options.value;
  if ('failure' in solved) return { ...solved, notes };
  const result = solved.value;
  if (result.status === 'optimal')
    return { weights: window.spread((asset) => result.weights[asset] ?? 0), notes };
  if (result.status === 'iterationLimit')
    return { failure: 'the quadratic program reached its iteration limit', notes };
  const what = boundsAlone.includes(strategy.objective)
    ? `the ${isConstrained(strategy) ? 'constraints' : 'bounds'} on weights conflict`
    : 'no weights do what is asked';
  return {
    failure: `${what}: ${result.conflict.join(', ')}`,
    final: !underCovariance.includes(strategy.objective),
    notes,
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

/** The sum nearest to `sum` that the strategy's budget lets weights have. */
function budgeted(strategy: ResolvedStrategy, sum: number): number {
  const { lower, upper } = budgetOf(strategy);
  return Math.min(upper, Math.max(lower, sum));
}

/** Constraints beside bounds that weights break, by name. */
function broken(strategy: ResolvedStrategy, context: DecisionContext, weights: Float64Array): string[] {
  if (!isConstrained(strategy)) return [];
  const { window, previous } = context;
  const { assets } = window;
  const read = constraintsIn(strategy, window, assets, previous);
  if ('failure' in read) return [];
  const own = assets.map((asset) => weights[window.universe.indexOf(asset)]);
  return brokenConstraints(read.value.options, assets, Float64Array.from(own));
}

/** The last decision's weights as they have drifted, of the assets that take part, scaled to the budget (1 by default). */
function previousWeights(strategy: ResolvedStrategy, { previous: ofLast, window }: DecisionContext): Attempt {
  const previous = ofLast();
  if (previous === null) return { failure: 'there are none' };
  const kept = window.spread((_, position) => previous[position]);
  const sum = kept.reduce((total, weight) => total + weight, 0);
  const gross = kept.reduce((total, weight) => total + Math.abs(weight), 0);
  if (gross === 0) return { failure: 'none of their assets can be held' };
  const total = budgeted(strategy, sum);
  if (total === sum || total === 0) return { weights: kept };
  if (2 * sum * Math.sign(total) < gross)
    return { failure: `what can be held of them is mostly ${total > 0 ? 'short' : 'long'}` };
  return { weights: kept.map((weight) => (total * weight) / sum) };
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
  const equal = window.spread(() => budgeted(strategy, 1) / size);
  const reasons: string[] = [];
  const notes = new Set<string>();
  const noted = () => (notes.size === 0 ? {} : { notes: [...notes] });
  const fallback = (used: Exclude<BacktestWindow['used'], null>, weights: Float64Array): Choice => {
    const outside = outsideBounds(strategy, window, weights);
    const constraints = broken(strategy, context, weights);
    const breaks = [
      ...(outside.length === 0 ? [] : [`${used} breaks the bounds of ${outside.join(', ')}`]),
      ...(constraints.length === 0 ? [] : [`${used} breaks ${constraints.join(', ')}`]),
    ];
    return { status: 'fallback', reason: [...reasons, ...breaks].join('; '), used, weights, ...noted() };
  };
  for (const { name, options, label } of estimatesOf(strategy)) {
    const attempted =
      name === 'equalWeight' ? equalWeights(strategy, context) : optimise(strategy, name, options, context);
    for (const note of attempted.notes ?? []) notes.add(note);
    if ('weights' in attempted) {
      if (reasons.length > 0) return fallback(name, attempted.weights);
      return { status: 'ok', reason: null, used: null, weights: attempted.weights, ...noted() };
    }
    reasons.push(`${label}: ${attempted.failure}`);
    if (attempted.final) break;
  }
  const previous = previousWeights(strategy, context);
  if ('weights' in previous) return fallback('previousWeights', previous.weights);
  reasons.push(`previous weights: ${previous.failure}`);
  return fallback('equalWeight', equal);
}
