import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Covariance,
  efficientFrontier,
  type FrontierOptions,
  frontierPortfolio,
  type FrontierTarget,
  optimizeWeights,
} from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { covarianceOf, randomPortfolioProblem, reorderedCovariance } from '../support/portfolio-problems.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

/** A frontier and what to compare it with. */
function randomFrontier(seed: number, N: number, rank: number, ties: boolean) {
  const { covariance, expectedReturns, constraints } = randomPortfolioProblem(seed, N, rank);
  const { uniform } = randomSource(seed + 11);
  const rounded = Object.fromEntries(
    Object.entries(expectedReturns).map(([asset, mu]) => [asset, ties ? Math.round(mu * 200) / 200 : mu]),
  );
  const kind = uniform();
  const options: FrontierOptions = {
    expectedReturns: rounded,
    ...(kind < 0.3 ? {} : { minWeights: constraints.minWeights, maxWeights: constraints.maxWeights }),
    // four assets at their cap: no weight between its bounds at the largest return
    ...(kind > 0.8 && N >= 4 ? { minWeights: 0, maxWeights: 0.25 } : {}),
  };
  return { covariance, options };
}

/** The frontier's portfolio and the quadratic program's, to compare. */
function both(covariance: Covariance, options: FrontierOptions, target: FrontierTarget) {
  const onFrontier = frontierPortfolio(efficientFrontier(engine, covariance, options), target);
  const objective =
    target.riskAversion !== undefined
      ? 'meanVariance'
      : target.targetReturn !== undefined
        ? 'targetReturn'
        : 'targetVolatility';
  const solved = optimizeWeights(engine, covariance, { ...options, ...target, objective });
  if (onFrontier.status !== 'optimal' || solved.status !== 'optimal') throw new Error('no portfolio');
  return { onFrontier, solved };
}

const cases = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  N: fc.integer({ min: 1, max: 14 }),
  ties: fc.boolean(),
});

describe.each(engines)('efficient frontier of few assets, %s build', (_, anyEngine) => {
  it('of two assets goes from the least variance to the better asset', () => {
    const two = covarianceOf(
      [
        [1e-4, 0],
        [0, 4e-4],
      ],
      ['A', 'B'],
    );
    const { status, corners } = efficientFrontier(anyEngine, two, { expectedReturns: { A: 0.002, B: 0.01 } });
    expect(status).toBe('optimal');
    expect(corners).toHaveLength(2);
    expectClose(Object.values(corners[0].weights), [0.8, 0.2], 1e-14);
    expect(corners[0]).toMatchObject({ lambda: 0, lambdaAbove: 0 });
    expect(corners[1]).toMatchObject({
      weights: { A: 0, B: 1 },
      volatility: 0.02,
      lambdaAbove: Infinity,
      effectiveAssets: 1,
    });
    // ∂(½V)/∂r at B: (4e-4 − 0)/(0.01 − 0.002)
    expect(corners[1].lambda).toBeCloseTo(0.05, 14);
  });

  it('has the corners of an example by hand', () => {
    // uncorrelated, variances 1, 2, 4, returns 1, 2, 4: w_i ∝ (y + tμ_i)/σ_i² with y = (4 − 9t... )
    const three = covarianceOf(
      [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 4],
      ],
      ['A', 'B', 'C'],
    );
    const { corners } = efficientFrontier(anyEngine, three, { expectedReturns: { A: 1, B: 2, C: 4 } });
    // all held while A is: w_A = y + t, w_B = (y + 2t)/2, w_C = (y + 4t)/4, sum 1.75y + 3t = 1: A leaves at y = −t, t = 0.8
    // then w_B = (y + 2t)/2, w_C = (y + 4t)/4, sum 0.75y + 2t = 1: B leaves at y = −2t, t = 2
    expectClose(
      corners.map(({ lambda }) => lambda),
      [0, 0.8, 2],
      1e-13,
    );
    expectClose(Object.values(corners[0].weights), [4 / 7, 2 / 7, 1 / 7], 1e-13);
    expectClose(Object.values(corners[1].weights), [0, 0.4, 0.6], 1e-13);
    expectClose(Object.values(corners[2].weights), [0, 0, 1], 1e-13);
  });

  it('is one portfolio where all returns are equal, or there is one asset', () => {
    const three = covarianceOf([
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 4],
    ]);
    const { corners } = efficientFrontier(anyEngine, three, {
      expectedReturns: new Float64Array(3).fill(0.01),
    });
    expect(corners).toHaveLength(1);
    expectClose(Object.values(corners[0].weights), [4 / 7, 2 / 7, 1 / 7], 1e-13);
    expect(corners[0]).toMatchObject({ lambda: 0, lambdaAbove: Infinity });
    const one = efficientFrontier(anyEngine, covarianceOf([[4]]), { expectedReturns: { A0: 0.1 } });
    expect(one.corners).toMatchObject([{ weights: { A0: 1 }, volatility: 2, expectedReturn: 0.1 }]);
  });

  it('has a kink at a corner where every weight is at a bound', () => {
    const two = covarianceOf(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      ['A', 'B', 'C'],
    );
    const options = { expectedReturns: { A: 1, B: 2, C: 5 }, maxWeights: 0.5 };
    const { corners } = efficientFrontier(anyEngine, two, options);
    expectClose(Object.values(corners[corners.length - 1].weights), [0, 0.5, 0.5], 1e-14);
    // K_A = −t, K_B = 0.5 − 2t: B falls below t = 0.5
    expect(corners[corners.length - 1].lambda).toBeCloseTo(0.5, 13);
  });
});

describe('efficient frontier', () => {
  it('has corners that are minima, in order, and weights within bounds', () => {
    fc.assert(
      fc.property(cases, ({ seed, N, ties }) => {
        const { covariance, options } = randomFrontier(seed, N, 2 * N, ties);
        const { status, corners } = efficientFrontier(engine, covariance, options);
        expect(status).toBe('optimal');
        expect(corners[0].lambda).toBe(0);
        expect(corners[corners.length - 1].lambdaAbove).toBe(Infinity);
        for (const corner of corners) {
          expect(corner.kktResidual).toBeLessThan(1e-11);
          expect(Object.values(corner.weights).reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
        }
        for (let k = 1; k < corners.length; k++) {
          expect(corners[k].lambda).toBeGreaterThanOrEqual(corners[k - 1].lambdaAbove - 1e-15);
          expect(corners[k].expectedReturn).toBeGreaterThan(corners[k - 1].expectedReturn - 1e-15);
          expect(corners[k].volatility).toBeGreaterThan(corners[k - 1].volatility - 1e-15);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has the portfolios of the quadratic programs for returns, volatilities and risk aversions', () => {
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1, noNaN: true }), ({ seed, N, ties }, share) => {
        const { covariance, options } = randomFrontier(seed, N, 2 * N, ties);
        const { corners } = efficientFrontier(engine, covariance, options);
        const [low, high] = [corners[0], corners[corners.length - 1]];
        const targets: FrontierTarget[] = [
          // no more than there is, whatever the rounding
          {
            targetReturn: Math.min(
              high.expectedReturn,
              low.expectedReturn + share * (high.expectedReturn - low.expectedReturn),
            ),
          },
          // at the least volatility a return changes without end by the volatility
          { targetVolatility: low.volatility + (0.02 + 0.98 * share) * (high.volatility - low.volatility) },
          { riskAversion: 0.5 / (0.01 + share) },
        ];
        for (const target of targets) {
          const { onFrontier, solved } = both(covariance, options, target);
          expect(onFrontier.expectedReturn).toBeCloseTo(solved.expectedReturn!, 9);
          expect(onFrontier.volatility).toBeCloseTo(solved.volatility, 9);
          for (const [asset, weight] of Object.entries(onFrontier.weights)) {
            expect(Math.abs(weight - solved.weights[asset])).toBeLessThan(1e-6);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('has no less variance than the quadratic programs, at many returns of a larger universe', () => {
    const { covariance, expectedReturns } = randomPortfolioProblem(77, 60, 120);
    for (const maxWeights of [1, 0.05]) {
      const options = { expectedReturns, maxWeights };
      const frontier = efficientFrontier(engine, covariance, options);
      const { corners } = frontier;
      const [low, high] = [corners[0].expectedReturn, corners[corners.length - 1].expectedReturn];
      expect(corners.length).toBeGreaterThan(10);
      for (let k = 0; k <= 200; k++) {
        const targetReturn = k === 200 ? high : low + ((high - low) * k) / 200;
        const point = frontierPortfolio(frontier, { targetReturn });
        const solved = optimizeWeights(engine, covariance, {
          ...options,
          objective: 'targetReturn',
          targetReturn,
        });
        if (point.status !== 'optimal') throw new Error(point.conflict.join());
        expectClose(Object.values(point.weights), Object.values(solved.weights), 1e-9);
        expect(Math.abs(point.volatility / solved.volatility - 1)).toBeLessThan(1e-11);
        expect(Math.abs(point.lambda - (solved.multipliers!.targetReturn ?? 0))).toBeLessThan(
          k === 0 || k === 200 ? Infinity : 1e-8,
        );
      }
    }
  });

  it('is traced under a singular covariance, and with identical assets', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { covariance, options } = randomFrontier(seed, 12, 5, seed % 2 === 0);
      const frontier = efficientFrontier(engine, covariance, options);
      expect(frontier.status).toBe('optimal');
      const { corners } = frontier;
      for (const { kktResidual } of corners) expect(kktResidual, `seed ${seed}`).toBeLessThan(1e-9);
      const targetReturn = 0.6 * corners[0].expectedReturn + 0.4 * corners[corners.length - 1].expectedReturn;
      const { onFrontier, solved } = both(covariance, options, { targetReturn });
      expect(onFrontier.volatility).toBeCloseTo(solved.volatility, 8);
    }
    const twins = covarianceOf([
      [1, 1, 0],
      [1, 1, 0],
      [0, 0, 2],
    ]);
    for (const maxWeights of [1, 0.6]) {
      const { status, corners } = efficientFrontier(engine, twins, {
        expectedReturns: { A0: 1, A1: 1, A2: 2 },
        maxWeights,
      });
      expect(status).toBe('optimal');
      expectClose([corners[0].volatility], [Math.sqrt(2 / 3)], 1e-12);
      expect(corners[0].kktResidual).toBeLessThan(1e-12);
    }
  });

  it('follows its assets and the units of returns', () => {
    const { covariance, options } = randomFrontier(21, 9, 18, false);
    const base = efficientFrontier(engine, covariance, options).corners;
    const moved = efficientFrontier(
      engine,
      reorderedCovariance(covariance, [8, 2, 4, 0, 1, 7, 3, 6, 5]),
      options,
    ).corners;
    const larger = { ...covariance, values: covariance.values.map((v) => v * 1e4) };
    const expectedReturns = Object.fromEntries(
      Object.entries(options.expectedReturns).map(([asset, mu]) => [asset, 100 * mu]),
    );
    const scaled = efficientFrontier(engine, larger, { ...options, expectedReturns }).corners;
    expect(moved).toHaveLength(base.length);
    expect(scaled).toHaveLength(base.length);
    base.forEach(({ weights, lambda }, k) => {
      for (const asset of covariance.assets) {
        expect(moved[k].weights[asset]).toBeCloseTo(weights[asset], 11);
        expect(scaled[k].weights[asset]).toBeCloseTo(weights[asset], 11);
      }
      expect(scaled[k].lambda).toBeCloseTo(100 * lambda, 9);
    });
  });

  it('says why there is none, and what is beyond its ends', () => {
    const two = covarianceOf(
      [
        [1e-4, 0],
        [0, 4e-4],
      ],
      ['A', 'B'],
    );
    const options = { expectedReturns: { A: 0.002, B: 0.01 } };
    const frontier = efficientFrontier(engine, two, options);
    expect(frontierPortfolio(frontier, { targetReturn: 0.02 })).toEqual({
      status: 'infeasible',
      conflict: ['targetReturn 0.02 is above the largest reachable return, 0.01 a period'],
    });
    expect(frontierPortfolio(frontier, { targetVolatility: 0.001 })).toMatchObject({
      conflict: ['targetVolatility 0.001 is below the smallest reachable volatility, 0.00894427191 a period'],
    });
    expect(frontierPortfolio(frontier, { targetReturn: 0 })).toMatchObject({
      weights: frontier.corners[0].weights,
    });
    expect(frontierPortfolio(frontier, { targetVolatility: 1 })).toMatchObject({ weights: { A: 0, B: 1 } });
    const none = efficientFrontier(engine, two, { ...options, maxWeights: 0.4 });
    expect(none).toEqual({ status: 'infeasible', conflict: ['sum of maxWeights is 0.8 < 1'], corners: [] });
    expect(thrown(() => frontierPortfolio(none, { targetReturn: 0 })).code).toBe('no-frontier');
    expect(thrown(() => frontierPortfolio(frontier, {})).code).toBe('missing-target');
    expect(thrown(() => frontierPortfolio(frontier, { riskAversion: 0 })).code).toBe('bad-target');
    const short = { ...options, minWeights: -Infinity, maxWeights: Infinity };
    expect(thrown(() => efficientFrontier(engine, two, short)).code).toBe('unbounded-frontier');
    expect(thrown(() => efficientFrontier(engine, two, {} as FrontierOptions)).code).toBe('missing-target');
  });
});
