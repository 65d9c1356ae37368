import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  backtest,
  fitModel,
  parseBranches,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { once } from '../support/once.js';
import { knownAt, perturbed, weightsOf } from '../support/perturbation.js';
import { simulatedPrices } from '../support/simulated-prices.js';
import { thrown } from '../support/thrown.js';

/* Kernels that each decision makes of what it knows beside its window's returns. */

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 51, assets, months: 43 });
const rows = [
  '2009-01-31,IWM,equity,us',
  '2009-01-31,EFA,equity,world',
  '2009-01-31,VNQ,equity,us',
  '2009-01-31,AGG,other,bond',
  '2009-01-31,GLD,other,metal',
  '2012-12-31,VNQ,other,estate',
  '2013-05-15,EFA,equity,us',
];
const tree = (lines: readonly string[]) =>
  parseBranches(`date,ticker,class,kind\n${lines.join('\n')}\n`, {
    levels: ['class', 'kind'],
    name: 'tree.csv',
  });
const treeKernel = { tree: ['class', 'kind'], path: 'tree.csv' };
const past = { residualCorrelation: { periods: 16 } };

/** Decides on the last days of September and December 2012 and of March and June 2013, on 16 months. */
const base: BacktestConfig = {
  market: 'SPY',
  kernels: { tree: treeKernel, past, both: { weights: { tree: 0.5, past: 0.5 } } },
  model: { random: ['time', 'asset:time(both)'], minHeritability: 0 },
  backtest: { train: 16, warmUp: 32, rebalance: 3 },
  strategies: [{ name: 'systematic' }, { name: 'total' }],
};
const run = (
  {
    prices = data,
    sources = { kernels: { tree: tree(rows) } },
  }: { prices?: typeof data; sources?: BacktestSources } = {},
  config: Partial<BacktestConfig> = {},
) => backtest(engine, prices, { ...base, ...config }, { sources });
const original = once(() => run());

describe('trees and past correlations in a backtest', () => {
  it('serve the model in a sum, and say who is unknown and who is the market', async () => {
    const { decisions, strategies } = await original();
    expect(decisions.map(({ decision }) => decision)).toEqual([
      '2012-09-30',
      '2012-12-31',
      '2013-03-31',
      '2013-06-30',
    ]);
    for (const { windows } of strategies) expect(windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(decisions[0].notes).toEqual(
      expect.arrayContaining([
        'kernel "tree": no class is known of SPY',
        'kernel "past": without a residual, and unrelated to others: SPY',
      ]),
    );
  });

  it('see nothing behind a decision, bit for bit: later prices and later rows of the tree', async () => {
    const { decisions, strategies } = await original();
    for (const [k, { decision }] of decisions.entries()) {
      const prices = perturbed(data, (date) => date > decision);
      const later = rows.map((row) =>
        row.slice(0, 10) > decision ? row.replace(/[^,]+,[^,]+$/, 'new,odd') : row,
      );
      const changes = [
        { prices },
        { sources: { kernels: { tree: tree([...later, '2013-08-01,AGG,x,y']) } } },
      ];
      for (const change of changes) {
        const changed = await run(change);
        strategies.forEach((strategy, s) =>
          expect(knownAt(k, changed.strategies[s])).toEqual(knownAt(k, strategy)),
        );
        expect(changed.decisions.slice(0, k + 1)).toEqual(decisions.slice(0, k + 1));
      }
    }
  });

  it('see rows of the tree on their day and after a lag', async () => {
    const without = await run({ sources: { kernels: { tree: tree(rows.slice(0, 5)) } } });
    const known = await original();
    expect(weightsOf(known, 0)).toEqual(weightsOf(without, 0));
    expect(weightsOf(known, 1)).not.toEqual(weightsOf(without, 1));
    const late = await run({}, { kernels: { ...base.kernels, tree: { ...treeKernel, lag: { days: 60 } } } });
    expect(weightsOf(late, 1)).toEqual(weightsOf(without, 1));
    expect(weightsOf(late, 2)).toEqual(weightsOf(known, 2));
  });

  it('look at the periods before the window alone: others leave a model of the past as it is', async () => {
    const config = { model: { ...base.model, random: ['time', 'asset:time(past)'] } };
    const of = await run({}, config);
    // the first window begins in June 2011, its past in February 2010
    const changed = await run({ prices: perturbed(data, (date) => date < '2011-05-01') }, config);
    expect(weightsOf(changed, 0)).not.toEqual(weightsOf(of, 0));
    const before = await run({ prices: perturbed(data, (date) => date < '2010-01-31') }, config);
    expect(weightsOf(before, 1)).toEqual(weightsOf(of, 1));
  });
});

describe('where there is no past', () => {
  const early = { backtest: { train: 16, rebalance: 3 } };

  it('a sum does without the kernel, and says so', async () => {
    const { decisions } = await run({}, early);
    expect(decisions[0].notes).toContain(
      'there are 0 periods of the market before the training window, and kernel "past" needs 14: kernel "both" does without kernel "past"',
    );
  });

  it('the model alone falls back with the reason', async () => {
    const { strategies } = await run({}, { ...early, model: { random: ['time', 'asset:time(past)'] } });
    const [window] = strategies[0].windows;
    expect(window.status).toBe('fallback');
    expect(window.reason).toContain('there is no kernel "past" in this window: there are 0 periods');
  });

  it('a fit to all periods is refused, and one to the last of them is made', () => {
    const config = { ...base, model: { random: ['time', 'asset:time(past)'] } };
    const sources = { kernels: { tree: tree(rows) } };
    expect(thrown(() => fitModel(engine, data, config, { sources })).code).toBe('missing-kernel');
    expect(fitModel(engine, data, config, { sources, train: 16 }).fit.converged).toBe(true);
  });
});

describe('trees that cannot be', () => {
  it('tell no assets apart where all share the same branches, and are left out', async () => {
    const same = tree(assets.map((asset) => `2009-01-31,${asset},all,all`));
    const { decisions } = await run({ sources: { kernels: { tree: same } } });
    expect(decisions[0].notes).toContain(
      'all pairs of assets have as much of the tree "tree" in common: kernel "both" does without kernel "tree"',
    );
  });

  it.each([
    ['no-branches', tree(['2009-01-31,ZZZ,a,b'])],
    ['source-not-loaded', undefined],
  ])('are refused: %s', async (code, source) => {
    const sources = source === undefined ? {} : { kernels: { tree: source } };
    await expect(run({ sources })).rejects.toMatchObject({ code });
  });

  it('a lag of a file without dates is refused', async () => {
    const undated = parseBranches('ticker,class,kind\nIWM,a,b\n', { levels: ['class', 'kind'] });
    const kernels = { ...base.kernels, tree: { ...treeKernel, lag: { days: 3 } } };
    await expect(run({ sources: { kernels: { tree: undated } } }, { kernels })).rejects.toMatchObject({
      code: 'undated-file',
    });
  });
});
