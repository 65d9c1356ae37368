/** What a sweep's folder says of its plan: identity and jobs as JSON, backtests as a table. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../errors.js';
import { replaceFile } from '../../files/replace-file.js';
import { parquetFile } from '../../tables/parquet.js';
import type { ResultColumn } from '../../tables/types.js';
import type { Calibration } from '../calibrate.js';
import type { SweepPlan } from '../plan/plan.js';
import type { ResolvedSweep } from '../schema.js';

/** `plan.json` */
export interface StoredPlan {
  format: 1;
  /** hash of the engine and all backtests with their parameters */
  sweep: string;
  engine: string;
  /** with its base in it */
  config: ResolvedSweep;
  /** content hashes of the data */
  data: string[];
  backtests: number;
  windows: number;
  /** ends of jobs in the order of the plan: the same jobs when the sweep goes on */
  boundaries: number[];
  calibration: Calibration;
}

/** Hash of everything that a sweep is going to be. */
export function sweepId({ engine, backtests }: SweepPlan): string {
  const hash = createHash('sha256').update(engine);
  for (const { id, universe, period, strategy, parameters, isBaseline } of backtests)
    hash.update(JSON.stringify([id, universe, period, strategy, parameters, isBaseline]));
  return hash.digest('hex');
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
  throw new ConfigError('bad-plan', `${path} is not the plan of a sweep`, 'give --out another folder', {
    file: path,
  });
}

/**
 * @throws ConfigError `another-sweep` where a folder holds the plan of another one
 */
export function checkSamePlan(stored: StoredPlan, sweep: string, engine: string, folder: string): void {
  if (stored.sweep === sweep) return;
  const reason =
    stored.engine === engine
      ? 'of another configuration or other data'
      : `by the engine ${stored.engine}, this one being ${engine}`;
  throw new ConfigError(
    'another-sweep',
    `${folder} holds a sweep ${reason}`,
    `give --out another folder; --parts ${join(folder, 'parts')} takes over what both have in common`,
    { path: folder, expected: sweep, found: stored.sweep },
  );
}

export async function writePlan(folder: string, stored: StoredPlan, plan: SweepPlan): Promise<void> {
  await replaceFile(join(folder, 'plan.parquet'), await parquetFile(planColumns(plan)));
  // the mark that the plan is whole
  await replaceFile(planFile(folder), `${JSON.stringify(stored)}\n`);
}

/** A row a planned backtest, and a column a parameter: numbers where all values are, else JSON as text. */
export function planColumns({ backtests, parameters }: SweepPlan): ResultColumn[] {
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
    ...parameters.map(({ path }): ResultColumn => {
      const values = backtests.map(({ parameters: own }) => own[path] ?? null);
      return values.every((value) => value === null || typeof value === 'number')
        ? { name: path, type: 'double', values: values as (number | null)[] }
        : text(path, ({ parameters: own }) => (own[path] === undefined ? null : shown(own[path])));
    }),
  ];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
