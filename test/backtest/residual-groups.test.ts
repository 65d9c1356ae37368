import { describe, expect, it } from 'vitest';
import { type BacktestConfig, backtest, fitModel, parseClassSource } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { knownAt, perturbed } from '../support/perturbation.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'TLT', 'VNQ'];
const data = simulatedPrices({ seed: 41, assets: tickers, months: 43 });
const base: BacktestConfig = {
  market: 'SPY',
  classes: { Equity: ['IWM', 'EFA', 'VNQ'], Bond: ['AGG', 'TLT'] },
  model: { minHeritability: 0, scale: 'none' },
  backtest: { train: 24, rebalance: 6 },
  strategies: [{ name: 'systematic' }, { name: 'total' }],
};
const run = (
  residualGroups: NonNullable<BacktestConfig['model']>['residualGroups'],
  changes: Partial<BacktestConfig> = {},
) => backtest(engine, data, { ...base, ...changes, model: { ...base.model, residualGroups } });
const labels = (variances: { label: string }[]): string[] =>
  variances.map(({ label }) => label).filter((label) => label.startsWith('residual'));

describe('residual groups in a backtest', () => {
  it.each([
    ['class', ['residual[Equity]', 'residual[Bond]', 'residual[unclassified]']],
    ['asset', tickers.slice(1).map((ticker) => `residual[${ticker}]`)],
    [
      'month',
      ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'].map((m) => `residual[${m}]`),
    ],
    ['regime', ['residual[High]', 'residual[Low]', 'residual[Normal]']],
    [
      { assets: 'class', periods: 'regime' } as const,
      ['Equity', 'Bond', 'unclassified'].flatMap((name) =>
        ['High', 'Low', 'Normal'].map((level) => `residual[${name}:${level}]`),
      ),
    ],
  ])('by %j are those of every window', async (groups, expected) => {
    const { decisions, strategies } = await run(groups);
    expect(decisions).toHaveLength(3);
    for (const { fit } of decisions) {
      expect(fit!.converged).toBe(true);
      expect(labels(fit!.variances).sort()).toEqual([...expected].sort());
    }
    expect(strategies[1].windows.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok']);
    const plain = await run(undefined);
    expect(strategies[1].windows[0].weights).not.toEqual(plain.strategies[1].windows[0].weights);
  });

  it('of classes with dates are those known at each decision, in several classes a group of their own', async () => {
    const text = [
      '2009-12-31,IWM,1,0',
      '2009-12-31,EFA,1,0',
      '2009-12-31,AGG,0,1',
      '2009-12-31,TLT,0,1',
      '2012-09-15,EFA,1,1',
    ];
    const source = parseClassSource(`date,ticker,risky,abroad\n${text.join('\n')}\n`);
    const config = {
      ...base,
      classes: { path: 'classes.csv' },
      model: { ...base.model, residualGroups: 'class' },
    };
    const { decisions } = await backtest(engine, data, config, { sources: { classes: source } });
    const found = decisions.map(({ fit }) => labels(fit!.variances).sort());
    expect(found[0]).toEqual(['residual[abroad]', 'residual[risky]', 'residual[unclassified]']);
    expect(found.at(-1)).toEqual([
      'residual[abroad]',
      'residual[risky+abroad]',
      'residual[risky]',
      'residual[unclassified]',
    ]);
  });

  it('see nothing behind a decision', async () => {
    const groups = { assets: 'class', periods: 'regime' } as const;
    const original = await run(groups);
    for (const [k, { decision }] of original.decisions.entries()) {
      const model = { ...base.model, residualGroups: groups };
      const changed = await backtest(
        engine,
        perturbed(data, (date) => date > decision),
        { ...base, model },
      );
      original.strategies.forEach((strategy, s) =>
        expect(knownAt(k, changed.strategies[s])).toEqual(knownAt(k, strategy)),
      );
      expect(changed.decisions[k].fit).toEqual(original.decisions[k].fit);
    }
  });

  it('are what a fit of the same window has', async () => {
    const config = { ...base, model: { ...base.model, residualGroups: 'class' } };
    const { decisions } = await backtest(engine, data, config);
    const last = decisions.at(-1)!;
    const { fit, model } = fitModel(engine, data, { ...config, to: last.decision }, { train: 24 });
    expect(model.residualGroups).toEqual({
      assets: { IWM: 'Equity', EFA: 'Equity', AGG: 'Bond', GLD: 'unclassified', TLT: 'Bond', VNQ: 'Equity' },
    });
    expect(fit.variances).toEqual(last.fit!.variances);
  });
});
