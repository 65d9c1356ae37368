import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  backtest,
  covariance,
  createEngine,
  crossValidate,
  decideNow,
  fitModel,
  fitResult,
  forecastScores,
  mixedModelPortfolio,
  prepareFilters,
} from '../../src/browser.js';
import { filteredCovariance } from '../../src/loadings/filtered-covariance.js';
import { renderReport } from '../../src/report/page.js';
import { expectClose } from '../support/close.js';
import { config, data, engine, run, strategyOf } from '../support/six-assets.js';
import { expectUnseenFuture } from '../support/unseen-future.js';
import { thrown } from '../support/thrown.js';

const strategies: BacktestConfig['strategies'] = [
  { name: 'filtered' },
  { name: 'part', covariance: 'filteredSystematic' },
  { name: 'total' },
];

describe('filtered covariances in a backtest', () => {
  it('tell by decision how the loadings move, by one filter', async () => {
    const result = await run(data, { strategies });
    expect(result.decisions.length).toBe(4);
    for (const { movements, conditionNumbers } of result.decisions) {
      expect(Object.keys(movements!)).toEqual(['filtered', 'filteredSystematic']);
      expect(movements!.filteredSystematic).toEqual(movements!.filtered);
      const movement = movements!.filtered;
      expect(Object.keys(conditionNumbers)).toEqual(['filtered', 'filteredSystematic', 'total']);
      expect(movement.moving.map(({ covariate }) => covariate)).toEqual(['market']);
      const [{ variance, ratio, atBoundary, standardError }] = movement.moving;
      expect(atBoundary).toBe(variance === 0);
      expect(ratio > 0).toBe(variance > 0);
      if (atBoundary) expect(standardError).toBeNull();
      expect(movement.test!.pValue).toBeGreaterThan(0);
    }
    for (const { windows } of result.strategies)
      expect(windows.map(({ status, reason }) => [status, reason])).toEqual(Array(4).fill(['ok', null]));
    expect(JSON.parse(JSON.stringify(result.decisions))).toEqual(result.decisions);
  });

  it('are those of a fit of the same window', async () => {
    const result = await run(data, { strategies });
    const asked = { ...config, strategies };
    const at = { ...asked, to: result.decisions[3].decision };
    const fitted = fitModel(engine, data, at, { train: 18 });
    const { filtered, filteredSystematic } = fitted.covariances;
    expect(filtered!.movement).toEqual(result.decisions[3].movements!.filtered);
    expect(fitResult(fitted).movement).toEqual(filtered!.movement);
    expect(filtered!.name).toBe('filtered');
    const alone = await filteredCovariance(engine, fitted);
    expectClose(filtered!.values, alone.values, 1e-12);
    expectClose(filteredSystematic!.values, alone.systematic, 1e-12);
    const direct = covariance(engine, 'filtered', fitted);
    expect(direct.values).toEqual(filtered!.values);
    expect(direct.movement).toEqual(filtered!.movement);
    // minimum variance within [0, 1] has no lower variance anywhere near
    const { weights } = strategyOf(result, 'filtered').windows[3];
    const w = filtered!.assets.map((asset) => weights[asset]);
    const N = w.length;
    const gradient = w.map((_, i) => w.reduce((sum, x, j) => sum + x * filtered!.values[i * N + j], 0));
    const variance = w.reduce((sum, x, i) => sum + x * gradient[i], 0);
    gradient.forEach((g, i) =>
      w[i] > 1e-9 ? expect(g / variance).toBeCloseTo(1, 6) : expect(g / variance).toBeGreaterThan(1 - 1e-6),
    );
  });

  it('are not there without them, nor in a fit that no strategy asks for them', async () => {
    for (const decision of (await run()).decisions) expect('movements' in decision).toBe(false);
    const fitted = fitModel(engine, data, config);
    expect(fitted.covariances.filtered).toBeUndefined();
    expect(fitted.covarianceFailures.filtered).toContain('no strategy');
    expect('movement' in fitResult(fitted)).toBe(false);
  });

  it('see nothing behind their decision', async () => {
    const { result, other } = await expectUnseenFuture(strategies);
    expect(other.strategies[0].netReturns).not.toEqual(result.strategies[0].netReturns);
  });

  it('fall back with the reason where a model cannot be filtered', async () => {
    const { strategies: [own], decisions } = await run(data, {
      model: { ...config.model, halfLife: 12 },
      strategies: [{ name: 'filtered', fallback: ['total'] }],
    }); // prettier-ignore
    for (const { status, used, reason } of own.windows) {
      expect([status, used]).toEqual(['fallback', 'total']);
      expect(reason).toBe(
        'filtered: the loadings were not filtered: loadings that move do not go with a half-life',
      );
    }
    for (const decision of decisions) expect('movements' in decision).toBe(false);
  });

  it('fall back for a low heritability, as total does', async () => {
    const result = await run(data, { model: { minHeritability: 0.999 }, strategies });
    for (const { windows } of result.strategies)
      expect(windows.every(({ used }) => used === 'ledoitWolf')).toBe(true);
  });

  it('are what others can fall back on', async () => {
    const { strategies: [own] } = await run(data, {
      strategies: [{ name: 'posterior', halfLife: 0.3, fallback: ['filtered'] }],
    }); // prettier-ignore
    expect(own.windows.map(({ used }) => used)).toEqual(Array<string>(4).fill('filtered'));
  });

  it('are scored as forecasts, and in the report', async () => {
    const result = await run(data, {
      backtest: { ...config.backtest!, forecastScores: true },
      strategies,
    });
    expect(result.forecastScores!.map((one) => [one.covariance, one.skipped.length])).toEqual([
      ['filtered', 0],
      ['filteredSystematic', expect.any(Number)],
      ['total', 0],
    ]);
    expect(renderReport(result, '')).toMatch(/loadings on market(: q [\d.−e]+, over| stay: q 0)/);
    expect(result.snapshot.spectra!.matrices.map((one) => one.covariance)).toContain('filtered');
  });

  it('decide after the engine is gone what is read of a result later', async () => {
    const own = await createEngine();
    const result = await backtest(own, data, { ...config, strategies });
    own.dispose();
    expect(result.snapshot.spectra!.matrices.map((one) => one.covariance)).toContain('filtered');
  });

  it('are refused by synchronous functions until the module is loaded', async () => {
    const fresh = await createEngine();
    const asked = { ...config, strategies };
    const notLoaded = expect.objectContaining({ code: 'not-loaded' }) as unknown;
    const now = { market: 'SPY', lookback: 18, covariance: 'filtered', minHeritability: 0 } as const;
    const fitted = fitModel(fresh, data, config);
    const all = [
      () => covariance(fresh, 'filtered', fitted),
      () => fitModel(fresh, data, asked),
      () => decideNow(fresh, data, asked),
      () => forecastScores(fresh, data, asked),
      () => mixedModelPortfolio(fresh, data, now),
    ];
    for (const call of all) expect(thrown(call)).toEqual(notLoaded);
    await prepareFilters(fresh);
    for (const call of all) call();
    expect(decideNow(fresh, data, asked).strategies.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    expect(mixedModelPortfolio(fresh, data, now).status).toBe('ok');
  });

  it('are refused by an engine that createEngine did not make, and by a cross-validation', async () => {
    const asked = { ...config, strategies };
    await expect(backtest({ ...engine }, data, asked)).rejects.toMatchObject({ code: 'wrapped-engine' });
    const split = crossValidate(engine, data, asked, { folds: 4, testFolds: 1 });
    await expect(split).rejects.toThrow('filtered loadings move from each period to the next');
  });

  it('need a fit, and have no use for options', () => {
    const returns = fitModel(engine, data, config).returns;
    expect(thrown(() => covariance(engine, 'filtered', { returns }))).toMatchObject({ code: 'needs-fit' });
    const fitted = fitModel(engine, data, config);
    expect(thrown(() => covariance(engine, 'filtered', { ...fitted, standardise: true }))).toMatchObject({
      code: 'unused-option',
    });
  });
});
