/** One cell of the study: every estimator over the same windows. */
import {
  backtest,
  forecastScores,
  riskFreeReturns,
  toReturns,
  varianceDifferenceTests,
} from '../../../dist/index.js';
import { annualCost } from '../tables.mjs';
import { settings } from './cells.mjs';
import { Scores } from './scores.mjs';

const perYear = { day: 252, week: 52, month: 12 };

/**
 * @param universe `config` of the data, `prices`, `sources`
 * @param cell     of `cellsOf`
 * @returns by estimator what the summary needs, plain data
 */
export async function runCell(engine, { config: base, prices, sources }, cell, estimators) {
  const { frequency, window, rebalance, assets } = cell;
  const config = {
    ...base,
    assets,
    frequency,
    backtest: { train: window, rebalance, costs: settings.costs },
  };
  const data = { engine, prices, sources, config, window };
  const run = estimators.filter(({ atMost = Infinity }) => assets.length <= atMost);
  const returns = [];
  const scores = new Map();
  for (const own of byConfig(run.filter(({ strategy }) => strategy))) {
    const ownData = withConfig(data, own[0]);
    returns.push(...(await runOf(ownData, own)));
    scoresOf(ownData, own).forEach((score, name) => scores.set(name, score));
  }
  for (const estimator of run.filter(({ covariance }) => covariance)) {
    const { rows, scored } = await functionRun(data, estimator);
    returns.push(...rows);
    scores.set(estimator.name, scored);
  }
  const seconds = new Map();
  for (const estimator of run)
    seconds.set(estimator.name, await secondsAlone(withConfig(data, estimator), cell, estimator));
  const rows = run.map(({ name, kind }) => {
    const row = returns.find((candidate) => candidate.name === name);
    return { name, kind, ...row, ...scores.get(name), seconds: seconds.get(name) };
  });
  const notRun = estimators.filter((estimator) => !run.includes(estimator)).map(({ name }) => name);
  return { cell: { ...cell, assets: assets.length }, notRun, ...compared(engine, rows, frequency) };
}

/** Estimators whose models and kernels are the same are one run, as windows share their fits. */
function byConfig(estimators) {
  const groups = new Map();
  for (const estimator of estimators) {
    const key = JSON.stringify(estimator.config ?? null);
    groups.set(key, [...(groups.get(key) ?? []), estimator]);
  }
  return [...groups.values()];
}

/** A covariance of the model is itself whatever the heritability: what would take its place is judged by its own row. */
function withConfig(data, { config = {} }) {
  const model = { ...data.config.model, ...config.model, minHeritability: 0 };
  return { ...data, config: { ...data.config, ...config, model } };
}

/** A strategy of an estimator, long-only minimum variance unless it says otherwise. */
function strategyOf({ name, strategy }, window) {
  return { name, ...(strategy ? strategy(window) : { covariance: 'sample' }) };
}

async function runOf({ engine, prices, sources, config, window }, estimators, functions = {}) {
  const strategies = estimators.map((estimator) => strategyOf(estimator, window));
  const result = await backtest(engine, prices, { ...config, strategies }, { sources, functions });
  return result.strategies.map(({ name, statistics, netReturns, grossReturns, windows, periods }) => ({
    name,
    periods,
    netReturns,
    volatility: statistics.annualVolatility,
    sharpe: statistics.sharpe,
    turnover: statistics.turnover,
    cost: annualCost(grossReturns, netReturns, perYear[config.frequency]),
    windows: windows.length,
    fallbacks: windows.filter(({ status }) => status === 'fallback').length,
    skipped: windows.filter(({ status }) => status === 'skipped').length,
    reason: windows.find(({ status }) => status !== 'ok')?.reason ?? null,
  }));
}

/** QLIKE and the volatility of unconstrained minimum variance; one run, as windows share their fits. */
function scoresOf({ engine, prices, sources, config, window }, estimators) {
  const strategies = estimators.map((estimator) => strategyOf(estimator, window));
  const found = new Map();
  for (const score of forecastScores(engine, prices, { ...config, strategies }, { sources })) {
    const { qlike, minimumVarianceVolatility, skipped } = score;
    const unscored = skipped.filter(({ period }) => period === undefined).length;
    for (const name of score.strategies) {
      // covariances of baselines are none of theirs
      if (estimators.find((estimator) => estimator.name === name).kind === 'baseline') continue;
      found.set(name, { qlike, minimumVarianceVolatility, unscored });
    }
  }
  return found;
}

/** The same of a covariance that is a function. */
async function functionRun(data, estimator) {
  const { engine, prices, sources, config } = data;
  const estimate = estimator.covariance(engine);
  const known = new Map();
  const covariance = (decision) => {
    const values = estimate(decision);
    known.set(decision.decision, values);
    return values;
  };
  const rows = await runOf(data, [estimator], { [estimator.name]: { covariance } });
  const { dates, returns } = toReturns(prices, { frequency: config.frequency, assets: config.assets });
  const N = config.assets.length;
  const riskFree = sources.riskFree
    ? riskFreeReturns(
        sources.riskFree,
        { dates, frequency: config.frequency },
        { column: config.riskFree.column },
      )
    : new Float64Array(dates.length);
  const scores = new Scores();
  const decisions = [...known.keys()].map((day) => dates.indexOf(day));
  decisions.forEach((at, k) => {
    const held = [];
    const end = decisions[k + 1] ?? dates.length - 1;
    for (let t = at + 1; t <= end; t++)
      held.push(returns.slice(t * N, (t + 1) * N).map((value) => value - riskFree[t]));
    scores.add(engine, known.get(dates[at]), held);
  });
  return { rows, scored: scores.result(perYear[config.frequency]) };
}

/** Seconds a window of an estimator alone, over the last decisions of the data. */
async function secondsAlone(data, { rebalance }, estimator) {
  const { engine, prices, sources, config, window } = data;
  const { dates } = toReturns(prices, { frequency: config.frequency, assets: config.assets });
  const decisions = Math.min(settings.timedDecisions, Math.ceil((dates.length - window) / rebalance));
  // prices from the period before the first return on
  const from = dates[dates.length - window - decisions * rebalance - 1];
  const functions = estimator.covariance
    ? { [estimator.name]: { covariance: estimator.covariance(engine) } }
    : {};
  const strategies = [strategyOf(estimator, window)];
  const start = performance.now();
  const result = await backtest(engine, prices, { ...config, from, strategies }, { sources, functions });
  return (performance.now() - start) / 1000 / result.strategies[0].windows.length;
}

/** Rows without their returns, with tests against the best shrinkage and the best of all with a half-life. */
function compared(engine, rows, frequency) {
  const series = Object.fromEntries(rows.map(({ name, netReturns }) => [name, netReturns]));
  const best = (kinds) =>
    rows
      .filter(({ kind }) => kinds.includes(kind))
      .reduce((first, row) => (row.volatility < first.volatility ? row : first)).name;
  const base = best(['shrinkage']);
  const { bootstrapSamples: samples, seed } = settings;
  const { tests, blockLength } = varianceDifferenceTests(engine, series, base, { samples, seed });
  const { periods } = rows[0];
  return {
    held: { first: periods[0], last: periods.at(-1), periods: periods.length, perYear: perYear[frequency] },
    base,
    halfLifeBase: best(['halfLife']),
    blockLength,
    rows: rows.map((all) => {
      const row = { ...all };
      delete row.periods;
      delete row.netReturns;
      const test = tests.find(({ name }) => name === row.name);
      return { ...row, difference: test?.difference ?? null, pValue: test?.pValue ?? null };
    }),
  };
}
