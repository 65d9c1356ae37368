/** Backtests of an example, and what the tables take of them. */
import { backtest, deflatedSharpe, riskFreeReturns, sharpe } from '../../dist/index.js';

/** Covariances that come from the mixed model. */
const ofModel = ['systematic', 'total', 'fitted'];

/** Prints what a step took. */
export async function timed(label, step) {
  const start = performance.now();
  const result = await step();
  process.stderr.write(`${label}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

/** The configuration with other fields, those of `backtest` one by one. */
export function changed(config, { backtest, ...others }) {
  return { ...config, ...others, backtest: { ...config.backtest, ...backtest } };
}

/**
 * Runs a configuration: one row a strategy.
 *
 * @param limits one-way turnover that a rebalance may have, by strategy of the configuration: each runs once more so
 */
export async function rowsOf(engine, { config, prices, sources }, { limits = {}, suffix = '' } = {}) {
  const limited = Object.entries(limits).map(([name, most]) => {
    const strategy = config.strategies.find((candidate) => candidate.name === name);
    // a limit on purchases and sales together is twice the one-way turnover
    const own = { covariance: strategy.covariance ?? name, turnoverLimit: 2 * most };
    return { ...strategy, ...own, name: `${name}, turnover ≤ ${100 * most} %` };
  });
  const strategies = [...config.strategies, ...limited];
  const result = await backtest(engine, prices, { ...config, strategies }, { sources, workers: 2 });
  return {
    result,
    rows: result.strategies.map((strategy, k) => ({
      ...strategy,
      name: strategy.name + suffix,
      statistics: strategy.statistics,
      netReturns: strategy.netReturns,
      grossReturns: strategy.grossReturns,
      periods: strategy.periods,
      windows: strategy.windows,
      isBaseline: isBaseline(result.config.strategies[k]),
    })),
  };
}

function isBaseline({ covariance, expectedReturns }) {
  return !ofModel.includes(covariance) && expectedReturns !== 'model';
}

/** Risk-free return of each holding period of the rows. */
export function riskFreeOf({ config, sources }, [{ periods }]) {
  return riskFreeReturns(
    sources.riskFree,
    { dates: periods, frequency: config.frequency },
    { column: config.riskFree.column },
  );
}

/** Deflated Sharpe ratio of each row, all rows being the trials. */
export function deflated(rows, riskFree) {
  const ratios = rows.map(({ netReturns }) => sharpe(netReturns, riskFree, 1));
  const mean = ratios.reduce((sum, value) => sum + value, 0) / ratios.length;
  const sharpeVariance = ratios.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (ratios.length - 1);
  const trials = { count: ratios.length, sharpeVariance };
  return rows.map(({ netReturns }) => deflatedSharpe(netReturns, riskFree, trials));
}

/** The row that has the most of a statistic, or the least of it. */
export function best(rows, key, sign = 1) {
  return rows.reduce((first, row) =>
    sign * row.statistics[key] > sign * first.statistics[key] ? row : first,
  );
}

/** A row by its name. */
export function named(rows, name) {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`there is no strategy ${name}`);
  return row;
}

/** A sentence of the page that the figures have to bear out. */
export function claim(holds, text) {
  if (!holds) throw new Error(`the figures do not say: ${text}`);
  return text;
}
