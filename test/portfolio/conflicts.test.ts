import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimizeWeights, type PortfolioOptions } from '../../src/browser.js';
import { violationOf } from '../../src/portfolio/violation.js';
import { constrainedProblem, isFeasible, largestViolation } from '../support/constrained-problems.js';
import { engines } from '../support/engines.js';
import { covarianceOf } from '../support/portfolio-problems.js';

const [[, engine]] = engines;

const problems = fc.record({ seed: fc.integer({ min: 1, max: 1e6 }), N: fc.integer({ min: 2, max: 6 }) });

describe('Conflicts', () => {
  it('are smallest ones by name: without any one of them the others hold together', () => {
    const seen = new Map<string, number>();
    let [conflicts, feasible, inWords] = [0, 0, 0];
    fc.assert(
      fc.property(problems, fc.constantFrom(-0.05, -0.15, -0.4), ({ seed, N }, room) => {
        const { covariance, options, sides } = constrainedProblem(seed, N, {
          room,
          boundRoom: seed % 4 === 0 ? room : 0.3,
        });
        const result = optimizeWeights(engine, covariance, options);
        const label = `${seed} ${N} ${room}`;
        expect(result.status !== 'infeasible', label).toBe(isFeasible(N, sides));
        if (result.status !== 'infeasible') {
          feasible++;
          expect(largestViolation(Object.values(result.weights), sides)).toBeLessThan(1e-10);
          return;
        }
        const { conflict } = result;
        if (!conflict.every((name) => sides.some((side) => side.name === name))) {
          inWords++;
          expect(conflict, label).toHaveLength(1);
          expect(conflict[0]).toMatch(/^(sum of |min\w+ (of A\d )?is .* > max|max\w+ is .*, and .* needs )/);
          return;
        }
        conflicts++;
        const named = sides.filter(({ name }) => conflict.includes(name));
        expect(isFeasible(N, named), label).toBe(false);
        for (const left of conflict) {
          const others = named.filter(({ name }) => name !== left);
          expect(isFeasible(N, others), `${label}: ${left} in ${conflict.join('; ')}`).toBe(true);
          const kind = left.split(' ')[0];
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
        }
      }),
      { numRuns: 600 },
    );
    expect(conflicts).toBeGreaterThan(150);
    expect(feasible).toBeGreaterThan(20);
    expect(inWords).toBeGreaterThan(20);
    for (const kind of [
      'maxLong',
      'maxShort',
      'maxGross',
      'turnoverLimit',
      'max',
      'weights',
      'minWeights',
      'maxWeights',
    ])
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(3);
  });

  it('are those of ratios and of volatilities too', () => {
    const covariance = covarianceOf([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    const expectedReturns = { A0: 0.01, A1: 0.02 };
    const constraints: PortfolioOptions = {
      ...{ linearConstraints: ['A0 >= 0.7', 'A1 >= 0.4', 'A0 - A1 <= 1'], maxGross: 5 },
    };
    const conflict = ['weights add up to 1', 'A0 >= 0.7', 'A1 >= 0.4'];
    for (const options of [
      {},
      { objective: 'maximumSharpe', expectedReturns },
      { objective: 'maximumDiversification' },
      { objective: 'targetVolatility', targetVolatility: 0.3, expectedReturns },
      { objective: 'targetReturn', targetReturn: 0.011, expectedReturns },
    ] as PortfolioOptions[]) {
      const result = optimizeWeights(engine, covariance, { ...constraints, ...options });
      expect(result.status).toBe('infeasible');
      expect(new Set((result as { conflict: string[] }).conflict)).toEqual(new Set(conflict));
    }
  });

  it.each([
    [{ maxWeights: 0.3 }, 'sum of maxWeights is 0.6 < 1'],
    [{ maxWeights: 0.5, budget: 1.2 }, 'sum of maxWeights is 1 < budget 1.2'],
    [{ maxWeights: 0.5, minBudget: 1.2 }, 'sum of maxWeights is 1 < minBudget 1.2'],
    [{ minWeights: 0.6 }, 'sum of minWeights is 1.2 > 1'],
    [{ minWeights: 0.3, maxBudget: 0.5 }, 'sum of minWeights is 0.6 > maxBudget 0.5'],
    [{ minBudget: 1, maxBudget: 0.5 }, 'minBudget is 1 > maxBudget 0.5'],
    [{ maxLong: 0.8 }, 'maxLong is 0.8, and a budget of 1 needs 1'],
    [{ maxGross: 0.8, budget: 0.9 }, 'maxGross is 0.8, and budget 0.9 needs 0.9'],
    [{ maxShort: 0.2, budget: -0.5, minWeights: -1 }, 'maxShort is 0.2, and budget -0.5 needs 0.5'],
    [{ maxGross: 0.2, maxBudget: -0.5, minWeights: -1 }, 'maxGross is 0.2, and maxBudget -0.5 needs 0.5'],
  ] as [PortfolioOptions, string][])('are said in words before anything is solved: %j', (options, words) => {
    const covariance = covarianceOf([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    expect(optimizeWeights(engine, covariance, options)).toMatchObject({
      status: 'infeasible',
      conflict: [words],
    });
  });
});

describe('Answers', () => {
  it('that miss a constraint are not called optimal', () => {
    const covariance = covarianceOf([
      [0.04, 0.01],
      [0.01, 0.09],
    ]);
    const inexact = {
      cholesky: engine.cholesky.bind(engine),
      solveQP: (...given: Parameters<typeof engine.solveQP>) => {
        const solution = engine.solveQP(...given);
        return {
          ...solution,
          x: solution.x.map((value, i) => value + (i === 0 ? 1e-6 : 0)),
          activeSet: new Int32Array(0),
        };
      },
    };
    const options: PortfolioOptions = { linearConstraints: ['A0 <= 0.4'] };
    expect(optimizeWeights(engine, covariance, options).status).toBe('optimal');
    const missed = optimizeWeights(inexact, covariance, options);
    expect(missed.status).toBe('iterationLimit');
    expect(missed.violation).toBeGreaterThan(1e-7);
  });

  it('have the largest violation, in the units of the constraint and of what it sums', () => {
    const row = {
      ...{ name: { factor: 'f' }, coefficients: Float64Array.of(100, 0), lower: 60, upper: Infinity },
      describe: () => 'f',
    };
    const bounds = { lower: Float64Array.of(0, 0), upper: Float64Array.of(1, 1) };
    const { amount, relative } = violationOf(Float64Array.of(0.5, 0.5), { rows: [row], bounds, limits: [] });
    expect(amount).toBeCloseTo(10, 12);
    expect(relative).toBeCloseTo(10 / 60, 12);
  });
});
