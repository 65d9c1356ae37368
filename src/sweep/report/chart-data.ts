import { rounded } from '../../report/time/thinning.js';
import { type Histogram, shareHistogram } from '../effects/histogram.js';
import type { MarginalEffect } from '../effects/marginal.js';
import { thinnedByX } from '../effects/thinning.js';
import type { GroupAnalysis } from './group-analysis.js';
import { limits } from './limits.js';
import { levelText } from './names.js';
import { shownLevels } from './shown-levels.js';
import type { SweepStatistic } from './statistics.js';

/** What the charts of a sweep's report are drawn from: aggregates, rounded. */
export type SweepChartData = GroupChartData[];

export interface GroupChartData {
  key: string;
  statistics: Pick<SweepStatistic, 'heading' | 'unit'>[];
  parameters: ParameterChart[];
  pairs: PairChart[];
  distribution: DistributionChart | null;
  overfitting: OverfittingChart | null;
}

export interface ParameterChart {
  path: string;
  levels: string[];
  /** whether levels have an order, so that a line may join them */
  ordered: boolean;
  /** by statistic */
  effects: LevelsChart[];
}

/** By level; null where no trial has the statistic. */
export interface LevelsChart {
  trials: number[];
  mean: (number | null)[];
  lower: (number | null)[];
  median: (number | null)[];
  upper: (number | null)[];
  best: (number | null)[];
}

export interface PairChart {
  rows: { path: string; levels: string[] };
  columns: { path: string; levels: string[] };
  /** by cell, row-major */
  trials: number[];
  /** by statistic, by cell; null where there is no trial */
  mean: (number | null)[][];
  best: (number | null)[][];
}

export interface DistributionChart {
  histogram: Histogram;
  /** Sharpe ratios that stand out */
  marks: { name: string; value: number }[];
}

export interface OverfittingChart {
  ranks: Histogram;
  /** Sharpe ratios a year, in sample and out of sample, of winners that are drawn */
  points: [number, number][];
}

/** @param points of scatter plots that each group has room for */
export function groupChartData(analysis: GroupAnalysis, points: number): GroupChartData {
  const { key, statistics, effects, pairs } = analysis;
  return {
    key,
    statistics: statistics.map(({ heading, unit }) => ({ heading, unit })),
    parameters: effects
      .filter(({ byStatistic }) => byStatistic.length > 0)
      .map(({ factor, effect, byStatistic }) => {
        const { shown } = shownLevels(effect);
        return {
          path: factor.path,
          levels: shown.map((k) => levelText(factor.levels[k])),
          ordered: factor.kind === 'numeric' && factor.levels.every(({ range }) => range !== null),
          effects: byStatistic.map((of) => levelsChart(of, shown)),
        };
      }),
    pairs: pairs.map(({ rows, columns, surfaces }) => ({
      rows: { path: rows.path, levels: rows.levels.map(levelText) },
      columns: { path: columns.path, levels: columns.levels.map(levelText) },
      trials: Array.from(surfaces[0].trials),
      mean: surfaces.map(({ mean }) => Array.from(mean, rounded)),
      best: surfaces.map(({ best }) => Array.from(best, rounded)),
    })),
    distribution: distributionChart(analysis),
    overfitting: overfittingChart(analysis, points),
  };
}

function levelsChart({ levels }: MarginalEffect, shown: readonly number[]): LevelsChart {
  const of = (value: (level: MarginalEffect['levels'][number]) => number): (number | null)[] =>
    shown.map((k) => rounded(value(levels[k])));
  return {
    trials: shown.map((k) => levels[k].trials),
    mean: of(({ mean }) => mean),
    lower: of(({ lowerQuartile }) => lowerQuartile),
    median: of(({ median }) => median),
    upper: of(({ upperQuartile }) => upperQuartile),
    best: of(({ best }) => best),
  };
}

function distributionChart({ distribution, group, neighbourhood }: GroupAnalysis): DistributionChart | null {
  if (distribution === null) return null;
  const { luck, baseline, periodsPerYear } = group;
  const mark = (name: string, ratio: number | null): DistributionChart['marks'] => {
    const value = rounded(ratio);
    return value === null ? [] : [{ name, value }];
  };
  const yearly = (ratio: number | null): number | null =>
    ratio === null ? null : ratio * Math.sqrt(periodsPerYear);
  return {
    histogram: distribution,
    marks: [
      ...(baseline === null ? [] : mark(`baseline ${baseline}`, yearly(luck.baselineSharpe))),
      ...mark('expected maximum', yearly(luck.expectedMaximum)),
      ...mark('best', neighbourhood?.bestValue ?? null),
    ],
  };
}

function overfittingChart({ group }: GroupAnalysis, points: number): OverfittingChart | null {
  const { overfitting } = group.luck;
  if ('reason' in overfitting) return null;
  const { ranks, inSample, outOfSample } = overfitting;
  const yearly = (ratio: number): number => Number((ratio * Math.sqrt(group.periodsPerYear)).toPrecision(4));
  return {
    ranks: shareHistogram(ranks, limits.rankBins),
    points: thinnedByX(inSample, outOfSample, points).map((split) => [
      yearly(inSample[split]),
      yearly(outOfSample[split]),
    ]),
  };
}
