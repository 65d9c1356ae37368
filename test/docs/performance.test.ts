import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { batchPlan } from '../../src/backtest/batch/plan.js';
import { backtestInputs } from '../../src/backtest/inputs.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { createEngine } from '../../src/create-engine.js';
import { simulatePrices } from '../../src/simulate/prices.js';
import { printedBy, snippets } from '../support/snippets.js';

const page = readFileSync('docs/performance.md', 'utf8');

interface Job {
  id: string;
  ours: { median: number };
}

it('rounds the times of windows that the benchmark has', () => {
  const { runs } = JSON.parse(readFileSync('bench/results.json', 'utf8')) as { runs: { jobs: Job[] }[] };
  const rows = [...page.matchAll(/^\| (\d+) × (\d+) +\| (\d+) (µs|ms) +\| ([\d,]+) +\|$/gm)];
  expect(rows).toHaveLength(4);
  for (const [, assets, periods, time, unit, aSecond] of rows) {
    const { median } = runs[0].jobs.find(({ id }) => id === `windows-${assets}x${periods}`)!.ours;
    const microseconds = Number(time) * (unit === 'ms' ? 1000 : 1);
    for (const shown of [microseconds, 1e6 / Number(aSecond.replaceAll(',', ''))]) {
      expect(shown / median, `${assets} × ${periods}`).toBeGreaterThan(0.8);
      expect(shown / median, `${assets} × ${periods}`).toBeLessThan(1.25);
    }
  }
});

const [{ text, printed }] = snippets(page);
const named = (rows: string): string[] =>
  rows
    .trim()
    .split('\n')
    .map((row) => row.slice(0, 18).trim());

it('measures the runs that it says it measures', { timeout: 60_000 }, async () => {
  // fewer windows: times are of no matter here, where other programs run beside
  const { stdout, stderr } = await printedBy(text.replace('periods: 1250', 'periods: 600'));
  expect(stderr).toBe('');
  expect(named(stdout)).toEqual(named(printed!.text));
  const times = printed!.text
    .trim()
    .split('\n')
    .map((row) => parseFloat(row.slice(18)));
  expect(Math.min(...times.slice(1))).toBeGreaterThan(5 * times[0]);
  expect(Math.max(...times)).toBe(times.at(-1));
});

it('says which runs leave the batches of the engine', async () => {
  const engine = await createEngine();
  const { prices } = simulatePrices({ seed: 1, assets: 5, periods: 1000 });
  const config = { frequency: 'week', market: prices.assets[0] } as const;
  const [, changes] = /const changes = (\{[^]*?\n\});/.exec(text)!;
  const variants = (runInThisContext(`(walk) => (${changes})`) as (walk: object) => Record<string, object>)({
    train: 104,
    rebalance: 1,
  });
  const inBatches = Object.entries(variants).map(([name, change]) => {
    const resolved = resolveConfig({ ...config, ...change });
    return [name, batchPlan(engine, backtestInputs(prices, resolved, {}), resolved) !== null];
  });
  // scores are a pass of their own behind the batches
  expect(inBatches.filter(([, is]) => is).map(([name]) => name)).toEqual(['as it comes', 'forecast scores']);
});
