/** Excess returns of the trials of groups over the holding periods that all of a group have. */
import type { ReturnsPanel } from '../luck/types.js';
import { readColumns } from '../store/columns.js';
import type { PartStore } from '../store/parts.js';
import type { RecordedBacktest } from '../store/plan-files.js';
import { type Doubles, doublesFor } from './doubles.js';
import type { TrialGroup } from './groups.js';
import { placesByPart } from './outcomes.js';

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
  /** gives memory or file back */
  close(): void;
}

/**
 * Reads the returns of all groups, one part after the other.
 *
 * @param file that doubles go to where memory should not hold them
 * @param most doubles that memory is to hold
 * @throws DataError `damaged-part`
 */
export async function readPanels(
  groups: readonly TrialGroup[],
  backtests: readonly RecordedBacktest[],
  store: PartStore,
  file: string,
  most?: number,
): Promise<Panels> {
  const groupOf = new Int32Array(backtests.length).fill(-1);
  groups.forEach(({ trials, baseline }, g) => {
    for (const position of trials) groupOf[position] = g;
    if (baseline !== null) groupOf[baseline] = g;
  });
  const parts: Parts = { groupOf, byPart: placesByPart(backtests, store), store };
  const days = await oneOfEach(groups, parts);
  for (;;) {
    const panels = reserved(groups, backtests.length, days, file, most);
    let narrower: ReadonlyMap<number, Int32Array>;
    try {
      narrower = await fill(panels, days, parts);
    } catch (error) {
      panels.storage.close();
      throw error;
    }
    if (narrower.size === 0) return panelsOf(groups, days, panels);
    panels.storage.close();
    for (const [g, own] of narrower) days[g] = own;
  }
}

/** Where the returns of backtests are, and which group they are of: −1 for none. */
interface Parts {
  groupOf: Int32Array;
  byPart: ReadonlyMap<string, [row: number, position: number][]>;
  store: PartStore;
}

/** Room for rows, and by position of the backtest where its own begins. */
interface Reserved {
  storage: Doubles;
  startOf: Float64Array;
}

function reserved(
  groups: readonly TrialGroup[],
  backtests: number,
  days: readonly Int32Array[],
  file: string,
  most?: number,
): Reserved {
  const startOf = new Float64Array(backtests);
  let size = 0;
  for (const [g, { trials, baseline }] of groups.entries()) {
    for (const position of baseline === null ? trials : [...trials, baseline]) {
      startOf[position] = size;
      size += days[g].length;
    }
  }
  return { storage: doublesFor(size, file, most), startOf };
}

function panelsOf(
  groups: readonly TrialGroup[],
  days: readonly Int32Array[],
  { storage, startOf }: Reserved,
): Panels {
  return {
    of: groups.map(({ trials, baseline }, g) => {
      const periods = days[g].length;
      const start = trials.length === 0 ? 0 : startOf[trials[0]];
      return {
        ...{ trials: trials.length, periods, days: days[g] },
        rows: (first, end) => storage.read(start + first * periods, (end - first) * periods),
        baseline: baseline === null ? null : storage.read(startOf[baseline], periods).slice(),
      };
    }),
    close: () => storage.close(),
  };
}

/** By group the ends of periods between the latest first and the earliest last one, as one of its backtests has them. */
async function oneOfEach(
  groups: readonly TrialGroup[],
  { groupOf, byPart, store }: Parts,
): Promise<Int32Array[]> {
  const days: (Int32Array | null)[] = groups.map(({ firstDay, lastDay }) =>
    firstDay > lastDay ? new Int32Array() : null,
  );
  for (const [part, places] of byPart) {
    const isWanted = ([, position]: [number, number]): boolean =>
      groupOf[position] >= 0 && days[groupOf[position]] === null;
    if (!places.some(isWanted)) continue;
    const columns = await readColumns(store.returnsFile(part), ['backtest', 'period']);
    for (const place of places.filter(isWanted)) {
      const [row, position] = place;
      const g = groupOf[position];
      if (days[g] !== null) continue;
      const { firstDay, lastDay } = groups[g];
      const own = columns.period.filter(
        (day, k) => columns.backtest[k] === row && Number(day) >= firstDay && Number(day) <= lastDay,
      );
      days[g] = Int32Array.from(own as number[]);
    }
  }
  return days.map((own) => own ?? new Int32Array());
}

/**
 * Writes the row of every backtest that is in a group.
 *
 * @returns by group fewer days, where there is a backtest that lacks some: other prices may have other days
 */
async function fill(
  { storage, startOf }: Reserved,
  days: readonly Int32Array[],
  { groupOf, byPart, store }: Parts,
): Promise<ReadonlyMap<number, Int32Array>> {
  const narrower = new Map<number, Int32Array>();
  for (const [part, places] of byPart) {
    const positionsOf = byRow(places);
    const columns = await readColumns(store.returnsFile(part), [
      'backtest',
      'period',
      'netReturn',
      'riskFree',
    ]);
    for (let row = 0; row < columns.rows;) {
      const backtest = Number(columns.backtest[row]);
      const begin = row;
      while (row < columns.rows && columns.backtest[row] === backtest) row++;
      for (const position of positionsOf.get(backtest) ?? []) {
        const g = groupOf[position];
        if (g < 0 || days[g].length === 0) continue;
        const wanted = narrower.get(g) ?? days[g];
        const values = excessOf(columns, begin, row, wanted);
        if (values === null) narrower.set(g, commonDays(wanted, columns.period.slice(begin, row)));
        else if (!narrower.has(g)) storage.write(startOf[position], values);
      }
    }
  }
  return narrower;
}

/** Positions by row: a baseline that is a trial too has the row of that. */
function byRow(places: readonly [number, number][]): Map<number, number[]> {
  const positions = new Map<number, number[]>();
  for (const [row, position] of places) {
    const known = positions.get(row);
    if (known === undefined) positions.set(row, [position]);
    else known.push(position);
  }
  return positions;
}

/** Returns less the risk-free ones of the rows of a backtest that end on the given days; null where there is not one for each. */
function excessOf(
  columns: Record<'period' | 'netReturn' | 'riskFree', unknown[]>,
  begin: number,
  end: number,
  days: Int32Array,
): Float64Array | null {
  const values = new Float64Array(days.length);
  let t = 0;
  for (let row = begin; row < end && t < days.length; row++) {
    const day = Number(columns.period[row]);
    if (day < days[t]) continue;
    if (day > days[t]) return null;
    values[t++] = Number(columns.netReturn[row]) - Number(columns.riskFree[row]);
  }
  return t < days.length ? null : values;
}

function commonDays(days: Int32Array, own: readonly unknown[]): Int32Array {
  const known = new Set(own);
  return days.filter((day) => known.has(day));
}
