import { describe, expect, it } from 'vitest';
import { covariance, type Covariance, optimizeWeights } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomReturns } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

describe.each(engines)('closed-form minimum variance, %s build', (_, engine) => {
  const closed = (input: Covariance) =>
    optimizeWeights(engine, input, { objective: 'unconstrainedMinimumVariance' });
  const of = (assets: string[], ...values: number[]): Covariance => ({
    name: 'sample',
    assets,
    values: Float64Array.from(values),
    conditionNumber: null,
  });

  it("is Σ⁻¹1/(1'Σ⁻¹1), by hand", () => {
    // inverse of [4 1.5; 1.5 1] times 1 is (−0.5, 2.5)/1.75
    const result = closed(of(['A', 'B'], 4, 1.5, 1.5, 1));
    expect(result.status).toBe('optimal');
    expectClose(Object.values(result.weights), [-0.25, 1.25], 1e-14);
    // 1/(1'Σ⁻¹1) = 1.75/2
    expect(result.volatility).toBeCloseTo(Math.sqrt(0.875), 14);
  });

  it('is the quadratic program with bounds that do not bind', () => {
    const input = covariance(engine, 'sample', { returns: randomReturns(71, 80, 12) });
    const bounded = optimizeWeights(engine, input, { minWeights: -Infinity, maxWeights: Infinity });
    const result = closed(input);
    expect(Object.values(result.weights).some((weight) => weight < 0)).toBe(true);
    expectClose(Object.values(result.weights), Object.values(bounded.weights), 1e-10);
    expect(result.kktResidual).toBeLessThan(1e-12);
    expect(Object.values(result.weights).reduce((a, b) => a + b)).toBeCloseTo(1, 13);
  });

  it('tells the expected return where one is asked for', () => {
    const expectedReturns = { A: 0.01, B: 0.02 };
    const result = optimizeWeights(engine, of(['A', 'B'], 4, 1.5, 1.5, 1), {
      objective: 'unconstrainedMinimumVariance',
      expectedReturns,
    });
    expect(result.expectedReturn).toBeCloseTo(-0.25 * 0.01 + 1.25 * 0.02, 15);
  });

  it('refuses a semi-definite matrix, naming the asset that the others make up, whatever its unit', () => {
    for (const unit of [1, 1e-12]) {
      const singular = of(['A', 'B', 'C'], 2, 1, 3, 1, 2, 3, 3, 3, 6);
      const input = { ...singular, values: singular.values.map((value) => unit * value) };
      expect(thrown(() => closed(input))).toMatchObject({
        code: 'singular-covariance',
        details: { covariance: 'sample', asset: 'C' },
      });
    }
    const few = covariance(engine, 'sample', { returns: randomReturns(72, 8, 12) });
    expect(thrown(() => closed(few)).code).toBe('singular-covariance');
  });

  it.each(['minWeights', 'maxWeights'])('has no %s', (option) => {
    const objective = 'unconstrainedMinimumVariance';
    const error = thrown(() => optimizeWeights(engine, of(['A'], 1), { objective, [option]: 0.5 }));
    expect(error).toMatchObject({ code: 'unused-option', details: { objective, option } });
  });
});
