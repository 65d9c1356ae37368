import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  backtest,
  fitModel,
  mixedModelPortfolio,
  parseKernelSource,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { changedPrices, simulatedPrices } from '../support/simulated-prices.js';
import { rejected, thrown } from '../support/thrown.js';

const [[, engine]] = engines;
/** An engine whose windows the host puts together: with dated matrices it does, and without them too then. */
const stepwise = { ...engine };
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 17, assets: tickers, months: 25 });

/** Decides on 2011-01-31, 2011-04-30, 2011-07-31 and 2011-10-31. */
const base: BacktestConfig = {
  market: 'SPY',
  backtest: { train: 12, rebalance: 3 },
  strategies: [{ name: 'systematic' }],
};
const run = (config: Partial<BacktestConfig>, sources: BacktestSources, prices = data) =>
  backtest(stepwise, prices, { ...base, ...config }, { sources });

/** Rows of K_ij = r^|i − j|. */
const matrix = (r: number) =>
  tickers.map((row, i) => [row, ...tickers.map((_, j) => r ** Math.abs(i - j))].join(','));
const header = `asset,${tickers.join(',')}`;
const peers = { kernels: { peers: { path: 'peers.csv' } } };
const withPeers = { ...peers, model: { random: ['time', 'asset:time(peers)'], minHeritability: 0 } };
const matrices = (...dated: [string, string[]][]) =>
  parseKernelSource(
    `date,${header}\n${dated.map(([date, lines]) => lines.map((line) => `${date},${line}\n`).join('')).join('')}`,
  );

describe('kernel matrices with dates', () => {
  it('that never change decide as the same matrix without dates does, bit for bit', async () => {
    const dated = await run(withPeers, { kernels: { peers: matrices(['2010-12-31', matrix(0.4)]) } });
    const undated = await run(withPeers, {
      kernels: { peers: parseKernelSource(`${header}\n${matrix(0.4).join('\n')}\n`) },
    });
    expect(dated.strategies).toEqual(undated.strategies);
    expect(dated.notes).toEqual([
      'kernel "peers": decisions see 1 of the 1 matrices of its file, that of 2010-12-31',
    ]);
  });

  it('are named by each decision with the date of the one that it saw, within a sum too', async () => {
    const sources = {
      kernels: {
        peers: matrices(
          ['2010-06-30', matrix(0.1)],
          ['2011-01-31', matrix(0.2)],
          ['2011-07-31', matrix(0.3)],
          ['2011-08-31', matrix(0.4)],
          ['2011-11-01', matrix(0.5)],
        ),
      },
    };
    const { decisions, notes, snapshot } = await run(withPeers, sources);
    const dates = ['2011-01-31', '2011-01-31', '2011-07-31', '2011-08-31'];
    expect(decisions.map(({ kernels }) => kernels)).toEqual(
      dates.map((date) => [{ name: 'peers', repair: null, date }]),
    );
    expect(snapshot.kernel![1]).toBe(0.4);
    expect(notes).toEqual([
      'kernel "peers": decisions see 3 of the 5 matrices of its file, those of 2011-01-31 to 2011-08-31',
    ]);
    const sum = await run(
      {
        kernels: {
          ...peers.kernels,
          sum: { weights: { risk: 1, peers: 1 } },
          unused: { weights: { peers: 1 } },
        },
        model: { random: ['asset:time(sum)'], minHeritability: 0 },
      },
      sources,
    );
    expect(sum.decisions.map(({ kernels }) => kernels)).toEqual(
      dates.map((date) => [
        { name: 'sum', repair: null },
        { name: 'peers', repair: null, date },
      ]),
    );
  });

  it('are repaired each by itself, which the decisions that see them record and one note says', async () => {
    // AGG and GLD 1.0005 alike: an eigenvalue of −0.0005
    const nearly = matrix(0).map((row) =>
      row.replace(/^(AGG,.*),0$/, '$1,1.0005').replace(/^(GLD,.*),0,1$/, '$1,1.0005,1'),
    );
    const { decisions, notes, strategies } = await run(withPeers, {
      kernels: {
        peers: matrices(['2010-06-30', nearly], ['2011-02-28', matrix(0.2)], ['2011-06-30', nearly]),
      },
    });
    const raised = decisions.map(({ kernels }) =>
      kernels.map(({ date, repair }) => [date, repair?.raised ?? 0]),
    );
    expect(raised).toEqual([
      [['2010-06-30', 1]],
      [['2011-02-28', 0]],
      [['2011-06-30', 1]],
      [['2011-06-30', 1]],
    ]);
    expect(notes).toHaveLength(2);
    expect(notes[1]).toMatch(
      /^2 of 3 matrices repaired, the first that of 2010-06-30: kernel "peers" was not positive definite: 1 of its eigenvalues \(-5\.0e-4\) was raised/,
    );
    expect(strategies[0].windows.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('stop the run before its first window where a decision has none, and where one is no covariance', async () => {
    const late = { kernels: { peers: matrices(['2011-02-01', matrix(0.1)], ['2011-03-01', matrix(0.2)]) } };
    expect(await rejected(run(withPeers, late))).toMatchObject({
      name: 'DataError',
      code: 'missing-matrix',
      message:
        'peers.csv: no matrix of the kernel peers is known at the decision of 2011-01-31; the first is of 2011-02-01',
      details: { file: 'peers.csv', kernel: 'peers', decision: '2011-01-31', first: '2011-02-01' },
    });
    const lagged = { ...withPeers, kernels: { peers: { path: 'peers.csv', lag: { days: 32 } } } };
    const inTime = matrices(['2010-12-31', matrix(0.1)]);
    expect((await rejected(run(lagged, { kernels: { peers: inTime } }))).code).toBe('missing-matrix');
    const undated = parseKernelSource(`${header}\n${matrix(0.4).join('\n')}\n`);
    expect((await rejected(run(lagged, { kernels: { peers: undated } }))).code).toBe('undated-file');
    const wrong = matrices(['2010-12-31', matrix(0.1)], ['2011-03-31', matrix(1.2)]);
    expect(await rejected(run(withPeers, { kernels: { peers: wrong } }))).toMatchObject({
      name: 'DataError',
      code: 'indefinite-kernel',
      message: expect.stringMatching(
        /^peers\.csv, the matrix of 2011-03-31: kernel "peers" has eigenvalues from -\d\.\d+ to/,
      ) as string,
    });
  });

  it('need the assets that take part, and no row of one that is not traded yet', async () => {
    const young = changedPrices(data, (price, date, asset) =>
      asset === 'GLD' && date < '2010-06-30' ? NaN : price,
    );
    const four = matrix(0.3)
      .slice(0, 4)
      .map((row) => row.replace(/,[^,]+$/, ','));
    const source = { kernels: { peers: matrices(['2010-12-31', four], ['2011-07-31', matrix(0.2)]) } };
    const { decisions, strategies } = await run(withPeers, source, young);
    expect(decisions.map(({ satOut }) => satOut.map(({ asset }) => asset))).toEqual([
      ['GLD'],
      ['GLD'],
      [],
      [],
    ]);
    expect(strategies[0].windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(await rejected(run(withPeers, source))).toMatchObject({
      code: 'missing-asset',
      message:
        'peers.csv: the matrix of 2010-12-31, which the decision of 2011-01-31 sees, has no row for GLD',
      details: { file: 'peers.csv', ticker: 'GLD', decision: '2011-01-31', date: '2010-12-31' },
    });
  });

  it('are those of the last day in a portfolio for now and in a fit', () => {
    const dated = matrices(
      ['2010-12-31', matrix(0.1)],
      ['2012-01-31', matrix(0.6)],
      ['2012-02-01', matrix(0.2)],
    );
    const { kernels, notes } = fitModel(
      engine,
      data,
      { ...base, ...withPeers },
      { sources: { kernels: { peers: dated } } },
    );
    expect(kernels!.kernels.peers.values[1]).toBe(0.6);
    expect(notes).toContain(
      'kernel "peers": decisions see 1 of the 3 matrices of its file, that of 2012-01-31',
    );
    const portfolio = mixedModelPortfolio(engine, data, {
      market: 'SPY',
      ...peers,
      model: { random: withPeers.model.random },
      minHeritability: 0,
      lookback: 12,
      sources: { kernels: { peers: dated } },
    });
    expect(portfolio.status).toBe('ok');
    expect(portfolio.notes).toEqual([
      'kernel "peers": decisions see 1 of the 3 matrices of its file, that of 2012-01-31',
    ]);
  });

  it.each([
    ['no date', { dates: [], availableFrom: null, kernels: [] }, 'missing-matrix'],
    [
      'two of one date',
      { dates: ['2010-12-31', '2010-12-31'], availableFrom: null, kernels: [{}, {}] },
      'duplicate-date',
    ],
    ['fewer dates', { dates: ['2010-12-31'], availableFrom: null, kernels: [{}, {}] }, 'wrong-length'],
  ])('are refused where a caller makes them with %s', (_, source, code) => {
    const sources = { kernels: { peers: source } } as unknown as BacktestSources;
    expect(thrown(() => fitModel(engine, data, { ...base, ...withPeers }, { sources })).code).toBe(code);
  });
});
