import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { covariance, resolveConfig } from '../../src/browser.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { permuted, randomReturns, reordered, returnTable } from '../support/tables.js';

interface ScikitLearn {
  periods: number;
  assets: number;
  returns: number[][];
  oas: { shrinkage: number; firstRow: number[]; trace: number };
}

const scikitLearn = JSON.parse(
  readFileSync(new URL('../reference/shrinkage.json', import.meta.url), 'utf8'),
) as ScikitLearn[];

const diagonal = (values: Float64Array, n: number): Float64Array =>
  values.filter((_, k) => k % (n + 1) === 0);
const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe.each(engines)('oracle approximating shrinkage, %s build', (_, engine) => {
  it.each(scikitLearn)(
    "is scikit-learn's for $periods × $assets returns",
    ({ assets, returns, oas: { shrinkage, firstRow, trace } }) => {
      const result = covariance(engine, 'oas', { returns: returnTable(returns) });
      expect(result.shrinkage).toBeCloseTo(shrinkage, 10);
      expectClose(result.values.subarray(0, assets), firstRow, 1e-10, Math.abs(firstRow[0]));
      expectClose([sum(diagonal(result.values, assets))], [trace], 1e-10, 0);
    },
  );

  it('follows its assets and the unit of returns', () => {
    const returns = randomReturns(52, 30, 6);
    const { values, shrinkage } = covariance(engine, 'oas', { returns });
    const order = [5, 0, 3, 1, 4, 2];
    const other = covariance(engine, 'oas', { returns: reordered(returns, order) });
    expectClose(other.values, permuted(values, order), 1e-13, 1e-4);
    const scaled = { ...returns, returns: returns.returns.map((r) => 1e-4 * r) };
    expect(covariance(engine, 'oas', { returns: scaled }).shrinkage).toBeCloseTo(shrinkage ?? NaN, 12);
  });

  it('is the variance with divisor T of one asset alone', () => {
    const returns = randomReturns(53, 20, 1);
    const [sample] = covariance(engine, 'sample', { returns }).values;
    const { values, shrinkage } = covariance(engine, 'oas', { returns });
    expect(shrinkage).toBe(1);
    expectClose(values, [(sample * 19) / 20], 1e-14, 0);
  });
});

it('is the covariance of a strategy of that name', () => {
  const { strategies } = resolveConfig({ market: 'SPY', strategies: [{ name: 'oas' }] });
  expect(strategies[0].covariance).toBe('oas');
});
