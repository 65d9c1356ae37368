/** Adjusted closes of Yahoo Finance, by the optional package yahoo-finance2. Node only. */
import { ConfigError, DataError } from '../../errors.js';
import { optionalPackage } from '../../optional-package.js';
import { dateOfDay, dayNumber, isIsoDate } from '../calendar.js';
import { refuseDuplicates } from '../columns.js';
import type { PriceTable } from '../types.js';
import { sourcePrices } from './source-prices.js';
import { daysOfInstants } from './time.js';
import { cachePath, readCache, type TickerPrices, writeCache } from './yahoo-cache.js';
import { type RetryOptions, retrying } from './yahoo-fetch.js';

/** What to fetch, and where answers are kept. */
export interface FetchPricesOptions extends RetryOptions {
  /** as Yahoo writes them, `BRK-B`, `^GSPC`, `VOW3.DE`, `BTC-USD` */
  tickers: readonly string[];
  /** first and last day, ISO, both included */
  from: string;
  to: string;
  /** folder of what was fetched before, made when it is missing; default none */
  cache?: string;
  /** what makes requests; default the platform's */
  fetch?: typeof fetch;
}

/** What is used of an answer. */
interface Chart {
  meta: {
    exchangeTimezoneName?: string;
    regularMarketTime?: Date | number;
    currentTradingPeriod?: { regular?: { start?: Date | number; end?: Date | number } };
  };
  quotes: { date: Date; adjclose?: number | null }[];
}

interface Client {
  _env?: { fetch: typeof fetch };
  chart(ticker: string, query: object, options: object): Promise<unknown>;
}

type ClientClass = new (options: object) => Client;

/**
 * Daily closes from Yahoo Finance, adjusted for splits and dividends: returns made of them are total returns. Days are
 * those of each ticker's exchange, a day that has not ended is left out; the table has the union of the days, a price
 * is missing where a ticker has none. Requests are made one after the other, and again where they fail.
 *
 * A cache has one file a ticker and range, which is used as it is: later dividends change all adjusted closes before
 * them by one factor, and so no return. Ranges that have not ended are not kept.
 *
 * @throws ConfigError `missing-package` without yahoo-finance2, `invalid-option`
 * @throws DataError `fetch-failed`, `no-such-ticker`, `malformed-cache`, and what `fromRows` throws
 */
export async function fetchPrices(options: FetchPricesOptions): Promise<PriceTable> {
  const { tickers, from, to, cache } = options;
  checkOptions(options);
  let client: Client | undefined;
  const rows: { date: string; ticker: string; price: number | null }[] = [];
  for (const ticker of tickers) {
    const path = cache === undefined ? null : cachePath(cache, ticker, from, to);
    let found = path === null ? null : await readCache(path);
    if (found === null) {
      client ??= await connect(options);
      const { hasEnded, ...fetched } = await fetchTicker(client, ticker, from, to);
      found = fetched;
      if (path !== null && hasEnded) await writeCache(cache!, path, found);
    }
    const { dates, prices } = found;
    dates.forEach((date, t) => rows.push({ date, ticker, price: prices[t] }));
  }
  return sourcePrices(
    'Yahoo Finance',
    (['date', 'ticker', 'price'] as const).map((name) => ({ name, at: (row) => rows[row][name] })),
    rows.length,
    { assets: [...tickers] },
  );
}

function checkOptions({ tickers, from, to, attempts, retryDelay }: FetchPricesOptions): void {
  const invalid = (option: string, value: string | number, hint: string): ConfigError =>
    new ConfigError('invalid-option', `${option} is '${value}'`, hint, { option, value });
  if (tickers.length === 0) throw invalid('tickers', '', 'name one ticker at least');
  const blank = tickers.find((ticker) => !/^\S+$/.test(ticker));
  if (blank === '')
    throw invalid('tickers', tickers.join(','), 'one of them is blank: leave out the comma that is too many');
  if (blank !== undefined)
    throw invalid('tickers', blank, 'write them as Yahoo Finance does, without spaces');
  refuseDuplicates([...tickers], 'tickers');
  for (const [option, date] of Object.entries({ from, to }))
    if (!isIsoDate(date)) throw invalid(option, date, 'write it as 2024-01-31');
  if (from >= to) throw invalid('to', to, `it must be later than from, ${from}`);
  if (attempts !== undefined && !(Number.isInteger(attempts) && attempts > 0))
    throw invalid('attempts', attempts, 'it must be a whole number above 0');
  if (retryDelay !== undefined && !(retryDelay >= 0))
    throw invalid('retryDelay', retryDelay, 'it must be a number of milliseconds');
}

async function connect(options: FetchPricesOptions): Promise<Client> {
  const { default: YahooFinance } = await optionalPackage(
    'yahoo-finance2',
    'fetching prices from Yahoo Finance',
    () => import('yahoo-finance2') as unknown as Promise<{ default: ClientClass }>,
  );
  const request = retrying(options.fetch ?? fetch, options);
  const quiet = { logErrors: false, logOptionsErrors: false };
  const client = new YahooFinance({ fetch: request, validation: quiet });
  // the option `fetch` is one of later versions
  if (client._env !== undefined) client._env.fetch = request;
  return client;
}

async function fetchTicker(
  client: Client,
  ticker: string,
  from: string,
  to: string,
): Promise<TickerPrices & { hasEnded: boolean }> {
  const query = {
    period1: new Date(`${dateOfDay(dayNumber(from) - 1)}T00:00Z`),
    period2: new Date(`${dateOfDay(dayNumber(to) + 2)}T00:00Z`),
    interval: '1d',
    events: 'div|split',
    return: 'array',
  };
  const { meta, quotes } = await chartOf(client, ticker, query);
  const times = quotes.map(({ date }) => date.getTime());
  const dayOf = (milliseconds: readonly number[]): string[] =>
    daysOfInstants(
      milliseconds.map((time) => ({ milliseconds: time, zone: meta.exchangeTimezoneName })),
      milliseconds.map((_, row) => row + 1),
      `Yahoo Finance, ${ticker}`,
      meta.exchangeTimezoneName,
    );
  const dates = dayOf(times);
  const { start, end } = meta.currentTradingPeriod?.regular ?? {};
  const now = seconds(meta.regularMarketTime);
  const isOpen = now < seconds(end);
  const today = Number.isFinite(now) ? dayOf([1000 * now])[0] : '';
  const byDay = new Map<string, number | null>();
  quotes.forEach(({ adjclose }, row) => {
    const date = dates[row];
    if (date < from || date > to || (isOpen && times[row] >= 1000 * seconds(start))) return;
    byDay.set(date, adjclose ?? null);
  });
  if (![...byDay.values()].some((price) => price !== null))
    throw noSuchTicker(ticker, `it has no prices from ${from} to ${to}`);
  return { dates: [...byDay.keys()], prices: [...byDay.values()], hasEnded: to < today };
}

async function chartOf(client: Client, ticker: string, query: object): Promise<Chart> {
  let chart: unknown;
  try {
    // what is used is checked here; other parts of an answer change from time to time
    chart = await client.chart(ticker, query, { validateResult: false });
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw noSuchTicker(ticker, reason);
  }
  const { meta, quotes } = chart as Partial<Chart>;
  if (meta === undefined || !Array.isArray(quotes) || quotes.some(({ date }) => !(date instanceof Date)))
    throw noSuchTicker(ticker, 'the answer is none that is known');
  return { meta, quotes };
}

/** Seconds since 1970; NaN where there are none. */
function seconds(time: Date | number | undefined): number {
  return time instanceof Date ? time.getTime() / 1000 : (time ?? NaN);
}

function noSuchTicker(ticker: string, reason: string): DataError {
  return new DataError(
    'no-such-ticker',
    `Yahoo Finance has nothing for ${ticker}: ${reason}`,
    'check the ticker as Yahoo Finance writes it, and the dates',
    { ticker, reason },
  );
}
