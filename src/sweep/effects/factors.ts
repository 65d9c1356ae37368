import type { Factor, Level, ParameterColumn } from './types.js';

/** Up to so many distinct numbers are levels of their own. */
export const mostNumbers = 24;

/** Into so many ranges more numbers are cut. */
export const ranges = 8;

/**
 * A parameter as a factor. Up to `most` distinct numbers are levels of their own; more are cut into `bins` ranges of
 * about n/bins trials each: after a number is put into the range ⌊bins · F⌋, F the share of trials with smaller numbers,
 * the ranges that got none are left out. Equal numbers are never parted.
 *
 * @returns null where all trials have the same value
 */
export function factorOf(column: ParameterColumn, most = mostNumbers, bins = ranges): Factor | null {
  const { path, kind, values, codes } = column;
  const counts = new Map<number, number>();
  for (const code of codes) counts.set(code, (counts.get(code) ?? 0) + 1);
  if (counts.size < 2) return null;

  const isNumber = (code: number): boolean => kind === 'numeric' && typeof values[code] === 'number';
  const numbers = [...counts.keys()].filter(isNumber);
  numbers.sort((a, b) => (values[a] as number) - (values[b] as number));
  const names = [...counts.keys()].filter((code) => !isNumber(code));
  const binned = numbers.length > most;

  const levels: Level[] = [];
  /** by code + 1 */
  const levelOf = new Int32Array(values.length + 1);
  const total = numbers.reduce((sum, code) => sum + counts.get(code)!, 0);
  let below = 0;
  let lastBin = -1;
  for (const code of numbers) {
    const value = values[code] as number;
    const bin = binned ? Math.floor((bins * below) / total) : levels.length;
    if (bin !== lastBin) levels.push({ range: [value, value], value: undefined });
    levels[levels.length - 1].range![1] = value;
    levelOf[code + 1] = levels.length - 1;
    lastBin = bin;
    below += counts.get(code)!;
  }
  for (const code of names) {
    levelOf[code + 1] = levels.length;
    levels.push({ range: null, value: code < 0 ? undefined : values[code] });
  }
  return levels.length < 2
    ? null
    : { path, kind, levels, codes: codes.map((code) => levelOf[code + 1]), binned };
}
