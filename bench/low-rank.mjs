/**
 * The largest panel: 2,000 assets × 252 daily returns with a kernel of 40 factors, from characteristics to weights, by CPU time,
 * the weights beside those of the matrix of all assets, which must be the same. Prints a table and writes bench/LOW-RANK.md.
 *
 *     npm run bench:largest
 */
import { loadavg } from 'node:os';
import {
  assetFeatures,
  backtest,
  createEngine,
  fitLowRankPanel,
  lowRankCovariance,
  lowRankKernel,
  optimizeWeights,
  simulatePrices,
  toReturns,
} from '../dist/index.js';
import { format, processorMicroseconds, ratio, report } from './measure.mjs';

const [N, T, RANK] = [2000, 252, 40];
const WINDOWS = 4;
const engine = await createEngine();
const { prices } = simulatePrices({ seed: 4, assets: N, periods: T + 1 + 21 * (WINDOWS - 1) });
const all = toReturns(prices, { frequency: 'day' });
const returns = { ...all, dates: all.dates.slice(0, T), returns: all.returns.slice(0, T * N) };
const rows = [];

function measure(name, run) {
  const time = processorMicroseconds(run);
  rows.push([name, format(time), '']);
  process.stderr.write(`${rows.at(-1).join(' | ')}\n`);
  return time;
}

// the first asset is the market, which the panel is without
const market = Float64Array.from({ length: T }, (_, t) => returns.returns[t * N]);
const features = assetFeatures(returns, market, ['beta', 'volatility']);
const panel = {
  assets: returns.assets.slice(1),
  periods: returns.dates,
  returns: returns.returns.filter((_, at) => at % N !== 0),
  covariates: { market },
};
measure(`kernel, ${RANK} factors`, () => lowRankKernel(features, { rank: RANK }));
const kernel = lowRankKernel(features, { rank: RANK });
const model = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  scale: 'residual',
  kernels: { K: kernel },
};
measure('fit by REML', () => fitLowRankPanel(engine, panel, model));
const fit = fitLowRankPanel(engine, panel, model);
const input = { returns, fit, panel, model };
measure('total covariance and its condition number', () => lowRankCovariance(engine, 'total', input));
const total = lowRankCovariance(engine, 'total', input);
// a copy is a matrix
const matrix = { ...total };
for (const [what, options] of [
  ['long-only', {}],
  ['at most 1 % an asset', { maxWeights: 0.01 }],
  ['within ±1 %', { minWeights: -0.01, maxWeights: 0.01 }],
]) {
  const [own, other] = [total, matrix].map((covariance) => optimizeWeights(engine, covariance, options));
  const apart = Math.max(...total.assets.map((asset) => Math.abs(own.weights[asset] - other.weights[asset])));
  if (own.status !== 'optimal' || own.notes !== undefined || apart > 1e-9)
    throw new Error(`${what}: ${own.status}, ${apart} apart, ${own.notes ?? ''}`);
  const byFactors = measure(`minimum variance, ${what}`, () => optimizeWeights(engine, total, options));
  const byMatrix = processorMicroseconds(() => optimizeWeights(engine, matrix, options));
  rows.at(-1)[2] = `${format(byMatrix)}, ${ratio(byFactors, byMatrix)}`;
}

const config = {
  frequency: 'day',
  market: prices.assets[0],
  kernels: { mine: { kind: 'exponential', characteristics: ['beta', 'volatility'], rank: RANK } },
  model: { random: ['time', 'asset:time(mine)'], minHeritability: 0 },
  backtest: { train: T, rebalance: 21 },
  strategies: [{ name: 'total' }],
};
const runs = [];
let count = 0;
for (let run = 0; run < 3; run++) {
  const start = process.cpuUsage();
  const result = await backtest(engine, prices, config, { workers: 1 });
  const { user, system } = process.cpuUsage(start);
  count = result.strategies[0].windows.length;
  if (result.strategies[0].windows.some(({ status }) => status !== 'ok'))
    throw new Error('a window fell back');
  runs.push((user + system) / count);
}
rows.push(['a window of a backtest, all of it', format(runs.sort((a, b) => a - b)[1]), '']);
const memory = Math.ceil((process.resourceUsage().maxRSS * 1024) / 2 ** 20);

report(
  new URL('./LOW-RANK.md', import.meta.url),
  'The largest panel',
  'npm run bench:largest',
  ['what', 'CPU time', 'by the matrix of all assets'],
  rows,
  ` Processor time of ${N} assets × ${T} periods, a kernel of ${RANK} factors; a window is one of ${count}, with its share of what a run has once. Weights are the same to 1e-9. All of it, with the matrices beside, took at most ${memory} MiB. Load of the machine in the last 15 minutes: ${loadavg()[2].toFixed(1)}.`,
);
