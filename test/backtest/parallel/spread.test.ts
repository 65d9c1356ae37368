import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  type BacktestOptions,
  type BacktestResult,
  createEngine,
  EngineError,
  type PriceTable,
} from '../../../src/browser.js';
import { backtestOn } from '../../../src/backtest/backtest.js';
import { performer } from '../../../src/backtest/parallel/performer.js';
import type { Task, Threads } from '../../../src/backtest/parallel/protocol.js';
import {
  away,
  bitsOf,
  byHost,
  capped,
  everyMonth,
  fallbacks,
  holes,
  months,
} from '../../support/parallel-runs.js';
import { rejected } from '../../support/thrown.js';

/*
 * How windows are spread and put together, over workers that are none: each is an engine of its own, to which everything goes
 * as a copy, in this thread. Threads are in threads.test.ts.
 */

const engine = await createEngine();

/** What happened to workers of this thread. */
interface Seen {
  tasks: Task[];
  closed: number;
}

/** @param instead what a worker does with a task in the place of doing it; undefined to do it */
function workersHere(
  seen: Seen,
  instead: (task: Task) => Promise<never> | undefined = () => undefined,
): Threads {
  return {
    cores: () => 2,
    open: (workers) => {
      const idle = Array.from({ length: workers }, performer);
      return {
        // eslint-disable-next-line @typescript-eslint/require-await
        start: async (job) => idle.map((worker) => worker.start(structuredClone(job))),
        run: async (task) => {
          const worker = idle.pop()!;
          seen.tasks.push(task);
          await instead(task);
          const reply = structuredClone(worker.run(task));
          idle.unshift(worker);
          return reply;
        },
        close: () => {
          seen.closed++;
          return Promise.resolve();
        },
      };
    },
  };
}

/** Threads that come up, or do not, when something else is over. */
function late(threads: Threads, until: () => Promise<void>): Threads {
  return {
    ...threads,
    open: (workers) => {
      const pool = threads.open(workers);
      return { ...pool, start: (job) => until().then(() => pool.start(job)) };
    },
  };
}

/** Threads of which none comes up. */
function failing(reason: Error): Threads {
  return {
    cores: () => 2,
    open: () => ({
      start: () => Promise.reject(reason),
      run: () => Promise.reject(reason),
      close: () => Promise.resolve(),
    }),
  };
}

async function spreadRun(
  data: PriceTable,
  config: BacktestConfig,
  options: BacktestOptions,
  instead?: (task: Task) => Promise<never> | undefined,
): Promise<Seen & { result: BacktestResult }> {
  const seen: Seen = { tasks: [], closed: 0 };
  const threads = workersHere(seen, instead);
  const result = await backtestOn(() => Promise.resolve(threads), engine, data, config, options);
  return { ...seen, result };
}

const used = (result: BacktestResult): (string | null)[][] =>
  result.strategies.map(({ windows }) => windows.map((window) => window.used));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('windows spread over workers', () => {
  it.each([
    ['the default model', months, everyMonth],
    ['windows of the host', months, byHost],
    ['late listings, gaps and fallbacks', holes, fallbacks],
    ['weights of the window before', away, capped],
  ])('choose the same bits whatever the number of workers: %s', async (_, data, config) => {
    const alone = bitsOf(await backtest(engine, data, config));
    for (const workers of [2, 3]) {
      const { result, tasks, closed } = await spreadRun(data, config, { workers });
      expect(bitsOf(result)).toEqual(alone);
      expect(tasks.length).toBeGreaterThan(workers);
      expect(closed).toBe(1);
    }
  });

  it('choose the same bits where memory cannot be shared, and numbers are sent', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const { result } = await spreadRun(months, everyMonth, { workers: 2 });
    vi.unstubAllGlobals();
    expect(bitsOf(result)).toEqual(bitsOf(await backtest(engine, months, everyMonth)));
  });

  it('are done by the calling thread until workers have come up', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    let comeUp = (): void => {};
    const up = new Promise<void>((resolve) => (comeUp = resolve));
    const slow = late(workersHere(seen), () => up);
    const progress: number[] = [];
    const result = await backtestOn(() => Promise.resolve(slow), engine, away, capped, {
      workers: 2,
      onProgress: (done) => {
        if (progress.push(done) === 70) comeUp();
      },
    });
    expect(bitsOf(result)).toEqual(bitsOf(await backtest(engine, away, capped)));
    expect(seen.tasks[0].first).toBe(128);
    expect(progress).toEqual(progress.map((_, index) => index + 1));
    expect(progress.length).toBe(result.strategies[0].windows.length);
  });

  it('are done all by the calling thread where it is done before, which says whether workers would have come', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    const on = (threads: Threads) =>
      backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, { workers: 2 });
    const result = await on(late(workersHere(seen), () => new Promise((go) => setTimeout(go, 2000))));
    expect(bitsOf(result)).toEqual(bitsOf(await backtest(engine, months, everyMonth)));
    expect(seen).toEqual({ tasks: [], closed: 1 });
    const failed = late(workersHere(seen), async () => {
      await new Promise((go) => setTimeout(go, 1000));
      throw new Error('no such file');
    });
    expect((await rejected(on(failed))).code).toBe('worker-not-started');
    expect(seen).toEqual({ tasks: [], closed: 2 });
  });

  it('start while inputs are made, and are stopped where these are refused', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    const threads = workersHere(seen);
    const open = vi.spyOn(threads, 'open');
    const prices = { ...months, dates: [...months.dates].reverse() };
    const run = backtestOn(() => Promise.resolve(threads), engine, prices, everyMonth, { workers: 2 });
    expect((await rejected(run)).code).toBe('dates-not-ascending');
    expect([open.mock.calls, seen]).toEqual([[[2, undefined]], { tasks: [], closed: 1 }]);
  });

  it('leave a result that does not wait for threads to end, where a failure is not silent', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    let fail: (reason: Error) => void;
    const closing = new Promise<void>((_, reject) => (fail = reject));
    const on = workersHere(seen);
    const threads: Threads = { ...on, open: (n) => ({ ...on.open(n), close: () => closing }) };
    const result = await backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, {
      workers: 2,
    });
    expect(seen.tasks.length).toBeGreaterThan(2);
    expect(result.notes).toEqual([]);
    const others = process.rawListeners('unhandledRejection') as ((reason: unknown) => void)[];
    process.removeAllListeners('unhandledRejection');
    try {
      const loud = new Promise((resolve) => process.once('unhandledRejection', resolve));
      fail!(new Error('still there'));
      expect(await loud).toEqual(new Error('still there'));
    } finally {
      for (const listener of others) process.on('unhandledRejection', listener);
    }
  });

  it('do not depend on how fast the machine is, which decides how many the engine does in a call', async () => {
    const alone = bitsOf(await backtest(engine, months, everyMonth));
    for (const step of [0, 1000]) {
      let now = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (now += step));
      expect(bitsOf(await backtest(engine, months, everyMonth))).toEqual(alone);
    }
  });

  it('come in tasks of whole chunks that cover the run', async () => {
    const { tasks, result } = await spreadRun(months, everyMonth, { workers: 2 });
    const total = result.strategies[0].windows.length;
    expect(total).toBeGreaterThan(200);
    expect(tasks[0].first).toBe(0);
    expect(tasks.at(-1)!.end).toBe(total);
    for (const [k, { first, end }] of tasks.entries()) {
      expect(first % 64).toBe(0);
      expect(end).toBe(tasks[k + 1]?.first ?? total);
    }
  });

  it('are done again in their order where they fall back on weights from before their task', async () => {
    const alone = await backtest(engine, away, capped);
    const [systematic] = used(alone);
    const kept = systematic.flatMap((name, index) => (name === 'previousWeights' ? [index] : []));
    expect(kept).toEqual(Array.from(kept, (_, k) => kept[0] + k));
    expect(kept[0]).toBeLessThan(63);
    expect(kept.at(-1)).toBeGreaterThan(66);
    const progress: number[] = [];
    const { result } = await spreadRun(away, capped, {
      workers: 2,
      onProgress: (done) => progress.push(done),
    });
    expect(bitsOf(result)).toEqual(bitsOf(alone));
    expect(progress).toEqual(systematic.map((_, index) => index + 1));
  });

  it('begin in the calling thread when nothing is asked, and move on at a chunk once the run is long', async () => {
    const alone = bitsOf(await backtest(engine, months, everyMonth));
    const short = await spreadRun(months, everyMonth, { workers: 'auto' });
    expect([bitsOf(short.result), short.tasks]).toEqual([alone, []]);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 40));
    const progress: number[] = [];
    const long = await spreadRun(months, everyMonth, {
      workers: 'auto',
      onProgress: (done) => progress.push(done),
    });
    expect(bitsOf(long.result)).toEqual(alone);
    expect(long.tasks[0].first).toBe(64);
    expect(progress).toEqual(Array.from({ length: 220 }, (_, index) => index + 1));
  });

  it('stay in the calling thread where there are no more than one chunk of them', async () => {
    const { tasks, result } = await spreadRun(
      months,
      { ...everyMonth, backtest: { train: 36, rebalance: 4 } },
      { workers: 2 },
    );
    expect([tasks, result.notes]).toEqual([[], []]);
  });

  it('stay there, with a note, where the engine is a wrapper or the data cannot be cloned', async () => {
    const wrapped = await backtest({ ...engine }, months, byHost, { workers: 2 });
    expect(wrapped.notes).toEqual([
      'all windows were done in the calling thread and not by workers: the engine is not one that createEngine() made',
    ]);
    const threads = failing(new DOMException('a function', 'DataCloneError'));
    const result = await backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, {
      workers: 2,
    });
    expect(result.notes).toEqual([
      'all windows were done in the calling thread and not by workers: the data cannot be sent to another thread: a function',
    ]);
    const alone = await backtest(engine, months, everyMonth);
    expect(bitsOf({ ...result, notes: [], strategies: result.strategies })).toEqual(bitsOf(alone));
  });

  it('are an error where workers that were asked for do not start, and a note where they were not', async () => {
    const threads = failing(new Error('no such file'));
    const on = (workers: number | 'auto') =>
      backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, { workers });
    const error = await rejected(on(2));
    expect(error).toBeInstanceOf(EngineError);
    expect([error.code, error.message]).toEqual([
      'worker-not-started',
      'the workers could not be started: no such file',
    ]);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 40));
    const { notes } = await on('auto');
    expect(notes).toEqual([expect.stringMatching(/^all windows .* no such file$/)]);
  });

  it('end with a typed error when a worker dies, and no other gets a task then', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    const threads = workersHere(seen, ({ first }) =>
      first === 64 ? Promise.reject(new Error('out of memory')) : undefined,
    );
    const error = await rejected(
      backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, { workers: 2 }),
    );
    expect(error).toBeInstanceOf(EngineError);
    expect([error.code, error.message]).toEqual([
      'worker-died',
      'a worker ended before its windows were done: out of memory',
    ]);
    expect(error.hint).toContain('fewer workers');
    expect(seen.tasks.length).toBeLessThan(4);
    expect(seen.closed).toBe(1);
  });

  it('end with what a callback throws, and with the reason of an abort in it', async () => {
    const seen: Seen = { tasks: [], closed: 0 };
    const threads = workersHere(seen);
    const on = (options: BacktestOptions) =>
      backtestOn(() => Promise.resolve(threads), engine, months, everyMonth, { workers: 2, ...options });
    const failing = on({
      onProgress: (done) => {
        if (done === 70) throw new TypeError('mine');
      },
    });
    await expect(failing).rejects.toThrow(new TypeError('mine'));
    const controller = new AbortController();
    const progress: number[] = [];
    const aborting = on({
      signal: controller.signal,
      onProgress: (done) => {
        progress.push(done);
        if (done === 70) controller.abort(new Error('enough'));
      },
    });
    await expect(aborting).rejects.toThrow('enough');
    expect(progress.length).toBe(70);
    expect(seen.closed).toBe(2);
  });

  it.each([0, -1, 1.5, NaN, 257, '2', null, 'all'])('are refused for workers: %s', async (workers) => {
    const error = await rejected(backtest(engine, months, everyMonth, { workers: workers as number }));
    expect(error.code).toBe('bad-workers');
    expect(error.hint).toBe('give a whole number from 1 to 256, or "auto"');
  });

  it('of a longer run begin with those of the shorter one', async () => {
    const shorter = { ...months, dates: months.dates.slice(0, 720), prices: months.prices.slice(0, 720 * 8) };
    const long = await spreadRun(months, everyMonth, { workers: 3 });
    const short = await spreadRun(shorter, everyMonth, { workers: 2 });
    for (const [s, { columns }] of short.result.strategies.entries()) {
      const { weights } = columns!;
      expect(weights.length).toBe(8 * 143);
      expect(long.result.strategies[s].columns!.weights.subarray(0, weights.length)).toEqual(weights);
    }
  });
});
