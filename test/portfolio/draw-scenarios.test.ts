import { describe, expect, it } from 'vitest';
import {
  createEngine,
  drawScenarios,
  empiricalTail,
  minimumCVaR,
  optimizeWeights,
} from '../../src/browser.js';
import { loadLinearSolver } from '../../src/portfolio/tails/load-linear-solver.js';
import { thrown } from '../support/thrown.js';

const assets = ['A', 'B', 'C'];
const [N, S] = [3, 40_000];
const covariance = {
  ...{ name: 'given' as const, assets, conditionNumber: null },
  values: Float64Array.of(9e-4, 3e-4, 1e-4, 3e-4, 4e-4, -1e-4, 1e-4, -1e-4, 16e-4),
};
const engine = await createEngine();

/** Second moments about 0, and E(r_i⁴)/E(r_i²)² of the first asset. */
function moments(returns: Float64Array) {
  const draws = returns.length / N;
  const values = new Float64Array(N * N);
  let fourth = 0;
  for (let s = 0; s < draws; s++) {
    fourth += returns[s * N] ** 4 / draws;
    for (let i = 0; i < N; i++)
      for (let j = 0; j < N; j++) values[i * N + j] += (returns[s * N + i] * returns[s * N + j]) / draws;
  }
  return { values, kurtosis: fourth / values[0] ** 2 };
}

describe('drawn scenarios', () => {
  it.each([
    ['normal', undefined, 3, 0.1],
    ['t of 10 df', 10, 4, 0.4],
  ])(
    'have the covariance and the fourth moment of a %s distribution',
    (_, degreesOfFreedom, fourth, near) => {
      const { returns } = drawScenarios(covariance, { draws: S, degreesOfFreedom });
      const { values, kurtosis } = moments(returns);
      values.forEach((value, k) => expect(Math.abs(value - covariance.values[k])).toBeLessThan(3e-5));
      expect(Math.abs(kurtosis - fourth)).toBeLessThan(near);
    },
  );

  it('have the tails in closed form: φ(z)/(1 − β) of normal ones, t ones with their own', () => {
    const losses = (degreesOfFreedom?: number) =>
      Float64Array.from({ length: S }, (_, s) => -drawn(degreesOfFreedom)[s * N]);
    const drawn = (degreesOfFreedom?: number) =>
      (known[String(degreesOfFreedom)] ??= drawScenarios(covariance, { draws: S, degreesOfFreedom }).returns);
    const known: Record<string, Float64Array> = {};
    // of the standard normal at 99 %: z 2.326348, φ(z)/0.01
    expect(empiricalTail(losses(), 0.99).conditionalValueAtRisk / 0.03).toBeCloseTo(2.6652, 1);
    // t₄ at 99 %: q 3.746947, density f, ES f(q)/(1 − β)·(4 + q²)/3, over its deviation √2
    const q = 3.746947;
    const density = 0.375 * (1 + (q * q) / 4) ** -2.5;
    const shortfall = ((density / 0.01) * (4 + q * q)) / 3 / Math.SQRT2;
    expect(shortfall).toBeCloseTo(3.691, 2);
    const found = empiricalTail(losses(4), 0.99).conditionalValueAtRisk / 0.03;
    expect(Math.abs(found / shortfall - 1)).toBeLessThan(0.08);
  });

  it('have their expected returns as means, in pairs of both signs', () => {
    const expectedReturns = { A: 0.01, B: -0.002, C: 0.004 };
    const { returns } = drawScenarios(covariance, { draws: 100, degreesOfFreedom: 3, expectedReturns });
    assets.forEach((asset, i) => {
      let sum = 0;
      for (let s = 0; s < 100; s++) sum += returns[s * N + i] / 100;
      expect(sum).toBeCloseTo(expectedReturns[asset as 'A'], 14);
      expect(returns[i] + returns[N + i]).toBeCloseTo(2 * expectedReturns[asset as 'A'], 14);
    });
  });

  it('depend on the seed alone, longer ones continuing shorter, t ones in the directions of normal ones', () => {
    const draw = (options: object) => drawScenarios(covariance, { draws: 10, ...options }).returns;
    expect(draw({})).toEqual(draw({}));
    expect(draw({ draws: 20 }).slice(0, 10 * N)).toEqual(draw({}));
    expect(draw({ seed: 2 })).not.toEqual(draw({}));
    const [plain, heavy] = [draw({}), draw({ degreesOfFreedom: 5 })];
    for (let s = 0; s < 10; s++)
      expect(heavy[s * N] / plain[s * N]).toBeCloseTo(heavy[s * N + 2] / plain[s * N + 2], 10);
  });

  it('make the least CVaR that of the least variance, the more of them the nearer', async () => {
    const solver = await loadLinearSolver();
    const { weights } = optimizeWeights(engine, covariance);
    const far = (draws: number, degreesOfFreedom?: number): number => {
      const least = minimumCVaR(engine, solver, drawScenarios(covariance, { draws, degreesOfFreedom }));
      return Math.max(...assets.map((asset) => Math.abs(least.weights[asset] - weights[asset])));
    };
    for (const df of [undefined, 5]) {
      expect(far(8000, df)).toBeLessThan(df === undefined ? 0.04 : 0.08);
      expect(far(8000, df)).toBeLessThan(far(100, df));
    }
  });

  it('of a singular covariance lie in its span', () => {
    const values = Float64Array.of(4, 2, 6, 2, 1, 3, 6, 3, 9);
    const { returns } = drawScenarios({ assets, values }, { draws: 6 });
    for (let s = 0; s < 6; s++) {
      expect(returns[s * N]).toBeCloseTo(2 * returns[s * N + 1], 12);
      expect(returns[s * N + 2]).toBeCloseTo(3 * returns[s * N + 1], 12);
    }
  });

  it.each([
    [{ draws: 1 }, 'bad-value'],
    [{ draws: 2.5 }, 'bad-value'],
    [{ degreesOfFreedom: 2 }, 'bad-value'],
    [{ seed: -1 }, 'bad-seed'],
    [{ expectedReturns: { A: 0.1 } }, 'missing-expected-return'],
  ])('refuse %j', (options, code) => {
    expect(thrown(() => drawScenarios(covariance, options)).code).toBe(code);
  });

  it('refuse a covariance that is none', () => {
    const values = Float64Array.of(1, 2, 0, 2, 1, 0, 0, 0, 1);
    expect(thrown(() => drawScenarios({ assets, values })).code).toBe('not-semidefinite');
  });
});
