import { Matrix, SingularValueDecomposition } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import {
  expectedReturns,
  type Panel,
  type PanelFit,
  type PanelModel,
  predictedReturns,
  summarizeFit,
} from '../../src/browser.js';
import { denseModel } from '../support/dense-model.js';
import { denseFit, denseFixedCovariance } from '../support/dense-reml.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { thrown } from '../support/thrown.js';

const plain = equicorrelatedPanel(29, 6, 20, 0.4);
const market = plain.covariates.market as Float64Array;
const panel: Panel = {
  ...plain,
  covariates: {
    ...plain.covariates,
    twice: market.map((value) => 2 * value),
    mixed: market.map((value, t) => 0.1 - 3 * value + (plain.covariates.trend as Float64Array)[t]),
    policy: new Float64Array(20).fill(0.02),
    state: plain.periods.map(() => 'Calm'),
    early: plain.periods.map((_, t) => (t < 7 ? 'Early' : 'Late')),
  },
};
const kernels = { K: decayingKernel(panel.assets, 0.6), J: decayingKernel(panel.assets.toReversed(), 0.2) };
const base: PanelModel = { fixed: ['asset'], random: ['time', 'asset:time(K)'], kernels, aliased: 'drop' };
const all = (term: string): string[] => panel.assets.map((asset) => `${term}[${asset}]`);

/** The panel without the returns for which `missing` is true. */
function without(missing: (period: number, asset: number) => boolean): Panel {
  const returns = panel.returns.map((value, cell) => (missing(Math.floor(cell / 6), cell % 6) ? NaN : value));
  return { ...panel, returns };
}

/** Number of fixed effects that can be told apart, from the singular values of X with columns of length one. */
function rank(data: Panel, model: PanelModel): number {
  const { X } = denseModel(data, { ...model, scale: 'none', random: [] });
  const norms = X.transpose()
    .to2DArray()
    .map((column) => Math.sqrt(column.reduce((sum, value) => sum + value * value, 0)));
  const scaled = new Matrix(X.to2DArray().map((row) => row.map((value, c) => value / (norms[c] || 1))));
  const { diagonal } = new SingularValueDecomposition(scaled, { autoTranspose: true });
  return diagonal.filter((value) => value > 1e-9 * Math.max(...diagonal)).length;
}

const whole: [string, Partial<PanelModel>, string[]][] = [
  ['a common intercept beside those of all assets', { fixed: ['1', 'asset'] }, ['1']],
  [
    'a multiple of the market',
    { fixed: ['asset', 'asset:market', 'asset:twice'], scale: 'residual' },
    all('asset:twice'),
  ],
  ['a combination of three', { fixed: ['1', 'market', 'trend', 'mixed', 'regime'] }, ['mixed']],
  ['a common slope beside one per asset', { fixed: ['1', 'asset:market', 'twice', 'trend'] }, ['twice']],
  [
    'a constant per asset and a common one',
    { fixed: ['asset', 'policy', 'asset:market', 'asset:policy'], scale: 'residual' },
    ['policy', ...all('asset:policy')],
  ],
  [
    'with two kernels and a persistent effect',
    { fixed: ['1', 'policy', 'asset:market'], random: ['asset(K)', 'asset:time(J)'] },
    ['policy'],
  ],
];

const single: [string, (t: number, i: number) => boolean, Partial<PanelModel>, string[]][] = [
  [
    'an asset seen once',
    (t, i) => i === 2 && t < 19,
    { fixed: ['asset', 'asset:market'] },
    ['asset:market[A3]'],
  ],
  ['an asset never seen', (_, i) => i === 4, { fixed: ['asset'] }, ['asset[A5]']],
  [
    'a level that an asset has not seen, before effects that it has',
    (t, i) => i < 2 && t < 7,
    { fixed: ['asset', 'asset:early', 'asset:market'] },
    ['asset:early[Late][A1]', 'asset:early[Late][A2]'],
  ],
  [
    'the same beside common effects, a persistent one and two kernels',
    (t, i) => (i === 1 && t < 7) || (i === 3 && t > 1) || (t + 2 * i) % 11 === 0,
    {
      fixed: ['asset:early', 'asset', 'market', 'trend'],
      random: ['asset:market(K)', 'asset:time(J)', 'time'],
    },
    [],
  ],
  [
    'a common effect that the missing cells alias',
    (t, i) => t > 12 && i !== 0,
    { fixed: ['1', 'market', 'late'], random: ['time'] },
    [],
  ],
];
const methods = ['REML', 'ML'] as const;
const scales = ['none', 'residual'] as const;

function variancesOf(fit: PanelFit): number[] {
  return fit.variances.map(({ estimate }) => estimate);
}

describe.each(engines)('aliased fixed effects, %s engine', (_, engine) => {
  it.each(whole)('are dropped by column and named: %s', (__, change, dropped) => {
    for (const method of methods) {
      const model: PanelModel = { ...base, ...change, method };
      const fit = engine.fitPanel(panel, model);
      expect(fit.dropped).toEqual(dropped);
      expect(fit.notes.filter((note) => note.startsWith('left out as combinations'))).toHaveLength(1);
      expect(fit.fixedEffects).toHaveLength(rank(panel, model));
      expectFit(fit, denseFit(panel, model, 'one', dropped), panel);
      const { values } = engine.fixedEffectsCovariance(panel, model, fit);
      const expected = denseFixedCovariance(panel, model, variancesOf(fit), dropped);
      const size = Math.max(...expected.map(Math.abs));
      expectClose('covariance', values, expected, 1e-8 * size);
    }
  });

  it.each(whole)('are refused unless that is asked for: %s', (__, change) => {
    const error = thrown(() => engine.fitPanel(panel, { ...base, ...change, aliased: undefined }));
    expect(error).toMatchObject({ name: 'ModelError', code: 'aliased-fixed-effect' });
    expect(error.hint).toContain('drop');
  });

  it.each(single)('are dropped of single assets, and named: %s', (__, missing, change, named) => {
    for (const method of methods) {
      for (const scale of scales) {
        const data = { ...without(missing) };
        data.covariates = {
          ...data.covariates,
          late: Float64Array.from(panel.periods, (___, t) => (t > 12 ? 1 : 0)),
        };
        const model: PanelModel = { ...base, ...change, method, scale };
        const fit = engine.fitPanel(data, model);
        if (named.length > 0) expect(fit.dropped).toEqual(named);
        expect(fit.fixedEffects).toHaveLength(rank(data, model));
        expect(fit.origin.observations - fit.origin.degreesOfFreedom).toBe(fit.fixedEffects.length);
        expectFit(fit, denseFit(data, model, 'one', fit.dropped), data);
        const { values, labels } = engine.fixedEffectsCovariance(data, model, fit);
        expect(labels).toEqual(fit.fixedEffects.map(({ label }) => label));
        const expected = denseFixedCovariance(data, model, variancesOf(fit), fit.dropped);
        const size = Math.max(...expected.map(Math.abs));
        expectClose('covariance', values, expected, 1e-8 * size);
        // what it predicts is what it fitted, and the summary knows whose effects are there
        const predicted = predictedReturns(fit, data, model);
        const seen = (from: Float64Array): number[] =>
          Array.from(from).filter((___, cell) => !Number.isNaN(data.returns[cell]));
        expectClose('predicted', seen(predicted), seen(fit.fitted), 1e-10);
        const summary = summarizeFit(data, model, fit);
        summary.fixedEffects.forEach(({ label, term, asset }) =>
          expect(asset === null ? term : `${term}[${asset}]`).toBe(label),
        );
        expect(summary).toMatchObject({ method, dropped: fit.dropped });
        expect(expectedReturns(fit, data, model).values.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('says which effects of which asset, five of them by name', () => {
    const data = without((t, i) => i > 0 && t > 6);
    const fit = engine.fitPanel(data, { ...base, fixed: ['asset', 'asset:early'], random: ['time'] });
    expect(fit.dropped).toEqual(all('asset:early[Late]').slice(1));
    expect(fit.notes).toContain(
      `left out where the periods of an asset cannot tell them from its other effects: ${all('asset:early[Late]').slice(1).join(', ')}`,
    );
    const fewer = without((t, i) => i > 0 && t > 1);
    const more = engine.fitPanel(fewer, {
      ...base,
      fixed: ['asset', 'asset:regime', 'asset:market'],
      random: [],
    });
    expect(more.dropped).toEqual([...all('asset:regime[Normal]').slice(1), ...all('asset:market').slice(1)]);
    expect(more.notes).toContain(
      `left out where the periods of an asset cannot tell them from its other effects: ${all('asset:regime[Normal]').slice(1).join(', ')} and 5 others`,
    );
  });

  it('leaves a factor of one level out by its term', () => {
    const fit = engine.fitPanel(panel, { ...base, fixed: ['asset', 'asset:state', 'asset:market'] });
    expect(fit.dropped).toEqual(['asset:state']);
    expect(fit.notes).toContain('left out as a factor of one level: asset:state');
  });

  it('has the formula of what was fitted', () => {
    const formula = (fixed: string[]): string => {
      const model = { ...base, fixed };
      return summarizeFit(panel, model, engine.fitPanel(panel, model)).formula;
    };
    expect(formula(['1', 'asset'])).toBe('return ~ 0 + asset + (1 | time) + (1 | asset:time, K)');
    expect(formula(['asset', 'asset:twice', 'asset:market'])).toBe(
      'return ~ 0 + asset + asset:twice + (1 | time) + (1 | asset:time, K)',
    );
    expect(formula(['1', 'state', 'regime'])).toBe('return ~ regime + (1 | time) + (1 | asset:time, K)');
  });

  it('changes nothing where none is aliased, and drops none by default', () => {
    const model: PanelModel = { ...base, fixed: ['asset', 'asset:market'] };
    for (const data of [panel, without((t, i) => (3 * t + i) % 7 === 0)]) {
      const fit = engine.fitPanel(data, model);
      expect(fit).toEqual(engine.fitPanel(data, { ...model, aliased: 'refuse' }));
      expect(fit.dropped).toEqual([]);
    }
  });

  it('is refused by another name', () => {
    const error = thrown(() => engine.fitPanel(panel, { ...base, aliased: 'omit' as 'drop' }));
    expect(error).toMatchObject({ name: 'ModelError', code: 'bad-aliased' });
  });
});
