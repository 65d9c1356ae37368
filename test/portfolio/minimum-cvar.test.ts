import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  createEngine,
  DataError,
  empiricalTail,
  minimumCVaR,
  type MinimumCVaROptions,
  optimizeWeights,
  type Scenarios,
} from '../../src/browser.js';
import { loadLinearSolver } from '../../src/portfolio/tails/load-linear-solver.js';
import { randomStream } from '../../src/numeric/random.js';
import '../support/property-seed.js';
import { thrown } from '../support/thrown.js';

interface Golden {
  name: string;
  confidence: number;
  options: MinimumCVaROptions;
  assets: number;
  returns: number[];
  objective: number;
  weights: number[];
}

const golden = JSON.parse(
  readFileSync(new URL('../reference/minimum-cvar.json', import.meta.url), 'utf8'),
) as { cases: Golden[] };
const engine = await createEngine();
const solver = await loadLinearSolver();

const named = (N: number): string[] => Array.from({ length: N }, (_, i) => `A${i}`);

/** Normal returns of N assets with a common factor. */
function drawn(seed: number, S: number, N: number): Scenarios {
  const { normal } = randomStream(seed, 'scenarios');
  const loadings = Array.from({ length: N }, (_, i) => 0.6 + 0.2 * i);
  const returns = new Float64Array(S * N);
  for (let s = 0; s < S; s++) {
    const factor = 0.03 * normal();
    for (let i = 0; i < N; i++) returns[s * N + i] = 0.003 + loadings[i] * factor + 0.02 * normal();
  }
  return { assets: named(N), returns };
}

const solved = (scenarios: Scenarios, options: MinimumCVaROptions = {}) =>
  minimumCVaR(engine, solver, scenarios, options);

describe('empiricalTail', () => {
  it('is the least of α + Σ max(loss − α, 0)/((1 − β)S) over all losses as α', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        (list, beta) => {
          const tail = empiricalTail(Float64Array.from(list), beta);
          const at = (alpha: number): number =>
            alpha +
            list.reduce((sum, loss) => sum + Math.max(loss - alpha, 0), 0) / ((1 - beta) * list.length);
          expect(tail.conditionalValueAtRisk).toBeCloseTo(Math.min(...list.map(at)), 10);
          expect(at(tail.valueAtRisk)).toBeCloseTo(tail.conditionalValueAtRisk, 10);
        },
      ),
    );
  });

  it('counts the scenario at the limit in part: the worst 1.5 of three', () => {
    const tail = empiricalTail(Float64Array.of(0.01, 0.03, -0.02), 0.5);
    expect(tail.valueAtRisk).toBe(0.01);
    expect(tail.conditionalValueAtRisk).toBeCloseTo((0.03 + 0.5 * 0.01) / 1.5, 15);
  });
});

describe('minimumCVaR', () => {
  it.each(golden.cases)('reaches the objective of scipy: $name', (one) => {
    const scenarios = { assets: named(one.assets), returns: Float64Array.from(one.returns) };
    const result = solved(scenarios, { ...one.options, confidence: one.confidence });
    expect(result.status).toBe('optimal');
    expect(result.conditionalValueAtRisk + (result.transactionCosts ?? 0)).toBeCloseTo(one.objective, 9);
    expect(Math.abs(result.dualityGap)).toBeLessThan(1e-9);
    expect(result.violation).toBeLessThan(1e-9);
    one.weights.forEach((weight, i) => expect(result.weights[`A${i}`]).toBeCloseTo(weight, 6));
  });

  it('is not beaten by any of a grid of portfolios', () => {
    const scenarios = drawn(3, 40, 3);
    const { conditionalValueAtRisk: least } = solved(scenarios, { confidence: 0.9 });
    for (let a = 0; a <= 40; a++)
      for (let b = 0; a + b <= 40; b++) {
        const w = [a / 40, b / 40, 1 - a / 40 - b / 40];
        const losses = Float64Array.from({ length: 40 }, (_, s) =>
          w.reduce((sum, weight, i) => sum - weight * scenarios.returns[3 * s + i], 0),
        );
        expect(empiricalTail(losses, 0.9).conditionalValueAtRisk).toBeGreaterThanOrEqual(least - 1e-12);
      }
  });

  it('comes to minimum variance where returns are symmetric and normal, but for the draws', () => {
    const { assets, returns } = drawn(11, 4000, 3);
    const S = 4000;
    // centred and mirrored: the means are 0 exactly
    const centred = returns.map((value) => value - 0.003);
    const mirrored = Float64Array.of(...centred, ...centred.map((value) => -value));
    const values = new Float64Array(9);
    for (let s = 0; s < S; s++)
      for (let i = 0; i < 3; i++)
        for (let j = 0; j < 3; j++) values[3 * i + j] += (centred[3 * s + i] * centred[3 * s + j]) / S;
    const variance = optimizeWeights(engine, {
      name: 'sample',
      assets: [...assets],
      values,
      conditionNumber: null,
    });
    const tail = solved({ assets, returns: mirrored });
    expect(tail.status).toBe('optimal');
    for (const asset of assets)
      expect(Math.abs(tail.weights[asset] - variance.weights[asset])).toBeLessThan(0.08);
    // φ(Φ⁻¹(0.95))/0.05 = 2.0627 standard deviations
    expect(tail.conditionalValueAtRisk / variance.volatility).toBeCloseTo(2.0627, 1);
  });

  it('scales with the returns, and does not see scenarios twice or assets in another order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const scenarios = drawn(seed, 30, 4);
        const options = { confidence: 0.9, maxWeights: 0.5 };
        const { conditionalValueAtRisk: least } = solved(scenarios, options);
        const scaled = solved(
          { ...scenarios, returns: scenarios.returns.map((value) => 1e-3 * value) },
          options,
        );
        expect(scaled.conditionalValueAtRisk / (1e-3 * least)).toBeCloseTo(1, 8);
        const twice = Float64Array.of(...scenarios.returns, ...scenarios.returns);
        expect(solved({ ...scenarios, returns: twice }, options).conditionalValueAtRisk).toBeCloseTo(
          least,
          10,
        );
        const order = [2, 0, 3, 1];
        const permuted = {
          assets: order.map((i) => `A${i}`),
          returns: scenarios.returns.map((_, k) => scenarios.returns[k - (k % 4) + order[k % 4]]),
        };
        expect(solved(permuted, options).conditionalValueAtRisk).toBeCloseTo(least, 10);
      }),
      { numRuns: 20 },
    );
  });

  it('has multipliers that are derivatives of CVaR in the limits', () => {
    const scenarios = drawn(8, 60, 5);
    const at = (minWeight: number) =>
      solved(scenarios, { confidence: 0.9, groups: { risky: { assets: ['A3', 'A4'], minWeight } } });
    const h = 1e-6;
    const slope = (at(0.4 + h).conditionalValueAtRisk - at(0.4 - h).conditionalValueAtRisk) / (2 * h);
    expect(slope).toBeGreaterThan(0.001);
    expect(at(0.4).multipliers.groups!.risky).toBeCloseTo(slope, 7);
  });

  it('gives the same bits again', () => {
    const scenarios = drawn(5, 200, 8);
    expect(solved(scenarios, { maxGross: 1.5, minWeights: -0.2 })).toEqual(
      solved(scenarios, { maxGross: 1.5, minWeights: -0.2 }),
    );
  });

  it('names a smallest conflict of the constraints', () => {
    const result = solved(drawn(1, 20, 4), {
      maxWeights: 0.4,
      groups: {
        first: { assets: ['A0', 'A1'], minWeight: 0.7 },
        last: { assets: ['A2', 'A3'], minWeight: 0.5 },
      },
    });
    expect(result).toMatchObject({
      status: 'infeasible',
      conflict: [
        'weights add up to 1',
        'minWeight of the group first is 0.7',
        'minWeight of the group last is 0.5',
      ],
    });
  });

  it('says how much return there is where a target is out of reach', () => {
    const found = solved(drawn(1, 20, 2), {
      expectedReturns: Float64Array.of(0.01, 0.02),
      maxWeights: 0.75,
      targetReturn: 0.03,
    });
    expect(found).toMatchObject({
      status: 'infeasible',
      conflict: ['targetReturn 0.03 is above the largest reachable return, 0.0175 a period'],
    });
  });

  it('refuses what a linear program cannot have, and bad input, by name', () => {
    const good = drawn(1, 20, 2);
    const refused = (scenarios: Scenarios, options: object): unknown =>
      thrown(() => solved(scenarios, options));
    expect(refused(good, { cardinality: 1 })).toMatchObject({
      code: 'unused-option',
      message: 'minimumCVaR has no cardinality',
    });
    expect(refused(good, { confidence: 95 })).toMatchObject({ code: 'bad-confidence' });
    expect(thrown(() => minimumCVaR(engine, undefined as never, good))).toMatchObject({
      code: 'missing-solver',
    });
    expect(refused(good, { targetReturn: 0.01 })).toMatchObject({ code: 'missing-target' });
    const missing = { ...good, returns: good.returns.map((value, k) => (k === 5 ? NaN : value)) };
    expect(refused(missing, {})).toMatchObject({
      code: 'not-finite',
      message: 'the return of A1 in scenario 2 is NaN',
    });
    expect(refused({ ...good, assets: ['A', 'A'] }, {})).toBeInstanceOf(ConfigError);
    expect(refused({ ...good, returns: new Float64Array(0) }, {})).toBeInstanceOf(DataError);
    const gains = { assets: ['A', 'B'], returns: Float64Array.of(0.02, 0.01, 0.03, 0.01) };
    expect(refused(gains, { minWeights: -Infinity, maxWeights: Infinity })).toMatchObject({
      code: 'unbounded',
    });
  });
});
