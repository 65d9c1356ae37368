import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  covariance,
  filteredCovariance,
  fitModel,
  mixedModelPortfolio,
  prepareFilters,
} from '../../src/browser.js';
import { renderReport } from '../../src/report/page.js';
import { expectClose } from '../support/close.js';
import { refusal, smallest } from '../support/config.js';
import { config, data, engine, run, strategyOf } from '../support/six-assets.js';
import { thrown } from '../support/thrown.js';
import { expectUnseenFuture } from '../support/unseen-future.js';

const random = ['time', 'asset:time(combined)'];
const strategies: BacktestConfig['strategies'] = [
  { name: 'filtered' },
  { name: 'alike', covariance: 'filtered', loadings: { kernel: 'combined' } },
  { name: 'partly', covariance: 'filtered', loadings: { kernel: ['combined', null], noise: 'common' } },
  { name: 'beside', covariance: 'filteredSystematic', loadings: { kernel: 'risk', moving: ['market'] } },
];
const labels = [
  'filtered',
  'filtered (loadings by combined)',
  'filtered (loadings by combined + I, one q)',
  'filteredSystematic (loadings on market by risk)',
];

describe('how loadings move, as strategies say', () => {
  it('is told by covariance, in the report too', async () => {
    const result = await run(data, { model: { ...config.model, random }, strategies });
    for (const { windows } of result.strategies)
      expect(windows.map(({ status, reason }) => [status, reason])).toEqual(Array(4).fill(['ok', null]));
    for (const { movements } of result.decisions) {
      expect(Object.keys(movements!)).toEqual(labels);
      const kernels = labels.map((label) => movements![label].moving.map(({ kernel }) => kernel));
      expect(kernels).toEqual([[null], ['combined'], ['combined', null], ['risk']]);
    }
    const page = renderReport(result, '');
    for (const text of ['', ' by combined', ' by risk'])
      expect(page).toMatch(new RegExp(`loadings on market( stay${text}: q 0|${text}: q [\\d.−e]+, over)`));
    const weights = strategies.map(({ name }) => strategyOf(result, name).windows[3].weights);
    expect(weights[1]).not.toEqual(weights[0]);
  });

  it('is what filters of the same window are told, whether the model has the kernel or not', async () => {
    const asked = { ...config, model: { ...config.model, random } };
    const result = await run(data, { ...asked, strategies });
    const at = { ...asked, to: result.decisions[3].decision };
    const fitted = fitModel(engine, data, at, { train: 18 });
    await prepareFilters(engine);
    const { risk } = fitModel(
      engine,
      data,
      { ...at, model: { ...at.model, random: ['asset:time(risk)'] } },
      { train: 18 },
    ).model.kernels;
    const withRisk = { ...fitted, model: { ...fitted.model, kernels: { ...fitted.model.kernels, risk } } };
    const movements = result.decisions[3].movements!;
    for (const [k, { loadings }] of strategies.entries()) {
      const alone = await filteredCovariance(engine, withRisk, loadings);
      expect({ moving: alone.moving, test: alone.test }).toEqual(movements[labels[k]]);
      const direct = covariance(engine, 'filtered', { ...withRisk, loadings });
      expectClose(direct.values, alone.values, 1e-12);
    }
  });

  it('sees nothing behind its decision', async () => {
    const { result, other } = await expectUnseenFuture(strategies);
    expect(other.strategies[3].netReturns).not.toEqual(result.strategies[3].netReturns);
  });

  it('says what became of kernels that are made for it alone', async () => {
    const sectors = { all: [...data.assets] };
    const result = await run(data, {
      model: { ...config.model, random: ['time'] },
      classes: sectors,
      strategies: [{ name: 'filtered', loadings: { kernel: 'class' }, fallback: ['total'] }],
    });
    for (const { used, reason } of strategyOf(result, 'filtered').windows) {
      expect(used).toBe('total');
      expect(reason).toContain('the loadings were not filtered: there is no kernel "class" in this window');
    }
    const ranked = await run(data, {
      model: { ...config.model, random: ['time'] },
      kernels: { few: { kind: 'linear', characteristics: ['volatility', 'beta'], rank: 2 } },
      strategies: [{ name: 'filtered', loadings: { kernel: 'few' } }],
    });
    const label = 'filtered (loadings by few)';
    for (const { movements, notes } of ranked.decisions) {
      expect(movements![label].notes![0]).toContain('kernel "few" is fitted by 2 factors');
      expect(notes).toContain(`${label}: ${movements![label].notes![0]}`);
    }
  });

  it('is an option of a portfolio of now', () => {
    const asked = { market: 'SPY', lookback: 18, covariance: 'filtered', minHeritability: 0 } as const;
    const plain = mixedModelPortfolio(engine, data, asked);
    const alike = mixedModelPortfolio(engine, data, { ...asked, loadings: { kernel: 'risk' } });
    expect([plain.status, alike.status]).toEqual(['ok', 'ok']);
    expect(alike.weights).not.toEqual(plain.weights);
  });

  it('is refused where nothing uses it, or it is no such thing', () => {
    const fitted = fitModel(engine, data, config);
    const code = (name: 'filtered' | 'total', loadings: object): string =>
      (thrown(() => covariance(engine, name, { ...fitted, loadings })) as { code: string }).code;
    expect(code('total', {})).toBe('unused-option');
    expect(code('filtered', { kernels: ['risk'] })).toBe('bad-value');
    expect(code('filtered', [])).toBe('bad-value');
    expect(code('filtered', { kernel: [] })).toBe('filter-model');
    expect(code('filtered', { noise: 'one' })).toBe('bad-noise');
    expect(code('filtered', { kernel: 'none' })).toBe('unknown-kernel');
  });

  it('is checked with the configuration', () => {
    const of = (loadings: object, changes: object = {}): string =>
      refusal({ ...smallest, strategies: [{ name: 'filtered', loadings }], ...changes }).code;
    expect(of({ kernel: 'risks' })).toBe('unknown-kernel');
    expect(of({ kernel: ['risk', 'risk'] })).toBe('bad-value');
    expect(of({ kernel: [] })).toBe('bad-value');
    expect(of({ kernel: 'class' })).toBe('missing-classes');
    expect(of({ moving: ['value'] })).toBe('unknown-covariate');
    expect(of({ moving: ['market', 'market'] })).toBe('bad-value');
    expect(of({ noise: 'one' })).toBe('bad-value');
    expect(of({ given: {} })).toBe('unknown-key');
    expect(of({ moving: ['trend'] }, { model: { fixed: ['asset', 'asset:trend'] } })).toBe(
      'unknown-covariate',
    );
    const learned = { own: { kind: 'exponential', characteristics: ['volatility'], learn: ['lengthScale'] } };
    expect(of({ kernel: 'own' }, { kernels: learned })).toBe('learn-model');
    const unused = { ...smallest, strategies: [{ name: 'total', loadings: { noise: 'each' } }] };
    expect(refusal(unused).message).toContain('strategies[0].loadings is not used by the covariance total');
  });
});
