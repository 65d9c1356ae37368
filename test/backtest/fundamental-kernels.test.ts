import { describe, expect, it } from 'vitest';
import { type BacktestConfig, type BacktestSources, backtest, fitModel, parseBranches, parseFundamentals } from '../../src/browser.js'; // prettier-ignore
import { engines } from '../support/engines.js';
import { once } from '../support/once.js';
import { knownAt, perturbed, weightsOf } from '../support/perturbation.js';
import { simulatedPrices } from '../support/simulated-prices.js';

/* Kernels of fundamentals, of which a decision sees what was known at its day. */

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD', 'VNQ'];
const data = simulatedPrices({ seed: 52, assets, months: 43 });
const rows = [
  '2009-01-31,IWM,1,0.4',
  '2009-01-31,EFA,2,0.9',
  '2009-06-30,VNQ,1.5,',
  '2009-01-31,AGG,900,0.1',
  '2009-01-31,GLD,3,0.2',
  '2012-12-31,VNQ,4,0.3',
  '2013-05-15,EFA,0.5,0.1',
];
const columns = ['size', 'value'];
const table = (lines: readonly string[]) => ({
  kernels: {
    own: parseFundamentals(`date,ticker,size,value\n${lines.join('\n')}\n`, { columns, name: 'f.csv' }),
  },
});
const own = { fundamentals: columns, path: 'f.csv' };

/** Decides on the last days of September and December 2012 and of March and June 2013, on 16 months. */
const base: BacktestConfig = {
  market: 'SPY',
  kernels: { own, both: { weights: { own: 0.5, risk: 0.5 } } },
  model: { random: ['time', 'asset:time(both)'], minHeritability: 0 },
  backtest: { train: 16, warmUp: 32, rebalance: 3 },
  strategies: [{ name: 'systematic' }, { name: 'total' }],
};
const run = (
  { prices = data, sources = table(rows) }: { prices?: typeof data; sources?: BacktestSources } = {},
  config: Partial<BacktestConfig> = {},
) => backtest(engine, prices, { ...base, ...config }, { sources });
const original = once(() => run());
const alone = { model: { ...base.model, random: ['time', 'asset:time(own)'] } };

describe('fundamentals in a backtest', () => {
  it('serve the model, and say what is missing, of which days, and what was winsorised', async () => {
    const { decisions, strategies } = await original();
    expect(decisions).toHaveLength(4);
    for (const { windows } of strategies) expect(windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(decisions[0].notes).toEqual(
      expect.arrayContaining([
        'kernel "own": fundamentals are of 2009-01-31 to 2009-06-30',
        'kernel "own": no fundamentals are known of SPY, which count as average in them',
        'kernel "own": value is missing of VNQ, which count as average in it',
        'kernel "own": size of AGG is winsorised to 3 robust deviations from the median',
      ]),
    );
    expect(decisions[2].notes).toContain('kernel "own": fundamentals are of 2009-01-31 to 2012-12-31');
  });

  it('see nothing behind a decision, bit for bit: later prices and later rows', async () => {
    const { decisions, strategies } = await original();
    for (const [k, { decision }] of decisions.entries()) {
      const later = rows.map((row) =>
        row.slice(0, 10) > decision ? row.replace(/[^,]+,[^,]*$/, '77,-5') : row,
      );
      const changes = [
        { prices: perturbed(data, (date) => date > decision) },
        { sources: table([...later, '2013-08-01,AGG,7,8', '2013-08-01,SPY,7,8']) },
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

  it('see rows on their day and after a lag', async () => {
    const without = await run({ sources: table(rows.slice(0, 5)) });
    const known = await original();
    expect(weightsOf(known, 0)).toEqual(weightsOf(without, 0));
    expect(weightsOf(known, 1)).not.toEqual(weightsOf(without, 1));
    const late = await run({}, { kernels: { ...base.kernels, own: { ...own, lag: { days: 60 } } } });
    expect(weightsOf(late, 1)).toEqual(weightsOf(without, 1));
    expect(weightsOf(late, 2)).toEqual(weightsOf(known, 2));
  });

  it('do not depend on the order of the rows', async () => {
    const known = await original();
    const turned = await run({ sources: table([...rows].reverse()) });
    known.decisions.forEach((_, k) => expect(weightsOf(turned, k)).toEqual(weightsOf(known, k)));
  });

  it('stand alone or beside characteristics, and in a fit', async () => {
    const [single, beside] = [
      await run({}, alone),
      await run({}, { ...alone, kernels: { own: { ...own, characteristics: ['beta', 'volatility'] } } }),
    ];
    expect(weightsOf(single, 0)).not.toEqual(weightsOf(beside, 0));
    const { fit } = fitModel(engine, data, { ...base, ...alone }, { sources: table(rows) });
    expect(fit.converged).toBe(true);
  });

  it('are left out of a sum where nothing is known, and alone fall back with the reason', async () => {
    const sources = table(['2013-04-30,IWM,1,2', '2013-04-30,EFA,2,3', '2013-04-30,GLD,3,5']);
    const { decisions } = await run({ sources });
    const reason = 'no fundamentals are known in which the assets differ';
    expect(decisions[0].notes).toContain(`${reason}: kernel "both" does without kernel "own"`);
    const { strategies } = await run({ sources }, alone);
    expect(strategies[0].windows[0]).toMatchObject({ status: 'fallback' });
    expect(strategies[0].windows[0].reason).toContain(reason);
    expect(strategies[0].windows[3].status).toBe('ok');
  });
});

describe('fundamentals that cannot be', () => {
  const tree = parseBranches('ticker,size\nIWM,a\n', { levels: ['size'] });
  it.each([
    ['no-fundamentals', table(['2009-01-31,ZZZ,1,2'])],
    ['source-not-loaded', {}],
    ['wrong-source', { kernels: { own: tree } }],
    ['wrong-source', { kernels: { own: { labels: assets, values: new Float64Array(36) } } }],
    ['missing-column', { kernels: { own: { ...table(rows).kernels.own, columns: ['size', 'other'] } } }],
    ['wrong-length', { kernels: { own: { ...table(rows).kernels.own, numbers: Float64Array.of(1) } } }],
  ])('are refused: %s', async (code, sources) => {
    await expect(run({ sources })).rejects.toMatchObject({ code });
  });

  it('are refused in place of a matrix', async () => {
    await expect(run({}, { kernels: { ...base.kernels, own: { path: 'm.csv' } } })).rejects.toMatchObject({
      code: 'wrong-source',
      details: { path: 'kernels.own' },
    });
  });
});
