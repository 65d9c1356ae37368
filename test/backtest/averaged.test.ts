import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  covariance,
  covarianceDraws,
  createEngine,
  decideNow,
  fitModel,
  forecastScores,
  prepareFilters,
  type PriceTable,
  resolveConfig,
  samplePosterior,
} from '../../src/browser.js';
import { averagedCovariance } from '../../src/bayes/averaged-covariance.js';
import { renderReport } from '../../src/report/page.js';
import { config, data, engine, run, strategyOf, tickers } from '../support/six-assets.js';
import { rejected, thrown } from '../support/thrown.js';
import { expectUnseenFuture } from '../support/unseen-future.js';

const strategies: BacktestConfig['strategies'] = [
  { name: 'averaged' },
  { name: 'cauchy', covariance: 'averaged', averaging: { prior: 'halfCauchy', chains: 2, draws: 400 } },
];
const cauchyLabel = 'averaged (2 chains, 400 draws, halfCauchy)';
const problems = (of: BacktestConfig['strategies'], changes: Partial<BacktestConfig> = {}): string =>
  thrown(() => resolveConfig({ ...config, ...changes, strategies: of })).message;
const weightsOf = (result: Awaited<ReturnType<typeof run>>, name: string): unknown[] =>
  strategyOf(result, name).windows.map(({ decision, weights }) => [decision, weights]);

describe('the covariance averaged in a backtest', () => {
  it('tells by decision how the draws went, by the covariance as it is called', async () => {
    const result = await run(data, { strategies });
    for (const { averages, conditionNumbers } of result.decisions) {
      expect(Object.keys(averages!)).toEqual(['averaged', cauchyLabel]);
      expect(Object.keys(conditionNumbers)).toEqual(Object.keys(averages!));
      const own = averages!.averaged;
      expect([own.chains, own.draws]).toEqual([4, 250]);
      expect(own.rHat).toBeLessThan(1.05);
      expect(own.essBulk).toBeGreaterThan(100);
      expect(Object.keys(own.variances)).toEqual(['time', 'asset:time(combined)', 'residual']);
      expect(averages![cauchyLabel].variances.time).not.toBe(own.variances.time);
    }
    for (const { windows } of result.strategies)
      expect(windows.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(JSON.parse(JSON.stringify(result.decisions))).toEqual(result.decisions);
    expect(resolveConfig(result.config)).toEqual(result.config);
    expect(renderReport(result, '')).toMatch(/averaged: [\d.]+, 1000 draws, R-hat 1\.\d{3}, 0 divergences/);
  });

  it('is the mean of the covariances of the draws, total at the means of the variances', async () => {
    const fitted = fitModel(engine, data, config);
    const { panel, model, fit, returns } = fitted;
    await prepareFilters(engine);
    const sampling = { chains: 2, draws: 30, warmup: 300 };
    const own = averagedCovariance(engine, fitted, { ...sampling, prior: 'halfNormal' }, 4, '2012-07-31');
    const { variances } = own.average!;
    const at = fit.variances.map((one) => ({ ...one, estimate: variances[one.label] }));
    const total = covariance(engine, 'total', { returns, panel, model, fit: { ...fit, variances: at } });
    expect(own.name).toBe('averaged');
    expect(own.assets).toEqual(total.assets);
    own.values.forEach((value, cell) => expect(value / total.values[cell]).toBeCloseTo(1, 11));
    expect(own.conditionNumber! / total.conditionNumber!).toBeCloseTo(1, 9);

    const posterior = await samplePosterior(engine, panel, model, sampling);
    const draws = covarianceDraws(engine, returns, panel, model, posterior);
    const sum = new Float64Array(own.values.length);
    for (let chain = 0; chain < 2; chain++)
      for (let draw = 0; draw < 30; draw++)
        draws.at(chain, draw).values.forEach((value, cell) => (sum[cell] += value / 60));
    draws.mean.values.forEach((value, cell) => expect(value / sum[cell]).toBeCloseTo(1, 11));
  });

  it('draws by the seed and the decision, whatever else is run', async () => {
    const asked = { strategies };
    const result = await run(data, asked);
    const alone = await run(data, { strategies: [strategies[1], { name: 'sample' }] });
    expect(weightsOf(alone, 'cauchy')).toEqual(weightsOf(result, 'cauchy'));
    // three months later, the first decision is the second of the others
    const start = result.decisions[1].trainStart.slice(0, 7);
    const from = data.dates.filter((date) => date.slice(0, 7) < start).at(-1);
    const later = await run(data, { ...asked, from });
    expect(weightsOf(later, 'averaged')).toEqual(weightsOf(result, 'averaged').slice(1));
    const again = await run(data, { ...asked, seed: 5 });
    expect(weightsOf(again, 'averaged')).not.toEqual(weightsOf(result, 'averaged'));
  });

  it('sees nothing behind its decision', async () => {
    await expectUnseenFuture(strategies);
  });

  it('does with the average as the market, residual groups, missing histories and low-rank kernels', async () => {
    const own = { strategies: [{ name: 'averaged' }] };
    const late: PriceTable = { ...data, prices: data.prices.slice() };
    data.dates.forEach((date, t) => {
      if (date < '2011-01-15') late.prices[t * 6 + tickers.indexOf('GLD')] = NaN;
    });
    const runs = [
      await run(data, { ...own, market: 'average' }),
      await run(data, { ...own, model: { ...config.model, residualGroups: { assets: 'asset' } } }),
      await run(data, {
        ...own,
        kernels: { mine: { kind: 'gaussian', rank: 3 } },
        model: { ...config.model, random: ['time', 'asset:time(mine)'] },
      }),
      await run(late, { ...own, backtest: { ...config.backtest!, minHistory: 6 } }),
    ];
    for (const {
      strategies: [{ windows }],
      decisions,
    } of runs) {
      expect(windows.map(({ status, reason }) => [status, reason])).toEqual(windows.map(() => ['ok', null]));
      expect(decisions[0].averages!.averaged.rHat).toBeLessThan(1.05);
    }
    expect(Object.keys(runs[0].decisions[0].averages!.averaged.variances)).not.toContain('time');
    expect(Object.keys(runs[1].decisions[0].averages!.averaged.variances)).toHaveLength(7);
  });

  it('falls back with the reason where the chains do not agree, or nothing can be fitted', async () => {
    const averaging = { chains: 2, draws: 20, warmup: 20 };
    const {
      strategies: [own],
      decisions,
    } = await run(data, { strategies: [{ name: 'averaged', averaging }] });
    const fallen = own.windows.filter(({ status }) => status === 'fallback');
    expect(fallen.length).toBeGreaterThan(0);
    for (const { reason, used } of fallen) {
      expect(reason).toMatch(/averaged \(2 chains, 20 draws, warm-up 20\).*R-hat 1\.\d{3} is above 1\.05/);
      expect(used).toBe('ledoitWolf');
    }
    expect(decisions.some(({ averages }) => averages === undefined)).toBe(true);
  });

  it('is refused by synchronous functions until the module is loaded, and by engines of others', async () => {
    const fresh = await createEngine();
    const asked = { ...config, strategies };
    const all = [
      () => fitModel(fresh, data, asked),
      () => decideNow(fresh, data, asked),
      () => forecastScores(fresh, data, asked),
    ];
    for (const call of all) expect(thrown(call).code).toBe('not-loaded');
    await prepareFilters(fresh);
    expect(decideNow(fresh, data, asked).strategies.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(forecastScores(fresh, data, asked).map((score) => score.covariance)).toEqual([
      'averaged',
      cauchyLabel,
    ]);
    expect(Object.keys(fitModel(fresh, data, asked).covarianceFailures)).toContain('filtered');
    expect((await rejected(backtest({ ...engine }, data, asked))).code).toBe('wrapped-engine');
  });

  it('is refused of models without a posterior, and with options that nothing uses', () => {
    const own: BacktestConfig['strategies'] = [{ name: 'averaged' }];
    const model = config.model!;
    expect(problems(own, { model: { ...model, method: 'ML' } })).toContain(
      'strategies[0].covariance is averaged over a posterior, and the model has maximum likelihood',
    );
    expect(problems(own, { model: { ...model, errors: { kind: 't' } } })).toContain('the model has t errors');
    expect(problems(own, { model: { ...model, halfLife: 6 } })).toContain('the model has a half-life');
    expect(problems([{ name: 'total', averaging: {} }])).toContain(
      'strategies[0].averaging is not used by the covariance total',
    );
    expect(problems([{ name: 'equal', objective: 'equalWeight', averaging: {} }])).toContain(
      'is not used by the objective equalWeight',
    );
    expect(problems([{ name: 'averaged', averaging: { chains: 1 } }])).toContain(
      'strategies[0].averaging.chains',
    );
    expect(problems([{ name: 'averaged', averaging: { draws: 10 } }])).toContain(
      'strategies[0].averaging.draws',
    );
    expect(problems([{ name: 'averaged', averaging: { warmup: 0 } }])).toContain(
      'strategies[0].averaging.warmup',
    );
    expect(problems([{ name: 'averaged', averaging: { prior: 'flat' as never } }])).toContain(
      'strategies[0].averaging.prior',
    );
    expect(problems([{ name: 'averaged', halfLife: 6 }])).toContain(
      'halfLife is not used by the covariance averaged',
    );
  });
});
