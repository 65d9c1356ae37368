import { describe, expect, it } from 'vitest';
import { designPanel, fixedEffectPlaces } from '../../src/model/design.js';
import type { Panel } from '../../src/model/types.js';
import { expectClose } from '../support/close.js';
import { thrown } from '../support/thrown.js';
import { rMarket, rPipeline } from '../support/r-pipeline.js';

const { returns, covariates, modelMatrix } = rPipeline;
const panel: Panel = {
  assets: ['AAA', 'BBB'],
  periods: returns.dates,
  returns: new Float64Array(2 * returns.dates.length),
  covariates: {
    market: rMarket(),
    trend: Float64Array.from(covariates.trend),
    regime: covariates.regime,
    month: covariates.month,
  },
};

describe('the columns of fixed effects', () => {
  it('are those of R’s model.matrix, factors by treatment against their first level', () => {
    const fixed = ['1', 'market', 'trend', 'regime', 'month'];
    const design = designPanel(panel, { fixed, random: [], kernels: {} });
    // R writes regimeLow where we write regime[Low]
    const labels = modelMatrix.columns.map((name) =>
      name === '(Intercept)' ? '1' : name.replace(/^(regime|month)(.+)$/, '$1[$2]'),
    );
    expect(labels.slice(3, 6)).toEqual(['regime[Low]', 'regime[Normal]', 'month[02]']);
    expect(design.commonFixed.map(({ label }) => label)).toEqual(labels);
    expect(fixedEffectPlaces(design, panel.assets).map(({ label }) => label)).toEqual(labels);
    design.commonFixed.forEach(({ values }, k) =>
      expectClose(
        values,
        modelMatrix.rows.map((row) => row[k]),
        1e-14,
      ),
    );
  });

  it('stand once an asset for per-asset terms, assets within a column', () => {
    const design = designPanel(panel, { fixed: ['asset', 'asset:regime'], random: [], kernels: {} });
    expect(fixedEffectPlaces(design, panel.assets).map(({ label }) => label)).toEqual([
      'asset[AAA]',
      'asset[BBB]',
      'asset:regime[Low][AAA]',
      'asset:regime[Low][BBB]',
      'asset:regime[Normal][AAA]',
      'asset:regime[Normal][BBB]',
    ]);
    const [, low] = design.assetFixed;
    expect([...low.values]).toEqual(modelMatrix.rows.map((row) => row[3]));
  });
});

describe('a covariate that no term names', () => {
  const T = returns.dates.length;
  const rows = Float64Array.from({ length: T }, (_, t) => (t === 2 ? NaN : t));

  it.each<[string, Panel['covariates'][string], object]>([
    [
      'has a value in every period',
      rows,
      { code: 'missing-covariate', details: { period: returns.dates[2] } },
    ],
    ['is as long as the panel', rows.slice(3), { code: 'wrong-length', details: { expected: T } }],
    ['has levels or numbers', [...rows.keys()] as never, { code: 'covariate-type' }],
  ])('%s', (_, values, problem) => {
    const covariates = { ...panel.covariates, unused: values };
    const model = { fixed: ['1', 'market'], random: [], kernels: {} };
    const error = thrown(() => designPanel({ ...panel, covariates }, model));
    expect(error).toMatchObject(problem);
    expect(error.details.covariate).toBe('unused');
  });

  it('may be a factor of one level', () => {
    const covariates = { ...panel.covariates, unused: returns.dates.map(() => 'same') };
    expect(() =>
      designPanel({ ...panel, covariates }, { fixed: ['1'], random: [], kernels: {} }),
    ).not.toThrow();
  });
});
