/** How values, ranges and groups are written. */
import type { Level } from '../effects/types.js';
import type { Json } from '../types.js';
import type { SweepReportGroup } from './types.js';

/** Letters of a value that tables and charts have room for. */
const longest = 48;

/** 100000 → `100,000` */
export function grouped(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 trial`, `4,320 trials` */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${grouped(n)} ${n === 1 ? singular : plural}`;
}

/** A value of a parameter, numbers to six digits; undefined is one that a point says nothing of. */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return 'not set';
  if (value === null) return 'left out';
  if (typeof value === 'number') return String(Number(value.toPrecision(6))).replaceAll('-', '−');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** A value, or a range of numbers to four digits: `0.125 to 0.25`. */
export function levelText({ range, value }: Level): string {
  if (range === null) return valueText(value);
  const [least, greatest] = range;
  if (least === greatest) return valueText(least);
  return [least, greatest].map((end) => valueText(Number(end.toPrecision(4)))).join(' to ');
}

/** `etf, all, month` */
export function groupName({ universe, period, frequency }: SweepReportGroup): string {
  return `${universe}, ${period}, ${frequency}`;
}
