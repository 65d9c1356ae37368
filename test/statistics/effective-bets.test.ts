import { describe, expect, it } from 'vitest';
import { effectiveBets, minimumTorsion } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

/** a is n×n, b n×m: x with ax = b, by Gauss and Jordan with pivots. */
function solve(a: number[][], b: number[][]): number[][] {
  const n = a.length;
  const rows = a.map((row, i) => [...row, ...b[i]]);
  for (let k = 0; k < n; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row, i) => (Math.abs(row[k]) > Math.abs(rows[best][k]) ? k + i : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    rows[k] = rows[k].map((value) => value / rows[k][k]);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((value, j) => value - row[k] * rows[k][j]);
    });
  }
  return rows.map((row) => row.slice(n));
}
const product = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
const transposed = (a: number[][]): number[][] => a[0].map((_, j) => a.map((row) => row[j]));
const rowsOf = (a: Float64Array, n: number): number[][] =>
  Array.from({ length: n }, (_, i) => Array.from(a.subarray(i * n, (i + 1) * n)));

/** Σ_i var((F_i − R_i)/σ_i) of F = TR */
function torsionOf(T: number[][], S: number[][]): number {
  const apart = T.map((row, i) => row.map((value, j) => value - (i === j ? 1 : 0)));
  const covariance = product(product(apart, S), transposed(apart));
  return covariance.reduce((sum, row, i) => sum + row[i] / S[i][i], 0);
}

const sharesOf = (T: number[][], S: number[][], w: number[]): number[] => {
  const column = w.map((weight) => [weight]);
  const exposures = solve(transposed(T), column);
  const risks = product(T, product(S, column));
  const variance = w.reduce((sum, weight, i) => sum + weight * product(S, column)[i][0], 0);
  return exposures.map(([value], i) => (value * risks[i][0]) / variance);
};

describe.each(engines)('Effective number of bets, %s build', (_, engine) => {
  it('is the number of uncorrelated assets with equal risk, of both kinds', () => {
    const sigma = [0.1, 0.2, 0.3, 0.4, 0.5];
    const covariance = sigma.flatMap((s, i) => sigma.map((__, j) => (i === j ? s * s : 0)));
    const weights = sigma.map((s) => 1 / s);
    for (const kind of ['minimumTorsion', 'principalComponents'] as const) {
      const found = effectiveBets(engine, weights, covariance, kind)!;
      expect(found.effectiveBets).toBeCloseTo(5, 12);
      found.shares.forEach((p) => expect(p).toBeCloseTo(0.2, 13));
      const one = effectiveBets(engine, [0, 0, 2, 0, 0], covariance, kind)!;
      expect(one.effectiveBets).toBeCloseTo(1, 13);
    }
  });

  it('is 1 of one factor, by principal components', () => {
    const beta = [0.5, 1, 1.5, 0.8];
    const covariance = beta.flatMap((a) => beta.map((b) => 0.04 * a * b));
    expect(
      effectiveBets(engine, [0.1, 0.2, 0.3, 0.4], covariance, 'principalComponents')!.effectiveBets,
    ).toBeCloseTo(1, 12);
    // without exposure to it there is no risk
    expect(effectiveBets(engine, [1, -0.5, 0, 0], covariance, 'principalComponents')).toBeNull();
    expect(thrown(() => effectiveBets(engine, [1, 1, 1, 1], covariance)).code).toBe('singular-covariance');
  });

  it('has the torsion of least distance of all rotations, for two assets by enumeration', () => {
    const { uniform, normal } = randomSource(4);
    for (let k = 0; k < 6; k++) {
      const [a, b, rho] = [0.1 + uniform(), 0.1 + uniform(), 1.8 * uniform() - 0.9];
      const S = [
        [a * a, rho * a * b],
        [rho * a * b, b * b],
      ];
      const w = [normal(), normal()];
      // whitening by the lower factor of the correlations, then any rotation or reflection, then the best lengths
      const whiten = solve([[1, 0], [rho, Math.sqrt(1 - rho * rho)]], [[1, 0], [0, 1]]); // prettier-ignore
      const torsionAt = (angle: number, sign: number): number[][] => {
        const q = [
          [Math.cos(angle), -sign * Math.sin(angle)],
          [Math.sin(angle), sign * Math.cos(angle)],
        ];
        const x = product(q, whiten);
        // factor i has unit variance in units of σ: its best length is its correlation with asset i
        const C = [[1, rho], [rho, 1]]; // prettier-ignore
        const lengths = product(x, C).map((row, i) => row[i]);
        return x.map((row, i) => row.map((v, j) => (lengths[i] * v * [a, b][i]) / [a, b][j]));
      };
      let [best, at] = [Infinity, [0, 1]];
      const look = (angle: number, sign: number): void => {
        const value = torsionOf(torsionAt(angle, sign), S);
        if (value < best) [best, at] = [value, [angle, sign]];
      };
      for (const sign of [1, -1]) for (let i = 0; i < 720; i++) look((i * Math.PI) / 360, sign);
      for (let step = 0.01; step > 1e-10; step /= 2) {
        const [angle, sign] = at;
        look(angle + step, sign);
        look(angle - step, sign);
      }
      const T = rowsOf(minimumTorsion(engine, S.flat()), 2);
      expect(torsionOf(T, S)).toBeCloseTo(best, 10);
      const found = effectiveBets(engine, w, S.flat())!;
      const expected = sharesOf(torsionAt(at[0], at[1]), S, w);
      found.shares.forEach((p, i) => expect(p).toBeCloseTo(expected[i], 6));
    }
  });

  it('has uncorrelated factors that no small rotation brings nearer, and shares by their definition', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const n = 2 + seed;
      const { normal } = randomSource(seed);
      const values = randomCovariance(seed, n, 3 * n, 1e-3);
      const S = rowsOf(values, n);
      const T = rowsOf(minimumTorsion(engine, values), n);
      const factors = product(product(T, S), transposed(T));
      factors.forEach((row, i) =>
        row.forEach((value, j) => {
          if (i !== j) expect(Math.abs(value)).toBeLessThan(1e-11 * Math.sqrt(factors[i][i] * factors[j][j]));
        }),
      );
      const w = Array.from({ length: n }, normal);
      const found = effectiveBets(engine, w, values)!;
      const shares = sharesOf(T, S, w);
      found.shares.forEach((p, i) => expect(p).toBeCloseTo(shares[i], 9));
      expect(found.shares.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      expect(found.effectiveBets).toBeCloseTo(
        Math.exp(-shares.reduce((sum, p) => sum + p * Math.log(p), 0)),
        9,
      );

      const least = torsionOf(T, S);
      const unit = T.map((row, i) => row.map((value) => value / Math.sqrt(factors[i][i])));
      for (let k = 0; k < 40; k++) {
        const size = k % 2 === 0 ? 1e-3 : 0.3;
        const skew = unit.map((row, i) => row.map((__, j) => (i < j ? size * normal() : 0)));
        // Cayley: (I − A)⁻¹(I + A) is orthogonal
        const A = skew.map((row, i) => row.map((value, j) => value - skew[j][i]));
        const plus = A.map((row, i) => row.map((value, j) => value + (i === j ? 1 : 0)));
        const minus = A.map((row, i) => row.map((value, j) => (i === j ? 1 : 0) - value));
        const turned = product(solve(minus, plus), unit);
        // the best length of factor i: its covariance with asset i, as it has unit variance
        const covariances = product(turned, S).map((row, i) => row[i]);
        const other = turned.map((row, i) => row.map((value) => covariances[i] * value));
        expect(torsionOf(other, S)).toBeGreaterThanOrEqual(least - 1e-12);
      }
    }
  });

  it('depends on neither leverage, nor the units of assets, nor their order', () => {
    const n = 5;
    const values = randomCovariance(9, n, 12, 1e-3);
    const w = [0.3, 0.1, 0.2, -0.1, 0.5];
    const found = effectiveBets(engine, w, values)!;
    const levered = effectiveBets(engine, w.map((x) => -3 * x), values)!; // prettier-ignore
    expect(levered.effectiveBets).toBeCloseTo(found.effectiveBets, 10);
    const units = [1, 10, 0.1, 3, 0.5];
    const scaled = values.map((value, k) => value * units[Math.floor(k / n)] * units[k % n]);
    const inUnits = effectiveBets(engine, w.map((x, i) => x / units[i]), scaled)!; // prettier-ignore
    expect(inUnits.effectiveBets).toBeCloseTo(found.effectiveBets, 9);
    const order = [3, 1, 4, 0, 2];
    const moved = Float64Array.from(order.flatMap((i) => order.map((j) => values[i * n + j])));
    const reordered = effectiveBets(engine, order.map((i) => w[i]), moved)!; // prettier-ignore
    order.forEach((i, k) => expect(reordered.shares[k]).toBeCloseTo(found.shares[i], 9));
  });

  it('refuses what cannot be', () => {
    const identity = [1, 0, 0, 1];
    expect(thrown(() => effectiveBets(engine, [1], identity)).code).toBe('wrong-length');
    expect(thrown(() => effectiveBets(engine, [1, NaN], identity)).code).toBe('not-finite');
    expect(thrown(() => effectiveBets(engine, [1, 1], [1, 0, 0, 0])).code).toBe('zero-variance');
    expect(thrown(() => effectiveBets(engine, [1, 1], identity, 'other' as 'minimumTorsion')).code).toBe(
      'unknown-kind',
    );
    expect(effectiveBets(engine, [0, 0], identity)).toBeNull();
  });
});
