import { quantile } from '../numeric/quantile.js';
import { mean, standardDeviation } from '../statistics/moments.js';
import type { BacktestStatistics } from '../statistics/types.js';
import type { PathDistribution } from './types.js';

/** Moments and quantiles of a statistic over paths; null where it is defined on none. */
export function pathDistribution(values: readonly (number | null)[]): PathDistribution | null {
  const defined = Float64Array.from(values.filter((value) => value !== null));
  const centre = mean(defined);
  if (centre === null) return null;
  const at = (p: number): number => quantile(defined, p);
  return {
    count: defined.length,
    mean: centre,
    standardDeviation: standardDeviation(defined),
    minimum: at(0),
    lowerQuartile: at(0.25),
    median: at(0.5),
    upperQuartile: at(0.75),
    maximum: at(1),
  };
}

/** The same of every statistic. */
export function distributions(
  paths: readonly BacktestStatistics[],
): Record<keyof BacktestStatistics, PathDistribution | null> {
  const names = Object.keys(paths[0]) as (keyof BacktestStatistics)[];
  return Object.fromEntries(
    names.map((name) => [name, pathDistribution(paths.map((statistics) => statistics[name]))]),
  ) as Record<keyof BacktestStatistics, PathDistribution | null>;
}
