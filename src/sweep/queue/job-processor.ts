/** What a worker does with a job: check it, get its data, have it done, leave what it came to. */
import { MixfolioError } from '../../errors.js';
import { otherEngine } from '../other-engine.js';
import type { SweepJob } from '../types.js';
import type { BlobStore } from './blobs/types.js';
import type { BundleCache } from './bundle-cache.js';
import type { Connection } from './connection.js';
import { leaveOutcome, outcomesOf, type Outcome } from './outcome.js';
import { parsePayload } from './payload.js';
import type { QueueTimes } from './settings.js';
import { areCancelled, type Withdrawal } from './withdrawal.js';
import type { WorkerOptions } from './worker.js';
import type * as BullMQ from 'bullmq';

/** Why a job is dropped in the middle: nobody wants it any more, or the worker stops. */
export type Drop = 'withdrawn' | 'stopping';

/** What a processor needs of its worker. */
export interface ProcessorParts extends Pick<WorkerOptions, 'engine' | 'perform'> {
  connection: Connection;
  store: BlobStore;
  bundles: BundleCache;
  times: QueueTimes;
  bullmq: typeof BullMQ;
  /** told of each job that was done here */
  done: (outcome: Outcome) => void;
  /** told of each job that was given back because the worker stops */
  returned: () => void;
}

/** How often a job is put off until its data are there, by a second each. */
const mostDelays = 120;

export class JobProcessor {
  /** jobs under way, by id */
  readonly #running = new Map<string, { sweep: string; controller: AbortController }>();
  #isOver = false;

  constructor(readonly parts: ProcessorParts) {}

  get active(): number {
    return this.#running.size;
  }

  /**
   * Does a job of the queue. One that is given back, put off or withdrawn ends with the error by which BullMQ knows that
   * it has left the worker; it counts as no attempt.
   *
   * @param token of the lease
   */
  async process(entry: BullMQ.Job, token: string): Promise<Outcome> {
    const id = entry.id as string;
    const { bullmq } = this.parts;
    // taken while the worker was told to stop
    if (this.#isOver) return this.#giveBack(entry, token);
    const controller = new AbortController();
    let sweep: string;
    let job: SweepJob;
    try {
      ({ sweep, job } = parsePayload(entry.data, id));
      if (job.engine !== this.parts.engine) throw otherEngine(job.engine, this.parts.engine);
    } catch (error) {
      // it will never be any better
      throw new bullmq.UnrecoverableError(textOf(error));
    }
    this.#running.set(id, { sweep, controller });
    try {
      return await this.#done(job, sweep, controller.signal);
    } catch (error) {
      const drop = controller.signal.aborted ? (controller.signal.reason as Drop) : null;
      if (drop === 'stopping') await this.#giveBack(entry, token);
      if (drop === 'withdrawn') await this.#discard(entry, token);
      if (isAway(error) && entry.attemptsStarted < mostDelays) {
        await entry.moveToDelayed(Date.now() + 1000, token);
        throw new bullmq.DelayedError();
      }
      throw Object.assign(new Error(textOf(error)), error instanceof Error && { stack: error.stack });
    } finally {
      this.#running.delete(id);
    }
  }

  /** Drops what a withdrawal names. */
  withdraw(withdrawal: Withdrawal): void {
    for (const [id, { sweep, controller }] of this.#running) {
      const isNamed = 'sweep' in withdrawal ? withdrawal.sweep === sweep : withdrawal.jobs.includes(id);
      if (isNamed) controller.abort('withdrawn' satisfies Drop);
    }
  }

  /** Drops the jobs of sweeps that were cancelled while nobody told this worker. */
  async withdrawCancelled(): Promise<void> {
    const sweeps = [...new Set([...this.#running.values()].map(({ sweep }) => sweep))];
    const cancelled = await areCancelled(this.parts.connection, sweeps);
    for (const sweep of sweeps.filter((_, i) => cancelled[i])) this.withdraw({ sweep });
  }

  /** Gives back all that is under way, and whatever comes yet. */
  stop(): void {
    this.#isOver = true;
    for (const { controller } of this.#running.values()) controller.abort('stopping' satisfies Drop);
  }

  async #done(job: SweepJob, sweep: string, signal: AbortSignal): Promise<Outcome> {
    const { connection, store, bundles, perform, times, done } = this.parts;
    const [[known], [isCancelled]] = await Promise.all([
      outcomesOf(connection, [job.id]),
      areCancelled(connection, [sweep]),
    ]);
    if (isCancelled) this.withdraw({ sweep });
    signal.throwIfAborted();
    // by a worker whose lease ran out before it could say so, or for another sweep
    if (known !== null && (await store.has('results', known.hash))) return known;
    const bundle = await bundles.get(job.data);
    signal.throwIfAborted();
    const result = await perform(job, bundle, signal);
    const outcome = await leaveOutcome(connection, store, { ...result, job: job.id }, times.kept, signal);
    done(outcome);
    return outcome;
  }

  /** First in the queue again, for another worker. */
  async #giveBack(entry: BullMQ.Job, token: string): Promise<never> {
    await entry.moveToWait(token);
    this.parts.returned();
    throw new this.parts.bullmq.WaitingError();
  }

  /** Out of the queue; where another worker takes it in between, that one discards it. */
  async #discard(entry: BullMQ.Job, token: string): Promise<never> {
    await entry.moveToWait(token);
    await entry.remove().catch(() => {});
    throw new this.parts.bullmq.WaitingError();
  }
}

/** Whether the data of a job are on their way: missing, or damaged and sent again. */
function isAway(error: unknown): boolean {
  return (
    error instanceof MixfolioError &&
    /^blob-(missing|mismatch)$/.test(error.code) &&
    error.details.folder === 'bundles'
  );
}

function textOf(error: unknown): string {
  if (error instanceof MixfolioError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
