/** Walk-forward backtests through `backtest()`: the four default strategies beside the baseline's rolling loop, `posterior` beside the host's. */
import { simulatedPrices } from '../problems.mjs';
import { gapOfVariances } from './fits.mjs';

/** Assets, training periods, windows of ours and of the baseline, which is slower. */
const SIZES = [
  { N: 10, T: 36, windows: 50_000, theirs: 1000 },
  { N: 50, T: 120, windows: 5000, theirs: 60 },
  { N: 100, T: 252, windows: 1500, theirs: 20 },
  { N: 500, T: 504, windows: 40, theirs: 1 },
];
const QUICK = [
  { N: 10, T: 36, windows: 4000, theirs: 200 },
  { N: 50, T: 120, windows: 400, theirs: 20 },
];

export function windowJobs(context) {
  const { quick, largest = Infinity } = context;
  const sizes = (quick ? QUICK : SIZES).filter(({ N }) => N <= largest);
  const posteriors = sizes.filter(({ N }) => N <= 100).map((size) => posteriorJob(context, size));
  return [...sizes.map((size) => windowJob(context, size)), ...posteriors];
}

/** The covariance `posterior` alone, by the engine's batches and by the host, which functions of the caller ask for. */
function posteriorJob({ mixfolio, engine }, { N, T, windows: all }) {
  const [windows, theirs] = [Math.ceil(all / 4), Math.ceil(all / 60)];
  const data = simulatedPrices(mixfolio, N, T + windows);
  const compared = simulatedPrices(mixfolio, N, T + theirs);
  const options = { ...configuration(data, T), strategies: [{ name: 'posterior' }] };
  const functions = { posterior: { fallback: () => ({}) } };
  return {
    id: `posterior-${N}x${T}`,
    group: 'posterior',
    name: `a window of ${N} assets × ${T} periods, \`posterior\` alone`,
    ours: () => mixfolio.backtest(engine, data, options),
    units: windows,
    note: `${windows} windows, ${theirs} one by one`,
    peers: [
      {
        name: 'window by window',
        run: () => mixfolio.backtest(engine, compared, options, { functions }),
        units: theirs,
        limit: 1e-8,
        gap: async () => {
          const ours = await mixfolio.backtest(engine, compared, options);
          const hosts = await mixfolio.backtest(engine, compared, options, { functions });
          return gapOfWeights(ours, hosts);
        },
      },
    ],
  };
}

function gapOfWeights({ strategies: [ours] }, { strategies: [theirs] }) {
  const { weights } = theirs.columns;
  return ours.columns.weights.reduce((gap, weight, k) => Math.max(gap, Math.abs(weight - weights[k])), 0);
}

function windowJob({ mixfolio, engine, baseline }, { N, T, windows, theirs }) {
  const data = simulatedPrices(mixfolio, N, T + windows);
  const compared = simulatedPrices(mixfolio, N, T + theirs);
  const options = configuration(data, T);
  const job = {
    id: `windows-${N}x${T}`,
    group: 'windows',
    name: `a window of ${N} assets × ${T} periods, four strategies`,
    ours: () => mixfolio.backtest(engine, data, options),
    units: windows,
    effort: 3,
    peers: [
      {
        name: 'baseline',
        run: () => rolling(baseline, compared, options),
        units: theirs,
        limit: 1e-6,
        gap: async () => {
          const ours = await mixfolio.backtest(engine, compared, options);
          const used = ours.strategies[0].windows.filter(({ status }) => status !== 'ok').length;
          job.note = `${windows} windows of ours, ${theirs} of the baseline's`;
          if (used > 0) job.note += `, in ${used} of which Ledoit–Wolf stands in`;
          return gapOfRuns(ours, rolling(baseline, compared, options));
        },
      },
    ],
  };
  return job;
}

/** The default model and strategies, a decision a period. */
export function configuration({ assets }, T) {
  return { market: assets[0], frequency: 'day', backtest: { train: T, rebalance: 1 } };
}

export function rolling(baseline, data, { market, backtest }) {
  return baseline.rollingBacktest(data, { market, ...backtest, minHeritability: 0.1 });
}

/** Largest gap of variances (as shares of their sum), of weights and of net returns. */
function gapOfRuns({ decisions, strategies }, theirs) {
  let gap = 0;
  const compare = (a, b) => a.forEach((value, k) => (gap = Math.max(gap, Math.abs(value - b[k]))));
  theirs.windows.forEach(({ fit, weights }, w) => {
    gap = Math.max(gap, gapOfVariances(decisions[w].fit.variances, fit.variances));
    for (const { name, windows } of strategies) compare(Object.values(windows[w].weights), weights[name]);
  });
  for (const { name, netReturns } of strategies) compare(netReturns, theirs.netReturns[name]);
  return decisions.length === theirs.windows.length ? gap : Infinity;
}
