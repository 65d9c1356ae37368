import type { BacktestResult, BacktestWindow, StrategyResult } from '../../backtest/types.js';
import { costKinds, type CostKind } from '../costs.js';
import { rounded, thinning, type Thinning } from './thinning.js';

/** What each strategy traded at its decisions, and what it had paid until then. */
export interface TradingData {
  /** decisions that a value of turnover is the mean of */
  step: number;
  dates: string[];
  /** whether anybody traded after the first purchase */
  traded: boolean;
  /** whether anybody paid anything */
  paid: boolean;
  /** those that somebody paid; null where the configuration names no kinds */
  kinds: string[] | null;
  strategies: {
    name: string;
    /** one-way; null until and at the first purchase */
    turnover: (number | null)[];
    /** shares of wealth, added up from the first decision on: those of all kinds, and by kind as `kinds` */
    costs: number[];
    byKind: number[][];
  }[];
}

/** Null where there are not two decisions, or nobody traded or paid. */
export function tradingData({ strategies, decisions }: BacktestResult): TradingData | null {
  if (decisions.length < 2) return null;
  const thin = thinning(decisions.length);
  const named = strategies.some(({ windows }) => windows.some(({ costs }) => costs !== undefined));
  const paid = (Object.keys(costKinds) as CostKind[]).filter((kind) =>
    strategies.some(({ windows }) => windows.some(({ costs }) => (costs?.[kind] ?? 0) > 0)),
  );
  const made = strategies.map((strategy) => ({
    name: strategy.name,
    turnover: turnovers(strategy, thin),
    costs: added(strategy, thin, ({ cost, costs }) => (costs ? sumOf(costs) : cost)),
    byKind: paid.map((kind) => added(strategy, thin, ({ costs }) => costs?.[kind] ?? 0)),
  }));
  const traded = made.some(({ turnover }) => turnover.some((value) => value !== null && value > 0));
  const hasCosts = made.some(({ costs }) => costs.some((cost) => cost > 0));
  if (!traded && !hasCosts) return null;
  return {
    step: thin.step,
    dates: thin.kept.map((k) => decisions[k].decision),
    traded,
    paid: hasCosts,
    kinds: named ? paid.map((kind) => costKinds[kind]) : null,
    strategies: made,
  };
}

/** Means over the decisions since the one kept before. */
function turnovers({ windows }: StrategyResult, { kept, step }: Thinning): (number | null)[] {
  const first = windows.findIndex(({ turnover }) => turnover > 0);
  return kept.map((k) => {
    if (first < 0 || k <= first) return null;
    const part = windows.slice(Math.max(first + 1, k - step + 1), k + 1);
    return rounded(part.reduce((sum, { turnover }) => sum + turnover, 0) / part.length);
  });
}

function added(
  { windows }: StrategyResult,
  { kept }: Thinning,
  of: (window: BacktestWindow) => number,
): number[] {
  let sum = 0;
  const sums = windows.map((window) => (sum += of(window)));
  return kept.map((k) => rounded(sums[k]) ?? 0);
}

function sumOf(costs: NonNullable<BacktestWindow['costs']>): number {
  return Object.values(costs).reduce((sum, cost) => sum + cost, 0);
}
