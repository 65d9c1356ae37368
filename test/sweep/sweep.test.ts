import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type * as builtSweeps from '../../src/sweep/index.js';
import type { SweepOptions, SweepResult } from '../../src/sweep/index.js';
import { readColumns } from '../../src/sweep/store/columns.js';
import { recordedPlan, readPlan } from '../../src/sweep/store/plan-files.js';
import type { SweepConfig } from '../../src/sweep/types.js';
import { temporaryFolder } from '../support/cli.js';
import { weeklyBase, weeklyPrices, weeklySweep } from '../support/sweep-study.js';

const { judgeSweep, sweep, sweepStatus } = (await import(
  pathToFileURL(resolve('dist/sweep.js')).href
)) as typeof builtSweeps;

const prices = weeklyPrices();

// threads share the cores with other tests
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

function run(
  out: string,
  options: Partial<SweepOptions> = {},
  config: SweepConfig = weeklySweep,
): Promise<SweepResult> {
  return sweep(config, { prices, workers: 1, ...options, out });
}

/** By id what backtests came to and earned, as bits. */
async function rowsOf(folder: string): Promise<Map<string, string>> {
  const rows = new Map<string, string>();
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{64}\.parquet$/.test(name));
  for (const name of names) {
    const of = await readColumns(join(folder, name), [
      'id',
      'status',
      'windows',
      'sharpe',
      'turnover',
      'maxDrawdown',
    ]);
    const returns = await readColumns(join(folder, name.replace('.parquet', '.returns.parquet')), [
      ...['backtest', 'period', 'netReturn', 'riskFree'],
    ]);
    for (const [row, id] of of.id.entries()) {
      const own = returns.netReturn.flatMap((value, k) =>
        returns.backtest[k] === row ? [[returns.period[k], value, returns.riskFree[k]]] : [],
      );
      const text = JSON.stringify([of.status[row], of.windows[row], of.sharpe[row], of.turnover[row], own]);
      expect(rows.has(String(id))).toBe(false);
      rows.set(String(id), text);
    }
  }
  return rows;
}

const analysisOf = (out: string): string => readFileSync(join(out, 'analysis.json'), 'utf8');
const partsOf = (folder: string): string[] => readdirSync(folder).filter((name) => !name.includes('returns'));

/** So many jobs, the last with what is left over. */
function withJobs(out: string, size: number): void {
  const path = join(out, 'plan.json');
  const plan = JSON.parse(readFileSync(path, 'utf8')) as { backtests: number; boundaries: number[] };
  const count = Math.ceil(plan.backtests / size);
  plan.boundaries = Array.from({ length: count }, (_, k) => Math.min(plan.backtests, (k + 1) * size));
  writeFileSync(path, JSON.stringify(plan));
}

/** A sweep that ran through, by one thread. */
let whole: { out: string; result: SweepResult; rows: Map<string, string>; analysis: string };

beforeAll(async () => {
  const out = mkdtempSync(join(tmpdir(), 'mixfolio-sweep-'));
  const result = await run(out);
  whole = { out, result, rows: await rowsOf(join(out, 'parts')), analysis: analysisOf(out) };
});
afterAll(() => rmSync(whole.out, { recursive: true }));

test('every backtest is run, judged and written', () => {
  const { result, rows, out } = whole;
  expect(result.counts).toMatchObject({ planned: 13, done: 13, refused: 0, skipped: 0 });
  expect(rows.size).toBe(13);
  expect(result.groups.map(({ trials, baseline }) => [trials.length, baseline])).toEqual([[12, 12]]);
  expect(result.files.every((file) => existsSync(file))).toBe(true);
  expect(readdirSync(out).filter((name) => name.includes('tmp'))).toEqual([]);
});

test.each([
  [2, 2],
  [3, 1],
  [1, 5],
])('%i threads and jobs of %i backtests give the same results', async (workers, size) => {
  const out = join(temporaryFolder(), 'out');
  const stop = new AbortController();
  // the plan is there, and nothing is done yet
  const planned = run(out, {
    signal: stop.signal,
    onProgress: ({ state }) => state === 'running' && stop.abort(),
  });
  await expect(planned).rejects.toThrow('aborted');
  withJobs(out, size);
  await run(out, { workers });
  expect(await rowsOf(join(out, 'parts'))).toEqual(whole.rows);
  expect(analysisOf(out)).toBe(whole.analysis);
});

test('a sweep that was stopped in the middle goes on, and repeats nothing', async () => {
  const out = join(temporaryFolder(), 'out');
  const first = new AbortController();
  await run(out, {
    signal: first.signal,
    onProgress: ({ state }) => state === 'running' && first.abort(),
  }).catch(() => {});
  withJobs(out, 3);
  const second = new AbortController();
  const parts = join(out, 'parts');
  const watching = setInterval(() => {
    if (existsSync(parts) && partsOf(parts).some((name) => name.endsWith('.sha256'))) second.abort();
  }, 5);
  await expect(run(out, { signal: second.signal })).rejects.toThrow('aborted');
  clearInterval(watching);
  const kept = partsOf(parts).filter((name) => name.endsWith('.sha256'));
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.length).toBeLessThan(5);
  expect(await sweepStatus(out)).toMatchObject({
    state: 'interrupted',
    running: null,
    backtests: { total: 13 },
  });
  const times = kept.map((name) => statSync(join(parts, name)).mtimeMs);
  const partial = await judgeSweep(out);
  expect(partial.counts.done).toBe(3 * kept.length);
  await run(out);
  expect(kept.map((name) => statSync(join(parts, name)).mtimeMs)).toEqual(times);
  expect(await rowsOf(parts)).toEqual(whole.rows);
  expect(analysisOf(out)).toBe(whole.analysis);
  expect(await sweepStatus(out)).toMatchObject({ state: 'done', backtests: { done: 13 } });
});

test('a part that somebody takes away while the sweep runs is done again', async () => {
  const out = join(temporaryFolder(), 'out');
  const notes: string[] = [];
  let taken: string | null = null;
  const result = await run(out, {
    onNote: (note) => notes.push(note),
    onProgress({ state }) {
      if (state !== 'analysing' || taken !== null) return;
      const [name] = partsOf(join(out, 'parts'));
      taken = join(out, 'parts', name);
      rmSync(taken);
    },
  });
  expect(notes).toEqual([
    `${taken} is gone: what it held is done again`,
    expect.stringContaining('a part is done again'),
  ]);
  expect(result.counts.done).toBe(13);
  expect(await rowsOf(join(out, 'parts'))).toEqual(whole.rows);
  expect(analysisOf(out)).toBe(whole.analysis);
});

test('a damaged part and a table of the plan that is gone are made again, and what was left over is removed', async () => {
  const out = join(temporaryFolder(), 'out');
  await run(out);
  const parts = join(out, 'parts');
  const [name] = partsOf(parts);
  writeFileSync(join(parts, name), 'PAR1');
  rmSync(join(out, 'plan.parquet'));
  const [left, old] = [join(parts, `${name}.${process.pid}-9.tmp`), new Date(Date.now() - 3600_000)];
  writeFileSync(left, 'PAR1');
  utimesSync(left, old, old);
  const notes: string[] = [];
  const again = await run(out, { onNote: (note) => notes.push(note) });
  expect(notes[0]).toContain(name);
  expect(again.notes).toContain(notes[0]);
  expect(await rowsOf(parts)).toEqual(whole.rows);
  expect(existsSync(left)).toBe(false);
  // what happened on the way is in none of the files
  expect(analysisOf(out)).toBe(whole.analysis);
  const reportOf = (folder: string): string => readFileSync(join(folder, 'report.html'), 'utf8');
  expect(reportOf(out)).toBe(reportOf(whole.out));
});

describe('parts that sweeps share', () => {
  test('are done once, by whichever comes first', async () => {
    const folder = temporaryFolder();
    const parts = join(folder, 'shared');
    const smaller = { ...weeklySweep, strategies: ['systematic'] };
    const one = await run(join(folder, 'one'), { parts }, smaller);
    expect(one.counts.done).toBe(7);
    const before = partsOf(parts);
    await run(join(folder, 'two'), { parts });
    expect(await rowsOf(parts)).toEqual(whole.rows);
    expect(partsOf(parts)).toEqual(expect.arrayContaining(before));
    expect(analysisOf(join(folder, 'two'))).toBe(whole.analysis);
  });

  test('are remembered by the sweep, and can be named later', async () => {
    const folder = temporaryFolder();
    const [out, parts] = [join(folder, 'out'), join(folder, 'shared')];
    const smaller = { ...weeklySweep, strategies: ['systematic'] };
    await run(out, {}, smaller);
    await run(out, { parts }, smaller);
    expect(await sweepStatus(out)).toMatchObject({ parts, state: 'done' });
    const before = partsOf(parts);
    await run(out, {}, smaller);
    expect(partsOf(parts)).toEqual(before);
  });
});

test('another sweep in the folder is refused, and nothing of it changes', async () => {
  const out = join(temporaryFolder(), 'out');
  await run(out, {}, { ...weeklySweep, strategies: ['systematic'] });
  const before = analysisOf(out);
  await expect(run(out)).rejects.toMatchObject({ code: 'another-sweep' });
  expect(analysisOf(out)).toBe(before);
  expect(await sweepStatus(out)).toMatchObject({ state: 'done', running: null });
});

test('a watcher that fails ends the sweep with its error', async () => {
  const out = join(temporaryFolder(), 'out');
  const reason = new Error('the screen is broken');
  const watched = run(out, {
    onProgress({ state }) {
      if (state === 'running') throw reason;
    },
  });
  await expect(watched).rejects.toBe(reason);
  expect(await sweepStatus(out)).toMatchObject({ state: 'interrupted', running: null });
});

test('weeks and months, universes and periods are judged apart', async () => {
  const out = join(temporaryFolder(), 'out');
  const result = await run(
    out,
    {},
    {
      base: { ...weeklyBase, backtest: { train: 26, rebalance: 6 } },
      space: { grid: { frequency: ['month', 'week'], 'strategy.covariance': ['ledoitWolf', 'sample'] } },
      universes: { few: ['AAA', 'BBB', 'MKT'], all: ['MKT', 'AAA', 'BBB', 'CCC', 'DDD'] },
      periods: { late: { from: '2017-06-01' }, whole: {} },
    },
  );
  expect(
    result.groups.map(({ universe, period, frequency, trials }) =>
      [universe, period, frequency, trials.length].join(),
    ),
  ).toEqual(
    ['few', 'all'].flatMap((universe) =>
      ['late', 'whole'].flatMap((period) =>
        ['month', 'week'].map((frequency) => [universe, period, frequency, 2].join()),
      ),
    ),
  );
  const frequencies = result.plan.backtests.map(({ frequency, parameters }) => [
    frequency,
    parameters.frequency,
  ]);
  expect(frequencies.filter(([, parameter]) => parameter === undefined)).toHaveLength(8);
  const recorded = await recordedPlan(out, (await readPlan(out))!);
  expect(recorded.backtests.map(({ frequency, parameters }) => [frequency, parameters.frequency])).toEqual(
    frequencies,
  );
});

test('a trial that is the baseline too counts as both', async () => {
  const out = join(temporaryFolder(), 'out');
  const result = await run(
    out,
    {},
    {
      base: weeklyBase,
      strategies: ['equalWeight', 'systematic'],
      space: { grid: { 'backtest.train': [24, 30] } },
    },
  );
  const [{ luck, trials }] = result.groups;
  expect(result.counts.planned).toBe(4);
  if ('reason' in luck) throw new Error(luck.reason);
  expect(trials).toHaveLength(4);
  expect(luck.undefinedTrials).toBe(0);
  expect(luck.sharpes[0]).toBe(luck.baselineSharpe);
});

test('the plan that is recorded is the plan, and the database is what the parts say', async () => {
  const { out, result } = whole;
  const recorded = await recordedPlan(out, (await readPlan(out))!);
  const plain = result.plan.backtests.map(({ id, number, strategy, parameters, isBaseline, windows }) => ({
    ...{ id, number, strategy, parameters, isBaseline, windows },
  }));
  expect(recorded.backtests).toMatchObject(plain);
  expect([...recorded.order].sort()).toEqual([...result.plan.order].sort());
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(join(out, 'sweep.duckdb'), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
    const backtests = await rows(
      'SELECT number, id, sharpe, windows, "backtest.train" AS train FROM backtests ORDER BY number',
    );
    expect(backtests).toEqual(
      result.plan.backtests.map(({ number, id, parameters }) => ({
        ...{ number, id, train: parameters['backtest.train'] ?? null },
        ...{ sharpe: result.outcomes.statistics.sharpe[number], windows: result.outcomes.windows[number] },
      })),
    );
    const [{ count }] = await rows('SELECT count(*)::INTEGER AS count FROM returns');
    const periods = [...whole.rows.values()].reduce(
      (sum, row) => sum + (JSON.parse(row) as unknown[][])[4].length,
      0,
    );
    expect(count).toBe(periods);
    const [group] = await rows('SELECT trials, verdict FROM groups');
    expect(group).toEqual({ trials: 12, verdict: result.groups[0].verdict.sentence });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
