import { sortedQuantile } from '../../numeric/quantile.js';
import { type Direction, type Factor, isBetter } from './types.js';

/** The trials of one level of a factor. */
export interface LevelSummary {
  /** that have the statistic */
  trials: number;
  /** NaN, as what follows, where no trial has it */
  mean: number;
  lowerQuartile: number;
  median: number;
  upperQuartile: number;
  best: number;
  /** row of the best, the first of equal ones; −1 where there is none */
  bestTrial: number;
}

/** What a factor alone does to a statistic, over all values of the others. */
export interface MarginalEffect {
  /** by level of the factor */
  levels: LevelSummary[];
  /** η² = Σ n_k(ȳ_k − ȳ)²/Σ(y − ȳ)², first-order share of the variance; null where the statistic does not vary */
  share: number | null;
  /** (K − 1)/(n − 1): what as many levels that mean nothing have on average; null with fewer than two trials */
  shareOfChance: number | null;
}

/** Variation below this share of the sum of squares is rounding. */
const ROUNDING = 1e-20;

/**
 * Mean, quartiles (type 7) and best of a statistic by level, and the share of its variance between the levels.
 *
 * @param values by trial; NaN where it is undefined, such trials are left out
 */
export function marginalEffect(factor: Factor, values: Float64Array, direction: Direction): MarginalEffect {
  const { codes, levels } = factor;
  const counts = new Int32Array(levels.length);
  for (const [trial, code] of codes.entries()) if (!Number.isNaN(values[trial])) counts[code]++;
  const groups = Array.from(counts, (count) => new Float64Array(count));
  const bestTrials = new Int32Array(levels.length).fill(-1);
  const filled = new Int32Array(levels.length);
  for (const [trial, code] of codes.entries()) {
    const value = values[trial];
    if (Number.isNaN(value)) continue;
    groups[code][filled[code]++] = value;
    const best = bestTrials[code];
    if (best < 0 || isBetter(value, values[best], direction)) bestTrials[code] = trial;
  }
  const summaries = groups.map((group, k) => summary(group, bestTrials[k], values));
  return { levels: summaries, ...shares(groups, summaries) };
}

function summary(group: Float64Array, bestTrial: number, values: Float64Array): LevelSummary {
  const sorted = group.slice().sort();
  const quartile = (p: number): number => (sorted.length === 0 ? NaN : sortedQuantile(sorted, p));
  return {
    trials: group.length,
    mean: sum(group) / group.length,
    lowerQuartile: quartile(0.25),
    median: quartile(0.5),
    upperQuartile: quartile(0.75),
    best: bestTrial < 0 ? NaN : values[bestTrial],
    bestTrial,
  };
}

function shares(
  groups: readonly Float64Array[],
  summaries: readonly LevelSummary[],
): Pick<MarginalEffect, 'share' | 'shareOfChance'> {
  const n = summaries.reduce((count, { trials }) => count + trials, 0);
  if (n < 2) return { share: null, shareOfChance: null };
  const filled = summaries.filter(({ trials }) => trials > 0);
  const mean = filled.reduce((total, level) => total + level.trials * level.mean, 0) / n;
  let [between, total, size] = [0, 0, 0];
  for (const [k, { trials, mean: own }] of summaries.entries()) {
    if (trials === 0) continue;
    between += trials * (own - mean) ** 2;
    for (const value of groups[k]) {
      total += (value - mean) ** 2;
      size += value * value;
    }
  }
  return {
    share: total <= ROUNDING * size ? null : Math.min(1, between / total),
    shareOfChance: (filled.length - 1) / (n - 1),
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
