import { expect, it } from 'vitest';
import type { BacktestSnapshot } from '../../src/backtest/types.js';
import { renderReport } from '../../src/report/page.js';
import { visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const result = sampleResult();
const textOf = (snapshot: Partial<BacktestSnapshot> = {}) =>
  visibleText(renderReport({ ...result, snapshot: { ...result.snapshot, ...snapshot } }, ';'));

it('a singular covariance has the condition number ∞ and the number of its zeros', () => {
  const text = textOf();
  expect(text).toMatch(/sample ∞ ∞ \S+ % 1 systematic 104\.8/);
  expect(text).toContain('= 2.35, 23.5 % of the sum N, for N = 10 assets and T = 36 periods');
  expect(text).toContain('No eigenvalues of total: the fit did not converge.');
});

it('effects say of which period they are, in which unit, and which are none', () => {
  const text = textOf();
  expect(text).toContain('asset(class): effects that last, in returns per period.');
  expect(text).toContain(
    'asset:time(combined): effects of the last period alone, 2019-10-31, in returns per period.',
  );
  expect(text).toContain('asset:market(combined): the variance is 0, and so are all effects.');
  expect(text).toContain('Effects of asset(class)');
  const { assets } = result.snapshot;
  expect(textOf({ effects: { assets, terms: [], notes: [] } })).toContain(
    'The model has no random effects of assets.',
  );
});

it('effects without prediction errors have no interval, and the reason', () => {
  const { assets, terms } = result.snapshot.effects!;
  const [term] = terms.map((one) => ({ ...one, predictionErrors: null, reliability: null }));
  const text = textOf({
    effects: { assets, terms: [term], notes: ['no prediction errors of BLUPs: because'] },
  });
  expect(text).toMatch(/SPY −?[\d.]+ % – –/);
  expect(text).toContain('No prediction errors of BLUPs: because.');
});

it('matrices say whose order they have', () => {
  expect(textOf()).toContain('a cluster tree of the systematic correlation');
  expect(textOf({ systematicCorrelation: null })).toContain('a cluster tree of the sample correlation');
});

it('variances by asset stand beside those by component and class', () => {
  const text = textOf();
  const share = result.lastDecision!.shares!.systematic.assets.SPY;
  expect(text).toMatch(
    new RegExp(`Variance by asset.* SPY ${(100 * share).toFixed(1).replace('.', '\\.')} %`, 's'),
  );
  expect(text).toContain('By component of the model class asset');
});

it('a result of an earlier version has none of these sections', () => {
  const text = textOf({ spectra: undefined, effects: undefined, totalCorrelation: undefined });
  expect(text).not.toContain('Eigenvalues');
  expect(text).not.toContain('Effects of assets');
  expect(text).not.toContain('Total correlation');
});
