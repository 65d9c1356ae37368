/**
 * Prints the table of docs/heavy-tails.md from a folder of the data; needs `npm run build` and the package highs.
 *
 *     node build/heavy-tails.mjs DATA_FOLDER
 *
 * Each row is a backtest of its own in one thread, before costs: long-only portfolios of least variance and of least CVaR at
 * 95 %, over the returns of the window and over draws from the model with t errors. The realised CVaR is that of
 * `conditionalValueAtRisk`, a period; the turnover is one-way, a rebalance; the time is the processor's, of the whole run, fits
 * included.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  annualVolatility,
  backtest,
  conditionalValueAtRisk,
  createEngine,
  parsePrices,
  toReturns,
} from '../dist/index.js';

const [folder] = process.argv.slice(2);
const engine = await createEngine();

const tail = { objective: 'minimumCVaR' };
const ofModel = { ...tail, covariance: 'total' };
const strategies = {
  'variance, `sample`': { covariance: 'sample' },
  'CVaR, returns of the window': tail,
  'variance, `total`': { covariance: 'total' },
  'CVaR, normal draws': { ...ofModel, scenarios: 'normal' },
  'CVaR, t draws': { ...ofModel, scenarios: 't' },
  'CVaR, 10,000 t draws': { ...ofModel, scenarios: { from: 't', draws: 10000 } },
  'CVaR, t draws, sample means': { ...ofModel, scenarios: 't', expectedReturns: 'sample' },
};

const etfs = parsePrices(readFileSync(join(folder, 'etf10_adj.csv'), 'utf8'));
const text = gunzipSync(readFileSync(join(folder, 'sp500_half_daily.csv.gz'))).toString();
const stocks = parsePrices(text);
await compared('ten ETFs by month', etfs, { frequency: 'month', market: 'SPY' }, { train: 60, rebalance: 1 });
await compared('ten ETFs by day', etfs, { frequency: 'day', market: 'SPY' }, { train: 504, rebalance: 21 });
await compared('50 stocks by week', stocks, fiftyStocks(), { train: 156, rebalance: 4 });

/** The first fifty with all prices of the last 520 weeks, whose market is their average. */
function fiftyStocks() {
  const { assets, dates, returns } = toReturns(stocks, { frequency: 'week' });
  const [N, first] = [assets.length, dates.length - 520];
  const isComplete = (_, i) => {
    for (let t = first; t < dates.length; t++) if (Number.isNaN(returns[t * N + i])) return false;
    return true;
  };
  return {
    frequency: 'week',
    market: 'average',
    from: dates[first],
    assets: assets.filter(isComplete).slice(0, 50),
  };
}

function cpuSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function compared(title, prices, data, walkForward) {
  for (const [name, strategy] of Object.entries(strategies)) {
    if (strategy.scenarios?.draws > 1000 && data.frequency !== 'month') continue;
    const config = {
      ...data,
      model: {
        fixed: ['asset', 'asset:market'],
        random: ['time'],
        errors: { kind: 't' },
        minHeritability: 0,
      },
      backtest: walkForward,
      strategies: [{ name: 'own', ...strategy }],
    };
    if (data.market === 'average') config.model.random = ['asset:time(combined)'];
    const start = cpuSeconds();
    const result = await backtest(engine, prices, config);
    const seconds = cpuSeconds() - start;
    const { netReturns, windows } = result.strategies[0];
    const later = windows.slice(1);
    const turnover = later.reduce((sum, window) => sum + window.turnover, 0) / later.length;
    const fallbacks = windows.filter(({ status }) => status !== 'ok').length;
    const degrees = result.decisions.map(({ fit }) => fit?.errors?.degreesOfFreedom ?? NaN);
    const known = degrees.filter(Number.isFinite).sort((a, b) => a - b);
    const percent = (value, digits = 2) => `${(100 * value).toFixed(digits)} %`;
    const cells = [
      name,
      percent(annualVolatility(netReturns, result.periodsPerYear)),
      percent(conditionalValueAtRisk(netReturns, 0.95)),
      percent(conditionalValueAtRisk(netReturns, 0.99)),
      percent(turnover, 1),
      `${seconds.toFixed(1)} s`,
    ];
    const median = known.length === 0 ? '' : `, median df ${known[known.length >> 1].toFixed(1)}`;
    process.stdout.write(`${title}, ${windows.length} windows, ${fallbacks} fallbacks${median}\n`);
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
}
