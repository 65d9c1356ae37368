/** The studentised circular block bootstrap of Ledoit and Wolf as printed: 4×4 matrices of the four moments, no block sums. */
import { philox, streamKey } from '../../src/numeric/random.js';
import { BLOCK_STREAM } from '../../src/statistics/block-bootstrap.js';

export type Row = [x: number, y: number];

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** μ₁, μ₂, γ₁, γ₂ */
function moments(rows: readonly Row[]): number[] {
  return [0, 1, 2, 3].map((k) => average(rows.map((row) => (k < 2 ? row[k] : row[k - 2] ** 2))));
}

export function difference(statistic: 'sharpe' | 'logVariance', rows: readonly Row[]): number {
  const [a, b, c, d] = moments(rows);
  return statistic === 'sharpe'
    ? a / Math.sqrt(c - a * a) - b / Math.sqrt(d - b * b)
    : Math.log(c - a * a) - Math.log(d - b * b);
}

/** ∇'y_t of each period: y the moments of a period less those of all */
export function influences(statistic: 'sharpe' | 'logVariance', rows: readonly Row[]): number[] {
  const [a, b, c, d] = moments(rows);
  const [u, v] = [c - a * a, d - b * b];
  const gradient =
    statistic === 'sharpe'
      ? [c / u ** 1.5, -d / v ** 1.5, (-0.5 * a) / u ** 1.5, (0.5 * b) / v ** 1.5]
      : [(-2 * a) / u, (2 * b) / v, 1 / u, -1 / v];
  return rows.map(([x, y]) =>
    [x - a, y - b, x * x - c, y * y - d].reduce((sum, value, k) => sum + gradient[k] * value, 0),
  );
}

/** √(∇'Ψ∇/T) with Parzen's kernel and Andrews' bandwidth for ∇'y. */
export function standardError(statistic: 'sharpe' | 'logVariance', rows: readonly Row[]): number {
  const z = influences(statistic, rows);
  const T = z.length;
  const [now, before] = [z.slice(1), z.slice(0, -1)];
  const [n, p] = [average(now), average(before)];
  const slope =
    now.reduce((sum, value, t) => sum + (value - n) * (before[t] - p), 0) /
    before.reduce((sum, value) => sum + (value - p) ** 2, 0);
  const S = 2.6614 * (((4 * slope ** 2) / (1 - slope) ** 4) * T) ** 0.2;
  let psi = 0;
  z.forEach((value, s) =>
    z.forEach((other, t) => {
      const lag = Math.abs(s - t) / S;
      const weight =
        s === t ? 1 : lag >= 1 ? 0 : lag <= 0.5 ? 1 - 6 * lag ** 2 + 6 * lag ** 3 : 2 * (1 - lag) ** 3;
      psi += weight * value * other;
    }),
  );
  return Math.sqrt(psi / (T - 4) / T);
}

/** Periods of resample m, from the words of Philox. */
export function resampledPeriods(T: number, b: number, seed: number, m: number): number[] {
  const { key, identity } = streamKey(seed, BLOCK_STREAM);
  return Array.from({ length: Math.floor(T / b) }, (_, j) => {
    const word = philox([Math.floor(j / 4), m, ...identity], key)[j % 4];
    const start = Number((BigInt(word) * BigInt(T)) >> 32n);
    return Array.from({ length: b }, (__, k) => (start + k) % T);
  }).flat();
}

/** d* of resample m */
export function distance(
  statistic: 'sharpe' | 'logVariance',
  rows: readonly Row[],
  b: number,
  seed: number,
  m: number,
): number {
  const resample = resampledPeriods(rows.length, b, seed, m).map((t) => rows[t]);
  const z = influences(statistic, resample);
  const blocks = resample.length / b;
  let psi = 0;
  for (let j = 0; j < blocks; j++) {
    const sum = z.slice(j * b, (j + 1) * b).reduce((a, c) => a + c, 0);
    psi += sum ** 2 / b / blocks;
  }
  const moved = difference(statistic, resample) - difference(statistic, rows);
  return Math.abs(moved) / Math.sqrt(psi / resample.length);
}
