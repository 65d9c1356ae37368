/** Does the jobs of a queue: the worker's end. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { EngineError } from '../../errors.js';
import type { JobResult, SweepJob } from '../types.js';
import { redacted, type QueueAddress } from './address.js';
import { folderBlobs } from './blobs/folder.js';
import { openBlobs } from './blobs/open.js';
import { BundleCache } from './bundle-cache.js';
import { connect, type Connection } from './connection.js';
import { QueueWorker } from './queue-worker.js';
import { announceWorker, liveSweeps, type LiveWorker } from './registry.js';
import { type Note, queueTimes, type QueueTimes } from './settings.js';

export interface WorkerOptions {
  address: QueueAddress;
  /** identity of the engine: only its jobs are taken */
  engine: string;
  /** jobs at a time */
  concurrency: number;
  /** does a job in a thread; the data are in shared memory, the signal ends the thread */
  perform: (job: SweepJob, bundle: Uint8Array, signal: AbortSignal) => Promise<JobResult>;
  /** replaces the threads, to free their memory */
  renew?: () => Promise<void>;
  /** where data and results travel, as `openBlobs` takes it; default `redis` */
  blobs?: string;
  /** folder that keeps data for other processes of this machine and the next start */
  cache?: string;
  /** bytes that the process may have */
  memory?: number;
  /** milliseconds for which running jobs are finished when the worker is to stop; default 30,000 */
  grace?: number;
  /** serves figures for Prometheus there: a port of this machine, or host:port */
  metrics?: string;
  note?: Note;
  /** milliseconds to wait for Redis at the start; default 0 */
  wait?: number;
  times?: Partial<QueueTimes>;
}

/** A worker at work. */
export interface RunningWorker {
  /** settled when it has stopped; rejected with what ended it against its will */
  readonly ended: Promise<void>;
  /** what it says of itself */
  state(): LiveWorker;
  /**
   * Takes no new job, finishes those under way within the grace, gives back those that are not finished then, and ends.
   *
   * @param grace milliseconds; default that of the options
   */
  stop(grace?: number): Promise<void>;
  /** gives back at once what is under way: for whoever cannot wait for the grace */
  hurry(): void;
}

/** Bundles that a worker has in memory. */
const mostBundles = 4;

/**
 * Starts a worker.
 *
 * @throws EngineError `worker-version` where sweeps run and none of them has this engine; ConfigError as `connect` and
 *   `openBlobs`
 */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { address, engine, concurrency, note = () => {} } = options;
  const times = queueTimes(options.times);
  const connection = await connect(address, { wait: options.wait, note });
  try {
    const self: LiveWorker = {
      ...{ id: randomUUID(), host: hostname(), pid: process.pid, engine, concurrency },
      ...{ active: 0, done: 0, failed: 0, returned: 0, windows: 0, windowsPerSecond: 0, state: 'working' },
    };
    await refuseOtherEngines(connection, self);
    const store = await openBlobs(options.blobs ?? 'redis', connection, times.kept);
    const disk = options.cache === undefined ? null : await folderBlobs(options.cache, times.kept);
    const bundles = new BundleCache(store, disk, mostBundles);
    return await withMetrics(options.metrics, self, note, () =>
      QueueWorker.start({ ...options, connection, self, store, bundles, times }),
    );
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** For how long planners may see that a worker was refused. */
const shown = 60_000;

async function refuseOtherEngines(connection: Connection, self: LiveWorker): Promise<void> {
  const sweeps = await connection.persist(() => liveSweeps(connection));
  const others = [...new Set(sweeps.map(({ engine }) => engine))];
  if (others.length === 0 || others.includes(self.engine)) return;
  await connection.persist(() => announceWorker(connection, { ...self, state: 'refused' }, shown));
  throw new EngineError(
    'worker-version',
    `this worker has the engine ${self.engine}; what runs at ${redacted(connection.address)} wants ${others.join(' or ')}`,
    'run workers and planner from the same version of the package',
    { expected: others.join(', '), found: self.engine },
  );
}

/** Starts a worker whose figures are served while it runs, if that is wanted. */
async function withMetrics(
  address: string | undefined,
  self: LiveWorker,
  note: Note,
  start: () => Promise<RunningWorker>,
): Promise<RunningWorker> {
  if (address === undefined) return start();
  const [{ serveMetrics }, { workerMetrics }] = await Promise.all([
    import('./metrics-server.js'),
    import('./metrics.js'),
  ]);
  let worker: RunningWorker | null = null;
  const server = await serveMetrics(
    address,
    workerMetrics(() => worker?.state() ?? self),
  );
  note(`figures for Prometheus are at ${server.url}`);
  try {
    worker = await start();
  } catch (error) {
    await server.close();
    throw error;
  }
  worker.ended.finally(() => void server.close()).catch(() => {});
  return worker;
}
