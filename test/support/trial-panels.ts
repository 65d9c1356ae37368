import type { ReturnsPanel } from '../../src/sweep/luck/types.js';
import { randomSource } from './random.js';

/** A panel over rows in memory, whose tiles are one buffer, as of one that is read from a file. */
export function panelOf(rows: readonly ArrayLike<number>[]): ReturnsPanel {
  const periods = rows[0]?.length ?? 0;
  let buffer = new Float64Array(0);
  return {
    trials: rows.length,
    periods,
    rows(first, end) {
      buffer.fill(NaN);
      const size = (end - first) * periods;
      if (buffer.length < size) buffer = new Float64Array(size);
      for (let k = first; k < end; k++) buffer.set(rows[k], (k - first) * periods);
      return buffer.subarray(0, size);
    },
  };
}

/**
 * Trials of so many groups in turn: r = 0.01·(skill + √market·m + √group·f + √rest·e), standard normals.
 *
 * @param skill mean of a trial in units of its deviation
 */
export function trialRows(
  {
    trials,
    periods,
    groups = 1,
    market = 0,
    group = 0,
    skill = () => 0,
  }: {
    trials: number;
    periods: number;
    groups?: number;
    market?: number;
    group?: number;
    skill?: (trial: number) => number;
  },
  seed: number,
): Float64Array[] {
  const { normal } = randomSource(seed);
  const series = () => Float64Array.from({ length: periods }, normal);
  const common = series();
  const factors = Array.from({ length: groups }, series);
  const [a, b, c] = [market, group, 1 - market - group].map(Math.sqrt);
  return Array.from({ length: trials }, (_, k) =>
    Float64Array.from(
      { length: periods },
      (__, t) => 0.01 * (skill(k) + a * common[t] + b * factors[k % groups][t] + c * normal()),
    ),
  );
}
