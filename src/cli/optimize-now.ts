/** The weights of every strategy now, and with money or holdings what to buy and sell. */
import { type DecisionNow, decideNow } from '../backtest/decide-now.js';
import type { BacktestSources } from '../backtest/inputs.types.js';
import { costsByKind } from '../config/costs.js';
import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import type { PriceTable } from '../data/types.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import type { SelectionDecision } from '../selection/types.js';
import {
  heldWeights,
  type Money,
  type MoneyOptions,
  moneyOf,
  ordersOf,
  type StrategyOrders,
} from './orders.js';

export interface OptimizeOptions extends MoneyOptions {
  /** shares by ticker; without these and money no orders are made */
  holdings?: Record<string, number>;
  /** whose orders are given; by default all strategies' */
  strategy?: string;
  /** of the configuration's selection, from `pickNow` */
  pick?: SelectionDecision;
  /** of linear programs, where a strategy needs one */
  linearSolver?: LinearSolver;
}

export interface OptimizeResult extends DecisionNow {
  /** null where no money, and with it no share, is spoken of */
  money: Omit<Money, 'notes'> | null;
  orders: StrategyOrders[] | null;
}

/** @throws what `decideNow` and `moneyOf` throw */
export function optimizeNow(
  engine: Engine,
  config: ResolvedConfig,
  { prices, sources }: { prices: PriceTable; sources: BacktestSources },
  options: OptimizeOptions,
): OptimizeResult {
  const { holdings = {}, strategy, pick, linearSolver } = options;
  const hasMoney = [options.amount, options.cash, options.holdings].some((given) => given !== undefined);
  const money = hasMoney ? moneyOf(prices, config, holdings, options) : null;
  const { notes: moneyNotes = [], ...spoken } = money ?? {};
  const universe = config.assets ?? prices.assets;
  const decided = decideNow(engine, prices, config, {
    sources,
    previousWeights: money === null ? {} : heldWeights(money, universe),
    ...(pick && { pick }),
    linearSolver,
  });
  const orders = money && ordersOf(decided, money, config).filter(({ name }) => (strategy ?? name) === name);
  const others = Object.keys(holdings).filter((ticker) => !universe.includes(ticker));
  const notes = [
    ...decided.notes,
    ...moneyNotes,
    ...(money !== null && costsByKind(config.backtest) !== null
      ? ['orders are charged the linear costs of trading alone']
      : []),
    ...(others.length === 0
      ? []
      : [`held and not in the universe, to be sold, at no cost: ${others.join(', ')}`]),
  ];
  return { ...decided, notes, money: money && (spoken as Omit<Money, 'notes'>), orders };
}
