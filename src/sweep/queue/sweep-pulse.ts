/** The signs of life of a sweep, and what it sees of its workers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { withoutSecrets } from './address.js';
import type { Connection } from './connection.js';
import { farewell } from './farewell.js';
import { announceSweep, liveWorkers, retireSweep, type LiveSweep, type LiveWorker } from './registry.js';
import { areCancelled } from './withdrawal.js';

/** Who works for a sweep. */
export interface Workforce {
  workers: LiveWorker[];
  /** of another engine: refused when they started, or there before this sweep and of no use to it */
  refused: LiveWorker[];
}

export interface PulseOptions {
  /** milliseconds between two beats */
  beat: number;
  /** the sweep as of now */
  sweep: () => LiveSweep;
  /** done at each beat too */
  also: () => Promise<void>;
  /** the sweep was cancelled from elsewhere */
  cancelled: () => void;
}

/** Jobs in the queue that no thread has yet, at least. */
const spare = 8;

export class SweepPulse {
  readonly #stop = new AbortController();
  readonly #told = new Set<string>();
  #force: Workforce = { workers: [], refused: [] };
  #beating: Promise<void> = Promise.resolve();

  constructor(
    readonly connection: Connection,
    readonly options: PulseOptions,
  ) {}

  get workforce(): Workforce {
    return this.#force;
  }

  /**
   * How many jobs should be in the queue or under way: half as many again as there are threads, so that none waits for
   * the planner and Redis holds little.
   */
  get capacity(): number {
    const threads = this.#force.workers
      .filter(({ state }) => state !== 'stopping')
      .reduce((sum, { concurrency }) => sum + concurrency, 0);
    return Math.ceil(1.5 * threads) + spare;
  }

  /** The first beat is over when this is. */
  async start(): Promise<void> {
    await this.connection.persist(() => this.#beat(), this.#stop.signal);
    this.#beating = this.#go();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#beating;
    if (this.connection.redis.status === 'ready')
      await farewell(retireSweep(this.connection, this.options.sweep().id));
  }

  async #go(): Promise<void> {
    const { signal } = this.#stop;
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    while (!signal.aborted) {
      await sleep(this.options.beat, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      // a beat that waits for Redis does not keep one from stopping
      await Promise.race([this.#beat().catch((error: unknown) => this.#failed(error)), stopped]);
    }
  }

  async #beat(): Promise<void> {
    const { connection, options } = this;
    const sweep = options.sweep();
    await announceSweep(connection, sweep, 3 * options.beat);
    const all = await liveWorkers(connection);
    this.#force = {
      workers: all.filter(({ engine, state }) => engine === sweep.engine && state !== 'refused'),
      refused: all.filter(({ engine }) => engine !== sweep.engine),
    };
    this.#tell(sweep);
    const [isCancelled] = await areCancelled(connection, [sweep.id]);
    if (isCancelled) options.cancelled();
    await options.also();
  }

  #tell({ engine }: LiveSweep): void {
    const { workers, refused } = this.#force;
    for (const { host, pid, engine: other, state } of refused) {
      const what = state === 'refused' ? 'is refused' : 'gets no job of this sweep';
      this.#once(`the worker ${host}:${pid} ${what}: it has the engine ${other}, this sweep ${engine}`);
    }
    if (workers.length === 0) {
      this.#once(`no worker with the engine ${engine} is there yet: the jobs wait for one (mixfolio worker)`);
    }
  }

  #failed(error: unknown): void {
    const { connection } = this;
    if (connection.report(error)) return;
    this.#once(`a sign of life failed: ${withoutSecrets((error as Error).message, connection.address)}`);
  }

  #once(text: string): void {
    if (!this.#told.has(text)) this.connection.note(text);
    this.#told.add(text);
  }
}
