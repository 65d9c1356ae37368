import { boundOf } from '../config/resolve.js';
import type { ResolvedConfig, ResolvedStrategy } from '../config/types.js';
import { alignSeries } from '../data/align-series.js';
import { classesFromMembers, selectClasses } from '../data/classes.js';
import { riskFreeReturns } from '../data/risk-free.js';
import { toReturns } from '../data/to-returns.js';
import type { ClassTable, PriceTable, ReturnTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import { readable } from '../portfolio/bounds.js';
import { suggestion } from '../suggest.js';
import { selectReturns } from './eligibility.js';
import { type ScheduledDecision, scheduleDecisions } from './schedule.js';

/** The files that a configuration names, read and parsed by the caller. */
export interface BacktestSources {
  /** the file of `market`: what `input` says */
  market?: PriceTable;
  /** the file of `riskFree`: rates a year in the place of prices */
  riskFree?: PriceTable;
  /** the file of `classes` */
  classes?: ClassTable;
}

/** What a run starts from: data and configuration brought together, everything by period and checked. */
export interface BacktestInputs {
  universe: string[];
  /** simple total returns, periods × universe */
  returns: ReturnTable;
  /** the same in excess of the risk-free return: what models and covariances see */
  excess: ReturnTable;
  /** risk-free return of each period */
  riskFree: Float64Array;
  /** the market's excess return of each period */
  market: Float64Array;
  /** the market's ticker where it is an asset of the universe */
  marketAsset: string | null;
  classes: ClassTable | null;
  /** by asset: cost of trading one unit of value, one way */
  costs: Float64Array;
  schedule: ScheduledDecision[];
  notes: string[];
}

/**
 * @throws ConfigError `unknown-ticker`, `infeasible-bounds`, `source-not-loaded`
 * @throws DataError `too-few-periods`, `market-missing`, and what `toReturns`, `alignSeries` and `riskFreeReturns` throw
 */
export function backtestInputs(
  data: PriceTable,
  config: ResolvedConfig,
  sources: BacktestSources,
): BacktestInputs {
  checkTickers(config.assets ?? [], data.assets, 'assets', 'data');
  if (typeof config.market === 'string') checkTickers([config.market], data.assets, 'market', 'data');
  const universe = [...(config.assets ?? data.assets)];
  const { costs } = config.backtest;
  checkTickers(typeof costs === 'number' ? [] : Object.keys(costs), universe, 'backtest.costs', 'universe');
  config.strategies.forEach((strategy, index) => checkBounds(strategy, `strategies[${index}]`, universe));

  const { returns, marketReturns } = returnsOf(data, config, universe);
  const schedule = scheduleDecisions(returns.dates.length, config.backtest);
  const { riskFree: rate } = config;
  const riskFree =
    typeof rate === 'number'
      ? riskFreeReturns(rate, returns)
      : riskFreeReturns(loaded(sources.riskFree, 'riskFree', rate.path), returns, {
          column: rate.column,
          name: rate.path,
        });
  const market = marketReturns ?? marketOfFile(config, sources, returns);
  checkMarket(market, returns.dates, config, schedule[schedule.length - 1].decision);
  const classes = classesOf(config, sources, universe, data.assets);
  const unclassified = classes?.unclassified ?? [];

  const width = universe.length;
  return {
    universe,
    returns,
    excess: {
      ...returns,
      returns: returns.returns.map((value, cell) => value - riskFree[Math.floor(cell / width)]),
    },
    riskFree,
    market: market.map((value, t) => value - riskFree[t]),
    marketAsset: typeof config.market === 'string' && universe.includes(config.market) ? config.market : null,
    classes,
    costs: Float64Array.from(universe, (ticker) => boundOf(costs, ticker, 0)),
    schedule,
    notes: [
      ...returns.notes,
      ...(unclassified.length === 0 ? [] : [`assets in none of the classes: ${unclassified.join(', ')}`]),
    ],
  };
}

function checkTickers(
  tickers: readonly string[],
  known: readonly string[],
  path: string,
  where: string,
): void {
  const unknown = tickers.find((ticker) => !known.includes(ticker));
  if (unknown === undefined) return;
  throw new ConfigError(
    'unknown-ticker',
    `${path}: ${unknown} is not in the ${where}`,
    suggestion(unknown, known),
    {
      path,
      ticker: unknown,
    },
  );
}

/** Bounds that no weights of the whole universe could satisfy: Σ maxWeights < 1, or Σ minWeights > 1. */
function checkBounds(
  { name, minWeights, maxWeights }: ResolvedStrategy,
  path: string,
  universe: string[],
): void {
  const bounds = { minWeights: [minWeights, 0], maxWeights: [maxWeights, 1] } as const;
  for (const [field, [bound, otherwise]] of Object.entries(bounds)) {
    if (typeof bound !== 'number') checkTickers(Object.keys(bound), universe, `${path}.${field}`, 'universe');
    const sum = universe.reduce((total, ticker) => total + boundOf(bound, ticker, otherwise), 0);
    const short = field === 'minWeights' ? sum - 1 : 1 - sum;
    // Ten times 0.1 is not quite 1.
    if (short <= 1e-9) continue;
    throw new ConfigError(
      'infeasible-bounds',
      `${path}.${field} of the ${universe.length} assets add up to ${readable(sum)}, and weights add up to 1`,
      field === 'minWeights' ? 'lower minWeights' : 'raise maxWeights, or add assets',
      { path: `${path}.${field}`, strategy: name, sum, assets: universe.length },
    );
  }
}

/** The universe's returns, and the market's where the market is a column of the data. */
function returnsOf(
  data: PriceTable,
  config: ResolvedConfig,
  universe: string[],
): { returns: ReturnTable; marketReturns: Float64Array | null } {
  const { market, frequency, input, incompletePeriod, from, to } = config;
  const ticker = typeof market === 'string' ? market : null;
  const beside = ticker !== null && !universe.includes(ticker);
  const assets = beside ? [...universe, ticker] : universe;
  const table = toReturns(data, { frequency, input, incompletePeriod, from, to, assets });
  const last = table.dates.length - 1;
  const column = (name: string) => selectReturns(table, [table.assets.indexOf(name)], 0, last).returns;
  const returns = beside
    ? selectReturns(
        table,
        universe.map((_, i) => i),
        0,
        last,
      )
    : table;
  return {
    returns: { ...returns, assets: universe, notes: table.notes },
    marketReturns: ticker === null ? null : column(ticker),
  };
}

function marketOfFile(config: ResolvedConfig, sources: BacktestSources, returns: ReturnTable): Float64Array {
  const { market, input } = config;
  if (typeof market === 'string') throw new TypeError(`${market} is a ticker, not a file`);
  const { path, column } = market;
  return alignSeries(loaded(sources.market, 'market', path), returns, { column, input, name: path });
}

/** Classes of the universe; members may be tickers of the data that are not in it. */
function classesOf(
  { classes }: ResolvedConfig,
  sources: BacktestSources,
  universe: string[],
  known: readonly string[],
): ClassTable | null {
  if (classes === undefined) return null;
  if (typeof classes.path === 'string') {
    return selectClasses(loaded(sources.classes, 'classes', classes.path), universe);
  }
  const members = classes as Record<string, string[]>;
  for (const [name, tickers] of Object.entries(members))
    checkTickers(tickers, known, `classes.${name}`, 'data');
  return classesFromMembers(members, universe, known);
}

function loaded<Table>(table: Table | undefined, source: string, path: string): Table {
  if (table !== undefined) return table;
  throw new ConfigError(
    'source-not-loaded',
    `the configuration takes ${source} from ${path}, and options.sources.${source} is missing`,
    `read the file and pass it as options.sources.${source}`,
    { path: source, file: path },
  );
}

/** The market has to have a return in every period that a decision sees. */
function checkMarket(
  market: Float64Array,
  dates: readonly string[],
  config: ResolvedConfig,
  last: number,
): void {
  const missing = market.findIndex((value, t) => t <= last && Number.isNaN(value));
  if (missing < 0) return;
  const name = typeof config.market === 'string' ? config.market : config.market.column;
  throw new DataError(
    'market-missing',
    `the market ${name} has no return in the period to ${dates[missing]}`,
    'begin later with from, or use another market',
    { ticker: name, period: dates[missing] },
  );
}
