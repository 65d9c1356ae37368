import { delistingFile } from '../config/costs.js';
import type { ResolvedConfig } from '../config/types.js';
import { alignSeries } from '../data/align-series.js';
import { classesFromMembers } from '../data/classes.js';
import { membersOf } from '../data/membership-timeline.js';
import { adjustForDividends } from '../data/dividends.js';
import { riskFreeReturns } from '../data/risk-free.js';
import type { PeriodTarget } from '../data/stamps.js';
import { toReturns } from '../data/to-returns.js';
import { describeTwins, twins } from '../data/twins.js';
import type { EventTable, PriceTable, ReturnTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import { parseFixedTerm, parseRandomTerm } from '../model/terms.js';
import { log1p } from '../numeric/elementary.js';
import { refuse } from '../problems.js';
import { costModel, linearCosts } from './accounting/cost-model.js';
import { delistingReturns } from './accounting/delisting.js';
import { benchmarkReturns } from './benchmark.js';
import { constraintProblems } from './constraint-problems.js';
import { classNotes, classesFile, classesOfFile } from './classes.js';
import { userSeries } from './covariates/user-series.js';
import { selectReturns } from './eligibility.js';
import type { BacktestInputs, BacktestSources } from './inputs.types.js';
import { timelineNotes } from './kernel-timeline.js';
import { kernelDefinitions } from './kernels.js';
import { type Schedule, scheduleDecisions } from './schedule.js';
import { stampNotes } from './stamp-notes.js';
import { marketTicker, tickerProblems } from './ticker-problems.js';

/**
 * @param decisions when a run over these periods decides; by default its walk forward
 * @param tableOf returns of prices; runs on the same data may share them
 * @throws ConfigError `unknown-ticker`, `unknown-benchmark`, `ambiguous-benchmark`, `infeasible-bounds`, `source-not-loaded`
 * @throws DataError `too-few-periods`, `market-missing`, `missing-covariate`, and what `toReturns`, `alignSeries`,
 *         `riskFreeReturns`, `periodValues`, `adjustForDividends` and `delistingReturns` throw; `missing-period` of the benchmark
 * @throws DataError `no-members`, and ModelError, as `membersOf`, `classesOfFile` and `kernelDefinitions`
 */
export function backtestInputs(
  closes: PriceTable,
  config: ResolvedConfig,
  sources: BacktestSources,
  decisions = ({ dates }: ReturnTable) => scheduleDecisions(dates.length, config.backtest, () => dates),
  tableOf: typeof toReturns = toReturns,
): BacktestInputs {
  refuse(tickerProblems(config, closes.assets));
  const { data, notes: adjustments } = totalReturns(closes, config, sources);
  const universe = [...(config.assets ?? data.assets)];
  const ticker = marketTicker(config);

  const { returns, marketReturns } = returnsOf(data, config, universe, tableOf);
  const schedule = decisions(returns);
  const { riskFree: rate } = config;
  const riskFree =
    typeof rate === 'number'
      ? riskFreeReturns(rate, returns)
      : riskFreeReturns(loaded(sources.riskFree, 'riskFree', rate.path), returns, {
          column: rate.column,
          name: rate.path,
        });
  const market = marketReturns ?? marketOfFile(config, sources, returns);
  const last = schedule.last.decision;
  const seen = {
    dates: returns.dates.slice(0, last + 1),
    frequency: returns.frequency,
    ...(last === returns.dates.length - 1 && { unfinished: returns.unfinished }),
  };
  if (market !== null) checkMarket(market, returns.dates, config, last);
  const benchmark = benchmarkReturns(data, config, returns, schedule);
  const members = membershipOf(config, sources, { universe, known: data.assets }, seen, schedule);
  const classes = classesOf(config, sources, { universe, known: data.assets, seen });
  refuse(constraintProblems(config.strategies, universe, classes));
  const kernels = kernelDefinitions(config, sources.kernels ?? {}, {
    universe,
    returns,
    membership: members.timeline,
    schedule,
    seen,
  });
  const user = userCovariates(config, sources, seen, schedule);

  const { delisting, notes: delistings } = delistingReturns(
    config.backtest,
    returns,
    delistingSource(config, sources),
  );

  const modelled = (value: number): number => (config.returns === 'log' ? log1p(value) : value);
  const excess = (value: number, t: number): number => modelled(value) - modelled(riskFree[t]);
  return {
    universe,
    returns,
    excess: { ...returns, returns: byPeriod(returns, excess) },
    riskFree,
    market: market && market.map(excess),
    benchmark,
    covariates: user.values,
    marketAsset: ticker !== null && universe.includes(ticker) ? ticker : null,
    membership: members.timeline,
    classes,
    kernels,
    costs: linearCosts(config.backtest, universe),
    costModel: costModel(config.backtest, universe, returns.frequency),
    delisting,
    schedule,
    notes: [
      ...adjustments,
      ...returns.notes,
      ...delistings,
      ...describeTwins(twins(returns)),
      ...stampNotes(config, sources),
      ...user.notes,
      ...members.notes,
      ...classNotes(classes),
      ...timelineNotes(kernels),
    ],
  };
}

/** Prices with the dividends and splits that the configuration names, and notes on these. */
function totalReturns(
  closes: PriceTable,
  { dividends, splits }: ResolvedConfig,
  sources: BacktestSources,
): { data: PriceTable; notes: string[] } {
  if (dividends === undefined && splits === undefined) return { data: closes, notes: [] };
  const { notes, ...data } = adjustForDividends(
    closes,
    dividends === undefined ? null : loaded(sources.dividends, 'dividends', dividends.path),
    {
      splits: splits && loaded(sources.splits, 'splits', splits.path),
      dividendsName: dividends?.path,
      splitsName: splits?.path,
    },
  );
  return { data, notes };
}

function delistingSource({ backtest }: ResolvedConfig, sources: BacktestSources): EventTable | undefined {
  const file = delistingFile(backtest);
  return file === null ? undefined : loaded(sources.delistingReturns, 'delistingReturns', file.path);
}

/** A value for each return of a table, of it and the position of its period. */
function byPeriod(
  { assets, dates, returns }: ReturnTable,
  of: (value: number, period: number) => number,
): Float64Array {
  const values = new Float64Array(returns.length);
  for (let t = 0, cell = 0; t < dates.length; t++)
    for (let i = 0; i < assets.length; i++, cell++) values[cell] = of(returns[cell], t);
  return values;
}

/** Returns of the universe, and of the market where it is a column of the data. */
export function returnsOf(
  data: PriceTable,
  config: ResolvedConfig,
  universe: string[],
  tableOf: typeof toReturns,
): { returns: ReturnTable; marketReturns: Float64Array | null } {
  const { frequency, input, incompletePeriod, from, to } = config;
  const ticker = marketTicker(config);
  const beside = ticker !== null && !universe.includes(ticker);
  const assets = beside ? [...universe, ticker] : universe;
  const table = tableOf(data, { frequency, input, incompletePeriod, from, to, assets });
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
    returns: { ...table, returns: returns.returns, assets: universe },
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

/** Who of the universe is a member when; no timeline where all are at all times. */
function membershipOf(
  { membership }: ResolvedConfig,
  sources: BacktestSources,
  assets: { universe: string[]; known: readonly string[] },
  seen: Pick<ReturnTable, 'dates' | 'frequency'>,
  schedule: Schedule,
): { timeline: BacktestInputs['membership']; notes: string[] } {
  if (membership === undefined) return { timeline: null, notes: [] };
  const { path, lag } = membership;
  const history = loaded(sources.membership, 'membership', path);
  const decisions = Array.from(schedule, ({ decision }) => decision);
  return membersOf(history, assets, seen, decisions, { lag, name: path });
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
  return classesFromMembers(config.classes as Record<string, string[]>, of.universe, of.known);
}

/** The user's covariates over the periods that decisions see, all of them known in each that is trained on. */
function userCovariates(
  { covariates = {}, model }: ResolvedConfig,
  sources: BacktestSources,
  seen: PeriodTarget,
  schedule: Schedule,
): { values: BacktestInputs['covariates']; notes: string[] } {
  const terms = [...model.fixed.map(parseFixedTerm), ...model.random.map(parseRandomTerm)];
  const named = terms.flatMap((term) => ('covariate' in term ? [term.covariate] : []));
  const unused = Object.keys(covariates).filter((name) => !named.includes(name));
  const series = Object.entries(covariates).map(([name, file]) => {
    const table = loaded(sources.covariates?.[name], `covariates.${name}`, file.path);
    return { name, ...userSeries(name, file, table, seen, schedule.first.trainStart) };
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
