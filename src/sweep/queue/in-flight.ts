/** Jobs that the queue has, as their planner sees it: each until it is known what it came to. */
import { DataError } from '../../errors.js';
import { JobFailure } from '../job-failure.js';
import type { SweepJob } from '../types.js';
import type { Connection } from './connection.js';
import { keys } from './keys.js';
import { outcomesOf, parseOutcome, type Outcome } from './outcome.js';
import { jobOptions, type Payload } from './payload.js';
import { attempts, type QueueTimes } from './settings.js';
import type { Job, Queue } from 'bullmq';

interface Entry {
  job: SweepJob;
  /** when something was heard of it last, by the clock of `performance`; null until it is in the queue */
  heard: number | null;
  settle: (outcome: Outcome) => void;
  reject: (reason: unknown) => void;
}

/** Lost jobs that are looked up at a time. */
const batch = 200;

export class InFlight {
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly connection: Connection,
    readonly queue: Queue<Payload>,
    readonly sweep: string,
    readonly times: QueueTimes,
  ) {}

  get size(): number {
    return this.#entries.size;
  }

  /** hashes of the data that these jobs need */
  data(): string[] {
    return [...new Set([...this.#entries.values()].map(({ job }) => job.data))];
  }

  /**
   * Puts a job into the queue, unless it is there or done already, and waits until it is done.
   *
   * @throws JobFailure, the signal's reason
   */
  async done(job: SweepJob, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    if (this.#entries.has(job.id)) throw new Error(`the job ${job.id} is in the queue twice`);
    let abort = (): void => {};
    const ended = new Promise<Outcome>((settle, reject) => {
      abort = () => reject(signal.reason as Error);
      this.#entries.set(job.id, { job, heard: null, settle, reject });
    });
    ended.catch(() => {});
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([ended, this.#add(job, signal)]);
      return await ended;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#entries.delete(job.id);
      // only who cancels reads that set: that a name stays in it is of no consequence
      this.connection.redis.srem(keys.jobs(this.sweep), job.id).catch(() => {});
    }
  }

  /** Takes what an event says of a job that is done, where it is one of these. */
  completed(id: string, returned: unknown): void {
    const outcome = parseOutcome(returned);
    if (outcome !== null) this.#entries.get(id)?.settle(outcome);
  }

  /** Looks up why a job failed, where it is one of these. */
  async failed(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    const { persist } = this.connection;
    const found = await persist(() => this.queue.getJob(id));
    if (found !== undefined && (await persist(() => found.isFailed())))
      entry.reject(failureOf(entry.job, found));
  }

  rejectAll(reason: unknown): void {
    for (const { reject } of this.#entries.values()) reject(reason);
  }

  /**
   * Looks up the jobs that nothing was heard of for some time, as events are missed while Redis is away; puts those that
   * are gone without a trace into the queue again.
   *
   * @returns how many these were
   */
  async lookUp(signal: AbortSignal): Promise<number> {
    const { persist } = this.connection;
    const before = performance.now() - this.times.poll;
    const silent = [...this.#entries].filter(([, { heard }]) => heard !== null && heard < before);
    let lost = 0;
    for (let start = 0; start < silent.length; start += batch) {
      const entries = silent.slice(start, start + batch);
      const states = await Promise.all(
        entries.map(([id]) => persist(() => this.queue.getJobState(id), signal)),
      );
      // after the states: a job leaves the queue only when it has left what it came to
      const outcomes = await outcomesOf(
        this.connection,
        entries.map(([id]) => id),
      );
      for (const [i, [id, entry]] of entries.entries()) {
        const outcome = outcomes[i];
        entry.heard = performance.now();
        if (outcome !== null) entry.settle(outcome);
        else if (states[i] === 'failed') await this.failed(id);
        else if ((states[i] === 'unknown' || states[i] === 'completed') && this.#entries.get(id) === entry) {
          lost++;
          await this.#add(entry.job, signal);
        }
      }
    }
    return lost;
  }

  async #add(job: SweepJob, signal: AbortSignal): Promise<void> {
    const { connection, queue, sweep } = this;
    const { persist } = connection;
    const entry = this.#entries.get(job.id);
    const [[outcome], state] = await Promise.all([
      outcomesOf(connection, [job.id]),
      persist(() => queue.getJobState(job.id), signal),
      persist(() => connection.redis.sadd(keys.jobs(sweep), job.id), signal),
    ]);
    if (outcome !== null) return entry?.settle(outcome);
    // what an earlier run of the sweep left is tried anew
    if (state === 'failed' || state === 'completed') await persist(() => queue.remove(job.id), signal);
    await persist(() => queue.add('chunk', { sweep, job }, jobOptions(job.id, this.times)), signal);
    if (entry !== undefined) entry.heard = performance.now();
  }
}

function failureOf(
  job: SweepJob,
  { failedReason, stacktrace, attemptsMade, stalledCounter }: Job,
): JobFailure {
  if (stalledCounter >= attempts) {
    const reason = `each of ${stalledCounter} workers that had it died, or fell silent, in the middle of it`;
    return new JobFailure(job, stalledCounter, reason);
  }
  // BullMQ leaves out the message of an error that has an empty one
  return new JobFailure(
    job,
    attemptsMade,
    failedReason || 'an error without a message',
    stacktrace?.at(-1) ?? null,
  );
}

/** What the jobs of a sweep end with that was cancelled from elsewhere. */
export function sweepCancelled(sweep: string): DataError {
  return new DataError(
    'sweep-cancelled',
    `the sweep ${sweep} was cancelled`,
    'what was done is kept: run it again to go on',
    { sweep },
  );
}
