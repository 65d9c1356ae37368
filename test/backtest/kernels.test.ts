import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestSources,
  type Kernel,
  assetFeatures,
  backtest,
  parseKernel,
  relationshipKernel,
  toReturns,
} from '../../src/browser.js';
import { selectReturns } from '../../src/backtest/eligibility.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const tickers = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 17, assets: tickers, months: 25 });
const returns = toReturns(data);

/** Two groups, one asset that no portfolio knows, the market last; rows of eigenvalues above 0. */
const peers = parseKernel(
  'a,GLD,AGG,EFA,IWM,NEW,SPY\nGLD,1,.6,.1,.1,.3,0\nAGG,.6,1,.1,.1,.3,0\nEFA,.1,.1,1,.7,.3,0\n' +
    'IWM,.1,.1,.7,1,.3,0\nNEW,.3,.3,.3,.3,1,0\nSPY,0,0,0,0,0,1\n',
);

function run(random: string[], kernels: BacktestConfig['kernels'], sources: BacktestSources = {}) {
  const config: BacktestConfig = {
    market: 'SPY',
    kernels,
    model: { random, minHeritability: 0 },
    backtest: { train: 20, rebalance: 3 },
    strategies: [{ name: 'systematic' }],
  };
  return backtest(engine, data, config, { sources });
}

/** The fit of a window's panel, by hand; the market is not part of it. */
function fitByHand(start: number, random: string[], kernels: Record<string, Kernel>) {
  const table = selectReturns(returns, [1, 2, 3, 4], start, start + 19);
  const market = selectReturns(returns, [0], start, start + 19).returns;
  return engine.fitPanel(
    { assets: table.assets, periods: table.dates, returns: table.returns, covariates: { market } },
    { fixed: ['asset', 'asset:market'], random, kernels, scale: 'residual' },
  );
}

describe('kernels of a run', () => {
  it('may come from a file, matched by name', async () => {
    const random = ['time', 'asset:time(peers)'];
    const { decisions, strategies, snapshot, notes } = await run(
      random,
      { peers: { path: 'peers.csv' } },
      { kernels: { peers } },
    );
    expect(decisions).toHaveLength(2);
    decisions.forEach(({ fit, kernels }, k) => {
      expect(fit?.logLikelihood).toBeCloseTo(fitByHand(3 * k, random, { peers }).logLikelihood, 10);
      expect(kernels).toEqual([{ name: 'peers', repair: null }]);
    });
    expect(strategies[0].windows.every(({ status }) => status === 'ok')).toBe(true);
    expect(notes).toEqual([]);
    expect(snapshot.kernelName).toBe('peers');
    // rows of SPY and IWM, with the market and without the asset that is not held
    expect(snapshot.kernel!.slice(0, 10)).toEqual([1, 0, 0, 0, 0, 0, 1, 0.7, 0.1, 0.1]);
  });

  it('are computed in each window, from its own returns', async () => {
    const random = ['asset:time(beta)'];
    const { decisions } = await run(random, {
      beta: { kind: 'gaussian', characteristics: ['beta', 'volatility'] },
    });
    decisions.forEach(({ fit }, k) => {
      const table = selectReturns(returns, [0, 1, 2, 3, 4], 3 * k, 3 * k + 19);
      const market = selectReturns(returns, [0], 3 * k, 3 * k + 19).returns;
      const beta = relationshipKernel(assetFeatures(table, market, ['beta', 'volatility']), {
        kind: 'gaussian',
      });
      expect(fit?.logLikelihood).toBe(fitByHand(3 * k, random, { beta }).logLikelihood);
    });
  });

  it('are only those that the model names', async () => {
    const unused = { unused: { path: 'peers.csv' }, sum: { weights: { unused: 1, risk: 1 } } };
    const { decisions, snapshot } = await run(['time', 'asset:time(risk)'], unused, {
      kernels: { unused: peers },
    });
    expect(decisions.map(({ kernels }) => kernels.map(({ name }) => name))).toEqual([['risk'], ['risk']]);
    expect(snapshot.kernelName).toBe('risk');
    const none = await run(['time'], unused, { kernels: { unused: peers } });
    expect(none.decisions.map(({ kernels }) => kernels)).toEqual([[], []]);
    expect(none.snapshot).toMatchObject({ kernelName: null, kernel: null });
  });

  it('are shown by the first that the model names', async () => {
    const random = ['time', 'asset:time(sum)', 'asset:trend(risk)'];
    const { snapshot, decisions } = await run(
      random,
      { sum: { weights: { risk: 1, peers: 1 } }, peers: { path: 'p' } },
      { kernels: { peers } },
    );
    expect(snapshot.kernelName).toBe('sum');
    expect(snapshot.kernel![0]).toBeCloseTo(2, 12);
    expect(decisions[0].kernels.map(({ name }) => name)).toEqual(['sum', 'risk']);
  });

  it('say window by window what was repaired, with the eigenvalues before', async () => {
    const { decisions } = await run(['time', 'asset:time(line)'], {
      line: { kind: 'linear', characteristics: ['beta'] },
    });
    for (const { kernels, notes } of decisions) {
      const [{ name, repair }] = kernels;
      expect(name).toBe('line');
      // one characteristic: rank one of five
      expect(repair).toMatchObject({ raised: 4 });
      expect(repair!.eigenvalues).toHaveLength(4);
      expect(repair!.eigenvalues.every((value) => Math.abs(value) < 1e-14)).toBe(true);
      // the trace is 5, all in one eigenvalue
      expect(repair!.raisedTo).toBeCloseTo(5e-10, 15);
      expect(notes.some((note) => note.startsWith('kernel "line" was not positive definite'))).toBe(true);
    }
  });
});

describe('a kernel from a file', () => {
  const path = { peers: { path: 'peers.csv' } };
  const edited = (change: (a: string, b: string) => number | undefined): Kernel => {
    const { labels, values } = peers;
    return {
      labels,
      values: values.map((value, k) => change(labels[Math.floor(k / 6)], labels[k % 6]) ?? value),
    };
  };

  it('is asked for where it was not read', async () => {
    await expect(run(['time'], path)).rejects.toMatchObject({
      code: 'source-not-loaded',
      details: { path: 'kernels.peers', file: 'peers.csv' },
    });
  });

  it('is refused where it lacks an asset of the universe, with file and asset', async () => {
    const lacking = {
      labels: peers.labels.map((label) => (label === 'GLD' ? 'GLDX' : label)),
      values: peers.values,
    };
    await expect(run(['time'], path, { kernels: { peers: lacking } })).rejects.toMatchObject({
      code: 'missing-asset',
      message: 'peers.csv: the kernel peers has no row for GLD',
      details: { file: 'peers.csv', ticker: 'GLD' },
    });
  });

  it('is refused before the first window where it is asymmetric, not finite or no covariance', async () => {
    const code = async (kernel: Kernel) => {
      const error: unknown = await run(['time', 'asset:time(peers)'], path, {
        kernels: { peers: kernel },
      }).catch((e: unknown) => e);
      return (error as { code?: string }).code;
    };
    expect(await code(edited((a, b) => (a === 'GLD' && b === 'AGG' ? 0.5 : undefined)))).toBe(
      'kernel-asymmetric',
    );
    expect(await code(edited((a, b) => (a === b && a === 'EFA' ? NaN : undefined)))).toBe(
      'kernel-not-finite',
    );
    expect(await code(edited((a, b) => ([a, b].sort().join() === 'AGG,GLD' ? 1.5 : undefined)))).toBe(
      'indefinite-kernel',
    );
  });

  it('is repaired once where it is not quite one, and says so in the notes of the data', async () => {
    // AGG and GLD 1.0005 alike: an eigenvalue of −0.0005
    const nearly = edited((a, b) => ([a, b].sort().join() === 'AGG,GLD' ? 1.0005 : undefined));
    const { notes, decisions, strategies } = await run(['time', 'asset:time(peers)'], path, {
      kernels: { peers: nearly },
    });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /^kernel "peers" was not positive definite: 1 of its eigenvalues \(-5\.0e-4\) was raised/,
    );
    expect(decisions.map(({ kernels }) => kernels)).toEqual([
      [{ name: 'peers', repair: null }],
      [{ name: 'peers', repair: null }],
    ]);
    expect(strategies[0].windows.every(({ status }) => status === 'ok')).toBe(true);
  });

  it('is a matter of the universe alone: what else it holds may be wrong', async () => {
    const odd = edited((a, b) => (a === 'NEW' || b === 'NEW' ? (a === b ? NaN : 7) : undefined));
    const [result, plain] = [odd, peers].map((kernel) =>
      run(['time', 'asset:time(peers)'], path, { kernels: { peers: kernel } }),
    );
    expect((await result).strategies).toEqual((await plain).strategies);
  });
});
