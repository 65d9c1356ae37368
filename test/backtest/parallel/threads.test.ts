import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { BacktestConfig, BacktestOptions } from '../../../src/index.js';
import { built, builtEntry } from '../../support/built.js';
import {
  averaging,
  away,
  bitsOf,
  byHost,
  capped,
  costly,
  everyMonth,
  fallbacks,
  holes,
  months,
  moving,
  weighed,
  weighedByHost,
} from '../../support/parallel-runs.js';

const { backtest, createEngine } = built;
const engine = await createEngine();

const script = (name: string): URL => new URL(`./${name}-worker.mjs`, import.meta.url);

/** The library's error that a run ends with, which is another class here than in the tests' own copy of it. */
async function failure(options: BacktestOptions, config: BacktestConfig = everyMonth) {
  const error: unknown = await backtest(engine, months, config, { workers: 2, ...options }).catch(
    (reason: unknown) => reason,
  );
  if (error instanceof built.MixfolioError) return error;
  throw new Error(`expected an error of the library, got ${String(error)}`);
}

/** So slow that the calling thread does not come far until workers are up. */
const byHostEveryMonth = { ...byHost, backtest: everyMonth.backtest };

/** Runs a module in a process of its own; how it ended, and how long after its last line. */
async function inProcess(code: string): Promise<{ status: number | null; output: string; lingered: number }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code]);
  let output = '';
  let last = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      last = performance.now();
    });
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, output, lingered: performance.now() - last };
}

describe('a backtest on threads', () => {
  it('has the bits of the calling thread, the default model by one engine for each worker', async () => {
    const alone = bitsOf(await backtest(engine, months, everyMonth));
    for (const workers of [2, 3] as const) {
      const progress: number[] = [];
      const result = await backtest(engine, months, everyMonth, {
        workers,
        onProgress: (done, total) => progress.push(done / total),
      });
      expect(bitsOf(result)).toEqual(alone);
      expect(progress).toEqual(Array.from({ length: 220 }, (_, index) => (index + 1) / 220));
    }
  });

  it.each([
    ['windows of the host', months, byHost],
    ['a filter of the second module', months, moving],
    ['draws of the second module', months, averaging],
    ['late listings, gaps and fallbacks', holes, fallbacks],
    ['weights of the window before', away, capped],
    ['costs from what the window before left', months, costly],
    ['posterior covariances', months, weighed],
    ['posterior covariances of the host', months, weighedByHost],
  ])('has the bits of the calling thread: %s', async (_, data, config) => {
    const alone = bitsOf(await backtest(engine, data, config));
    expect(bitsOf(await backtest(engine, data, config, { workers: 2 }))).toEqual(alone);
  });

  it('uses the engine that it is given, the debug build too', async () => {
    const debug = await createEngine({ build: 'debug' });
    const config = { ...everyMonth, strategies: [{ name: 'systematic' }] };
    const result = await backtest(debug, months, config, { workers: 2 });
    expect(bitsOf(result)).toEqual(bitsOf(await backtest(engine, months, config)));
    debug.dispose();
    await expect(backtest(debug, months, config, { workers: 2 })).rejects.toMatchObject({ code: 'disposed' });
  });

  it('stays in the calling thread, with a note, where data of the user cannot be cloned', async () => {
    const { assets } = months;
    const sources = {
      classes: {
        assets,
        classes: new Proxy(['A', 'B'], {}),
        dates: assets.map(() => '2010-01-31'),
        availableFrom: null,
        indicators: Float64Array.from({ length: 2 * assets.length }, (_, cell) => +(cell % 4 < 2)),
      },
    };
    const config = { ...everyMonth, classes: { path: 'classes.csv', date: 'date' } };
    const { notes, ...result } = await backtest(engine, months, config, { workers: 2, sources });
    const alone = await backtest(engine, months, config, { sources });
    expect(notes).toEqual([
      ...alone.notes,
      expect.stringContaining('the data cannot be sent to another thread'),
    ]);
    expect(result.decisions).toEqual(alone.decisions);
  });

  it('refuses a bad configuration before a worker starts', async () => {
    const error = await failure({ workerScript: 'nowhere.js' }, { ...everyMonth, market: 'NONE' });
    expect(error.code).toBe('unknown-ticker');
  });

  it('says that workers did not start, and of which version they are where it is another', async () => {
    const missing = await failure({ workerScript: script('no') });
    expect(missing).toBeInstanceOf(built.EngineError);
    expect(missing.code).toBe('worker-not-started');
    expect(missing.hint).toContain('workerScript');
    const old = await failure({ workerScript: script('old') });
    expect(old).toBeInstanceOf(built.EngineError);
    expect([old.code, old.details.version]).toEqual(['worker-version', engine.version]);
  });

  it.each([
    ['dying', /^a worker ended before its windows were done: .*7/],
    ['crashing', /^a worker ended before its windows were done: no memory/],
  ])('ends with a typed error, and does not hang, when a %s worker is lost', async (name, message) => {
    const error = await failure({ workerScript: script(name) }, byHostEveryMonth);
    expect(error).toBeInstanceOf(built.EngineError);
    expect(error.code).toBe('worker-died');
    expect(error.message).toMatch(message);
  });

  it('stops at once when it is aborted, before or in the middle, with the reason', async () => {
    const reason = new Error('enough');
    const before = backtest(engine, months, everyMonth, { workers: 2, signal: AbortSignal.abort(reason) });
    await expect(before).rejects.toBe(reason);
    const controller = new AbortController();
    let done = 0;
    const middle = backtest(engine, months, byHost, {
      workers: 2,
      signal: controller.signal,
      onProgress: () => {
        if (++done === 3) setTimeout(() => controller.abort(reason), 1);
      },
    });
    await expect(middle).rejects.toBe(reason);
    expect(done).toBeLessThan(56);
  });

  it('lets the process end by itself, after a run and after an abort', async () => {
    const code = (after: string): string => `
      import { backtest, createEngine, simulatePrices } from ${JSON.stringify(builtEntry.href)};
      const { prices } = simulatePrices({ seed: 1, assets: 6, periods: 4000 });
      const config = { market: prices.assets[0], frequency: 'day', model: { minHeritability: 0 }, backtest: { train: 40, rebalance: 1 } };
      const controller = new AbortController();
      const { signal } = controller;
      const onProgress = (done) => { if (done === ${after}) controller.abort(); };
      const run = backtest(await createEngine(), prices, config, { workers: 2, signal, onProgress });
      await run.then(() => console.log('done'), (error) => console.log(error.name));`;
    const aborted = await inProcess(code('100'));
    expect([aborted.status, aborted.output]).toEqual([0, 'AbortError\n']);
    expect(aborted.lingered).toBeLessThan(1000);
    const ended = await inProcess(code('null'));
    expect([ended.status, ended.output]).toEqual([0, 'done\n']);
    expect(ended.lingered).toBeLessThan(1000);
  });
});
