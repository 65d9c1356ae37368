/** Jobs by workers on other machines: the planner's end of the queue. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { abortable } from '../../backtest/parallel/abortable.js';
import { MixfolioError } from '../../errors.js';
import { JobFailure } from '../job-failure.js';
import type { DataBundle, Dispatcher, JobResult, SweepJob } from '../types.js';
import { withoutSecrets, type QueueAddress } from './address.js';
import { openBlobs } from './blobs/open.js';
import type { BlobStore } from './blobs/types.js';
import { connect, type Connection } from './connection.js';
import { farewell } from './farewell.js';
import { InFlight, sweepCancelled } from './in-flight.js';
import { jobCounts } from './job-counts.js';
import { keys, queueName, queuePrefix } from './keys.js';
import type { MetricsServer } from './metrics-server.js';
import { fetchOutcome, type Outcome } from './outcome.js';
import { loadBullMQ } from './packages.js';
import type { Payload } from './payload.js';
import { SentData } from './sent-data.js';
import { attempts, type Note, queueTimes, type QueueTimes } from './settings.js';
import { SweepPulse, type Workforce } from './sweep-pulse.js';
import { watchWithdrawals, withdrawJobs } from './withdrawal.js';
import type { Queue, QueueEvents } from 'bullmq';
import type { Registry } from 'prom-client';

export interface QueueDispatcherOptions {
  address: QueueAddress;
  /** identity of the engine: workers of another never see these jobs */
  engine: string;
  /** the data of a hash that `run` is given jobs of */
  bundles: (hash: string) => DataBundle | Promise<DataBundle>;
  /** where data and results travel, as `openBlobs` takes it; default `redis` */
  blobs?: string;
  /** id of the sweep, by which it is cancelled; default one of its own */
  sweep?: string;
  /** for people; default the id */
  name?: string;
  /** of the whole sweep, shown by the status */
  progress?: () => { done: number; total: number };
  /** told what a user should know, each thing once */
  note?: Note;
  /** serves figures for Prometheus there: a port of this machine, or host:port */
  metrics?: string;
  /** milliseconds to wait for Redis at the start; default 0 */
  wait?: number;
  times?: Partial<QueueTimes>;
}

/** A dispatcher that also says who works. */
export interface QueueDispatcher extends Dispatcher {
  readonly sweep: string;
  /** as of the last sign of life */
  workforce(): Workforce;
  /** where its figures are, null for nowhere */
  readonly metrics: string | null;
}

/**
 * Puts jobs into the queue of their engine and gives what workers made of them, verified by its hash. At least once: a
 * job whose worker is gone comes back, one that Redis lost is put there again, one that is done already, by this sweep
 * before it was interrupted or by another, is not done again. While Redis is full or away everything waits.
 *
 * @throws ConfigError as `connect` and `openBlobs`
 */
export async function queueDispatcher(options: QueueDispatcherOptions): Promise<QueueDispatcher> {
  const { address, engine, note = () => {} } = options;
  const times = queueTimes(options.times);
  const connection = await connect(address, { wait: options.wait, note });
  try {
    const { Queue, QueueEvents } = await loadBullMQ();
    const store = await openBlobs(options.blobs ?? 'redis', connection, times.kept);
    const bullmq = { connection: connection.redis, prefix: queuePrefix };
    const name = queueName(engine);
    const queue: Queue<Payload> = new Queue(name, bullmq);
    return await Planner.start(connection, store, queue, new QueueEvents(name, bullmq), {
      ...options,
      times,
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

class Planner implements QueueDispatcher {
  readonly sweep: string;
  readonly #inFlight: InFlight;
  readonly #sent: SentData;
  readonly #pulse: SweepPulse;
  readonly #closing = new AbortController();
  readonly #withdrawn = new Set<string>();
  #server: MetricsServer | null = null;
  #isCancelled = false;
  #done = 0;
  #failed = 0;
  #withdrawing: Promise<void> | null = null;

  constructor(
    readonly connection: Connection,
    readonly store: BlobStore,
    readonly queue: Queue<Payload>,
    readonly events: QueueEvents,
    readonly options: QueueDispatcherOptions & { times: QueueTimes },
  ) {
    const { engine, bundles, times, progress, sweep = randomUUID(), name = sweep } = options;
    const { note } = connection;
    this.sweep = sweep;
    const inFlight = new InFlight(connection, queue, sweep, times);
    this.#inFlight = inFlight;
    this.#sent = new SentData(store, bundles, times.kept, note);
    const facts = { id: sweep, name, engine, host: hostname(), pid: process.pid };
    this.#pulse = new SweepPulse(connection, {
      beat: times.beat,
      sweep: () => ({
        ...facts,
        inFlight: inFlight.size,
        ...(progress?.() ?? { done: null, total: null }),
      }),
      also: () => this.#sent.refresh(inFlight.data()),
      cancelled: () => this.#cancel(),
    });
  }

  static async start(...parts: ConstructorParameters<typeof Planner>): Promise<Planner> {
    const planner = new Planner(...parts);
    const { connection, queue, events, sweep, options } = planner;
    const { redis, persist } = connection;
    const trouble = (error: Error): void => planner.#trouble(error);
    queue.on('error', trouble);
    events.on('error', trouble);
    events.on('completed', ({ jobId, returnvalue }) => planner.#inFlight.completed(jobId, returnvalue));
    events.on('failed', ({ jobId }) => {
      planner.#inFlight.failed(jobId).catch((error: unknown) => planner.#trouble(error));
    });
    // a sweep that was cancelled may go on by starting it again
    await persist(() => redis.del(keys.cancelled(sweep)));
    await persist(() => redis.sadd(keys.engines, options.engine));
    await watchWithdrawals(connection, (withdrawal) => {
      if ('sweep' in withdrawal && withdrawal.sweep === sweep) planner.#cancel();
    });
    if (options.metrics !== undefined) {
      const { serveMetrics } = await import('./metrics-server.js');
      planner.#server = await serveMetrics(options.metrics, await planner.#figures());
    }
    await planner.#pulse.start();
    void planner.#lookUp();
    return planner;
  }

  capacity(): number {
    return this.#pulse.capacity;
  }

  workforce(): Workforce {
    return this.#pulse.workforce;
  }

  get metrics(): string | null {
    return this.#server?.url ?? null;
  }

  async run(job: SweepJob, signal: AbortSignal): Promise<JobResult> {
    const ends = AbortSignal.any([signal, this.#closing.signal]);
    if (this.#isCancelled) throw sweepCancelled(this.sweep);
    try {
      const result = await abortable(this.#result(job, ends), ends);
      this.#done++;
      return result;
    } catch (error) {
      if (ends.aborted) this.#withdraw(job.id);
      else if (error instanceof JobFailure) this.#failed++;
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the queue was closed'));
    if (this.#withdrawing !== null) await farewell(this.#withdrawing);
    await this.#pulse.stop();
    await this.#server?.close();
    await this.store.close();
    // events never say that they are closed where Redis is away
    await farewell(this.events.close(), this.queue.close());
    this.connection.close();
  }

  #cancel(): void {
    this.#isCancelled = true;
    this.#inFlight.rejectAll(sweepCancelled(this.sweep));
  }

  async #result(job: SweepJob, signal: AbortSignal): Promise<JobResult> {
    for (let round = 1; ; round++) {
      await this.#sent.send(job.data);
      const outcome = await this.#inFlight.done(job, signal);
      try {
        const result = await fetchOutcome(this.store, job.id, outcome);
        await this.#fetched(job, outcome);
        return result;
      } catch (error) {
        const isDamaged = error instanceof MixfolioError && /^blob-(missing|mismatch)$/.test(error.code);
        if (!isDamaged) throw error;
        this.connection.note(`${error.message}: the job is done again`);
        if (round === attempts) throw new JobFailure(job, round, error.message);
        await this.store.forget('results', outcome.hash, 0);
        await this.connection.persist(() => this.connection.redis.del(keys.outcome(job.id)), signal);
      }
    }
  }

  /** What was fetched stays for a while for other sweeps with the same job. */
  async #fetched(job: SweepJob, { hash }: Outcome): Promise<void> {
    const { redis, persist } = this.connection;
    const { shared } = this.options.times;
    await persist(() => redis.pexpire(keys.outcome(job.id), shared));
    await this.store.forget('results', hash, shared);
  }

  /** Those of one moment together: a signal ends all jobs at once. */
  #withdraw(id: string): void {
    this.#withdrawn.add(id);
    this.#withdrawing ??= sleep(0).then(async () => {
      const jobs = [...this.#withdrawn];
      this.#withdrawn.clear();
      this.#withdrawing = null;
      const { connection, queue } = this;
      // where Redis is away there is nobody to tell, and who works finishes what another run then finds
      if (connection.redis.status !== 'ready') return;
      await withdrawJobs(connection, queue, jobs).catch((error: unknown) => this.#trouble(error));
    });
  }

  async #figures(): Promise<Registry> {
    const { plannerMetrics } = await import('./metrics.js');
    return plannerMetrics(() => ({
      done: this.#done,
      failed: this.#failed,
      progress: this.options.progress?.() ?? null,
      workforce: this.workforce(),
      queue: () => jobCounts(this.queue),
    }));
  }

  async #lookUp(): Promise<void> {
    const { signal } = this.#closing;
    const { times } = this.options;
    while (!signal.aborted) {
      await sleep(times.poll, undefined, { signal }).catch(() => {});
      try {
        const lost = await this.#inFlight.lookUp(signal);
        if (lost > 0) this.connection.note(`Redis lost ${lost} jobs: they are in the queue again`);
      } catch (error) {
        if (!signal.aborted) this.#trouble(error);
      }
    }
  }

  #trouble(error: unknown): void {
    const { connection } = this;
    if (this.#closing.signal.aborted || connection.report(error)) return;
    connection.note(withoutSecrets((error as Error).message, connection.address));
  }
}
