import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../src/engine/core.js';
import { symmetricEigenvalues } from '../../src/engine/linear-algebra.js';
import { callExactly, cores } from '../support/engine-core.js';
import { randomCovariance } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

/** From n = 9 on the triangle is no larger than that of doubles, and every remainder by eight rows and four columns. */
const sizes = [1, 2, 7, 8, 9, 12, 13, 16, 20, 31, 32, 50, 67, 100, 130];

/** c of assembly/linalg/definite.ts, below which nothing is proved and at twice which everything is. */
const shift = (n: number): number => (1.01 * n * (n / 16 + 40)) / 2 ** 24;

function isProved(core: EngineCore, n: number, a: Float64Array): boolean {
  const doubles = core.run(
    () => 0,
    (engine) => engine.singleTriangleBytes(n) / 8,
  );
  return callExactly(
    core,
    [n * n, n, doubles],
    () => 0,
    (engine, frame) => {
      const [address, scales, triangle] = [frame.copy(a), frame.doubles(n), frame.doubles(doubles)];
      return () => engine.isProvedDefinite(n, address, scales, triangle) !== 0;
    },
  );
}

/** D⁻¹AD⁻¹ with unit diagonal. */
function correlation(a: Float64Array, n: number): Float64Array {
  return a.map((value, k) => value / Math.sqrt(a[Math.floor(k / n) * (n + 1)] * a[(k % n) * (n + 1)]));
}

/** A unit diagonal and the smallest eigenvalue λ: a correlation C with (C + tI)/(1 + t), t = (λ − λ_C)/(1 − λ). */
function withSmallest(core: EngineCore, n: number, lambda: number, seed: number): Float64Array {
  const C = correlation(randomCovariance(seed, n, n + 2), n);
  const t = (lambda - symmetricEigenvalues(core, C, n)[0]) / (1 - lambda);
  return C.map((value, k) => (k % (n + 1) === 0 ? 1 : value / (1 + t)));
}

/** DAD in units up to 10^±6 apart. */
function inUnits(a: Float64Array, n: number, seed: number): Float64Array {
  const { uniform } = randomSource(seed);
  const unit = Array.from({ length: n }, () => 10 ** (6 * (2 * uniform() - 1)));
  return a.map((value, k) => value * unit[Math.floor(k / n)] * unit[k % n]);
}

describe.each(cores)('Proofs of definiteness, %s build', (build, core) => {
  const count = build === 'release' ? 20 : 2;

  it('are found for every matrix whose correlation has eigenvalues above twice the shift', () => {
    for (const n of sizes.slice(1)) {
      for (let seed = 1; seed <= count; seed++) {
        const a = withSmallest(core, n, 2.01 * shift(n), seed);
        expect([n, seed, isProved(core, n, inUnits(a, n, seed))]).toEqual([n, seed, true]);
      }
    }
    expect(isProved(core, 1, Float64Array.of(1e-30))).toBe(true);
  });

  it('are never found for an indefinite one, however little, nor for a singular one', () => {
    for (const n of sizes.slice(1)) {
      for (const lambda of [0, -1e-15, -1e-12, -1e-9, -1e-7, -1e-5, -1e-3, -0.1]) {
        for (let seed = 1; seed <= count / 2; seed++) {
          const a = withSmallest(core, n, lambda, seed);
          expect([n, lambda, isProved(core, n, inUnits(a, n, seed))]).toEqual([n, lambda, false]);
        }
      }
    }
  });

  it('are not found where a diagonal element is not positive', () => {
    for (const wrong of [0, -1, NaN]) {
      for (const place of [0, 5, 10]) {
        const a = randomCovariance(3, 11, 40);
        a[place * 12] = wrong;
        expect(isProved(core, 11, a)).toBe(false);
      }
    }
  });

  it('notice any negative direction of two variables, in whichever tile', () => {
    const n = 37;
    for (let i = 1; i < n; i++) {
      for (let j = 0; j < i; j++) {
        const a = new Float64Array(n * n);
        for (let k = 0; k < n; k++) a[k * (n + 1)] = 1;
        a[i * n + j] = a[j * n + i] = 1 - 1e-3;
        expect(isProved(core, n, a)).toBe(true);
        a[i * n + j] = a[j * n + i] = -1 - 1e-9;
        expect(isProved(core, n, a)).toBe(false);
      }
    }
  });
});
