import type { WeightsByPeriod } from '../model/weights-by-period.js';
import type { BacktestResult, BacktestWindow, StrategyResult } from '../backtest/types.js';
import { type TimeData, timeData } from './time/data.js';
import { type ModelChartData, modelChartData } from './model-chart-data.js';

/** What the charts of a report are drawn from: rounded, so that a report of many assets stays small. */
export interface ChartData {
  assets: string[];
  strategies: StrategyChart[];
  snapshot: ModelChartData & { periodWeights: WeightsByPeriod | null };
  time: TimeData;
}

export interface StrategyChart {
  name: string;
  /** first decision, then the last trading day of each period */
  dates: string[];
  /** net wealth on these dates, 1 at first: V_t = V_{t−1}(1 + r_t) */
  wealth: number[];
  windows: WindowChart[];
}

export interface WindowChart {
  decision: string;
  /** in the order of `assets` */
  weights: number[];
  /** null when ok, else what happened instead */
  trouble: string | null;
}

export function chartData(result: BacktestResult): ChartData {
  const { snapshot, universe } = result;
  return {
    assets: universe,
    strategies: result.strategies.map((strategy) => strategyChart(strategy, universe)),
    snapshot: {
      ...modelChartData(result),
      periodWeights: roundedWeights(snapshot.periods?.weights ?? null),
    },
    time: timeData(result),
  };
}

/** Why a window did not do what its strategy says, in words; null when it did. */
export function windowTrouble(window: BacktestWindow): string | null {
  if (window.status === 'ok') return null;
  const used = window.used === null ? '' : `, used ${window.used}`;
  return `${window.status}${used}: ${window.reason ?? 'no reason given'}`;
}

function strategyChart(strategy: StrategyResult, universe: string[]): StrategyChart {
  let wealth = 1;
  const start = strategy.windows.length > 0 ? [strategy.windows[0].decision] : [];
  return {
    name: strategy.name,
    dates: [...start, ...strategy.periods],
    wealth: [...start.map(() => 1), ...strategy.netReturns.map((r) => significantDigits((wealth *= 1 + r)))],
    windows: strategy.windows.map((window) => ({
      decision: window.decision,
      weights: universe.map((asset) => decimals(window.weights[asset] ?? 0, 5)),
      trouble: windowTrouble(window),
    })),
  };
}

function roundedWeights(found: WeightsByPeriod | null): WeightsByPeriod | null {
  return found && { ...found, weights: found.weights.map((weight) => decimals(weight, 4)) };
}

function significantDigits(value: number): number {
  return Number(value.toPrecision(7));
}

function decimals(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
