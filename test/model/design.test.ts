import { describe, expect, it } from 'vitest';
import { designPanel, fixedEffectLabels } from '../../src/model/design.js';
import type { Panel } from '../../src/model/types.js';
import { expectClose } from '../support/close.js';
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
    expect(fixedEffectLabels(design, panel.assets)).toEqual(labels);
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
    expect(fixedEffectLabels(design, panel.assets)).toEqual([
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
