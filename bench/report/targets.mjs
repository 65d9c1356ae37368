/** The targets beside what a run measured. */
import { plain, table, times } from './figures.mjs';

/** @returns the figure, null where the run has none */
export function measuredOf({ job, peer, workers, page }, run) {
  if (page) return null;
  if (workers) {
    const points = run.curves?.find(({ id }) => id === 'workers')?.points;
    const [one, many] = [1, workers].map((x) => points?.find((point) => point.x === x));
    return one && many ? one.ours / many.ours : null;
  }
  const record = run.jobs.find(({ id }) => id === job);
  if (!record) return null;
  return peer ? (record.peers.find(({ name }) => name === peer)?.ratio ?? null) : 1e6 / record.ours.median;
}

/** @param hasPage whether a page of that name is there to link to */
export function targetsTable(targets, run, hasPage = () => false) {
  const rows = targets.map((target) => {
    const value = measuredOf(target, run);
    const link = target.page && hasPage(target.page) ? `[${target.page}](${target.page})` : target.page;
    return [
      target.what,
      text(target.least, target.unit),
      value === null ? (link ?? 'not measured') : text(value, target.unit),
      value === null ? '' : value >= target.least ? 'met' : 'missed',
      target.limits,
    ];
  });
  return table(['what', 'at least', 'measured', '', 'what limits it'], rows);
}

function text(value, unit) {
  if (unit === '×') return times(value);
  return `${value >= 100 ? Math.round(value).toLocaleString('en-US') : plain(value)} ${unit}`;
}
