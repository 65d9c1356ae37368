import { type Balance, balanceOf } from '../effects/balance.js';
import { factorOf } from '../effects/factors.js';
import { type Histogram, histogram } from '../effects/histogram.js';
import { type MarginalEffect, marginalEffect } from '../effects/marginal.js';
import { type Neighbourhood, neighbourhood } from '../effects/neighbourhood.js';
import { pairSurface, type Surface } from '../effects/surface.js';
import type { Factor, ParameterColumn } from '../effects/types.js';
import { limits } from './limits.js';
import { groupName } from './names.js';
import { type SweepStatistic, sweepStatistics } from './statistics.js';
import type { SweepReportGroup, SweepReportInput } from './types.js';

/** The path that stands for the strategy of a trial. */
export const strategyPath = 'strategy';

/** What tables and charts of a group are both made of. */
export interface GroupAnalysis {
  /** beginning of the names of its sections and charts */
  key: string;
  /** end of its titles where there are several groups, `: etf, all, month`; empty of the only one */
  suffix: string;
  group: SweepReportGroup;
  /** Sharpe ratios a year, over the common periods */
  sharpe: Float64Array;
  /** those that any trial has, with their values by trial */
  statistics: (SweepStatistic & { values: Float64Array })[];
  /** parameters that vary, the strategy after them where there are several */
  columns: ParameterColumn[];
  /** what each parameter does, the one that explains most of the Sharpe ratios first */
  effects: ParameterEffect[];
  balance: Balance;
  /** pairs of parameters, those that explain most together first */
  pairs: PairOfParameters[];
  /** pairs that there is no room for, and parameters with too many names for an axis */
  omitted: { pairs: number; parameters: string[] };
  neighbourhood: Neighbourhood | null;
  distribution: Histogram | null;
}

export interface ParameterEffect {
  factor: Factor;
  /** on the Sharpe ratio */
  effect: MarginalEffect;
  /** on each of `statistics`; empty of parameters that are not shown */
  byStatistic: MarginalEffect[];
}

export interface PairOfParameters {
  rows: Factor;
  columns: Factor;
  /** by statistic */
  surfaces: Surface[];
}

/**
 * Everything that a report says of a group.
 *
 * @param cells of heat maps that the group has room for
 * @param isOnly whether it is the only group of the sweep
 */
export function analyseGroup(
  key: string,
  group: SweepReportGroup,
  parameters: SweepReportInput['parameters'],
  cells: number,
  isOnly: boolean,
): GroupAnalysis {
  const { luck, periodsPerYear, trials } = group;
  const sharpe = luck.sharpes.map((ratio) => ratio * Math.sqrt(periodsPerYear));
  const statistics = sweepStatistics
    .map((statistic) => ({
      ...statistic,
      values: statistic.key === 'sharpe' ? sharpe : trials.statistics[statistic.key],
    }))
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  const columns = columnsOf(group, parameters);
  const effects = effectsOf(columns, sharpe, statistics);
  return {
    key,
    suffix: isOnly ? '' : `: ${groupName(group)}`,
    group,
    sharpe,
    statistics,
    columns,
    effects,
    balance: balanceOf(
      effects.map(({ factor }) => factor),
      sharpe,
    ),
    ...pairsOf(effects, statistics, cells),
    neighbourhood: neighbourhood(columns, sharpe),
    distribution: histogram(sharpe, limits.bins),
  };
}

function columnsOf(
  { trials }: SweepReportGroup,
  parameters: SweepReportInput['parameters'],
): ParameterColumn[] {
  const columns: ParameterColumn[] = [
    ...parameters.map(({ path, kind }, k) => ({ path, kind, ...trials.parameters[k] })),
    { path: strategyPath, kind: 'categorical', ...trials.strategies },
  ];
  return columns.filter(({ codes }) => codes.some((code) => code !== codes[0]));
}

function effectsOf(
  columns: readonly ParameterColumn[],
  sharpe: Float64Array,
  statistics: GroupAnalysis['statistics'],
): ParameterEffect[] {
  const found = columns.flatMap((column) => {
    const factor = factorOf(column);
    return factor === null ? [] : [{ factor, effect: marginalEffect(factor, sharpe, 'higher') }];
  });
  found.sort((a, b) => (b.effect.share ?? 0) - (a.effect.share ?? 0));
  return found.map(({ factor, effect }, k) => ({
    factor,
    effect,
    byStatistic:
      k < limits.parameters
        ? statistics.map(({ values, direction }) => marginalEffect(factor, values, direction))
        : [],
  }));
}

/** As many pairs as there is room for, but at least one. */
function pairsOf(
  effects: readonly ParameterEffect[],
  statistics: GroupAnalysis['statistics'],
  cells: number,
): Pick<GroupAnalysis, 'pairs' | 'omitted'> {
  const mapped = effects.filter(({ factor }) => factor.levels.length <= limits.mappedLevels);
  const candidates = mapped.flatMap((first, k) =>
    mapped.slice(k + 1).map((second) => ({
      ...axes(first.factor, second.factor),
      share: (first.effect.share ?? 0) + (second.effect.share ?? 0),
    })),
  );
  candidates.sort((a, b) => b.share - a.share);
  const pairs: PairOfParameters[] = [];
  let room = cells;
  for (const { rows, columns } of candidates) {
    room -= rows.levels.length * columns.levels.length;
    if (room < 0 && pairs.length > 0) break;
    const surfaces = statistics.map(({ values, direction }) => pairSurface(rows, columns, values, direction));
    pairs.push({ rows, columns, surfaces });
  }
  return {
    pairs,
    omitted: {
      pairs: candidates.length - pairs.length,
      parameters: effects.filter((effect) => !mapped.includes(effect)).map(({ factor }) => factor.path),
    },
  };
}

/** Numbers lie on the horizontal axis where only one of the two has them, else the one with more levels. */
function axes(first: Factor, second: Factor): { rows: Factor; columns: Factor } {
  const turned =
    first.kind === second.kind ? first.levels.length < second.levels.length : second.kind === 'numeric';
  return turned ? { rows: first, columns: second } : { rows: second, columns: first };
}
