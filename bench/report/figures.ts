/** Figures of a run as text, and where they are in its results. */
import type { Job, Results, Run, Times } from './results.types.js';

/** The record of a job of that name, null where it was not measured. */
export function jobOf(run: Run, id: string): Job | null {
  return run.jobs.find((job) => job.id === id) ?? null;
}

/** Whether other programs had more than a small part of the machine. */
export function wasBusy({ load, cores }: Results['machine']): boolean {
  return load > 0.5 * cores;
}

/** `1.65 µs` */
export function time(microseconds: number): string {
  const { unit, scale } = unitOf(microseconds);
  return `${plain(microseconds * scale)} ${unit}`;
}

/** `1.65 µs (1.60–1.71)`: median and quartiles in one unit. */
export function withSpread({ median, low, high }: Times): string {
  if (low === null || high === null) return time(median);
  const { scale } = unitOf(median);
  const [from, to] = [low, high].map((value) => plain(value * scale));
  return from === to ? time(median) : `${time(median)} (${from}–${to})`;
}

function unitOf(microseconds: number): { unit: string; scale: number } {
  if (microseconds < 1000) return { unit: 'µs', scale: 1 };
  return microseconds < 1e6 ? { unit: 'ms', scale: 1e-3 } : { unit: 's', scale: 1e-6 };
}

/** Three significant digits, never in exponents. */
export function plain(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}

/** `3.1 ×`, `—` where there is none. */
export function times(ratio: number | null): string {
  if (ratio === null) return '—';
  if (ratio < 1) return `${ratio.toFixed(2)} ×`;
  return `${ratio < 10 ? ratio.toFixed(1) : String(Number(ratio.toPrecision(2)))} ×`;
}

/** `2.1e−11`, `0` where rounding left nothing. */
export function gapText(gap: number): string {
  return gap === 0 ? '0' : gap.toExponential(1).replace('e+0', '').replace('-', '−');
}

/** `1,234` */
export function count(value: number): string {
  return value < 100 ? plain(value) : Math.round(value).toLocaleString('en-US');
}

/** Things a second. */
export function perSecond(microseconds: number): string {
  return count(1e6 / microseconds);
}

export function table(header: string[], rows: string[][]): string {
  const lines = [header, header.map(() => '---'), ...rows];
  return lines.map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
}
