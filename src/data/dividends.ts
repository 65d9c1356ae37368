/** Closes, dividends and splits to prices of total return. */
import { DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { checkPriceTable } from './check-table.js';
import { listed } from './columns.js';
import { checkEvents } from './events.js';
import type { EventTable, PriceTable } from './types.js';

/** Splits beside dividends, and what messages call the two. */
export interface DividendOptions {
  /** new shares for one old; default none */
  splits?: EventTable;
  /** what messages call the two, best their paths */
  dividendsName?: string;
  splitsName?: string;
}

/** Prices of total return, and what became of the events on the way. */
export interface TotalReturnPrices extends PriceTable {
  notes: string[];
}

/** A dividend or a split, and the row of its close. */
interface Event {
  kind: 'dividend' | 'split';
  ticker: string;
  date: string;
  value: number;
}

/**
 * Prices whose simple returns are total returns: whoever held one share at the close before an ex-date gets the dividend
 * D_t and reinvests it at the close of the ex-date, so that from one close to the next
 *
 *     r_t = (P_t + D_t)·s_t / P_{t−1} − 1
 *
 * with s_t new shares for one old (1 without a split; a dividend on the day of a split is one of a new share), and returns
 * of weeks and months are these chained. The price is P_t·Π_{u≤t} s_u(1 + D_u/P_u): at first the close, later more; no
 * price depends on a later dividend.
 *
 * An event on a day without a price of its asset counts at its next close. Those up to its first price, or after its last,
 * and those of tickers without prices are left out; notes say so.
 *
 * @param prices    closes that leave out dividends, and splits where there are some
 * @param dividends money a share by ex-date; null for splits alone
 * @throws DataError `dividend-above-price` where one is not below the close before it, `unknown-ticker` where no ticker
 *         has prices, and what `checkPriceTable` and `checkEvents` throw
 */
export function adjustForDividends(
  prices: PriceTable,
  dividends: EventTable | null,
  options: DividendOptions = {},
): TotalReturnPrices {
  const { splits, dividendsName = 'dividends', splitsName = 'splits' } = options;
  checkPriceTable(prices, 'prices');
  const notes: string[] = [];
  const byAsset = new Map<string, Event[]>(prices.assets.map((ticker) => [ticker, []]));
  const take = (table: EventTable, kind: Event['kind'], name: string): void => {
    checkEvents(table, kind === 'split' ? 'splits' : 'dividends', name);
    notes.push(...withoutPrices(table, prices.assets, name));
    table.assets.forEach((ticker, row) =>
      byAsset.get(ticker)?.push({ kind, ticker, date: table.dates[row], value: table.values[row] }),
    );
  };
  if (splits !== undefined) take(splits, 'split', splitsName);
  if (dividends !== null) take(dividends, 'dividend', dividendsName);

  const adjusted = prices.prices.slice();
  const moved: string[] = [];
  const outside: string[] = [];
  let counted = 0;
  prices.assets.forEach((ticker, column) => {
    const events = byAsset.get(ticker)!;
    if (events.length === 0) return;
    // splits stand before dividends of the same day
    events.sort((a, b) => (a.date < b.date ? -1 : Number(a.date > b.date)));
    const used = adjustColumn(prices, adjusted, column, events, dividendsName);
    counted += used.counted;
    moved.push(...used.moved);
    outside.push(...used.outside);
  });
  const count = (n: number, one: string, more: string): string => (n === 1 ? `1 ${one}` : `${n} ${more}`);
  const counts =
    splits === undefined
      ? count(counted, 'dividend is', 'dividends are')
      : count(counted, 'dividend or split is', 'dividends and splits are');
  notes.unshift(`prices are of total return: ${counts} in them`);
  if (moved.length > 0)
    notes.push(
      `${count(moved.length, 'event is', 'events are')} on days without a price, and ${moved.length === 1 ? 'counts' : 'count'} at the next close, the first ${moved[0]}`,
    );
  if (outside.length > 0)
    notes.push(
      `${count(outside.length, 'event is', 'events are')} left out, not after the first price and up to the last, the first ${outside[0]}`,
    );
  return { assets: prices.assets, dates: prices.dates, prices: adjusted, notes };
}

/** Multiplies a column by the shares that one of its first has become, in place. */
function adjustColumn(
  { assets, dates, prices }: PriceTable,
  adjusted: Float64Array,
  column: number,
  events: readonly Event[],
  name: string,
): { counted: number; moved: string[]; outside: string[] } {
  const width = assets.length;
  const moved: string[] = [];
  const outside: string[] = [];
  let counted = 0;
  let shares = 1;
  let before = NaN;
  let next = 0;
  for (let t = 0; t < dates.length; t++) {
    const close = prices[t * width + column];
    if (Number.isNaN(close)) continue;
    // of one share before this close
    let own = 1;
    let cash = 0;
    for (; next < events.length && events[next].date <= dates[t]; next++) {
      const { kind, ticker, date, value } = events[next];
      if (Number.isNaN(before)) {
        outside.push(`${ticker}'s of ${date}`);
        continue;
      }
      counted++;
      if (date !== dates[t]) moved.push(`${ticker}'s of ${date} on ${dates[t]}`);
      if (kind === 'split') own *= value;
      else if (value < before / own) cash += own * value;
      else throw abovePrice(name, events[next], before / own);
    }
    shares *= own + cash / close;
    adjusted[t * width + column] = shares === 1 ? close : close * shares;
    before = close;
  }
  for (; next < events.length; next++) outside.push(`${events[next].ticker}'s of ${events[next].date}`);
  return { counted, moved, outside };
}

function abovePrice(name: string, { ticker, date, value }: Event, price: number): DataError {
  return new DataError(
    'dividend-above-price',
    `${name}: the dividend of ${ticker} on ${date} is ${value}, and its price before was ${price}`,
    'dividends are money a share, in the currency of the prices and of the shares of that day: correct it, or give the splits that lie between',
    { file: name, ticker, date, value, price },
  );
}

/** A note on tickers without prices; that none has some is an error. */
function withoutPrices({ assets }: EventTable, known: readonly string[], name: string): string[] {
  const unknown = [...new Set(assets)].filter((ticker) => !known.includes(ticker));
  if (unknown.length === 0) return [];
  if (assets.some((ticker) => known.includes(ticker)))
    return [`${name}: tickers without prices are left out: ${listed(unknown)}`];
  throw new DataError(
    'unknown-ticker',
    `${name}: none of its tickers has prices, ${listed(unknown)}`,
    suggestion(unknown[0], known),
    { file: name, ticker: unknown[0] },
  );
}
