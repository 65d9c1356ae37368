/** Figures of a run as text, and where they are in its results. */
import { format } from '../measure.mjs';

/** The record of a job of that name, null where it was not measured. */
export function jobOf(run, id) {
  return run?.jobs.find((job) => job.id === id) ?? null;
}

/** `1.65 µs (1.60–1.71)`: median and quartiles in one unit. */
export function withSpread({ median, low, high }) {
  if (low === null || high === null) return format(median);
  const [, unit] = format(median).split(' ');
  const scale = { µs: 1, ms: 1e-3, s: 1e-6 }[unit];
  const [from, to] = [low, high].map((value) => plain(value * scale));
  return from === to ? format(median) : `${format(median)} (${from}–${to})`;
}

/** Three significant digits, never in exponents. */
export function plain(value) {
  return value >= 1000 ? String(Math.round(value)) : value.toPrecision(3);
}

/** `3.1 ×` */
export function times(ratio) {
  if (ratio === null) return '—';
  if (ratio < 1) return `${ratio.toFixed(2)} ×`;
  return `${ratio < 10 ? ratio.toFixed(1) : String(Number(ratio.toPrecision(2)))} ×`;
}

/** `2.1e−11`, `0` where rounding left nothing. */
export function gapText(gap) {
  return gap === 0 ? '0' : gap.toExponential(1).replace('e+0', '').replace('-', '−');
}

/** Things a second, with separated thousands. */
export function perSecond(microseconds) {
  const rate = 1e6 / microseconds;
  return rate < 100 ? rate.toPrecision(3) : Math.round(rate).toLocaleString('en-US');
}

export function table(header, rows) {
  const cells = [header, header.map(() => '---'), ...rows];
  return cells
    .map((row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
