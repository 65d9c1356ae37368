/** A small sweep whose every backtest is a job of its own, so that there is a middle to be interrupted in. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { runCli, startCli, temporaryFolder, type CliRun } from './cli.js';
import { once } from './once.js';
import { until } from './redis-server.js';
import { csvOf, weeklyBase, weeklyPrices } from './sweep-study.js';

/** A hundred windows and more each, so that a job takes longer than it takes to see that it is under way. */
const grid = { 'backtest.train': [24, 26, 28, 30, 32, 34, 36, 38], 'backtest.rebalance': [1, 2] };
/** Points, and the baseline. */
export const jobs = 17;

/** What a folder of results has to hold: bytes of its parts, by name, and its analysis. */
interface Outcome {
  parts: Record<string, string>;
  analysis: string;
}

/** As threads of this machine do it, without a queue; once for all tests of a file. */
const local = once(async (): Promise<{ plan: string; outcome: Outcome }> => {
  const folder = temporaryFolder();
  const out = join(folder, 'planned');
  const args = (to: string): string[] => [
    'sweep',
    '--config',
    written(folder),
    '--out',
    to,
    '--workers',
    '1',
  ];
  // the plan is all that is wanted
  const first = startCli(args(out), '.');
  await until(() => existsSync(join(out, 'plan.json')), 'there is a plan');
  first.child.kill('SIGKILL');
  await first.ended;
  const measured = JSON.parse(readFileSync(join(out, 'plan.json'), 'utf8')) as { backtests: number };
  expect(measured.backtests).toBe(jobs);
  const boundaries = Array.from({ length: jobs }, (_, k) => k + 1);
  const plan = JSON.stringify({ ...measured, boundaries });
  const again = planned(join(folder, 'local'), plan);
  expect((await runCli(args(again))).status).toBe(0);
  return { plan, outcome: outcome(again) };
});

function written(folder: string): string {
  const path = join(folder, 'sweep.json');
  writeFileSync(join(folder, 'prices.csv'), csvOf(weeklyPrices()));
  writeFileSync(path, JSON.stringify({ base: { ...weeklyBase, frequency: 'week' }, space: { grid } }));
  return path;
}

function planned(out: string, plan: string): string {
  mkdirSync(out);
  writeFileSync(join(out, 'plan.json'), plan);
  return out;
}

function outcome(out: string): Outcome {
  const hash = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(out, 'parts', name)))
      .digest('hex');
  const names = readdirSync(join(out, 'parts')).sort();
  return {
    parts: Object.fromEntries(names.map((name) => [name, hash(name)])),
    analysis: readFileSync(join(out, 'analysis.json'), 'utf8'),
  };
}

export interface QueuedSweep {
  out: string;
  engine: string;
  /** `mixfolio sweep` by the queue; it is killed when the test is over */
  start: () => ReturnType<typeof startCli> & { output: () => string };
  /** ids of the jobs that are stored */
  stored: () => string[];
  /** waits until some are, and most are not */
  begun: () => Promise<void>;
  /** the folder holds what the same sweep has without a queue, byte for byte */
  expectSame: (run: CliRun) => void;
}

/** The sweep in a folder of its own, planned and not begun. */
export async function queuedSweep(url: string): Promise<QueuedSweep> {
  const { plan, outcome: wanted } = await local();
  const folder = temporaryFolder();
  const config = written(folder);
  const out = planned(join(folder, 'out'), plan);
  const parts = join(out, 'parts');
  const stored = (): string[] =>
    existsSync(parts)
      ? readdirSync(parts).flatMap((name) => /^([0-9a-f]{64})\.sha256$/.exec(name)?.[1] ?? [])
      : [];
  return {
    out,
    engine: (JSON.parse(plan) as { engine: string }).engine,
    start() {
      const started = startCli(['sweep', '--config', config, '--out', out, '--queue', url], '.');
      onTestFinished(() => void started.child.kill('SIGKILL'));
      let text = '';
      started.child.stderr?.on('data', (part: string) => (text += part));
      return { ...started, output: () => text };
    },
    stored,
    begun: () => until(() => stored().length > 1, 'jobs are done'),
    expectSame({ status, stderr }) {
      expect(stderr).not.toContain('error');
      expect(status).toBe(0);
      expect(stored()).toHaveLength(jobs);
      expect(outcome(out)).toEqual(wanted);
    },
  };
}
