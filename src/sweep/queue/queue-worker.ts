/** A worker that runs: takes jobs, says that it is alive, keeps within its memory, stops with grace. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSecrets } from './address.js';
import type { BlobStore } from './blobs/types.js';
import type { BundleCache } from './bundle-cache.js';
import type { Connection } from './connection.js';
import { farewell } from './farewell.js';
import { JobProcessor } from './job-processor.js';
import { keys, queueName, queuePrefix } from './keys.js';
import { guardMemory } from './memory-guard.js';
import { Pace } from './pace.js';
import { loadBullMQ } from './packages.js';
import { passing, queueError } from './redis-errors.js';
import { announceWorker, liveSweeps, retireWorker, type LiveWorker } from './registry.js';
import { attempts, type QueueTimes } from './settings.js';
import { watchWithdrawals } from './withdrawal.js';
import type { RunningWorker, WorkerOptions } from './worker.js';
import type * as BullMQ from 'bullmq';

export interface QueueWorkerParts extends WorkerOptions {
  connection: Connection;
  /** what it says of itself, kept up to date */
  self: LiveWorker;
  store: BlobStore;
  bundles: BundleCache;
  times: QueueTimes;
}

/** Milliseconds for which a worker that stops waits until what it has not finished is back in the queue. */
const handingBack = 3000;

export class QueueWorker implements RunningWorker {
  readonly ended: Promise<void>;
  readonly #processor: JobProcessor;
  readonly #worker: BullMQ.Worker;
  readonly #pace = new Pace(60_000);
  readonly #stopped = new AbortController();
  #end: (error?: Error) => void = () => {};
  #stopping: Promise<void> | null = null;
  /** engines of sweeps that this worker does nothing for, as far as was said */
  readonly #unlike = new Set<string>();
  /** why no new jobs are taken now */
  readonly #held = new Set<'memory' | 'redis'>();

  private constructor(
    readonly parts: QueueWorkerParts,
    bullmq: typeof BullMQ,
  ) {
    const { connection, engine, concurrency, self, times, store } = parts;
    this.ended = new Promise((resolve, reject) => {
      this.#end = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.#processor = new JobProcessor({
      ...{ ...parts, bullmq, store },
      done: ({ windows }) => {
        self.done++;
        self.windows += windows;
        this.#pace.add(windows);
      },
      returned: () => self.returned++,
    });
    this.#worker = new bullmq.Worker(
      queueName(engine),
      (job: BullMQ.Job, token?: string) => this.#processor.process(job, token as string),
      {
        ...{ connection: connection.redis, prefix: queuePrefix, name: `${self.host}:${self.pid}` },
        ...{ concurrency, autorun: false, lockDuration: times.lease, stalledInterval: times.stalled },
        maxStalledCount: attempts - 1,
        runRetryDelay: 1000,
      },
    );
    this.#worker.on('error', (error) => this.#trouble(error));
    this.#worker.on('failed', (job, error) => {
      self.failed++;
      connection.note(
        `job ${job?.id?.slice(0, 12)} failed: ${withoutSecrets(error.message, connection.address)}`,
      );
    });
  }

  static async start(parts: QueueWorkerParts): Promise<QueueWorker> {
    const worker = new QueueWorker(parts, await loadBullMQ());
    const { connection, engine, memory, renew, bundles } = parts;
    const { redis, persist, note } = connection;
    await persist(() => redis.sadd(keys.engines, engine));
    await watchWithdrawals(connection, (withdrawal) => worker.#processor.withdraw(withdrawal));
    await persist(() => worker.#announce());
    worker.#worker.run().catch((error: unknown) => worker.#trouble(error as Error));
    void worker.#beat();
    guardMemory(
      {
        limit: memory ?? null,
        note,
        pause: () => worker.#hold('memory'),
        resume: () => worker.#release('memory'),
        active: () => worker.#processor.active,
        async free() {
          bundles.clear();
          await renew?.();
        },
      },
      worker.#stopped.signal,
    ).catch((error: unknown) => worker.#fail(error));
    return worker;
  }

  state(): LiveWorker {
    const { self } = this.parts;
    const windowsPerSecond = Math.round(10 * this.#pace.perSecond()) / 10;
    return { ...self, active: this.#processor.active, windowsPerSecond };
  }

  stop(grace = this.parts.grace ?? 30_000): Promise<void> {
    this.#stopping ??= this.#stop(grace).then(
      () => this.#end(),
      (error: Error) => this.#end(error),
    );
    return this.#stopping;
  }

  hurry(): void {
    this.#processor.stop();
  }

  async #stop(grace: number): Promise<void> {
    const { connection, self, store } = this.parts;
    self.state = 'stopping';
    void this.#announce().catch(() => {});
    await this.#worker.pause(true);
    await this.#idle(grace);
    this.#processor.stop();
    await this.#idle(handingBack);
    this.#stopped.abort();
    const isThere = connection.redis.status === 'ready';
    if (isThere) await farewell(retireWorker(connection, self.id));
    await farewell(this.#worker.close(!isThere));
    await store.close();
    connection.close();
  }

  /** Until nothing is under way, or the time is over. */
  async #idle(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (this.#processor.active > 0 && performance.now() < end) await sleep(20);
  }

  async #beat(): Promise<void> {
    const { signal } = this.#stopped;
    const { beat } = this.parts.times;
    const pause = Math.min(beat, 1000);
    for (let next = beat; !signal.aborted; next -= pause) {
      await sleep(pause, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      try {
        await this.#processor.withdrawCancelled();
        if (next <= pause) {
          next += beat;
          await this.#announce();
          await this.#lookForOthers();
        }
      } catch (error) {
        this.#trouble(error as Error);
      }
    }
  }

  /** Says once of each engine that sweeps run which want it, while none runs that wants this one's. */
  async #lookForOthers(): Promise<void> {
    const { connection, engine } = this.parts;
    const wanted = (await liveSweeps(connection)).map((sweep) => sweep.engine);
    if (wanted.includes(engine)) return;
    for (const other of wanted.filter((one) => !this.#unlike.has(one))) {
      this.#unlike.add(other);
      connection.note(
        `a sweep wants the engine ${other}; this worker has ${engine}, and waits for a sweep of its own`,
      );
    }
  }

  #announce(): Promise<void> {
    const { connection, times } = this.parts;
    return announceWorker(connection, this.state(), 3 * times.beat);
  }

  /**
   * Trouble that passes is said once. A Redis that takes no writes is left alone until it does, as BullMQ would ask it
   * for jobs without a pause. What stays ends the worker, where it is about permissions.
   */
  #trouble(error: Error): void {
    const { connection } = this.parts;
    if (this.#stopped.signal.aborted) return;
    const trouble = passing(error);
    if (trouble !== null) {
      connection.report(error);
      if (trouble !== 'unreachable') void this.#awaitWrites();
      return;
    }
    const known = queueError(error, connection.address);
    if (known.code === 'queue-permission') this.#fail(known);
    else connection.note(withoutSecrets(error.message, connection.address));
  }

  async #awaitWrites(): Promise<void> {
    if (this.#held.has('redis')) return;
    this.#hold('redis');
    const { connection } = this.parts;
    try {
      await connection.persist(() => this.#announce(), this.#stopped.signal);
      this.#release('redis');
    } catch (error) {
      this.#fail(error);
    }
  }

  #hold(reason: 'memory' | 'redis'): void {
    this.#held.add(reason);
    if (reason === 'memory') this.parts.self.state = 'over its memory';
    void this.#worker.pause(true);
  }

  #release(reason: 'memory' | 'redis'): void {
    this.#held.delete(reason);
    const { self } = this.parts;
    if (self.state === 'stopping') return;
    if (reason === 'memory') self.state = 'working';
    if (this.#held.size === 0) void this.#worker.resume();
  }

  /** Stops at once because of an error, which is what it ends with. */
  #fail(error: unknown): void {
    if (this.#stopping !== null) return;
    const end = (): void => this.#end(error as Error);
    this.#stopping = this.#stop(0).then(end, end);
  }
}
