/** Jobs whose results can be told without doing them, and what they are made of. */
import { createHash } from 'node:crypto';
import type { BacktestConfig } from '../../../../src/config/types.js';
import type { DataBundle, JobResult, SweepJob } from '../../../../src/sweep/types.js';

export const engine = '0.1.0+0123456789ab';

function sha256(...parts: (string | Uint8Array)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export const bundle: DataBundle = (() => {
  const bytes = Buffer.alloc(100_000, 'prices ');
  return { hash: sha256(bytes).toString('hex'), bytes };
})();

/** @param milliseconds that it takes */
export function jobOf(name: string, milliseconds = 100): SweepJob {
  return {
    id: sha256(name).toString('hex'),
    engine,
    data: bundle.hash,
    base: { milliseconds } as unknown as BacktestConfig,
    backtests: [{ id: sha256(name, ' backtest').toString('hex'), strategy: 'equalWeight', part: {} }],
  };
}

export function jobsOf(count: number, milliseconds?: number, name = 'job'): SweepJob[] {
  return Array.from({ length: count }, (_, i) => jobOf(`${name} ${i}`, milliseconds));
}

/** What a job comes to: bytes that depend on all of job and data. */
export function resultOf(job: SweepJob, data: Uint8Array): JobResult {
  return {
    job: job.id,
    backtests: sha256('backtests', JSON.stringify(job), data),
    returns: sha256('returns', JSON.stringify(job), data),
    windows: 20,
    refused: 0,
    milliseconds: 1,
  };
}

export function plain({ job, backtests, returns, windows, refused }: JobResult): unknown {
  return {
    job,
    windows,
    refused,
    backtests: Buffer.from(backtests).toString('hex'),
    returns: Buffer.from(returns).toString('hex'),
  };
}
