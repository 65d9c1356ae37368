/** How far the sweep of a folder is, read from its files. */
import { join } from 'node:path';
import { failedJobs } from './store/failures.js';
import { partStore } from './store/parts.js';
import { knownPlan, recordedPlan } from './store/plan-files.js';
import { isAlive, readStatus } from './store/status-file.js';

export interface SweepStatus {
  sweep: string;
  engine: string;
  /** `running` where a process is at it, `done` where nothing is missing, else `interrupted` */
  state: 'running' | 'done' | 'interrupted';
  backtests: { done: number; total: number };
  windows: { done: number; total: number };
  /** jobs that were set aside */
  failed: number;
  /** folder of parts */
  parts: string;
  /** the process that runs it */
  running: { host: string; pid: number; windowsPerSecond: number | null; secondsLeft: number | null } | null;
}

/** @throws ConfigError `no-sweep`, `bad-plan` */
export async function sweepStatus(folder: string): Promise<SweepStatus> {
  const stored = await knownPlan(folder);
  const { backtests, order } = await recordedPlan(folder, stored);
  const parts = stored.parts ?? join(folder, 'parts');
  const store = await partStore(parts);
  const done = Array.from(order, (number) => backtests[number]).filter(({ id }) => store.known.has(id));
  const status = await readStatus(folder);
  const running = status !== null && isAlive(status) ? status : null;
  return {
    sweep: stored.sweep,
    engine: stored.engine,
    state: running !== null ? 'running' : done.length === order.length ? 'done' : 'interrupted',
    backtests: { done: done.length, total: order.length },
    windows: { done: done.reduce((sum, { windows }) => sum + windows, 0), total: stored.windows },
    failed: (await failedJobs(folder, store)).length,
    parts,
    running: running && {
      host: running.host,
      pid: running.pid,
      windowsPerSecond: running.windowsPerSecond,
      secondsLeft: running.secondsLeft,
    },
  };
}
