/** A sweep from its configuration to its results. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError, DataError } from '../errors.js';
import { calibrate, secondsPerWindow } from './calibrate.js';
import type { JobFailure } from './job-failure.js';
import { chunkBoundaries, jobsOf } from './plan/chunks.js';
import type { SweepPlan } from './plan/plan.js';
import { localDispatcher } from './pool/dispatcher.js';
import { type PreparedSweep, prepareSweep, type SweepInputs } from './prepare.js';
import { type ProgressKeeper, progressKeeper, type SweepProgress } from './progress.js';
import { redacted } from './queue/address.js';
import type { QueueAddress } from './queue/types.js';
import { queueDispatcher } from './queue/dispatcher.js';
import { type SweepResult, sweepResult } from './result.js';
import { runJobs } from './run-jobs.js';
import { failedJobs, forgetDone, setAside } from './store/failures.js';
import { isWhole } from './store/columns.js';
import { removeOldLeftovers } from './store/leftovers.js';
import { type PartStore, partStore } from './store/parts.js';
import {
  checkSamePlan,
  knownPlan,
  planTable,
  readPlan,
  recordedPlan,
  storedParameters,
  type StoredPlan,
  sweepId,
  writePlan,
} from './store/plan-files.js';
import { refuseRunning, statusFile } from './store/status-file.js';
import type { Dispatcher, SweepConfig } from './types.js';

/** A queue, and where data and results travel: `redis`, the path of a folder that all see, or `s3://bucket/prefix?…`. */
export interface QueueOptions extends QueueAddress {
  /** default `redis` */
  blobs?: string;
  /** port, or host:port, that figures for Prometheus are served at */
  metrics?: string;
}

/** What a sweep takes beside its configuration; none of it changes a number. */
export interface SweepOptions extends SweepInputs {
  /** folder of plan, parts and results, made where it is missing; a sweep that was interrupted goes on from it */
  out: string;
  /** folder of parts, which sweeps may share; default that of the sweep so far, of a new one `parts` in `out` */
  parts?: string;
  /** threads of this machine; default one a core */
  workers?: number;
  /** JavaScript heap of each, MB */
  memory?: number;
  /** workers behind a queue do the jobs, in the place of threads */
  queue?: QueueOptions;
  /** script of the report's charts, `sweep-report-client.js`, where it is not beside the library */
  reportClient?: URL;
  /** about once a second */
  onProgress?: (progress: SweepProgress) => void;
  /** what a user should know while it happens, a sentence each */
  onNote?: (note: string) => void;
}

/** How often what is missing is done, where parts go missing meanwhile. */
const mostRounds = 3;

/** How long a note of the progress may be old, milliseconds. */
const BEAT = 1000;

/**
 * Runs every backtest of a sweep that is not done yet, and says how much of the best is luck. What is done is kept in
 * parts whatever happens, and the outcome has the same bits whoever did the jobs in whatever order.
 *
 * @throws ConfigError as `resolveSweep` and `planSweep`, `another-sweep` where `out` holds another one, `sweep-running`
 *         where another process runs it
 * @throws DataError of data that cannot be read; of a queue what `queueDispatcher` throws
 * @throws the signal's reason, once jobs have stopped
 */
export async function sweep(config: SweepConfig, options: SweepOptions): Promise<SweepResult> {
  const { signal = new AbortController().signal, onNote = () => {} } = options;
  const folder = resolve(options.out);
  const prepared = await prepareSweep(config, options);
  const { plan, engine } = prepared;
  const id = sweepId(plan);
  const found = await readPlan(folder);
  if (found !== null) checkSamePlan(found, id, engine, folder);
  const status = await statusFile(folder);
  let progress = progressKeeper([], () => 0, { backtests: 0, windows: 0 });
  progress.state('planning');
  const tell = async (): Promise<void> => {
    options.onProgress?.(progress.now());
    await status.write({ sweep: id, host: hostname(), pid: process.pid, ...progress.now() });
  };
  const fault = new AbortController();
  const either = AbortSignal.any([signal, fault.signal]);
  // whoever watches and fails, or a folder that is gone, ends the sweep
  const beat = setInterval(() => void tell().catch((error: unknown) => fault.abort(error)), BEAT);
  try {
    await tell();
    const stored = await storedPlan(folder, found, id, prepared, options.parts, either);
    stored.calibration.notes?.forEach(onNote);
    const parts = stored.parts ?? join(folder, 'parts');
    await removeOldLeftovers(parts);
    const windows = new Map(plan.backtests.map((backtest) => [backtest.id, backtest.windows]));
    const runMissing = async (): Promise<PartStore> => {
      const store = await partStore(parts);
      store.notes.forEach(onNote);
      const jobs = jobsOf(plan, stored.boundaries, new Set(store.known.keys()));
      progress = progressKeeper(jobs, (backtest) => windows.get(backtest) ?? 0, doneBefore(plan, store));
      await tell();
      if (jobs.length === 0) return store;
      const dispatcher = await dispatcherOf(prepared, stored, () => progress.now().windows, options);
      try {
        await runJobs(jobs, dispatcher, store, watcher(folder, progress), either);
      } finally {
        await dispatcher.close();
      }
      return store;
    };
    const judge = async (store: PartStore): Promise<SweepResult> => {
      progress.state('analysing');
      await tell();
      await forgetDone(folder, store);
      const failures = await failedJobs(folder, store);
      return sweepResult(folder, plan, stored, store, failures, { ...options, signal: either, onNote });
    };
    let result: SweepResult | null = null;
    for (let round = 1; result === null; round++) {
      const store = await runMissing();
      try {
        result = await judge(store);
      } catch (error) {
        // a part that somebody took away while the sweep ran
        if (!(error instanceof DataError) || error.code !== 'damaged-file' || round === mostRounds)
          throw error;
        onNote(`${error.message}: what it held is done again`);
      }
    }
    progress.state('done');
    await tell();
    return result;
  } catch (error) {
    progress.state(signal.aborted ? 'stopped' : 'failed');
    // the error that ended it is the one to hear of
    await tell().catch(() => {});
    throw error;
  } finally {
    clearInterval(beat);
  }
}

/**
 * Judges what is done of the sweep in a folder, however far it came, and writes its results again. Its data are not needed.
 *
 * @throws ConfigError `no-sweep` where there is none, `bad-plan`, `sweep-running`
 */
export async function judgeSweep(
  out: string,
  options: Pick<SweepOptions, 'parts' | 'signal' | 'reportClient' | 'onNote'> = {},
): Promise<SweepResult> {
  const { signal = new AbortController().signal, onNote = () => {} } = options;
  const folder = resolve(out);
  const stored = await knownPlan(folder);
  await refuseRunning(folder);
  const store = await partStore(resolve(options.parts ?? stored.parts ?? join(folder, 'parts')));
  const plan = await recordedPlan(folder, stored);
  return sweepResult(folder, plan, stored, store, await failedJobs(folder, store), {
    ...options,
    signal,
    onNote,
  });
}

/** What a sweep would be: nothing is written, and a few backtests are run for their time. */
export interface SweepPreview {
  engine: string;
  trials: number;
  baselines: number;
  /** backtests that run: those that are another one over again are not */
  backtests: number;
  windows: number;
  jobs: number;
  universes: number;
  periods: number;
  parameters: SweepPlan['parameters'];
  /** of one thread, and of all */
  seconds: { oneThread: number; all: number; threads: number };
  notes: string[];
}

/** A dry run. @throws as `sweep` of the configuration and the data */
export async function previewSweep(
  config: SweepConfig,
  { threads, ...inputs }: SweepInputs & { threads: number },
): Promise<SweepPreview> {
  const { plan, catalogue, engine } = await prepareSweep(config, inputs);
  const calibration = await calibrate(plan, catalogue, inputs.signal);
  const { backtests, order, parameters } = plan;
  const run = Array.from(order, (number) => backtests[number]);
  const seconds = run.reduce(
    (sum, backtest) => sum + Math.max(1, backtest.windows) * secondsPerWindow(calibration, backtest),
    0,
  );
  const distinct = (of: (typeof backtests)[number][], key: 'universe' | 'period'): number =>
    new Set(of.map((backtest) => backtest[key])).size;
  return {
    engine,
    trials: backtests.filter(({ isBaseline }) => !isBaseline).length,
    baselines: backtests.filter(({ isBaseline }) => isBaseline).length,
    backtests: order.length,
    windows: run.reduce((sum, { windows }) => sum + windows, 0),
    jobs: chunkBoundaries(plan, (backtest) => secondsPerWindow(calibration, backtest)).length,
    universes: distinct(backtests, 'universe'),
    periods: distinct(backtests, 'period'),
    parameters,
    seconds: { oneThread: seconds, all: seconds / threads, threads },
    notes: [...(calibration.notes ?? []), ...plan.notes],
  };
}

/** The plan that was found in the folder, or a new one. */
async function storedPlan(
  folder: string,
  found: StoredPlan | null,
  sweep: string,
  { config, plan, catalogue, engine }: PreparedSweep,
  partsOption: string | undefined,
  signal: AbortSignal,
): Promise<StoredPlan> {
  const parts = partsOption === undefined ? (found?.parts ?? null) : resolve(partsOption);
  if (found !== null) {
    const stored = { ...found, parts };
    // other parts from now on, or a table that is gone
    if (parts !== found.parts || !(await isWhole(planTable(folder)))) await writePlan(folder, stored, plan);
    return stored;
  }
  const calibration = await calibrate(plan, catalogue, signal);
  const stored: StoredPlan = {
    ...{ format: 1, sweep, engine, config, data: catalogue.hashes(), calibration },
    ...{ parts, repeated: plan.repeated, parameters: storedParameters(plan), notes: plan.notes },
    backtests: plan.order.length,
    windows: plan.order.reduce((sum, number) => sum + plan.backtests[number].windows, 0),
    boundaries: chunkBoundaries(plan, (backtest) => secondsPerWindow(calibration, backtest)),
  };
  await writePlan(folder, stored, plan);
  return stored;
}

function doneBefore(
  { backtests, order }: SweepPlan,
  { known }: PartStore,
): { backtests: number; windows: number } {
  const done = Array.from(order, (number) => backtests[number]).filter(({ id }) => known.has(id));
  return { backtests: done.length, windows: done.reduce((sum, { windows }) => sum + windows, 0) };
}

function dispatcherOf(
  { engine, catalogue, workerScript }: PreparedSweep,
  { sweep }: StoredPlan,
  windows: () => { done: number; total: number },
  { queue, workers, memory, name, onNote }: SweepOptions,
): Promise<Dispatcher> | Dispatcher {
  const bundles = (hash: string) => catalogue.bundle(hash);
  if (queue === undefined)
    return localDispatcher(engine, bundles, { threads: workers, memory, workerScript });
  if (workers !== undefined)
    throw new ConfigError(
      'workers-and-queue',
      'threads of this machine are asked for, and a queue whose workers are to do the jobs',
      'leave one of the two out; mixfolio worker starts workers',
    );
  const { blobs, metrics, ...address } = queue;
  onNote?.(`jobs go to workers by the queue at ${redacted(address)}`);
  return queueDispatcher({
    ...{ address, blobs, metrics, engine, sweep, name, bundles, note: onNote },
    progress: windows,
  });
}

function watcher(folder: string, progress: ProgressKeeper): Parameters<typeof runJobs>[3] {
  return {
    onDone: (job) => progress.done(job),
    async onFailed(failure: JobFailure) {
      progress.failed();
      await setAside(folder, failure);
    },
  };
}
