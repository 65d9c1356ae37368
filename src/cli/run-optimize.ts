import { resolve } from 'node:path';
import { decideNow } from '../backtest/decide-now.js';
import { costsByKind } from '../config/costs.js';
import { resolveConfig } from '../config/resolve.js';
import { createEngine } from '../create-engine.js';
import { readText } from '../data/read-prices.js';
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { exitStatus, type ExitStatus } from './exit-status.js';
import { parseHoldings } from './holdings.js';
import { loadInputs } from './load-inputs.js';
import { heldWeights, type MoneyOptions, moneyOf, ordersOf } from './orders.js';
import { optimizeText } from './optimize-text.js';

/** The options of `mixfolio optimize`. */
export interface OptimizeCommand extends MoneyOptions {
  /** path of the configuration */
  config: string;
  /** CSV that takes the place of the configuration's prices */
  prices?: string;
  /** last price date, in the place of the configuration's */
  to?: string;
  /** CSV of shares held */
  holdings?: string;
  /** whose orders are given; by default all strategies' */
  strategy?: string;
  /** prints JSON instead of tables */
  json?: boolean;
}

/** `mixfolio optimize`: the weights of every strategy now, and with money or holdings what to buy and sell. */
export async function runOptimize(options: OptimizeCommand): Promise<ExitStatus> {
  const { config, prices, sources } = await loadInputs(options.config, options.prices);
  const chosen = options.to === undefined ? config : resolveConfig({ ...config, to: options.to });
  const names = chosen.strategies.map(({ name }) => name);
  const { strategy } = options;
  if (strategy !== undefined && !names.includes(strategy)) {
    throw new ConfigError(
      'unknown-strategy',
      `the configuration has no strategy "${strategy}"`,
      suggestion(strategy, names),
      { strategy },
    );
  }
  const holdings =
    options.holdings === undefined
      ? {}
      : parseHoldings(await readText(resolve(options.holdings)), options.holdings);
  const hasMoney = [options.amount, options.cash, options.holdings].some((given) => given !== undefined);
  const money = hasMoney ? moneyOf(prices, chosen, holdings, options) : null;
  const universe = chosen.assets ?? prices.assets;
  const decided = decideNow(await createEngine(), prices, chosen, {
    sources,
    previousWeights: money === null ? {} : heldWeights(money, universe),
  });
  const orders = money && ordersOf(decided, money, chosen).filter(({ name }) => (strategy ?? name) === name);
  const others = Object.keys(holdings).filter((ticker) => !universe.includes(ticker));
  const notes = [
    ...decided.notes,
    ...(money?.notes ?? []),
    ...(money !== null && costsByKind(chosen.backtest) !== null
      ? ['orders are charged the linear costs of trading alone']
      : []),
    ...(others.length === 0
      ? []
      : [`held and not in the universe, to be sold, at no cost: ${others.join(', ')}`]),
  ];
  const result = { ...decided, notes, money: money && { ...money, notes: undefined }, orders };
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : optimizeText(result, process.stdout));
  return exitStatus.done;
}
