/** What a sweep's folder says of its plan: identity and jobs as JSON, backtests as a table. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../errors.js';
import { replaceFile } from '../../files/replace-file.js';
import { parquetFile } from '../../tables/parquet.js';
import type { ResultColumn } from '../../tables/types.js';
import type { Calibration } from '../calibrate.js';
import type { PlannedWork, SweepPlan } from '../plan/plan.js';
import type { SweepParameter } from '../space/axes.js';
import type { Json, ResolvedSweep } from '../types.js';
import { readColumns } from './columns.js';

/** `plan.json` */
export interface StoredPlan {
  format: 1;
  /** hash of the engine and all backtests with their parameters */
  sweep: string;
  engine: string;
  /** with its base in it */
  config: ResolvedSweep;
  /** folder of parts where it is not the sweep's own */
  parts: string | null;
  /** content hashes of the data */
  data: string[];
  backtests: number;
  windows: number;
  /** points that are another one over again, which are left out */
  repeated: number;
  parameters: StoredParameter[];
  notes: string[];
  /** ends of jobs in the order of the plan: the same jobs when the sweep goes on */
  boundaries: number[];
  calibration: Calibration;
}

/** A parameter, and how its column of `plan.parquet` is written: numbers, strings as they are, or JSON as text. */
export interface StoredParameter extends SweepParameter {
  written: 'number' | 'string' | 'json';
}

/** A planned backtest without what it takes to run it. */
export type RecordedBacktest = Omit<PlannedWork, 'part' | 'data'>;

/** A plan without what it takes to run it. */
export interface RecordedPlan extends Pick<SweepPlan, 'parameters' | 'repeated' | 'notes'> {
  backtests: readonly RecordedBacktest[];
  /** numbers of backtests, each id once */
  order: Uint32Array;
}

/** Hash of everything that a sweep is going to be. */
export function sweepId({ engine, backtests }: Pick<SweepPlan, 'engine' | 'backtests'>): string {
  const hash = createHash('sha256').update(engine);
  for (const { id, universe, period, strategy, parameters, isBaseline } of backtests)
    hash.update(JSON.stringify([id, universe, period, strategy, parameters, isBaseline]));
  return hash.digest('hex');
}

/** Path of `plan.parquet`. */
export function planTable(folder: string): string {
  return join(folder, 'plan.parquet');
}

export function planFile(folder: string): string {
  return join(folder, 'plan.json');
}

/**
 * The plan that is in a folder; null where none is.
 *
 * @throws ConfigError `bad-plan` for a file that is none
 */
export async function readPlan(folder: string): Promise<StoredPlan | null> {
  const path = planFile(folder);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
  try {
    const plan = JSON.parse(text) as StoredPlan;
    if (plan.format === 1 && typeof plan.sweep === 'string' && Array.isArray(plan.boundaries)) return plan;
  } catch {
    // said below
  }
  throw new ConfigError(
    'bad-plan',
    `${path} is not the plan of a sweep, or damaged`,
    'give --out another folder, or delete the file to plan the sweep again; parts are kept',
    {
      file: path,
    },
  );
}

/** @throws ConfigError `no-sweep`, `bad-plan` */
export async function knownPlan(folder: string): Promise<StoredPlan> {
  const plan = await readPlan(folder);
  if (plan !== null) return plan;
  throw new ConfigError('no-sweep', `there is no sweep in ${folder}`, 'give --out the folder of a sweep', {
    path: folder,
  });
}

/**
 * @throws ConfigError `another-sweep` where a folder holds the plan of another one
 */
export function checkSamePlan(stored: StoredPlan, sweep: string, engine: string, folder: string): void {
  if (stored.sweep === sweep) return;
  const reason =
    stored.engine === engine
      ? 'of another configuration, other data or another version of highs'
      : `by the engine ${stored.engine}, this one being ${engine}`;
  throw new ConfigError(
    'another-sweep',
    `${folder} holds a sweep ${reason}`,
    `give --out another folder; --parts ${join(folder, 'parts')} takes over what both have in common`,
    { path: folder, expected: sweep, found: stored.sweep },
  );
}

/** How the column of a parameter is written. A value that is null is none that is missing. */
export function storedParameters({ backtests, parameters }: SweepPlan): StoredParameter[] {
  return parameters.map((parameter) => {
    const values = backtests.map((backtest) => backtest.parameters[parameter.path]);
    const all = (type: 'number' | 'string'): boolean =>
      values.every((value) => value === undefined || typeof value === type);
    return { ...parameter, written: all('number') ? 'number' : all('string') ? 'string' : 'json' };
  });
}

export async function writePlan(folder: string, stored: StoredPlan, plan: SweepPlan): Promise<void> {
  await replaceFile(planTable(folder), await parquetFile(planColumns(plan, stored.parameters)));
  // the mark that the plan is whole
  await replaceFile(planFile(folder), `${JSON.stringify(stored)}\n`);
}

/** Columns of every plan. */
const columnNames = [
  'number',
  'id',
  'universe',
  'period',
  'strategy',
  'frequency',
  'isBaseline',
  'plannedWindows',
] as const;

/** The column of a parameter: its path, unless every plan has a column of that name. */
function columnOf(path: string): string {
  return (columnNames as readonly string[]).includes(path) ? `parameter.${path}` : path;
}

/** A row a planned backtest, and a column a parameter. */
function planColumns({ backtests }: SweepPlan, parameters: readonly StoredParameter[]): ResultColumn[] {
  const text = (name: string, of: (backtest: (typeof backtests)[number]) => string | null): ResultColumn => ({
    name,
    type: 'text',
    values: backtests.map(of),
  });
  return [
    { name: 'number', type: 'integer', values: backtests.map(({ number }) => number) },
    text('id', ({ id }) => id),
    text('universe', ({ universe }) => universe),
    text('period', ({ period }) => period),
    text('strategy', ({ strategy }) => strategy),
    text('frequency', ({ frequency }) => frequency),
    { name: 'isBaseline', type: 'boolean', values: backtests.map(({ isBaseline }) => isBaseline) },
    { name: 'plannedWindows', type: 'integer', values: backtests.map(({ windows }) => windows) },
    ...parameters.map(({ path, written }): ResultColumn => {
      const of = (own: Record<string, Json>): Json => own[path] ?? null;
      if (written === 'number')
        return {
          name: columnOf(path),
          type: 'double',
          values: backtests.map((backtest) => of(backtest.parameters) as number | null),
        };
      return text(columnOf(path), ({ parameters: own }) => {
        if (own[path] === undefined) return null;
        return written === 'string' ? (own[path] as string) : JSON.stringify(own[path]);
      });
    }),
  ];
}

/** The plan of a folder as it was recorded: what its results are read with, without its data. */
export async function recordedPlan(
  folder: string,
  { parameters, repeated, notes }: StoredPlan,
): Promise<RecordedPlan> {
  const columns = await readColumns<string>(planTable(folder), [
    ...columnNames,
    ...parameters.map(({ path }) => columnOf(path)),
  ]);
  const seen = new Set<string>();
  const order: number[] = [];
  const backtests = Array.from({ length: columns.rows }, (_, row): RecordedBacktest => {
    const [number, id, universe, period, strategy, frequency, isBaseline, windows] = columnNames.map(
      (name) => columns[name][row],
    ) as [number, string, string, string, string, RecordedBacktest['frequency'], boolean, number];
    if (!seen.has(id)) order.push(number);
    seen.add(id);
    const own: Record<string, Json> = {};
    for (const { path, written } of parameters) {
      const cell = columns[columnOf(path)][row] as number | string | null | undefined;
      if (cell === null || cell === undefined) continue;
      own[path] = written === 'json' ? (JSON.parse(String(cell)) as Json) : cell;
    }
    return { id, number, universe, period, strategy, parameters: own, frequency, isBaseline, windows };
  });
  return { backtests, order: Uint32Array.from(order), parameters, repeated, notes };
}
