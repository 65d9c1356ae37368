import { describe, expect, it } from 'vitest';
import { ModelError, type Panel, type PanelModel } from '../../src/browser.js';
import { averagePanel, contrastModel as model, six, withAverage } from '../support/average-panels.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;

describe('without contrasts, residuals that add up to zero are refused', () => {
  it.each([
    ['slopes per asset', ['asset', 'asset:market'], ['time', 'asset:time(K)']],
    ['one common slope', ['1', 'market'], ['asset:time(K)']],
    ['random slopes', ['asset'], ['asset:market(K)', 'asset:time(K)']],
    ['slopes on the market alone', ['asset:market'], ['asset:time(K)']],
  ])('%s', (_, fixed, random) => {
    for (const scale of ['none', 'residual'] as const) {
      const error = thrown(() =>
        engine.fitPanel(six, { ...model, contrasts: undefined, fixed, random, scale }),
      );
      expect(error).toBeInstanceOf(ModelError);
      expect(error.code).toBe('average-market');
      expect(error.hint).toContain('contrasts');
    }
  });

  it('but a model without the market is fitted, and so is a market that is only close to the average', () => {
    const plain = { ...model, contrasts: undefined };
    expect(engine.fitPanel(six, { ...plain, fixed: ['asset'] }).converged).toBe(true);
    const { normal } = randomSource(8);
    const market = (six.covariates.market as Float64Array).map((m) => m + 1e-3 * normal());
    expect(engine.fitPanel({ ...six, covariates: { market } }, plain).converged).toBe(true);
  });
});

describe('contrasts are refused', () => {
  const refusal = (own: Partial<PanelModel>, panel: Panel = six) =>
    thrown(() => engine.fitPanel(panel, { ...model, ...own }));

  it('beside effects that are common to all assets, by term', () => {
    for (const fixed of [
      ['1', 'asset:market'],
      ['asset', 'asset:market', 'trend'],
    ]) {
      const error = refusal({ fixed });
      expect(error).toMatchObject({
        code: 'bad-contrasts',
        details: { term: fixed.find((t) => !t.startsWith('asset')) },
      });
    }
  });

  it('where no covariate is the average, by period', () => {
    const market = (six.covariates.market as Float64Array).with(4, 0.01);
    expect(refusal({}, { ...six, covariates: { market } })).toMatchObject({
      code: 'not-the-average',
      details: { covariate: 'market', period: 'P5' },
    });
    expect(refusal({ fixed: ['asset'] })).toMatchObject({
      code: 'not-the-average',
      details: { covariate: null, period: null },
    });
  });

  it('by another name', () => {
    expect(refusal({ contrasts: 'helmert' as 'average' })).toMatchObject({
      code: 'bad-contrasts',
      details: { contrasts: 'helmert' },
    });
  });

  it('of one asset', () => {
    expect(refusal({}, averagePanel(1, 1, 12))).toMatchObject({
      code: 'too-few-assets',
      details: { assets: 1 },
    });
  });

  it('with a kernel that says the same of all assets, and of two assets, whose one contrast is the residual', () => {
    const ones = decayingKernel(six.assets, 1);
    expect(refusal({ scale: 'none', kernels: { K: ones } })).toMatchObject({
      code: 'no-information',
      details: { term: 'asset:time(K)', kernel: 'K' },
    });
    expect(refusal({}, averagePanel(1, 2, 12)).code).toBe('not-identifiable');
  });

  it('of an asset without variation of its own, by name', () => {
    const returns = six.returns.map((r, cell) => (cell % 6 === 2 ? 0.01 : r));
    expect(refusal({}, withAverage({ ...six, returns }))).toMatchObject({
      code: 'no-residual-variation',
      details: { asset: 'A3' },
    });
  });

  it('with fewer periods than effects', () => {
    expect(refusal({}, averagePanel(1, 6, 2)).code).toBe('too-few-periods');
  });
});
