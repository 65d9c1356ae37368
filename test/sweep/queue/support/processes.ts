import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import { once } from '../../../support/once.js';
import type { Settings } from './worker-process.js';

export interface WorkerProcess {
  child: ChildProcess;
  output: () => string;
  /** its exit status, null where a signal ended it */
  ended: Promise<number | null>;
}

/** The script of a worker's process: the sources, in one file that finds the packages. */
const script = once(async (): Promise<string> => {
  const folder = resolve('node_modules/.cache/mixfolio-test');
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}/worker-${process.pid}.mjs`;
  await build({
    entryPoints: ['test/sweep/queue/support/worker-process.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'warning',
  });
  return outfile;
});

/** Starts a worker and waits until it takes jobs, or has ended; it is killed when the test is over. */
export async function workerProcess(settings: Settings): Promise<WorkerProcess> {
  const child = spawn(process.execPath, [await script(), JSON.stringify(settings)]);
  let text = '';
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const ready = new Promise<void>((done) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('ready')) done();
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
