import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  covariance,
  type Covariance,
  DataError,
  optimizeWeights,
  type PortfolioEngine,
  type PortfolioOptions,
  type PortfolioResult,
} from '../../src/browser.js';
import { solvePortfolio } from '../../src/portfolio/optimize.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomReturns, reordered } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

function covarianceOf(values: readonly number[], assets: readonly string[]): Covariance {
  return { name: 'sample', assets: [...assets], values: Float64Array.from(values), conditionNumber: null };
}

/** Variances 4, 1, 9 (per cent²) and one correlation. */
const three = covarianceOf(
  [4, 1, 0, 1, 1, 0, 0, 0, 9].map((value) => value * 1e-4),
  ['SPY', 'AGG', 'GLD'],
);

function cholesky(): never {
  throw new Error('no factor is needed');
}

function weightsOf({ weights }: PortfolioResult): number[] {
  return Object.values(weights);
}

describe.each(engines)('minimum variance, %s build', (_, engine) => {
  const solve = (input: Covariance, options?: PortfolioOptions): PortfolioResult =>
    optimizeWeights(engine, input, options);

  it('has weights proportional to the inverse variances of uncorrelated assets', () => {
    const result = solve(covarianceOf([1, 0, 0, 0, 4, 0, 0, 0, 4], ['A', 'B', 'C']));
    expect(result.status).toBe('optimal');
    expectClose(weightsOf(result), [2 / 3, 1 / 6, 1 / 6], 1e-12);
    expect(result.volatility).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(result.kktResidual).toBeLessThan(1e-10);
    expect(result.regularisation).toBe(0);
  });

  it('leaves out an asset that cannot lower the risk, with the weight 0 exactly', () => {
    // AGG and SPY have covariance equal to AGG's variance: SPY neither adds to AGG and GLD nor takes away
    const result = solve(three);
    expect(result.weights.SPY).toBe(0);
    expectClose(weightsOf(result), [0, 0.9, 0.1], 1e-12);
    expect(result.volatility).toBeCloseTo(Math.sqrt(0.9e-4), 14);
  });

  it('goes short where it may', () => {
    const close = covarianceOf([4, 1.5, 0, 1.5, 1, 0, 0, 0, 9], ['SPY', 'AGG', 'GLD']);
    const long = solve(close);
    const short = solve(close, { minWeights: -1, maxWeights: 2 });
    expect(long.weights.SPY).toBe(0);
    // 2×2 block: inverse of [4 1.5; 1.5 1] times 1 is (−0.5, 2.5)/1.75, and 1/9 for GLD
    const sum = 2 / 1.75 + 1 / 9;
    expectClose(weightsOf(short), [-0.5 / 1.75 / sum, 2.5 / 1.75 / sum, 1 / 9 / sum], 1e-12);
    expect(short.volatility).toBeLessThan(long.volatility);
  });

  it('keeps to bounds for all assets or by ticker, exactly where they bind', () => {
    expect(weightsOf(solve(three, { maxWeights: 0.5 }))).toContain(0.5);
    const result = solve(three, { minWeights: { SPY: 0.3 }, maxWeights: { AGG: 0.6 } });
    expect(result.weights.SPY).toBe(0.3);
    expect(result.weights.AGG).toBe(0.6);
    expect(result.weights.GLD).toBeCloseTo(0.1, 15);
  });

  it('adds up to 1 and follows its assets on simulated returns', () => {
    const returns = randomReturns(51, 60, 12);
    const order = [7, 2, 11, 0, 4, 9, 1, 3, 10, 5, 8, 6];
    const first = solve(covariance(engine, 'ledoitWolf', { returns }), { maxWeights: 0.2 });
    const second = solve(covariance(engine, 'ledoitWolf', { returns: reordered(returns, order) }), {
      maxWeights: 0.2,
    });
    expect(weightsOf(first).reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(Math.min(...weightsOf(first))).toBeGreaterThanOrEqual(0);
    for (const [asset, weight] of Object.entries(first.weights)) {
      expect(second.weights[asset]).toBeCloseTo(weight, 9);
    }
  });

  it('does not depend on the unit of the covariance', () => {
    const returns = randomReturns(52, 40, 8);
    const base = covariance(engine, 'sample', { returns });
    const scaled = { ...base, values: base.values.map((value) => value * 1e-8) };
    expectClose(weightsOf(solve(scaled)), weightsOf(solve(base)), 1e-9);
  });

  it('solves a singular covariance of more assets than periods', () => {
    const returns = randomReturns(53, 8, 12);
    const result = solve(covariance(engine, 'sample', { returns }));
    expect(result.status).toBe('optimal');
    expect(result.kktResidual).toBeLessThan(1e-8);
  });

  it('starts from an earlier solution and gives the same weights', () => {
    const returns = randomReturns(54, 60, 10);
    const input = covariance(engine, 'sample', { returns });
    const cold = solvePortfolio(engine, input, { maxWeights: 0.3 });
    const warm = solvePortfolio(engine, input, { maxWeights: 0.3 }, cold.solution ?? undefined);
    expectClose(weightsOf(warm.result), weightsOf(cold.result), 1e-12);
    expect(warm.result.iterations).toBeLessThanOrEqual(cold.result.iterations);
  });

  it('refuses an indefinite matrix', () => {
    const error = thrown(() => solve(covarianceOf([1, 2, 2, 1], ['A', 'B'])));
    expect(error).toBeInstanceOf(DataError);
    expect(error.code).toBe('indefinite-covariance');
  });
});

describe('portfolios that need no solver', () => {
  const solver: PortfolioEngine = {
    cholesky,
    solveQP: () => {
      throw new Error('entered the engine');
    },
  };
  const solve = (options: PortfolioOptions, input = three): PortfolioResult =>
    optimizeWeights(solver, input, options);

  it('equal weights are 1/N, with the volatility of the covariance', () => {
    const result = solve({ objective: 'equalWeight' });
    expect(result.status).toBe('optimal');
    expect(weightsOf(result)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect(result.volatility).toBeCloseTo(Math.sqrt(16e-4 / 9), 15);
  });

  it.each<[PortfolioOptions, string]>([
    [{ maxWeights: 0.3 }, 'sum of maxWeights is 0.9 < 1'],
    [{ maxWeights: { SPY: 0.1, AGG: 0.2, GLD: 0.3 } }, 'sum of maxWeights is 0.6 < 1'],
    [{ minWeights: 0.4 }, 'sum of minWeights is 1.2 > 1'],
    [{ minWeights: { AGG: 0.4 }, maxWeights: 0.35 }, 'minWeights of AGG is 0.4 > maxWeights 0.35'],
    [
      { objective: 'equalWeight', maxWeights: { AGG: 0.25 } },
      'the equal weight 0.3333333333 > maxWeights of AGG, 0.25',
    ],
    [
      { objective: 'equalWeight', minWeights: { GLD: 0.4 } },
      'the equal weight 0.3333333333 < minWeights of GLD, 0.4',
    ],
  ])('%j is infeasible because %s', (options, reason) => {
    const result = solve(options);
    expect(result).toMatchObject({
      status: 'infeasible',
      conflict: [reason],
      weights: { SPY: 0, AGG: 0, GLD: 0 },
    });
  });

  it('bounds that add up to 1 but for rounding are feasible', () => {
    const ten = covarianceOf(
      Array.from({ length: 100 }, (_, k) => (k % 11 === 0 ? 1 : 0)),
      'ABCDEFGHIJ'.split(''),
    );
    expect(() => solve({ maxWeights: 0.1 }, ten)).toThrow('entered the engine');
  });

  it('a bound for an asset that is not there is refused with the nearest', () => {
    const error = thrown(() => solve({ maxWeights: { SPI: 0.3 } }));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({
      code: 'unknown-asset',
      details: { option: 'maxWeights', asset: 'SPI' },
      hint: 'did you mean "SPY"?',
    });
  });

  it.each<[PortfolioOptions, string]>([
    [{ maxWeights: NaN }, 'maxWeights'],
    [{ maxWeights: -Infinity }, 'maxWeights'],
    [{ minWeights: { AGG: Infinity } }, 'minWeights.AGG'],
    [{ minWeights: '0.1' as unknown as number }, 'minWeights'],
  ])('the bound %j is refused', (options, field) => {
    expect(thrown(() => solve(options))).toMatchObject({ code: 'bad-bound', details: { field } });
  });

  it('an unknown objective is refused with the nearest', () => {
    expect(thrown(() => solve({ objective: 'minimumVarience' as 'minimumVariance' }))).toMatchObject({
      code: 'unknown-objective',
      hint: 'did you mean "minimumVariance"?',
    });
  });

  it('a covariance that is empty, of a wrong size or not finite is refused', () => {
    const code = (input: Covariance): string => thrown(() => solve({}, input)).code;
    expect(code(covarianceOf([], []))).toBe('no-assets');
    expect(code(covarianceOf([1, 0, 1], ['A', 'B']))).toBe('wrong-length');
    expect(thrown(() => solve({}, covarianceOf([1, 0, NaN, 1], ['A', 'B'])))).toMatchObject({
      code: 'not-finite',
      details: { row: 'B', column: 'A' },
    });
  });

  it('a conflict that only the solver finds is told in words', () => {
    const conflicted: PortfolioEngine = {
      cholesky,
      solveQP: ({ n }) => ({
        status: 'infeasible',
        x: new Float64Array(n),
        objective: 0,
        multipliers: new Float64Array(1),
        boundMultipliers: new Float64Array(n),
        activeSet: new Int32Array(0),
        conflict: Int32Array.of(1, -2, 4),
        regularisation: 0,
        iterations: 2,
        kktResidual: 0,
      }),
    };
    expect(optimizeWeights(conflicted, three, {})).toMatchObject({
      status: 'infeasible',
      conflict: ['weights add up to 1', 'maxWeights of SPY is 1', 'minWeights of GLD is 0'],
    });
  });

  it('rounding of the solver does not reach the weights', () => {
    const rounded: PortfolioEngine = {
      cholesky,
      solveQP: ({ n }) => ({
        status: 'optimal',
        x: Float64Array.of(-1e-18, 0.8999999999999, 0.1 + 1e-15),
        objective: 0,
        multipliers: new Float64Array(1),
        boundMultipliers: new Float64Array(n),
        activeSet: Int32Array.of(1, 2),
        regularisation: 0,
        iterations: 2,
        kktResidual: 0,
      }),
    };
    const { weights } = optimizeWeights(rounded, three, {});
    expect(weights.SPY).toBe(0);
    expect(weights.GLD).toBe(0.1 + 1e-15);
    expect(weights.SPY + weights.AGG + weights.GLD).toBe(1);
  });
});
