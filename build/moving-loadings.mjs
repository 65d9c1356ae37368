/**
 * Prints the tables of docs/moving-loadings.md from a folder of the data; needs `npm run build`.
 *
 *     node build/moving-loadings.mjs DATA_FOLDER
 *
 * At every twelfth period (monthly) or 63rd (daily) variances are estimated on the window before; until the next one they are
 * held, and every return is predicted given the market's from what came before it: by the filter, by the window's least squares
 * (rolling), and by weighted ones whose half-life is a third of the window. The loss is of returns over the window's residual
 * scales; the score is the mean log-density per return of these, each alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  covariance,
  createEngine,
  filteredCovariance,
  filterLoadings,
  optimizeWeights,
  parsePrices,
  toReturns,
} from '../dist/browser.js';

const [folder] = process.argv.slice(2);
const engine = await createEngine();
const prices = parsePrices(readFileSync(join(folder, 'etf10_adj.csv'), 'utf8'));
for (const [frequency, train, step] of [
  ['month', 60, 12],
  ['day', 504, 63],
]) {
  const table = toReturns(prices, { frequency });
  print(`ten ETFs by ${frequency}`, train, await compared(table, train, step));
  await portfolios(`ten ETFs by ${frequency}`, table, train, frequency === 'month' ? 1 : 21);
}
const stocks = stockReturns();
print('50 stocks by week', 156, await compared(stocks, 156, 26));

/** Fifty stocks with all prices, the first in their order, and the mean of the others as SPY. */
function stockReturns() {
  const text = gunzipSync(readFileSync(join(folder, 'sp500_half_daily.csv.gz'))).toString();
  const { assets, dates, returns } = toReturns(parsePrices(text), { frequency: 'week' });
  const [N, first] = [assets.length, Math.max(0, dates.length - 520)];
  const complete = assets.flatMap((_, i) => {
    for (let t = first; t < dates.length; t++) if (Number.isNaN(returns[t * N + i])) return [];
    return [i];
  });
  const [own, others] = [complete.slice(0, 50), complete.slice(50)];
  const rows = dates.slice(first).flatMap((_, k) => {
    const at = (i) => returns[(first + k) * N + i];
    return [others.reduce((sum, i) => sum + at(i), 0) / others.length, ...own.map(at)];
  });
  const names = ['SPY', ...own.map((i) => assets[i])];
  return { assets: names, dates: dates.slice(first), returns: Float64Array.from(rows) };
}

/** Realised volatility a year of long-only minimum variance portfolios. */
async function portfolios(title, table, train, step) {
  const { assets, dates, returns } = table;
  const n = assets.length;
  const own = assets.filter((asset) => asset !== 'SPY');
  const columns = own.map((asset) => assets.indexOf(asset));
  const model = { fixed: ['asset', 'asset:market'], random: ['time'], kernels: {}, scale: 'residual' };
  const held = { total: [], filtered: [], systematic: [], 'filtered systematic': [] };
  for (let end = train; end < dates.length; end += step) {
    const window = {
      assets,
      dates: dates.slice(end - train, end),
      returns: returns.slice((end - train) * n, end * n),
    };
    const at = (t, i) => window.returns[t * n + i];
    const panel = {
      assets: own,
      periods: window.dates,
      returns: Float64Array.from(window.dates.flatMap((_, t) => columns.map((i) => at(t, i)))),
      covariates: { market: Float64Array.from(window.dates, (_, t) => at(t, assets.indexOf('SPY'))) },
    };
    const fit = engine.fitPanel(panel, model);
    const input = { returns: window, panel, model, fit };
    const { values, systematic } = await filteredCovariance(engine, input);
    const matrices = {
      total: covariance(engine, 'total', input).values,
      filtered: values,
      systematic: covariance(engine, 'systematic', input).values,
      'filtered systematic': systematic,
    };
    for (const [name, matrix] of Object.entries(matrices)) {
      const { weights } = optimizeWeights(engine, { assets, values: matrix });
      for (let t = end; t < Math.min(end + step, dates.length); t++)
        held[name].push(assets.reduce((sum, asset, i) => sum + weights[asset] * returns[t * n + i], 0));
    }
  }
  const yearly = step === 1 ? 12 : 252;
  for (const [name, series] of Object.entries(held)) {
    const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
    const variance = series.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (series.length - 1);
    process.stdout.write(`${title}: ${name} ${(100 * Math.sqrt(yearly * variance)).toFixed(2)} %\n`);
  }
}

async function compared({ assets, dates, returns }, train, step) {
  const M = assets.indexOf('SPY');
  const own = assets.filter((asset) => asset !== 'SPY');
  const N = own.length;
  const at = (t, i) => returns[t * assets.length + i];
  const tally = Object.fromEntries(
    ['filter', 'rolling', 'weighted'].map((name) => [name, { loss: 0, score: 0 }]),
  );
  let [count, zeros, windows] = [0, 0, 0];
  const columns = own.map((asset) => assets.indexOf(asset));
  const panelOf = (first, end) => ({
    assets: own,
    periods: dates.slice(first, end),
    returns: Float64Array.from({ length: (end - first) * N }, (_, c) =>
      at(first + Math.floor(c / N), columns[c % N]),
    ),
    covariates: { market: Float64Array.from({ length: end - first }, (_, t) => at(first + t, M)) },
  });
  const model = { fixed: ['asset', 'asset:market'], random: ['time'], kernels: {}, scale: 'residual' };
  const add = (name, error, variance) => {
    tally[name].loss += error * error;
    tally[name].score -= 0.5 * (Math.log(2 * Math.PI * variance) + (error * error) / variance);
  };
  for (let end = train; end < dates.length; end += step) {
    const last = Math.min(end + step, dates.length);
    const given = await filterLoadings(engine, panelOf(end - train, end), model);
    const path = await filterLoadings(engine, panelOf(end - train, last), model, { given });
    windows++;
    if (given.noise.market === 0) zeros++;
    for (let t = end; t < last; t++)
      for (let i = 0; i < N; i++) {
        const s = given.scales[i];
        const cell = (t - end + train) * N + i;
        add('filter', path.innovations[cell] / s, (path.innovationDeviations[cell] / s) ** 2);
        for (const [name, halfLife] of [
          ['rolling', Infinity],
          ['weighted', train / 3],
        ]) {
          const { error, variance } = regression(at, columns[i], M, t, train, halfLife);
          add(name, error / s, variance / s ** 2);
        }
        count++;
      }
  }
  return { tally, count, zeros, windows };
}

/** One-step prediction by weighted least squares on the periods before t. */
function regression(at, i, market, t, train, halfLife) {
  let [w, x, y, xx, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let u = t - train; u < t; u++) {
    const d = halfLife === Infinity ? 1 : 2 ** ((u - t + 1) / halfLife);
    const [a, b] = [at(u, market), at(u, i)];
    [w, x, y, xx, xy, yy] = [w + d, x + d * a, y + d * b, xx + d * a * a, xy + d * a * b, yy + d * b * b];
  }
  const beta = (xy - (x * y) / w) / (xx - (x * x) / w);
  const alpha = (y - beta * x) / w;
  const rest = yy - alpha * y - beta * xy;
  return { error: at(t, i) - alpha - beta * at(t, market), variance: rest / w };
}

function print(title, train, { tally, count, zeros, windows }) {
  process.stdout.write(
    `${title}, window ${train}: ${count} returns, q = 0 in ${zeros} of ${windows} windows\n`,
  );
  for (const [name, { loss, score }] of Object.entries(tally))
    process.stdout.write(
      `  ${name}: loss ${(loss / count).toFixed(4)}, log score ${(score / count).toFixed(4)}\n`,
    );
}
