/** Delisting returns of a configuration by the period in which an asset stops trading. */
import { delistingFile } from '../../config/costs.js';
import { boundOf } from '../../config/by-ticker.js';
import type { ResolvedConfig } from '../../config/types.js';
import { checkEvents } from '../../data/events.js';
import type { EventTable, ReturnTable } from '../../data/types.js';
import type { DelistingReturns } from './hold.js';

/** Where a run's positions get delisting returns, and what a reader should know of them. */
export interface Delistings {
  /** null where none is different from 0 */
  delisting: DelistingReturns | null;
  notes: string[];
}

/**
 * The return of every stop: the first period without a return after one with a return. Whether the asset trades again
 * later does not matter, as nobody knew: notes name those that do. A row of a file belongs to the stop whose first period
 * without a return, or the last one with a return, holds its date.
 *
 * @param file the events of `backtest.delistingReturns`, where that names a file
 * @throws DataError as `checkEvents`
 */
export function delistingReturns(
  backtest: Pick<ResolvedConfig['backtest'], 'delistingReturns'>,
  returns: ReturnTable,
  file: EventTable | undefined,
): Delistings {
  const source = delistingFile(backtest);
  const cells = new Map<number, number>();
  const again: string[] = [];
  if (source === null) {
    const rates = backtest.delistingReturns as number | Record<string, number> | undefined;
    if (rates === undefined || rates === 0) return { delisting: null, notes: [] };
    returns.assets.forEach((ticker, column) => {
      const rate = boundOf(rates, ticker, 0);
      if (rate !== 0)
        for (const stop of stopsOf(returns, column)) cells.set(cellOf(returns, stop, column), rate);
    });
  } else {
    checkEvents(file!, 'delistingReturns', source.path);
  }
  const unmatched = source === null ? [] : matchFile(returns, file!, cells);
  const { assets, dates } = returns;
  for (const cell of cells.keys()) {
    const [period, column] = [Math.floor(cell / assets.length), cell % assets.length];
    const next = nextReturn(returns, column, period);
    if (next >= 0) again.push(`${assets[column]} in the period to ${dates[period]}`);
  }
  const few = (list: readonly string[]): string =>
    `${list.slice(0, 5).join(', ')}${list.length > 5 ? ` and ${list.length - 5} more` : ''}`;
  return {
    delisting: cells.size === 0 ? null : cells,
    notes: [
      ...(again.length === 0
        ? []
        : [
            `assets that have a delisting return and trade again later, which looks like a gap in the data: ${few(again)}`,
          ]),
      ...(unmatched.length === 0
        ? []
        : [
            `delisting returns of days on which no asset of the universe stops trading are left out: ${few(unmatched)}`,
          ]),
    ],
  };
}

/** Fills the cells from the rows of a file, and returns those that belong to no stop. */
function matchFile(returns: ReturnTable, file: EventTable, cells: Map<number, number>): string[] {
  const { assets, dates } = returns;
  const unmatched: string[] = [];
  file.assets.forEach((ticker, row) => {
    const date = file.dates[row];
    const column = assets.indexOf(ticker);
    const stop =
      column < 0
        ? undefined
        : stopsOf(returns, column).find(
            (period) =>
              date <= dates[period] &&
              (period < 2 || date > dates[period - 2]) &&
              !cells.has(cellOf(returns, period, column)),
          );
    if (stop === undefined) unmatched.push(`${ticker} on ${date}`);
    else cells.set(cellOf(returns, stop, column), file.values[row]);
  });
  return unmatched;
}

/** First periods without a return after one with a return, in their order. */
function stopsOf({ assets, dates, returns }: ReturnTable, column: number): number[] {
  const stops: number[] = [];
  for (let t = 1; t < dates.length; t++) {
    const [last, own] = [t - 1, t].map((period) => returns[period * assets.length + column]);
    if (Number.isNaN(own) && !Number.isNaN(last)) stops.push(t);
  }
  return stops;
}

/** The first period from `period` on that has a return, −1 where none has. */
function nextReturn({ assets, dates, returns }: ReturnTable, column: number, period: number): number {
  for (let t = period; t < dates.length; t++)
    if (!Number.isNaN(returns[t * assets.length + column])) return t;
  return -1;
}

function cellOf({ assets }: ReturnTable, period: number, column: number): number {
  return period * assets.length + column;
}
