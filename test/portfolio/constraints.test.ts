import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, type Objective, optimizeWeights, type PortfolioOptions } from '../../src/browser.js';
import { cases, kkt, multiplierOf, variance } from '../support/constrained-objectives.js';
import { byParts, constrainedProblem, largestViolation } from '../support/constrained-problems.js';
import { engines } from '../support/engines.js';
import { covarianceOf, reorderedCovariance } from '../support/portfolio-problems.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

const problems = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), N: fc.integer({ min: 3, max: 9 }) });

/** A problem of an objective, solved; null where no portfolio has a positive excess return. */
function solved(name: string, seed: number, N: number, rank?: number) {
  const case_ = cases[name as Objective]!;
  const problem = constrainedProblem(seed, N, { isRatio: case_.isRatio, rank });
  const options = { ...problem.options, ...case_.options(problem, seed) };
  const result = optimizeWeights(engine, problem.covariance, options);
  if (case_.isRatio && result.status === 'infeasible') return null;
  expect(result.status, `${name} ${seed} ${N} ${JSON.stringify(result)}`).toBe('optimal');
  return { case_, problem, options, result, w: Object.values(result.weights) };
}

describe.each(Object.keys(cases))('%s within every kind of constraint', (name) => {
  it('keeps them and has the conditions of a minimum, with the multipliers that it reports', () => {
    let count = 0;
    fc.assert(
      fc.property(problems, ({ seed, N }) => {
        const found = solved(name, seed, N);
        if (found === null) return;
        count++;
        const { problem, case_, options, result, w } = found;
        expect(largestViolation(w, problem.sides)).toBeLessThan(1e-10);
        expect(result.violation).toBeLessThan(1e-10);
        expect(kkt(problem, result, case_, options), `${seed} ${N}`).toBeLessThan(1e-7);
      }),
      { numRuns: 250 },
    );
    expect(count).toBeGreaterThan(150);
  });

  it('is no worse than other portfolios within them, near and far', () => {
    let compared = 0;
    fc.assert(
      fc.property(problems, ({ seed, N }) => {
        const found = solved(name, seed, N);
        if (found === null) return;
        const { problem, case_, options, w } = found;
        const { normal, uniform } = randomSource(seed + 9);
        const best = case_.of(problem, w, options).value;
        for (let k = 0; k < 6; k++) {
          const size = 10 ** (-3 * uniform());
          const near = problem.covariance.assets.map((asset, i) => [asset, w[i] + size * normal()]);
          const other = optimizeWeights(engine, problem.covariance, {
            ...problem.options,
            ...{
              objective: 'minimumTrackingError',
              benchmarkWeights: Object.fromEntries(near) as Record<string, number>,
            },
          });
          const point = Object.values(other.weights);
          if (case_.own !== undefined && case_.own(problem, point, options).excess > 0) continue;
          compared++;
          expect(largestViolation(point, problem.sides)).toBeLessThan(1e-10);
          expect(case_.of(problem, point, options).value).toBeGreaterThanOrEqual(
            best - 1e-9 * Math.abs(best) - 1e-13,
          );
        }
      }),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(60);
  });

  it('follows its assets into another order, and does not depend on the unit of risk', () => {
    fc.assert(
      fc.property(problems, ({ seed, N }) => {
        const found = solved(name, seed, N);
        if (found === null) return;
        const { problem, options, result } = found;
        const { uniform } = randomSource(seed + 5);
        const order = Array.from({ length: N }, (_, i) => i).sort(() => uniform() - 0.5);
        const moved = optimizeWeights(engine, reorderedCovariance(problem.covariance, order), options);
        const unit = 100;
        const larger = {
          ...problem.covariance,
          values: problem.covariance.values.map((value) => unit * unit * value),
        };
        const inUnit = optimizeWeights(engine, larger, {
          ...options,
          ...(options.riskAversion && { riskAversion: options.riskAversion / unit ** 2 }),
          ...(options.targetVolatility && { targetVolatility: options.targetVolatility * unit }),
        });
        for (const [asset, weight] of Object.entries(result.weights)) {
          expect(Math.abs(moved.weights[asset] - weight)).toBeLessThan(1e-6);
          expect(Math.abs(inUnit.weights[asset] - weight)).toBeLessThan(1e-6);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps them under a singular covariance', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const found = solved(name, 5000 + seed, 8, 4);
      if (found === null) continue;
      const { problem, case_, options, result, w } = found;
      expect(largestViolation(w, problem.sides)).toBeLessThan(1e-9);
      expect(kkt(problem, result, case_, options), `seed ${seed}`).toBeLessThan(1e-6);
    }
  });
});

describe.each(engines)('Constraints, %s build', (build, builtEngine) => {
  it('have the minimum of npm quadprog over the parts of weights', () => {
    let kinks = 0;
    const count = build === 'release' ? 150 : 20;
    for (let seed = 1; seed <= count; seed++) {
      const N = 3 + (seed % 5);
      const problem = constrainedProblem(seed, N, { room: 0.02 });
      const { values } = problem.covariance;
      const P = Array.from({ length: N }, (_, i) =>
        Array.from(values.subarray(i * N, (i + 1) * N), (v) => 1e3 * v),
      );
      const expected = byParts(P, new Array<number>(N).fill(0), problem.sides, 1e-7)!;
      const result = optimizeWeights(builtEngine, problem.covariance, problem.options);
      const w = Object.values(result.weights);
      const excess = variance(problem, w, {}).value / variance(problem, expected, {}).value - 1;
      expect(Math.abs(excess), `seed ${seed}`).toBeLessThan(1e-5);
      kinks += problem.sides.filter((side) => 'at' in side && multiplierOf(result, side) > 0).length;
    }
    expect(kinks).toBeGreaterThan(build === 'release' ? 20 : 0);
  });
});

describe('Limits with kinks', () => {
  it('have the same minimum where weights are split into their parts', () => {
    let tried = 0;
    for (let seed = 1; seed <= 120; seed++) {
      const problem = constrainedProblem(seed, 4 + (seed % 5), { room: 0.02 });
      let calls = 0;
      const spy = {
        cholesky: engine.cholesky.bind(engine),
        solveQP: (...given: Parameters<typeof engine.solveQP>) => {
          // the first choice of segments is refused, as if it had no portfolio
          const solution = engine.solveQP(...given);
          return ++calls === 2 ? { ...solution, status: 'infeasible' as const } : solution;
        },
      };
      const split = optimizeWeights(spy, problem.covariance, problem.options);
      if (calls < 3 || split.status !== 'optimal') continue;
      tried++;
      const direct = optimizeWeights(engine, problem.covariance, problem.options);
      for (const [asset, weight] of Object.entries(direct.weights))
        expect(Math.abs(split.weights[asset] - weight)).toBeLessThan(1e-7);
      expect(kkt(problem, split, cases.minimumVariance!, {}), `seed ${seed}`).toBeLessThan(1e-6);
    }
    expect(tried).toBeGreaterThan(20);
  });

  it('may be all that keeps a program bounded', () => {
    const problem = constrainedProblem(3, 4);
    const { expectedReturns, covariance } = problem;
    const free = { minWeights: -Infinity, maxWeights: Infinity, budget: 0.5, maxGross: 2, expectedReturns };
    const mu = Object.values(expectedReturns).sort((x, y) => x - y);
    const largest = 1.25 * mu[3] - 0.75 * mu[0];
    const wide = { ...free, objective: 'targetVolatility' as const, targetVolatility: 10 };
    const most = optimizeWeights(engine, covariance, wide);
    expect(most.status).toBe('optimal');
    expect(most.expectedReturn).toBeCloseTo(largest, 12);
    const flat = { ...covariance, values: new Float64Array(16) };
    const byReturn = optimizeWeights(engine, flat, { ...free, objective: 'meanVariance', riskAversion: 1 });
    expect(byReturn.expectedReturn).toBeCloseTo(largest, 12);
  });
});

describe('Multipliers', () => {
  const problem = constrainedProblem(12, 5);
  const base: PortfolioOptions = {
    ...{ minWeights: -0.5, maxWeights: 1, budget: 0.9, maxGross: 1.3 },
    groups: { pair: { assets: ['A0', 'A1'] } },
    linearConstraints: ['pair >= 0.55'],
    factorExposures: {
      beta: { loadings: { A0: 1.2, A1: 0.7, A2: 1, A3: 0.3, A4: 1.5 }, min: 0.95 },
    },
  };
  const half = (options: PortfolioOptions): number =>
    optimizeWeights(engine, problem.covariance, options).volatility ** 2 / 2;
  const slope = (of: (change: number) => PortfolioOptions): number =>
    (half(of(1e-5)) - half(of(-1e-5))) / 2e-5;

  it('are the derivatives of half the variance by the limits', () => {
    const { multipliers: y } = optimizeWeights(engine, problem.covariance, base);
    const { beta } = base.factorExposures!;
    expect(y!.budget! / slope((d) => ({ ...base, budget: 0.9 + d }))).toBeCloseTo(1, 5);
    const pair = slope((d) => ({ ...base, linearConstraints: [`pair >= ${0.55 + d}`] }));
    expect(y!.linearConstraints!['pair >= 0.55']).toBeGreaterThan(0);
    expect(y!.linearConstraints!['pair >= 0.55'] / pair).toBeCloseTo(1, 5);
    const factor = slope((d) => ({ ...base, factorExposures: { beta: { ...beta, min: 0.95 + d } } }));
    expect(y!.factorExposures!.beta - factor).toBeCloseTo(0, 9);
    let binding = 0;
    for (const limit of ['maxGross', 'maxLong', 'maxShort'] as const) {
      const rest: PortfolioOptions = {
        ...base,
        ...{ linearConstraints: undefined, factorExposures: undefined, groups: {} },
      };
      const free = optimizeWeights(engine, problem.covariance, { ...rest, maxGross: undefined });
      const w = Object.values(free.weights);
      const [long, short] = [1, -1].map((sign) => w.reduce((sum, x) => sum + Math.max(0, sign * x), 0));
      const at = { maxGross: long + short, maxLong: long, maxShort: short }[limit] - 0.01;
      if (!(at > (limit === 'maxShort' ? 0 : 0.9))) continue;
      const options = { ...rest, maxGross: undefined, [limit]: at };
      const { multipliers } = optimizeWeights(engine, problem.covariance, options);
      binding++;
      expect(multipliers![limit]).toBeLessThan(0);
      expect(multipliers![limit]! / slope((d) => ({ ...options, [limit]: at + d }))).toBeCloseTo(1, 4);
    }
    expect(binding).toBeGreaterThan(1);
  });

  it('are 0 of what does not bind', () => {
    const { multipliers } = optimizeWeights(engine, problem.covariance, {
      ...{ minBudget: 0.2, maxBudget: 3, minWeights: -1, maxLong: 10, maxShort: 10, maxGross: 20 },
      linearConstraints: ['A0 <= 5'],
    });
    expect(multipliers).toMatchObject({ maxLong: 0, maxShort: 0, maxGross: 0 });
    expect(multipliers!.linearConstraints).toEqual({ 'A0 <= 5': 0 });
  });
});

describe('Budgets', () => {
  const covariance = covarianceOf([
    [0.04, 0.01],
    [0.01, 0.09],
  ]);

  it('scale weights, and what is not invested is cash', () => {
    const whole = optimizeWeights(engine, covariance, {});
    const part = optimizeWeights(engine, covariance, { budget: 0.5 });
    expect(part.weights.A0).toBeCloseTo(whole.weights.A0 / 2, 14);
    const expectedReturns = { A0: 0.01, A1: 0.02 };
    const sharpe = (options: PortfolioOptions) =>
      optimizeWeights(engine, covariance, {
        objective: 'maximumSharpe',
        expectedReturns,
        riskFree: 0.004,
        ...options,
      });
    const levered = sharpe({ budget: 1.5, maxWeights: 2 });
    expect(levered.weights.A1).toBeCloseTo(1.5 * sharpe({}).weights.A1, 12);
    expect(levered.sharpe).toBeCloseTo(sharpe({}).sharpe!, 12);
  });

  it('may be ranges, of which the objective takes what it likes', () => {
    const least = optimizeWeights(engine, covariance, { minBudget: 0, maxBudget: 1 });
    expect(least).toMatchObject({ status: 'optimal', weights: { A0: 0, A1: 0 }, effectiveAssets: 0 });
    const some = optimizeWeights(engine, covariance, { minBudget: 0.3, maxBudget: 1 });
    expect(some.weights.A0 + some.weights.A1).toBeCloseTo(0.3, 14);
    const expectedReturns = { A0: 0.01, A1: 0.02 };
    const most = optimizeWeights(engine, covariance, {
      ...{ minBudget: 0.3, maxBudget: 0.8, objective: 'meanVariance', riskAversion: 0.01, expectedReturns },
    });
    expect(most.weights).toEqual({ A0: 0, A1: 0.8 });
    const inside = optimizeWeights(engine, covariance, {
      ...{ minBudget: 0, maxBudget: 1, objective: 'meanVariance', riskAversion: 4, expectedReturns },
    });
    // Σw = μ/4 without any limit
    expect(inside.weights.A0).toBeCloseTo((0.09 * 0.01 - 0.01 * 0.02) / (4 * 0.0035), 12);
    expect(inside.multipliers!.budget).toBe(0);
    const target = optimizeWeights(engine, covariance, {
      ...{ minBudget: 0, maxBudget: 2, maxWeights: 2, objective: 'targetVolatility', expectedReturns },
      targetVolatility: 0.3,
    });
    expect(target.volatility).toBeCloseTo(0.3, 10);
  });

  it('of nothing is a portfolio that pays its long positions by its short ones', () => {
    const { weights } = optimizeWeights(engine, covariance, {
      ...{ budget: 0, minWeights: -1, maxGross: 1, objective: 'meanVariance', riskAversion: 0.01 },
      expectedReturns: { A0: 0.01, A1: 0.02 },
    });
    expect(weights.A1).toBeCloseTo(0.5, 14);
    expect(weights.A0).toBeCloseTo(-0.5, 14);
  });

  it.each([
    [{ budget: NaN }, 'bad-bound'],
    [{ budget: Infinity }, 'bad-bound'],
    [{ budget: 1, minBudget: 0.5 }, 'unused-option'],
    [{ maxBudget: NaN }, 'bad-bound'],
    [{ maxGross: -1 }, 'bad-bound'],
    [{ maxLong: NaN }, 'bad-bound'],
    [{ objective: 'maximumDiversification', minBudget: 0.5 }, 'unused-option'],
    [{ objective: 'maximumDiversification', budget: 0, minWeights: -1 }, 'bad-bound'],
    [{ objective: 'riskParity', maxGross: 1 }, 'unused-option'],
    [{ factorExposures: { beta: { loadings: { A0: 1 } } } }, 'no-limit'],
    [{ factorExposures: { beta: { loadings: { A9: 1 }, max: 1 } } }, 'unknown-asset'],
    [{ factorExposures: { beta: { loadings: { A0: NaN }, max: 1 } } }, 'bad-loading'],
    [{ factorExposures: { beta: { loadings: { A0: 1 }, min: NaN } } }, 'bad-bound'],
    [{ linearConstraints: ['A0 <= 1', 'A0 <= 1'] }, 'bad-constraint'],
    [{ linearConstraints: ['A0 <= 1'], groups: { A0: { assets: ['A1'] } } }, 'ambiguous-name'],
    [{ linearConstraints: ['A0 <= 1'], groups: { g: { assets: ['A1'] } } }, 'no-limit'],
  ] as [PortfolioOptions, string][])('and other constraints are refused as %j', (options, code) => {
    const error = thrown(() => optimizeWeights(engine, covariance, options));
    expect([error.constructor, error.code]).toEqual([ConfigError, code]);
  });

  it('say why a ratio has no range of them', () => {
    const error = thrown(() =>
      optimizeWeights(engine, covariance, { objective: 'maximumDiversification', maxBudget: 2 }),
    );
    expect(error.hint).toContain('the same for every size of a portfolio');
  });
});
