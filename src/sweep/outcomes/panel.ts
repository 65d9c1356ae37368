/** Excess returns of trials over their common periods, in memory or, where they are many, in a file. */
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import type { ReturnsPanel } from '../luck/types.js';
import { readColumns } from '../store/columns.js';
import type { PartStore } from '../store/parts.js';
import type { RecordedBacktest } from '../store/plan-files.js';
import type { TrialGroup } from './groups.js';
import { placesByPart } from './outcomes.js';

/** Doubles that are kept in memory, 256 MB. */
const MOST_IN_MEMORY = 2 ** 25;

/** The panel of a group. */
export interface GroupPanel extends ReturnsPanel {
  /** of the baseline, over the same periods; null where there is none */
  baseline: Float64Array | null;
  /** days since 1970 that periods end on */
  days: Int32Array;
}

export interface Panels {
  /** by position of the group */
  of: GroupPanel[];
  /** removes what is in a file */
  close(): void;
}

/** Rows of doubles one behind another. */
interface Storage {
  write(start: number, values: Float64Array): void;
  read(start: number, length: number): Float64Array;
  close(): void;
}

/**
 * Reads the returns of all groups, one part after the other.
 *
 * @param file that doubles go to where memory should not hold them; made and removed
 */
export async function readPanels(
  groups: readonly TrialGroup[],
  backtests: readonly RecordedBacktest[],
  store: PartStore,
  file: string,
): Promise<Panels> {
  const groupOf = new Int32Array(backtests.length).fill(-1);
  groups.forEach(({ trials, baseline }, g) => {
    for (const position of trials) groupOf[position] = g;
    if (baseline !== null) groupOf[baseline] = g;
  });
  const byPart = placesByPart(backtests, store);
  const days = await commonDays(groups, groupOf, byPart, store);
  const rowOf = new Float64Array(backtests.length);
  let doubles = 0;
  for (const [g, { trials, baseline }] of groups.entries()) {
    for (const position of baseline === null ? trials : [...trials, baseline]) {
      rowOf[position] = doubles;
      doubles += days[g].length;
    }
  }
  const storage = doubles > MOST_IN_MEMORY ? inFile(file) : inMemory(doubles);
  try {
    for (const [part, places] of byPart) {
      const positions = positionsOf(places);
      const columns = await readColumns(store.returnsFile(part), columnNames);
      let row = 0;
      while (row < columns.rows) {
        const backtest = Number(columns.backtest[row]);
        const position = positions.get(backtest) ?? -1;
        const begin = row;
        while (row < columns.rows && columns.backtest[row] === backtest) row++;
        const g = position < 0 ? -1 : groupOf[position];
        if (g < 0 || days[g].length === 0) continue;
        storage.write(rowOf[position], excessOf(columns, begin, row, days[g]));
      }
    }
  } catch (error) {
    storage.close();
    throw error;
  }
  return {
    of: groups.map(({ trials, baseline }, g) => {
      const periods = days[g].length;
      const start = trials.length === 0 ? 0 : rowOf[trials[0]];
      return {
        ...{ trials: trials.length, periods, days: days[g] },
        rows: (first, end) => storage.read(start + first * periods, (end - first) * periods),
        baseline: baseline === null ? null : storage.read(rowOf[baseline], periods).slice(),
      };
    }),
    close: () => storage.close(),
  };
}

const columnNames = ['backtest', 'period', 'netReturn', 'riskFree'] as const;

type ReturnColumns = Awaited<ReturnType<typeof readColumns<(typeof columnNames)[number]>>>;

function positionsOf(places: readonly [number, number][]): Map<number, number> {
  return new Map(places);
}

/** The ends of periods that all trials of a group have, taken from one of them. */
async function commonDays(
  groups: readonly TrialGroup[],
  groupOf: Int32Array,
  byPart: ReadonlyMap<string, [number, number][]>,
  store: PartStore,
): Promise<Int32Array[]> {
  const days: (Int32Array | null)[] = groups.map(({ firstDay, lastDay }) =>
    firstDay > lastDay ? new Int32Array() : null,
  );
  for (const [part, places] of byPart) {
    const wanted = places.filter(
      ([, position]) => groupOf[position] >= 0 && days[groupOf[position]] === null,
    );
    if (wanted.length === 0) continue;
    const columns = await readColumns(store.returnsFile(part), ['backtest', 'period']);
    for (const [row, position] of wanted) {
      const g = groupOf[position];
      if (days[g] !== null) continue;
      const { firstDay, lastDay } = groups[g];
      const own = columns.period.filter(
        (day, k) => columns.backtest[k] === row && isBetween(day, firstDay, lastDay),
      );
      days[g] = Int32Array.from(own as number[]);
    }
  }
  return days.map((own) => own ?? new Int32Array());
}

function isBetween(day: unknown, first: number, last: number): boolean {
  return typeof day === 'number' && day >= first && day <= last;
}

/** Returns less the risk-free ones of the rows of a backtest that end on the given days. */
function excessOf(columns: ReturnColumns, begin: number, end: number, days: Int32Array): Float64Array {
  const values = new Float64Array(days.length).fill(NaN);
  let t = 0;
  for (let row = begin; row < end && t < days.length; row++) {
    const day = Number(columns.period[row]);
    if (day < days[t]) continue;
    if (day > days[t]) break;
    values[t++] = Number(columns.netReturn[row]) - Number(columns.riskFree[row]);
  }
  if (t < days.length) throw new Error('a backtest lacks a period that all of its group should have');
  return values;
}

function inMemory(doubles: number): Storage {
  const values = new Float64Array(doubles);
  return {
    write: (start, row) => values.set(row, start),
    read: (start, length) => values.subarray(start, start + length),
    close() {},
  };
}

function inFile(path: string): Storage {
  const file = openSync(path, 'w+');
  return {
    write(start, row) {
      writeSync(file, row, 0, row.byteLength, 8 * start);
    },
    read(start, length) {
      const values = new Float64Array(length);
      const bytes = new Uint8Array(values.buffer);
      for (let at = 0; at < bytes.length;) {
        const count = readSync(file, bytes, at, bytes.length - at, 8 * start + at);
        if (count === 0) throw new Error(`${path} is shorter than what was written to it`);
        at += count;
      }
      return values;
    },
    close() {
      closeSync(file);
      rmSync(path, { force: true });
    },
  };
}
