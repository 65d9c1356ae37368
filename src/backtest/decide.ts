import type { ResolvedStrategy, StrategyObjective } from '../config/types.js';
import {
  type StrategyCovarianceOptions,
  strategyCovarianceLabel,
  strategyCovarianceOptions,
} from '../config/stacking.js';
import { boundOf } from '../config/by-ticker.js';
import type { StrategyCovarianceName } from '../config/strategy.types.js';
import { structuredCovariances } from '../covariance/covariance.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import { readable } from '../portfolio/bounds.js';
import { optimizeWeights } from '../portfolio/optimize.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { brokenLimits } from './broken-limits.js';
import { type Attempt, type Chosen, isPlainLink, linkInWords, plainWeights } from './fallback.js';
import { isLimited } from './limits.js';
import { type Outcome, attempt } from './outcome.js';
import type { BacktestWindow } from './types.js';
import { unfinished, unproven } from './positions.js';
import { termsOf } from './strategy-objective.js';
import { leastTail, sampleOf, type TailChoice } from './tail.js';
import {
  call,
  type DecisionData,
  decisionData,
  givenCovariance,
  givenWeights,
  type StrategyFunctions,
} from './user-functions.js';
import type { TrainingWindow } from './window.js';

/** What a strategy decided in a window: weights by asset of the universe, and how it came to them. */
export type Choice = Pick<BacktestWindow, 'status' | 'reason' | 'used'> & {
  weights: Float64Array;
  /** what a reader of the window should know of it; not there where there is nothing */
  notes?: string[];
  /** where the objective is minimumCVaR and its program chose the weights */
  tail?: TailChoice;
};

/** What a strategy can know when it decides. */
export interface DecisionContext {
  engine: Engine;
  window: TrainingWindow;
  /** below this heritability no covariance of the model is used but `posterior`, `stacked` and `averaged`, which need none */
  minHeritability: number;
  /** what is still held of the last decision at the end of this one's period; null at the first, or after ruin */
  previous: () => Float64Array | null;
  /** the caller's, in the places of the strategy's parts */
  functions: StrategyFunctions;
  /** of linear programs, where a strategy needs one */
  linearSolver?: LinearSolver | null;
}

/** A decision under way. */
export interface Deciding extends DecisionContext {
  /** takes what a reader of the window should know */
  note: (text: string) => void;
}

/** What weights come from: a covariance with its options, a function of the caller, or nothing that has to be estimated. */
interface Source {
  name: StrategyCovarianceName | 'equalWeight' | 'returns' | 'function';
  options: StrategyCovarianceOptions;
  /** as reasons call it */
  label: string;
}

/** What a strategy's weights come from in the first place. */
function ownSource(strategy: ResolvedStrategy, { functions }: DecisionContext): Source {
  if (functions.objective !== undefined) return plain('function', 'function objective');
  if (functions.covariance !== undefined) return plain('function', 'function covariance');
  const { objective, covariance } = strategy;
  if (objective === 'minimumCVaR' && covariance === undefined)
    return plain('returns', 'returns of the window');
  if (objective === 'equalWeight' || covariance === undefined) return plain('equalWeight');
  const options = strategyCovarianceOptions(strategy);
  return { name: covariance, options, label: strategyCovarianceLabel(covariance, options) };
}

function plain(name: Source['name'], label: string = name): Source {
  return { name, options: {}, label };
}

/** Objectives that have weights within any bounds that do not conflict. */
const boundsAlone: readonly StrategyObjective[] = [
  'minimumVariance',
  'meanVariance',
  'maximumDiversification',
  'minimumTrackingError',
  'hierarchicalRiskParity',
];
/** Objectives that may have weights under one covariance and none under another. */
const underCovariance: readonly StrategyObjective[] = ['targetVolatility', 'inverseVolatility', 'riskParity'];

/** A source's covariance of the window. */
function covarianceOf({ name, options }: Source, context: DecisionContext): Outcome<Covariance> {
  const { window, functions, minHeritability } = context;
  if (name === 'function') {
    const given = call('covariance', () => functions.covariance!(decisionData(window, context.previous)));
    return 'failure' in given ? given : attempt(() => givenCovariance(given.value, window.assets));
  }
  if (name === 'equalWeight') return { failure: 'equal weights have no covariance' };
  if (name === 'returns') return sampleOf(context);
  const estimate = window.covariance(name, options);
  const heritability =
    'value' in estimate && structuredCovariances.some((own) => own === name) ? window.heritability() : null;
  if (heritability !== null && heritability < minHeritability) {
    return { failure: `heritability ${heritability.toFixed(3)} is below ${minHeritability}` };
  }
  return estimate;
}

/** The strategy's objective under one covariance. */
function optimise(strategy: ResolvedStrategy, source: Source, context: Deciding): Attempt {
  const { engine, window } = context;
  const { objective } = strategy;
  const estimate = covarianceOf(source, context);
  if ('failure' in estimate) return estimate;
  const terms = termsOf(strategy, context, estimate.value);
  if ('failure' in terms) return terms;
  const { covariance, options } = terms.value;
  if (objective === 'minimumCVaR') return leastTail(strategy, terms.value, context);
  const solved = attempt(() => optimizeWeights(engine, covariance, { objective, ...options }));
  if ('failure' in solved) return solved;
  const result = solved.value;
  if (result.status === 'optimal' || result.status === 'nodeLimit') {
    result.notes?.forEach(context.note);
    const doubt = unproven(strategy, result);
    if (doubt !== null) context.note(doubt);
    return { weights: window.spread((asset) => result.weights[asset] ?? 0) };
  }
  if (result.status === 'iterationLimit') return { failure: unfinished(result) };
  const what = boundsAlone.includes(objective)
    ? `the ${isLimited(strategy, context) ? 'constraints' : 'bounds'} on weights conflict`
    : 'no weights do what is asked';
  return {
    failure: `${what}: ${result.conflict.join(', ')}`,
    final: !underCovariance.includes(objective),
  };
}

/** Weights that a function of the caller chose; where they are the objective's, within the strategy's limits. */
function functionWeights(
  strategy: ResolvedStrategy,
  place: 'objective' | 'fallback',
  choose: (data: DecisionData) => Record<string, number>,
  context: Deciding,
): Attempt {
  const { window, previous } = context;
  const given = call(place, () => choose(decisionData(window, previous)));
  if ('failure' in given) return given;
  const checked = attempt(() => givenWeights(given.value, window.assets));
  if ('failure' in checked) return checked;
  const byAsset = new Map(window.assets.map((asset, i) => [asset, checked.value[i]]));
  const weights = window.spread((asset) => byAsset.get(asset)!);
  if (place === 'fallback') return { weights };
  const broken = brokenLimits(strategy, context, weights, { cash: true });
  return broken.length > 0 ? { failure: `its weights break ${broken.join(', and ')}` } : { weights };
}

/** Equal weights of who takes part, where the bounds let them. */
function equalWeights(strategy: ResolvedStrategy, { window }: DecisionContext): Attempt {
  const weight = 1 / window.assets.length;
  const outside = window.assets.find(
    (asset) =>
      weight < boundOf(strategy.minWeights, asset, 0) || weight > boundOf(strategy.maxWeights, asset, 1),
  );
  if (outside === undefined) return { weights: window.spread(() => weight) };
  return { failure: `the equal weight ${readable(weight)} of ${outside} is outside its bounds`, final: true };
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

/** Weights by a source of the strategy's own or of its chain. */
function weightsBy(source: Source, strategy: ResolvedStrategy, context: Deciding): Attempt {
  const { objective } = context.functions;
  if (source.name === 'equalWeight') return equalWeights(strategy, context);
  if (source.name === 'function' && objective !== undefined)
    return functionWeights(strategy, 'objective', objective, context);
  return optimise(strategy, source, context);
}

/**
 * Weights of one strategy in one window. What fails falls back with its reason, along the strategy's chain: its objective
 * under another covariance, the previous weights as they have drifted, equal weights of the assets that take part, cash.
 * With no such asset the window is skipped, in cash. Limits hold for objectives; what other links give is given, and the
 * reason says which limits it breaks.
 */
export function decide(strategy: ResolvedStrategy, context: DecisionContext): Choice {
  if (context.window.assets.length === 0) {
    const weights = context.window.spread(() => 0);
    return { status: 'skipped', reason: 'no asset of the universe can be held', used: null, weights };
  }
  const notes = new Set<string>();
  const choice = chosen(strategy, { ...context, note: (text) => void notes.add(text) });
  return notes.size === 0 ? choice : { ...choice, notes: [...notes] };
}

function chosen(strategy: ResolvedStrategy, context: Deciding): Choice {
  const { functions } = context;
  const own = ownSource(strategy, context);
  const first = weightsBy(own, strategy, context);
  if ('weights' in first) return { status: 'ok', reason: null, used: null, ...first };

  const reasons = [`${own.label}: ${first.failure}`];
  const fallback = (used: Exclude<BacktestWindow['used'], null>, { weights, tail }: Chosen): Choice => {
    const broken = used === 'cash' ? [] : brokenLimits(strategy, context, weights);
    const breaks = broken.length === 0 ? [] : [`${used} breaks ${broken.join(', and ')}`];
    return {
      status: 'fallback',
      reason: [...reasons, ...breaks].join('; '),
      used,
      weights,
      ...(tail && { tail }),
    };
  };
  if (functions.fallback !== undefined) {
    const { fallback: choose } = functions;
    const given = functionWeights(strategy, 'fallback', (data) => choose(data, [...reasons]), context);
    if ('weights' in given) return fallback('function', given);
    reasons.push(`function fallback: ${given.failure}`);
  }
  let { final = false } = first;
  for (const link of [...strategy.fallback, 'cash' as const]) {
    if (!isPlainLink(link) && (final || link === own.label)) continue;
    const attempted = isPlainLink(link)
      ? plainWeights(link, strategy, context)
      : optimise(strategy, plain(link), context);
    if ('weights' in attempted) return fallback(link, attempted);
    reasons.push(`${linkInWords(link)}: ${attempted.failure}`);
    final ||= attempted.final === true;
  }
  throw new Error('cash can always be held');
}
