import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { once } from '../../../support/once.js';
import type { Settings } from './worker-process.js';

export interface TestProcess {
  child: ChildProcess;
  output: () => string;
  /** its exit status, null where a signal ended it */
  ended: Promise<number | null>;
}

/** Scripts of processes: the sources, each in one file that finds the packages. */
const scripts = once(async (): Promise<string> => {
  const folder = resolve(`node_modules/.cache/mixfolio-test/${process.pid}`);
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: ['worker', 'planner'].map((name) => `test/sweep/queue/support/${name}-process.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return folder;
});

/** Starts a worker and waits until it takes jobs, or has ended; it is killed when the test is over. */
export function workerProcess(settings: Settings): Promise<TestProcess> {
  return started('worker-process', [JSON.stringify(settings)], 'ready');
}

/** Starts a planner of so many jobs, and waits until one is done. */
export function plannerProcess(url: string, jobs: number, milliseconds: number): Promise<TestProcess> {
  return started('planner-process', [url, String(jobs), String(milliseconds)], 'done');
}

async function started(name: string, args: string[], sign: string): Promise<TestProcess> {
  const child = spawn(process.execPath, [`${await scripts()}/${name}.mjs`, ...args]);
  let text = '';
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const ready = new Promise<void>((done) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes(sign)) done();
    });
  });
  child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  await Promise.race([ready, ended]);
  return { child, output: () => text, ended };
}
