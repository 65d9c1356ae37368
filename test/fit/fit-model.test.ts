import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  ConfigError,
  DataError,
  ModelError,
  backtest,
  covarianceNames,
  fitModel,
  fitResult,
  kernelPairs,
} from '../../src/browser.js';
import { expectAlike, expectAlikeFits } from '../support/alike-fits.js';
import { engines } from '../support/engines.js';
import { changedPrices } from '../support/simulated-prices.js';
import { config, data, engine, tickers } from '../support/six-assets.js';
import { thrown } from '../support/thrown.js';

describe.each(engines)('a model fitted once on the %s engine', (_, engine) => {
  it('is the fit of a training window of the backtest', async () => {
    const strategies = ['systematic', 'ledoitWolf', 'total'].map((name) => ({ name }));
    const { decisions } = await backtest(engine, data, { ...config, strategies });
    const { decision, trainStart, fit, conditionNumbers, notes } = decisions[1];
    const once = fitModel(engine, data, { ...config, to: decision }, { train: 18 });
    const result = fitResult(once);
    expect(once.panel.periods).toHaveLength(18);
    expect(result.data.periods).toEqual({ count: 18, first: trainStart, last: decision });
    const { path, converged, iterations, logLikelihood } = once.fit;
    expectAlikeFits(fit!, {
      path,
      converged,
      iterations,
      logLikelihood,
      heritability: once.fit.heritability.estimate,
      heritabilityStandardError: once.fit.heritability.standardError,
      variances: once.fit.variances,
    });
    for (const { name } of strategies as { name: 'systematic' | 'ledoitWolf' | 'total' }[])
      expectAlike(once.covariances[name]!.conditionNumber, conditionNumbers[name]);
    expect(once.notes).toEqual(notes);
  });

  it('takes all periods unless it is told how many, needs none to hold for, and keeps the market beside the panel', () => {
    const { panel, returns, marketAsset, universe, satOut } = fitModel(engine, data, config);
    expect(panel.periods).toHaveLength(30);
    expect(panel.assets).toEqual(tickers.slice(1));
    expect(returns.assets).toEqual(tickers);
    expect([marketAsset, universe, satOut]).toEqual(['SPY', tickers, []]);
    const long = { ...config, backtest: { train: 36 } };
    expect(fitModel(engine, data, long).panel.periods).toHaveLength(30);
  });

  it('comes with every covariance, of which the total is the sum of the systematic and the idiosyncratic', () => {
    const { covariances, covarianceFailures, returns } = fitModel(engine, data, config);
    expect(Object.keys({ ...covariances, ...covarianceFailures }).sort()).toEqual(
      [...covarianceNames].sort(),
    );
    const { systematic, idiosyncratic, total } = covariances;
    expect(total!.assets).toEqual(returns.assets);
    total!.values.forEach((value, k) => expect(value).toBe(systematic!.values[k] + idiosyncratic!.values[k]));
  });

  it('fits the simple model of common effects and one persistent effect an asset as it stands', () => {
    const simple = { fixed: ['1', 'market', 'regime'], random: ['asset(risk)'], scale: 'none' as const };
    const result = fitResult(fitModel(engine, data, { ...config, model: simple }));
    expect(result.fixedEffects.map(({ term, asset }) => [term, asset])).toEqual([
      ['1', null],
      ['market', null],
      ['regime[Low]', null],
      ['regime[Normal]', null],
    ]);
    const [{ term, effects }] = result.persistentEffects;
    expect(term).toBe('asset(risk)');
    expect(effects.map(({ asset }) => asset).sort()).toEqual(tickers.slice(1).sort());
    // loadings of one common slope: every asset moves with the market alone
    for (const correlation of result.correlations.systematic!) expect(correlation).toBeCloseTo(1, 12);
  });

  it('fits the full model of common effects too, with a kernel on asset:time', () => {
    const random = ['asset(combined)', 'time', 'asset:time(combined)'];
    const full = { fixed: ['1', 'market', 'trend', 'regime'], random, scale: 'none' as const };
    const result = fitResult(fitModel(engine, data, { ...config, model: full }));
    expect(result.model.converged).toBe(true);
    expect(result.variances.map(({ label }) => label)).toEqual([...random, 'residual']);
    expect(result.persistentEffects.map(({ term }) => term)).toEqual(['asset(combined)']);
    expect(result.periodEffects.map(({ term }) => term)).toEqual(['time', 'asset:time(combined)']);
  });

  it('says who sat out, and why', () => {
    const late = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date < '2011-03-31' ? NaN : price,
    );
    const result = fitResult(fitModel(engine, late, config));
    expect(result.data.satOut).toEqual([
      { asset: 'GLD', reason: '14 of 30 returns missing, first 2010-02-28' },
    ]);
    expect(result.data.assets).not.toContain('GLD');
    expect(fitModel(engine, late, config, { train: 16 }).satOut).toEqual([]);
  });
});

describe('the result of a fit', () => {
  const result = fitResult(fitModel(engine, data, config));

  it('is plain JSON', () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('has these fields, which programs rely on', () => {
    expect(Object.keys(result)).toEqual([
      'config',
      'engineVersion',
      'dataHash',
      'data',
      'notes',
      'formula',
      'method',
      'dropped',
      'model',
      'fixedEffects',
      'variances',
      'persistentEffects',
      'periodEffects',
      'heritability',
      'periodWeights',
      'inference',
      'kernels',
      'conditionNumbers',
      'posterior',
      'stacks',
      'correlations',
    ]);
    expect(Object.keys(result.data)).toEqual([
      'universe',
      'assets',
      'satOut',
      'market',
      'marketIsAsset',
      'frequency',
      'periods',
    ]);
    expect(Object.keys(result.fixedEffects[0]).sort()).toEqual(
      ['asset', 'estimate', 'label', 'standardError', 'tValue', 'term'].sort(),
    );
    expect(Object.keys(result.variances[0]).sort()).toEqual(
      ['atBoundary', 'estimate', 'label', 'share', 'standardError'].sort(),
    );
  });

  it('gives the condition number of every covariance, null where it is singular', () => {
    expect(result.conditionNumbers.map(({ covariance }) => covariance)).toEqual(covarianceNames);
    const of = (name: string) => result.conditionNumbers.find(({ covariance }) => covariance === name)!;
    expect(of('sample').conditionNumber).toBeGreaterThan(1);
    // the market has no residual of its own
    expect(of('idiosyncratic')).toEqual({
      covariance: 'idiosyncratic',
      conditionNumber: null,
      reason: null,
    });
  });

  it('says how much the returns believe the model', () => {
    const { posterior } = fitModel(engine, data, config).covariances.posterior!;
    expect(result.posterior).toEqual(posterior);
    expect(result.posterior!.priorWeight).toBeGreaterThan(0);
  });

  it('names the most and the least related pairs of each kernel of the model', () => {
    const fitted = fitModel(engine, data, config);
    const pairs = kernelPairs(fitted.kernels!.kernels.combined);
    expect(result.kernels.map(({ name }) => name)).toEqual(['combined']);
    const [{ most, least }] = result.kernels;
    expect(most).toEqual(pairs.slice(0, 5));
    expect(least).toEqual(pairs.slice(-5).reverse());
    const three = fitResult(fitModel(engine, data, { ...config, assets: ['SPY', 'IWM', 'EFA', 'AGG'] }))
      .kernels[0];
    expect([three.most.length, three.least.length]).toEqual([5, 1]);
    expect(fitResult(fitModel(engine, data, { ...config, model: { random: ['time'] } })).kernels).toEqual([]);
  });

  it('has correlations with a unit diagonal, the market among the assets', () => {
    const { assets, sample, systematic } = result.correlations;
    expect(assets).toEqual(tickers);
    for (const matrix of [sample!, systematic!])
      assets.forEach((_, i) => expect(matrix[i * assets.length + i]).toBe(1));
  });
});

describe('a fit that cannot be', () => {
  const refused = (changes: Partial<BacktestConfig>, train?: number) =>
    thrown(() => fitModel(engine, data, { ...config, ...changes }, { train }));

  it.each([0, 1, 2.5, NaN])('of %d periods is refused', (train) => {
    const error = refused({}, train);
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'train' } });
  });

  it('of more periods than there are is refused with both numbers', () => {
    const error = refused({}, 31);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: 'too-few-periods', details: { periods: 30, train: 31 } });
  });

  it('of a single asset beside the market is refused', () => {
    const error = refused({ assets: ['SPY', 'IWM'] });
    expect(error).toMatchObject({ code: 'too-few-assets', details: { assets: 1 } });
    expect(error.message).toBe('1 asset beside the market SPY can be fitted, and 2 are needed');
  });

  it('of effects that the data say nothing about is refused by the model error itself', () => {
    const error = refused({ model: { random: ['asset(combined)'] } });
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'no-information', details: { term: 'asset(combined)' } });
  });

  it('with asset:time and no kernel, the residual by another name, is told what to write instead', () => {
    const error = refused({
      model: { fixed: ['1', 'market'], random: ['asset(risk)', 'time', 'asset:time'] },
    });
    expect(error).toBeInstanceOf(ConfigError);
    expect(error).toMatchObject({ code: 'bad-value', details: { path: 'model.random[2]' } });
    expect(error.message).toContain('is the residual');
    expect(error.hint).toContain('asset:time(combined)');
  });
});
