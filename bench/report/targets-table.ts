/** The targets beside what a run measured. */
import type { Target } from '../targets.js';
import { count, jobOf, table, times } from './figures.js';
import { leastShare } from './kernel-shares.js';
import type { Run } from './results.types.js';

/**
 * @param kernels bench/KERNELS.md, empty where there is none
 * @returns the figure, null where neither has one
 */
export function measuredOf(target: Target, run: Run, kernels: string): number | null {
  if ('routines' in target) return leastShare(kernels, target.routines, target.sizes);
  if ('workers' in target) {
    const points = run.curves?.find(({ id }) => id === 'workers')?.points;
    const [one, many] = [1, target.workers].map((workers) => points?.find(({ x }) => x === workers));
    return one && many ? one.ours / many.ours : null;
  }
  const job = jobOf(run, target.job);
  if (job === null) return null;
  if (!('peer' in target)) return 1e6 / job.ours.median;
  return job.peers.find(({ name }) => name === target.peer)?.ratio ?? null;
}

/** @param kernels bench/KERNELS.md, empty where there is none */
export function targetsTable(targets: readonly Target[], run: Run, kernels: string): string {
  const rows = targets.map((target) => {
    const value = measuredOf(target, run, kernels);
    return [
      target.what,
      text(target.least, target.unit),
      value === null ? 'not measured' : text(value, target.unit),
      value === null ? '' : value >= target.least ? 'met' : 'missed',
      target.limits,
    ];
  });
  return table(['what', 'at least', 'measured', '', 'what limits it'], rows);
}

function text(value: number, unit: Target['unit']): string {
  return unit === '×' ? times(value) : `${count(value)} ${unit}`;
}
