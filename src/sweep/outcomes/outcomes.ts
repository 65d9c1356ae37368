/** What the backtests of a sweep came to, read from parts into columns. */
import { statisticNames } from '../../statistics/names.js';
import type { BacktestStatistics } from '../../statistics/types.js';
import { readColumns } from '../store/columns.js';
import type { PartStore } from '../store/parts.js';
import type { RecordedBacktest } from '../store/plan-files.js';

/** A backtest that ended with an error of its configuration or data. */
export interface RefusedBacktest {
  number: number;
  code: string;
  error: string;
}

/** By position in the plan. */
export interface Outcomes {
  status: ('ok' | 'refused' | 'missing')[];
  /** days since 1970 of the first and last holding period */
  firstDay: Int32Array;
  lastDay: Int32Array;
  windows: Int32Array;
  fallbacks: Int32Array;
  skipped: Int32Array;
  /** NaN where undefined */
  statistics: Record<keyof BacktestStatistics, Float64Array>;
  refused: RefusedBacktest[];
  /** what was said of data and model: how many backtests said it */
  notes: Map<string, number>;
}

/** Positions in the plan by part: `[row, position]`. */
export function placesByPart(
  backtests: readonly RecordedBacktest[],
  { known }: PartStore,
): Map<string, [row: number, position: number][]> {
  const byPart = new Map<string, [number, number][]>();
  backtests.forEach(({ id }, position) => {
    const place = known.get(id);
    if (place === undefined) return;
    const rows = byPart.get(place.part) ?? [];
    rows.push([place.row, position]);
    byPart.set(place.part, rows);
  });
  return byPart;
}

export async function readOutcomes(
  backtests: readonly RecordedBacktest[],
  store: PartStore,
): Promise<Outcomes> {
  const size = backtests.length;
  const integers = (): Int32Array => new Int32Array(size);
  const counts = { windows: integers(), fallbacks: integers(), skipped: integers() };
  const statistics = Object.fromEntries(
    statisticNames.map((name) => [name, new Float64Array(size).fill(NaN)]),
  ) as Outcomes['statistics'];
  const outcomes: Outcomes = {
    status: new Array<Outcomes['status'][number]>(size).fill('missing'),
    ...{ firstDay: integers(), lastDay: integers(), ...counts, statistics, refused: [], notes: new Map() },
  };
  const plain = ['status', 'code', 'error', 'firstPeriod', 'lastPeriod', 'notes'] as const;
  const names = [...plain, ...(Object.keys(counts) as (keyof typeof counts)[]), ...statisticNames];
  for (const [part, places] of placesByPart(backtests, store)) {
    const columns = await readColumns(store.backtestsFile(part), names);
    for (const [row, position] of places) {
      const isRefused = columns.status[row] === 'refused';
      outcomes.status[position] = isRefused ? 'refused' : 'ok';
      if (isRefused) {
        const { number } = backtests[position];
        outcomes.refused.push({ number, code: String(columns.code[row]), error: String(columns.error[row]) });
      }
      outcomes.firstDay[position] = Number(columns.firstPeriod[row] ?? 0);
      outcomes.lastDay[position] = Number(columns.lastPeriod[row] ?? 0);
      for (const name of Object.keys(counts) as (keyof typeof counts)[])
        counts[name][position] = Number(columns[name][row]);
      for (const name of statisticNames) {
        const value = columns[name][row];
        if (typeof value === 'number') statistics[name][position] = value;
      }
      const { notes } = columns;
      if (typeof notes[row] === 'string')
        for (const note of notes[row].split('\n'))
          outcomes.notes.set(note, (outcomes.notes.get(note) ?? 0) + 1);
    }
  }
  outcomes.refused.sort((a, b) => a.number - b.number);
  // in an order that does not depend on which part comes first
  outcomes.notes = new Map([...outcomes.notes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return outcomes;
}
