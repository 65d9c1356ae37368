/** What a configuration says of tickers, checked against the data. */
import { costKinds, costsByKind, delistingFile } from '../config/costs.js';
import { boundOf } from '../config/by-ticker.js';
import type { ResolvedConfig, ResolvedStrategy } from '../config/types.js';
import { ConfigError } from '../errors.js';
import { budgetName, readable } from '../portfolio/bounds.js';
import { budgetOf } from '../portfolio/budget.js';
import { parseView } from '../portfolio/views/view.js';
import { suggestion } from '../suggest.js';
import { classesFile } from './classes.js';

/** The column of the data that is the market, null where it is a file's or the average. */
export function marketTicker({ market }: ResolvedConfig): string | null {
  return typeof market === 'string' && market !== 'average' ? market : null;
}

/**
 * Tickers that the data, or the universe, do not have, and bounds that no weights of the universe could satisfy. What
 * is to be of the universe is checked once the universe is.
 *
 * @param known the tickers of the data
 * @returns `unknown-ticker`, `unknown-benchmark`, `ambiguous-benchmark`, `infeasible-bounds`
 */
export function tickerProblems(config: ResolvedConfig, known: readonly string[]): ConfigError[] {
  const { assets, classes, strategies } = config;
  const ticker = marketTicker(config);
  const members = classesFile(config) === null ? ((classes ?? {}) as Record<string, string[]>) : {};
  const unknownAssets = unknownTickers(assets ?? [], known, 'assets', 'data');
  const others = [
    ...(ticker === null ? [] : unknownTickers([ticker], known, 'market', 'data')),
    ...benchmarkProblems(config, known),
    ...Object.entries(members).flatMap(([name, tickers]) =>
      unknownTickers(tickers, known, `classes.${name}`, 'data'),
    ),
  ];
  if (unknownAssets.length > 0) return [...unknownAssets, ...others];
  const universe = assets ?? known;
  return [
    ...others,
    ...moneyProblems(config.backtest, universe),
    ...strategies.flatMap((strategy, index) => {
      const path = `strategies[${index}]`;
      return [...boundProblems(strategy, path, universe), ...expectationProblems(strategy, path, universe)];
    }),
  ];
}

/** Tickers of market portfolios and views. */
function expectationProblems(
  { expectedReturns }: ResolvedStrategy,
  path: string,
  universe: readonly string[],
): ConfigError[] {
  if (typeof expectedReturns !== 'object') return [];
  const { marketWeights = {}, views = [] } = expectedReturns;
  const unknown = Object.entries({
    marketWeights,
    ...Object.fromEntries(views.map(({ weights = {} }, k) => [`views[${k}].weights`, weights])),
  }).flatMap(([field, weights]) =>
    unknownTickers(Object.keys(weights), universe, `${path}.expectedReturns.${field}`, 'universe'),
  );
  return [
    ...unknown,
    ...views.flatMap(({ view }, k) =>
      view === undefined ? [] : unreadable(view, universe, `${path}.expectedReturns.views[${k}].view`),
    ),
  ];
}

function unreadable(view: string, universe: readonly string[], path: string): ConfigError[] {
  try {
    parseView(view, universe, path);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return [error];
    throw error;
  }
}

/** Tickers of costs and delisting returns have to be of the universe, and market impact needs a volume of each. */
function moneyProblems(backtest: ResolvedConfig['backtest'], universe: readonly string[]): ConfigError[] {
  const { costs, delistingReturns } = backtest;
  const kinds = costsByKind(backtest);
  const { impact, ...others } = kinds ?? {};
  const lists: Record<string, unknown> = {
    ...(kinds === null
      ? { 'backtest.costs': costs }
      : Object.fromEntries(
          Object.entries({ ...others, ...prefixed('impact', impact) }).map(([kind, list]) => [
            `backtest.costs.${kind}`,
            list,
          ]),
        )),
    ...(delistingFile(backtest) === null && { 'backtest.delistingReturns': delistingReturns }),
  };
  const unknown = Object.entries(lists).flatMap(([path, list]) =>
    typeof list === 'object' && list !== null
      ? unknownTickers(
          Object.keys(list),
          universe,
          path,
          'universe',
          path === 'backtest.costs' ? costKinds : [],
        )
      : [],
  );
  const volume = impact?.volume;
  const without =
    typeof volume === 'object' ? universe.filter((ticker) => !Object.hasOwn(volume, ticker)) : [];
  return [
    ...unknown,
    ...without.map(
      (ticker) =>
        new ConfigError(
          'missing-key',
          `backtest.costs.impact.volume has none of ${ticker}`,
          'give the money traded a day of each asset of the universe',
          { path: 'backtest.costs.impact.volume', ticker },
        ),
    ),
  ];
}

function prefixed(prefix: string, fields: object | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields ?? {}).map(([key, value]) => [`${prefix}.${key}`, value]));
}

/** The benchmark has to be a strategy or a ticker of the data, and not both. */
function benchmarkProblems(
  { benchmark, strategies }: ResolvedConfig,
  known: readonly string[],
): ConfigError[] {
  if (benchmark === undefined) return [];
  const names = strategies.map(({ name }) => name);
  const isStrategy = names.includes(benchmark);
  const isTicker = known.includes(benchmark);
  if (isStrategy !== isTicker) return [];
  return [
    isStrategy
      ? new ConfigError(
          'ambiguous-benchmark',
          `benchmark: ${benchmark} is a strategy and a ticker of the data`,
          'give the strategy another name',
          { path: 'benchmark', benchmark },
        )
      : new ConfigError(
          'unknown-benchmark',
          `benchmark: ${benchmark} is neither a strategy nor a ticker of the data`,
          suggestion(benchmark, [...names, ...known]),
          { path: 'benchmark', benchmark },
        ),
  ];
}

/** `unknown-ticker` for each ticker of the field `path` that is not known. */
export function unknownTickers(
  tickers: readonly string[],
  known: readonly string[],
  path: string,
  where: 'data' | 'universe',
  /** what else there is at this place, for who mistyped that */
  others: readonly string[] = [],
): ConfigError[] {
  return tickers
    .filter((ticker) => !known.includes(ticker))
    .map(
      (ticker) =>
        new ConfigError(
          'unknown-ticker',
          `${path}: ${ticker} is not in the ${where}`,
          suggestion(ticker, [...known, ...others]),
          { path, ticker },
        ),
    );
}

/**
 * Tickers that are not known, and Σ maxWeights below the budget or Σ minWeights above it once all of those in them are.
 */
function boundProblems(strategy: ResolvedStrategy, path: string, universe: readonly string[]): ConfigError[] {
  const { name, minWeights, maxWeights, minPosition, transactionCosts } = strategy;
  const budget = budgetOf(strategy);
  const bounds = { minWeights: [minWeights, 0], maxWeights: [maxWeights, 1] } as const;
  const others = Object.entries({ minPosition, transactionCosts }).flatMap(([field, given]) =>
    typeof given === 'object'
      ? unknownTickers(Object.keys(given), universe, `${path}.${field}`, 'universe')
      : [],
  );
  const ofBounds = Object.entries(bounds).flatMap(([field, [bound, otherwise]]) => {
    const listed = typeof bound === 'object' ? Object.keys(bound) : [];
    const unknown = unknownTickers(listed, universe, `${path}.${field}`, 'universe');
    if (unknown.length > 0) return unknown;
    const sum = universe.reduce((total, ticker) => total + boundOf(bound, ticker, otherwise), 0);
    const short = field === 'minWeights' ? sum - budget.upper : budget.lower - sum;
    // Ten times 0.1 is not quite 1.
    if (short <= 1e-9) return [];
    return new ConfigError(
      'infeasible-bounds',
      `${path}.${field} of the ${universe.length} assets add up to ${readable(sum)}, and weights add up to ${budgetName(budget, field === 'minWeights' ? 'upper' : 'lower')}`,
      field === 'minWeights'
        ? 'lower minWeights'
        : `raise maxWeights${atLeast(bound, universe)}, or add assets`,
      { path: `${path}.${field}`, strategy: name, sum, assets: universe.length },
    );
  });
  return [...ofBounds, ...others];
}

/** The least bound that is the same for all assets. */
function atLeast(bound: ResolvedStrategy['maxWeights'], { length }: readonly string[]): string {
  return typeof bound === 'number' ? ` to 1/${length} or more` : '';
}
