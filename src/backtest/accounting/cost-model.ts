/** What a configuration says of costs, by asset and period. */
import { costsByKind } from '../../config/costs.js';
import { boundOf } from '../../config/by-ticker.js';
import type { ResolvedConfig, TradingCostsConfig } from '../../config/types.js';
import { type Frequency, periodsPerYear } from '../../data/types.js';
import { power } from '../../numeric/elementary.js';

/** Trading days a year: how the volatility of a period becomes that of a day. */
export const TRADING_DAYS = 252;

/** Costs of more kinds than proportional ones; by asset. */
export interface CostModel {
  linear: Float64Array;
  quadratic: Float64Array;
  impact: ImpactModel | null;
  /** fee a period on each unit of value that is short */
  borrow: Float64Array;
  /** rate a period above the risk-free one on cash below 0 */
  margin: number;
}

/** Square-root impact: trading Δ of wealth W costs κ_i·σ_i·√W·|Δ|^{3/2} of it. By asset. */
export interface ImpactModel {
  /** κ = coefficient·√(capital/volume), W being in multiples of the capital */
  scale: Float64Array;
  /** σ a day where the configuration gives it, NaN where it is that of the training window */
  volatility: Float64Array;
  /** √(trading days of a period): what the volatility of a period is divided by */
  rootDays: number;
}

/** Proportional costs by asset, those that are not listed trading free. */
export function linearCosts(backtest: ResolvedConfig['backtest'], universe: readonly string[]): Float64Array {
  const byKind = costsByKind(backtest);
  const linear = byKind === null ? (backtest.costs as number | Record<string, number>) : byKind.linear;
  return byAsset(linear, universe);
}

/** @returns null where all costs are proportional to trades and the configuration does not name kinds */
export function costModel(
  backtest: ResolvedConfig['backtest'],
  universe: readonly string[],
  frequency: Frequency,
): CostModel | null {
  const costs = costsByKind(backtest);
  if (costs === null) return null;
  const P = periodsPerYear[frequency];
  const perPeriod = (annual: number): number => (annual === 0 ? 0 : power(1 + annual, 1 / P) - 1);
  return {
    linear: byAsset(costs.linear, universe),
    quadratic: byAsset(costs.quadratic, universe),
    impact: impactModel(costs.impact, backtest.capital, universe, P),
    borrow: byAsset(costs.borrow, universe).map(perPeriod),
    margin: perPeriod(costs.margin ?? 0),
  };
}

function impactModel(
  impact: TradingCostsConfig['impact'],
  capital: number | undefined,
  universe: readonly string[],
  P: number,
): ImpactModel | null {
  if (impact === undefined || capital === undefined) return null;
  const { coefficient = 1, volume, volatility } = impact;
  return {
    scale: Float64Array.from(universe, (ticker) => {
      const factor = boundOf(coefficient, ticker, 0);
      return factor === 0 ? 0 : factor * Math.sqrt(capital / boundOf(volume, ticker, Infinity));
    }),
    volatility: byAsset(volatility, universe, NaN),
    rootDays: Math.sqrt(TRADING_DAYS / P),
  };
}

function byAsset(
  value: number | Record<string, number> | undefined,
  universe: readonly string[],
  otherwise = 0,
): Float64Array {
  return Float64Array.from(universe, (ticker) => boundOf(value, ticker, otherwise));
}
