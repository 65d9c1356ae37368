/** From the configuration of a sweep to its plan: what a run and a dry run have in common. */
import { dirname, resolve } from 'node:path';
import { isObject } from '../config/merge.js';
import type { BacktestConfig } from '../config/types.js';
import type { BacktestSources } from '../backtest/inputs.types.js';
import type { PriceTable } from '../data/types.js';
import { ConfigError } from '../errors.js';
import { readFiles } from '../files/config-files.js';
import { readJson } from '../files/read-json.js';
import { type DataCatalogue, dataCatalogue } from './data/catalogue.js';
import { engineIdentity } from './engine-identity.js';
import { planSweep, type SweepPlan } from './plan/plan.js';
import { defaultScript } from './pool/pool.js';
import { resolveSweep } from './schema.js';
import type { ResolvedSweep, SweepConfig } from './types.js';

/** Where a sweep finds what it needs. */
export interface SweepInputs {
  /** that the path of `base` starts from; default the working directory */
  folder?: string;
  /** of the sweep's configuration in messages; default `the sweep` */
  name?: string;
  /** in the place of the files that configurations name */
  prices?: PriceTable;
  sources?: BacktestSources;
  /** the worker's script, `sweep-worker.js`, where it is not beside the library */
  workerScript?: string | URL;
  /** called while the plan is made */
  onPlanning?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface PreparedSweep {
  /** with its base in it */
  config: ResolvedSweep;
  plan: SweepPlan;
  catalogue: DataCatalogue;
  /** identity of the worker's script, and where that is */
  engine: string;
  workerScript: string | URL;
}

/** @throws ConfigError, DataError as `resolveSweep`, `planSweep` and what reads files do */
export async function prepareSweep(given: SweepConfig, inputs: SweepInputs): Promise<PreparedSweep> {
  const { folder = '.', name = 'the sweep', prices, sources = {}, onPlanning, signal } = inputs;
  const sweep = resolveSweep(given, inputs.name);
  const { base, folder: filesFolder, baseName } = await baseOf(sweep, folder, name);
  const catalogue = dataCatalogue((config) =>
    prices === undefined ? readFiles(config, filesFolder, baseName) : Promise.resolve({ prices, sources }),
  );
  const workerScript = inputs.workerScript ?? (await defaultScript());
  const engine = await engineIdentity(workerScript);
  const plan = await planSweep(sweep, base, {
    engine,
    dataOf: (config) => catalogue.hashOf(config),
    datesOf: (config) => catalogue.datesOf(config),
    onProgress: onPlanning,
    signal,
  });
  return { config: { ...sweep, base }, plan, catalogue, engine, workerScript };
}

/** The base, and the folder that its paths start from. */
async function baseOf(
  { base }: ResolvedSweep,
  folder: string,
  name: string,
): Promise<{ base: BacktestConfig; folder: string; baseName: string }> {
  if (typeof base !== 'string') return { base, folder, baseName: name };
  const path = resolve(folder, base);
  const parsed = await readJson(path, `base ${base} of ${name}`);
  if (!isObject(parsed))
    throw new ConfigError(
      'bad-value',
      `the base ${base} is no object`,
      'write { "prices": …, "market": … }',
      {
        path: 'base',
        file: base,
      },
    );
  return { base: parsed as unknown as BacktestConfig, folder: dirname(path), baseName: base };
}
