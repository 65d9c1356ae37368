import { boundOf } from '../config/resolve.js';
import type { ResolvedConfig, ResolvedStrategy } from '../config/types.js';
import { alignSeries } from '../data/align-series.js';
import type { ClassTimeline } from '../data/class-history.js';
import { classesFromMembers } from '../data/classes.js';
import { riskFreeReturns } from '../data/risk-free.js';
import { toReturns } from '../data/to-returns.js';
import type { ClassHistory, ClassTable, PriceTable, ReturnTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import type { Kernel, KernelHistory } from '../kernels/types.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import { readable } from '../portfolio/bounds.js';
import { suggestion } from '../suggest.js';
import { log1p } from '../numeric/elementary.js';
import { classNotes, classesFile, classesOfFile } from './classes.js';
import { userSeries } from './covariates/user-series.js';
import { selectReturns } from './eligibility.js';
import { type KernelTimeline, timelineNotes } from './kernel-timeline.js';
import { kernelDefinitions } from './kernels.js';
import { type ScheduledDecision, scheduleDecisions } from './schedule.js';

/** The files that a configuration names, read and parsed by the caller. */
export interface BacktestSources {
  /** the file of `market`: what `input` says */
  market?: PriceTable;
  /** the file of `riskFree`: rates a year in the place of prices */
  riskFree?: PriceTable;
  /** the file of `classes`, what `parseClassSource` makes of it */
  classes?: ClassTable | ClassHistory;
  /** the files of `covariates` by name: any numbers in the place of prices */
  covariates?: Record<string, PriceTable>;
  /** the files of `kernels` by the name of the kernel, what `parseKernelSource` makes of them */
  kernels?: Record<string, Kernel | KernelHistory>;
}

/** What a run starts from: data and configuration brought together, everything by period and checked. */
export interface BacktestInputs {
  universe: string[];
  /** simple total returns, periods × universe */
  returns: ReturnTable;
  /** the same, or log ones where the configuration says so, in excess of the risk-free return: what models see */
  excess: ReturnTable;
  /** risk-free return of each period */
  riskFree: Float64Array;
  /** the market's excess return of each period, simple or log as `excess`; null for the average of the assets, which windows compute */
  market: Float64Array | null;
  /** the user's covariates by name, a value for each period up to the last decision's */
  covariates: Record<string, Float64Array>;
  /** the market's ticker where it is an asset of the universe */
  marketAsset: string | null;
  /** of the universe; with a timeline each decision sees what is known then, see `classesAt` */
  classes: ClassTable | ClassTimeline | null;
  /** kernels beside the built-in ones, matrices over the universe; dated ones as `definitionsAt` reads them */
  kernels: Record<string, KernelDefinition | KernelTimeline>;
  /** takes the place of the kernel `combined` of every window */
  givenKernel?: Kernel;
  /** by asset: cost of trading one unit of value, one way */
  costs: Float64Array;
  schedule: ScheduledDecision[];
  notes: string[];
}

/**
 * @param decisions when a run over so many periods decides; by default its walk forward
 * @throws ConfigError `unknown-ticker`, `infeasible-bounds`, `source-not-loaded`
 * @throws DataError `too-few-periods`, `market-missing`, `missing-covariate`, and what `toReturns`, `alignSeries`,
 *         `riskFreeReturns` and `periodValues` throw
 * @throws DataError and ModelError as `classesOfFile` and `kernelDefinitions`
 */
export function backtestInputs(
  data: PriceTable,
  config: ResolvedConfig,
  sources: BacktestSources,
  decisions = (periods: number) => scheduleDecisions(periods, config.backtest),
): BacktestInputs {
  checkTickers(config.assets ?? [], data.assets, 'assets', 'data');
  const ticker = marketTicker(config);
  if (ticker !== null) checkTickers([ticker], data.assets, 'market', 'data');
  const universe = [...(config.assets ?? data.assets)];
  const { costs } = config.backtest;
  checkTickers(typeof costs === 'number' ? [] : Object.keys(costs), universe, 'backtest.costs', 'universe');
  config.strategies.forEach((strategy, index) => checkBounds(strategy, `strategies[${index}]`, universe));

  const { returns, marketReturns } = returnsOf(data, config, universe);
  const schedule = decisions(returns.dates.length);
  const { riskFree: rate } = config;
  const riskFree =
    typeof rate === 'number'
      ? riskFreeReturns(rate, returns)
      : riskFreeReturns(loaded(sources.riskFree, 'riskFree', rate.path), returns, {
          column: rate.column,
          name: rate.path,
        });
  const market = marketReturns ?? marketOfFile(config, sources, returns);
  const last = schedule[schedule.length - 1].decision;
  const seen = { dates: returns.dates.slice(0, last + 1), frequency: returns.frequency };
  if (market !== null) checkMarket(market, returns.dates, config, last);
  const classes = classesOf(config, sources, { universe, known: data.assets, seen });
  const kernels = kernelDefinitions(config, sources.kernels ?? {}, { universe, returns, schedule, seen });
  const user = userCovariates(config, sources, seen, schedule);

  const width = universe.length;
  const modelled = (value: number): number => (config.returns === 'log' ? log1p(value) : value);
  const excess = (value: number, t: number): number => modelled(value) - modelled(riskFree[t]);
  return {
    universe,
    returns,
    excess: {
      ...returns,
      returns: returns.returns.map((value, cell) => excess(value, Math.floor(cell / width))),
    },
    riskFree,
    market: market && market.map(excess),
    covariates: user.values,
    marketAsset: ticker !== null && universe.includes(ticker) ? ticker : null,
    classes,
    kernels,
    costs: Float64Array.from(universe, (ticker) => boundOf(costs, ticker, 0)),
    schedule,
    notes: [...returns.notes, ...user.notes, ...classNotes(classes), ...timelineNotes(kernels)],
  };
}

/** The column of the data that is the market, null where it is a file's or the average. */
function marketTicker({ market }: ResolvedConfig): string | null {
  return typeof market === 'string' && market !== 'average' ? market : null;
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
    if (typeof bound === 'object') checkTickers(Object.keys(bound), universe, `${path}.${field}`, 'universe');
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
  const { frequency, input, incompletePeriod, from, to } = config;
  const ticker = marketTicker(config);
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

/** The market's returns where they come from a file, else null. */
function marketOfFile(
  config: ResolvedConfig,
  sources: BacktestSources,
  returns: ReturnTable,
): Float64Array | null {
  const { market, input } = config;
  if (typeof market === 'string') return null;
  const { path, column } = market;
  return alignSeries(loaded(sources.market, 'market', path), returns, { column, input, name: path });
}

/** Classes of the universe; members may be tickers of the data that are not in it. */
function classesOf(
  config: ResolvedConfig,
  sources: BacktestSources,
  of: { universe: string[]; known: readonly string[]; seen: Pick<ReturnTable, 'dates' | 'frequency'> },
): BacktestInputs['classes'] {
  if (config.classes === undefined) return null;
  const file = classesFile(config);
  if (file !== null)
    return classesOfFile(loaded(sources.classes, 'classes', file.path), file, of.universe, of.seen);
  const members = config.classes as Record<string, string[]>;
  for (const [name, tickers] of Object.entries(members))
    checkTickers(tickers, of.known, `classes.${name}`, 'data');
  return classesFromMembers(members, of.universe, of.known);
}

/** The user's covariates over the periods that decisions see, all of them known in each that is trained on. */
function userCovariates(
  { covariates = {}, model }: ResolvedConfig,
  sources: BacktestSources,
  seen: Pick<ReturnTable, 'dates' | 'frequency'>,
  schedule: readonly ScheduledDecision[],
): { values: BacktestInputs['covariates']; notes: string[] } {
  const terms = [...model.fixed.map(parseFixedTerm), ...model.random.map(parseRandomTerm)];
  const named = terms.flatMap((term) => ('covariate' in term ? [term.covariate] : []));
  const unused = Object.keys(covariates).filter((name) => !named.includes(name));
  const series = Object.entries(covariates).map(([name, file]) => {
    const table = loaded(sources.covariates?.[name], `covariates.${name}`, file.path);
    return { name, ...userSeries(name, file, table, seen, schedule[0].trainStart) };
  });
  return {
    values: Object.fromEntries(series.map(({ name, values }) => [name, values])),
    notes: [
      ...series.flatMap(({ notes }) => notes),
      ...unused.map((name) => `covariate ${name} is in no term of the model`),
    ],
  };
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
