import { describe, expect, it } from 'vitest';
import { compareRisk, compareWeights } from '../../src/browser.js';
import { thrown } from '../support/thrown.js';

const portfolios = {
  sample: { AGG: 0.318, GLD: 0.124, HYG: 0.083, TLT: 0.475 },
  systematic: { AGG: 0.322, GLD: 0.145, HYG: 0.06, TLT: 0.473, SPY: 0 },
};

describe('weights side by side', () => {
  it('are a row an asset with the differences from the base', () => {
    const rows = compareWeights(portfolios, 'sample');
    expect(rows.map(({ asset }) => asset)).toEqual(['AGG', 'GLD', 'HYG', 'TLT', 'SPY']);
    expect(rows[1]).toEqual({
      asset: 'GLD',
      weights: { sample: 0.124, systematic: 0.145 },
      differences: { systematic: expect.closeTo(0.021, 15) as number },
    });
    expect(rows[4].weights).toEqual({ sample: 0, systematic: 0 });
    const sum = rows.reduce((total, { differences }) => total + differences.systematic, 0);
    expect(sum).toBeCloseTo(0, 15);
  });

  it('need a base that is there', () => {
    expect(thrown(() => compareWeights(portfolios, 'sampel'))).toMatchObject({
      code: 'unknown-portfolio',
      hint: 'did you mean "sample"?',
      details: { base: 'sampel' },
    });
  });
});

describe('risk side by side', () => {
  const total = { assets: ['A', 'B'], values: Float64Array.of(4e-4, 1e-4, 1e-4, 1e-4) };

  it('is the volatility under one covariance and its reduction', () => {
    const rows = compareRisk(
      total,
      { one: { A: 1, B: 0 }, half: { A: 0.5, B: 0.5 }, short: { A: -0.5, B: 1.5 } },
      'one',
    );
    // variances 4, 1.75 and 0.25·4 − 1.5·1 + 2.25·1 = 1.75 in 1e-4
    expect(rows.map(({ portfolio }) => portfolio)).toEqual(['one', 'half', 'short']);
    expect(rows[0]).toEqual({ portfolio: 'one', volatility: 0.02, reduction: 0 });
    for (const { volatility, reduction } of rows.slice(1)) {
      expect(volatility).toBeCloseTo(Math.sqrt(1.75e-4), 15);
      expect(reduction).toBeCloseTo(1 - Math.sqrt(1.75) / 2, 14);
    }
  });

  it('has no reduction of a base without risk', () => {
    const rows = compareRisk(total, { cash: { A: 0, B: 0 }, one: { A: 1, B: 0 } }, 'cash');
    expect(rows.map(({ reduction }) => reduction)).toEqual([null, null]);
  });

  it.each([
    [{ A: 1 }, 'missing-weight', 'B'],
    [{ A: 1, B: NaN }, 'not-finite', 'B'],
    [{ A: 0.5, B: 0, C: 0.5 }, 'not-in-covariance', 'C'],
  ])('refuses the weights %j', (weights, code, asset) => {
    expect(thrown(() => compareRisk(total, { own: weights }, 'own'))).toMatchObject({
      code,
      details: { asset },
    });
  });

  it('passes over an asset that is not held and not in the covariance', () => {
    expect(compareRisk(total, { own: { A: 1, B: 0, C: 0 } }, 'own')[0].volatility).toBe(0.02);
  });
});
