import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createEngine, covariance, forecastScores, simulatePrices, toReturns } from '../../../dist/index.js';
import { runCell } from '../../../build/evidence/grid/cell.mjs';
import { cellsOf, settings, subset, windowsOf } from '../../../build/evidence/grid/cells.mjs';
import { estimators as study } from '../../../build/evidence/grid/estimators.mjs';
import { discounted } from '../../../build/evidence/grid/discounted.mjs';
import { runGrid } from '../../../build/evidence/grid/run.mjs';
import { gridFigures } from '../../../build/evidence/grid/figures.mjs';
import { gridSection, verdict } from '../../../build/evidence/grid/section.mjs';
import {
  criticalDifference,
  equivalentVolatility,
  meanRanks,
  summaryOf,
} from '../../../build/evidence/grid/summary.mjs';
import { universes } from './universes.mjs';

const module = (path) => pathToFileURL(resolve(path)).href;
const universesModule = module('test/build/evidence-grid/universes.mjs');
const estimatorsModule = module('test/build/evidence-grid/estimators.mjs');
const folders = [];
const folder = () => {
  folders.push(mkdtempSync(join(tmpdir(), 'mixfolio-test-')));
  return folders.at(-1);
};
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })));

describe('cells of the study', () => {
  it('have windows of half to five times the assets, ten times of few, none below the least', () => {
    expect(windowsOf(50)).toEqual([25, 50, 100, 250]);
    expect(windowsOf(10)).toEqual([24, 50, 100]);
  });

  it('hold a subset within the larger of the same seed, and another of another', () => {
    const tickers = Array.from({ length: 40 }, (_, k) => `T${k}`);
    const small = subset(tickers, 5, 'a');
    expect(subset(tickers, 10, 'a').slice(0, 5)).toEqual(small);
    expect(subset(tickers, 5, 'b')).not.toEqual(small);
  });

  it('leave out windows with too little to hold after them', () => {
    const cells = cellsOf([{ name: 'u', assets: Array(20).fill('x'), periods: { month: 100 } }]);
    expect(cells.map(({ window }) => window).sort((a, b) => a - b)).toEqual([24, 40]);
  });
});

/** Volatilities by cell of the estimators a (model), b (shrinkage), c (half-life). */
function result(a, b, c, { fallbacks = 0, pValue = 0.001 } = {}) {
  const row = (name, kind, volatility) => ({
    ...{ name, kind, volatility, cost: 0.001, sharpe: volatility, qlike: null, turnover: 0.1, seconds: 0.01 },
    ...{ windows: 20, fallbacks: 0, skipped: 0, difference: Math.log(volatility / b), pValue },
  });
  return {
    cell: { universe: 'u', assets: 10, window: 24, frequency: 'month' },
    held: {},
    base: 'b',
    halfLifeBase: 'c',
    rows: [
      { ...row('a', 'model', a), fallbacks },
      { ...row('b', 'shrinkage', b), pValue: null },
      row('c', 'halfLife', c),
    ],
  };
}

describe('what cells say together', () => {
  const results = [
    result(0.09, 0.1, 0.08),
    result(0.1, 0.1, 0.1),
    result(0.12, 0.1, 0.11),
    result(0.5, 0.1, 0.2, { fallbacks: 3 }),
  ];

  it('has medians and shares of ratios, without cells that fell back', () => {
    const [a] = summaryOf(results);
    expect(a).toMatchObject({ cells: 3, marked: 1, median: 1 });
    expect(a.notWorse).toBeCloseTo(2 / 3, 12);
    expect(a.halfLifeMedian).toBeCloseTo(0.12 / 0.11, 12);
    expect(a.better).toEqual({ cells: 1, estimators: 1 });
    expect(a.worse).toEqual({ cells: 1, estimators: 1 });
  });

  it('counts a cell without an estimator as not run, and not as marked', () => {
    const [first, ...others] = results.slice(0, 3);
    const short = { ...first, rows: first.rows.filter(({ name }) => name !== 'a') };
    const [a, b] = summaryOf([short, ...others]);
    expect(a).toMatchObject({ name: 'a', cells: 2, marked: 0, notRun: 1, median: 1.1 });
    expect(b).toMatchObject({ name: 'b', cells: 3, notRun: 0 });
    expect(meanRanks([short, ...others]).ranks.map(({ name }) => name)).not.toContain('a');
  });

  it('ranks with ties, and leaves out who fell back', () => {
    const ranks = Object.fromEntries(
      meanRanks(results.slice(0, 3)).ranks.map(({ name, rank }) => [name, rank]),
    );
    expect(ranks.a).toBeCloseTo((2 + 2 + 3) / 3, 12);
    expect(ranks.b).toBeCloseTo((3 + 2 + 1) / 3, 12);
    expect(
      meanRanks(results)
        .ranks.map(({ name }) => name)
        .sort(),
    ).toEqual(['b', 'c']);
  });

  it('has the critical differences of Demšar’s table', () => {
    // q of table 5 times √(k(k + 1)/(6n))
    for (const [k, q] of [
      [2, 1.96],
      [5, 2.728],
      [10, 3.164],
    ])
      expect(criticalDifference(k, 30)).toBeCloseTo(q * Math.sqrt((k * (k + 1)) / 180), 3);
  });

  it('says of the target what the numbers say', () => {
    const row = { name: 'a', kind: 'model', median: 0.96, notWorse: 0.95 };
    expect(verdict([row])).toContain('`a` does.');
    expect(verdict([{ ...row, notWorse: 0.85 }])).toContain('no covariance of the mixed model does');
  });

  it('draws every cell and every estimator, and shows the figures beside the tables', () => {
    const figures = gridFigures(results, 'a');
    expect(figures.map(({ name }) => name)).toEqual(['ratios', 'cells', 'ranks']);
    const [ratios, cells, ranks] = figures.map(({ svg }) => svg);
    for (const svg of [ratios, cells, ranks]) expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    for (const name of ['a', 'b', 'c']) expect(ratios).toContain(`>${name}</text>`);
    // a point a cell and estimator that is not marked, and the medians
    expect(ratios.match(/<path d="M1 0A1 1 0 1 1 1 /g).length).toBeGreaterThanOrEqual(11);
    expect(cells).toContain('>0.900</text>');
    expect(ranks).not.toContain('>a</text>');
    const text = gridSection(results, 0, figures);
    for (const { name } of figures) expect(text).toContain(`](evidence/${name}.svg)`);
    expect(gridFigures(results, 'a')).toEqual(figures);
  });

  it('has costs as volatility', () => {
    expect(equivalentVolatility({ volatility: 0.1, cost: 0.01 })).toBeCloseTo(
      Math.sqrt(0.01 + 0.02 / settings.riskAversion),
      12,
    );
  });
});

describe('a cell', () => {
  it('scores a function as forecastScores does the estimator that it stands for', async () => {
    const engine = await createEngine();
    const [universe] = await universes();
    const [cell] = cellsOf([universe]);
    const given = () => (data) => data.covariance('ledoitWolf').values;
    const estimators = [
      { name: 'own', kind: 'shrinkage', strategy: () => ({ covariance: 'ledoitWolf' }) },
      { name: 'given', kind: 'halfLife', covariance: given },
    ];
    const { rows } = await runCell(engine, universe, cell, estimators);
    const [own, other] = rows;
    for (const key of ['qlike', 'minimumVarianceVolatility', 'volatility', 'turnover', 'sharpe'])
      expect(other[key], key).toBeCloseTo(own[key], 10);
    const { config } = universe;
    const [score] = forecastScores(engine, universe.prices, {
      ...config,
      backtest: { train: cell.window, rebalance: cell.rebalance },
      strategies: [{ name: 'ledoitWolf' }],
    });
    expect(own.qlike).toBeCloseTo(score.qlike, 12);
  });

  it('discounts with an endless half-life as not at all', async () => {
    const engine = await createEngine();
    const { prices } = simulatePrices({ seed: 2 });
    const returns = toReturns(prices, { frequency: 'month' });
    for (const name of ['ledoitWolf', 'nonlinear']) {
      const values = discounted(name, () => 1e12)(engine)({ returns, assets: returns.assets });
      const plain = covariance(engine, name, { returns, standardise: true }).values;
      plain.forEach((value, k) => expect(values[k]).toBeCloseTo(value, 9));
    }
  });
});

describe('a run of the study', () => {
  it('has every estimator of the study, with its model and its kernels', async () => {
    const { results } = await runGrid({
      universesModule,
      workers: 1,
      log: () => {},
      out: folder(),
      only: ' 50$',
    });
    const [{ rows, notRun }] = results;
    expect(rows.map(({ name }) => name)).toEqual(study.map(({ name }) => name));
    expect(notRun).toEqual([]);
    for (const row of rows) expect(row.volatility, row.name).toBeGreaterThan(0);
    const of = (name) => rows.find((row) => row.name === name).volatility;
    // a model of its own makes another covariance
    for (const name of ['posterior, time', 'posterior, learned kernel'])
      expect(of(name)).not.toBe(of('posterior'));
  }, 120_000);

  it('goes on after a kill to what it would have been', async () => {
    const options = { universesModule, estimatorsModule, workers: 1, log: () => {} };
    const whole = await runGrid({ ...options, out: folder() });
    const out = folder();
    const code = `import { runGrid } from ${JSON.stringify(module('build/evidence/grid/run.mjs'))};
      await runGrid({ ...${JSON.stringify({ universesModule, estimatorsModule, out })}, workers: 1 });`;
    const script = join(folder(), 'run.mjs');
    writeFileSync(script, code);
    const child = spawn(process.execPath, [script], { stdio: 'ignore' });
    const ended = new Promise((end) => child.on('exit', (_, signal) => end(signal)));
    const finished = () => readdirSync(out).filter((name) => name.endsWith('.json'));
    while (finished().length === 0 && child.exitCode === null)
      await new Promise((wake) => globalThis.setTimeout(wake, 2));
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    expect(finished().length).toBeLessThan(whole.results.length);
    const resumed = await runGrid({ ...options, out });
    const plain = ({ results }) =>
      results.map((one) => ({
        ...one,
        rows: one.rows.map(({ seconds, ...row }) => (expect(seconds).toBeGreaterThan(0), row)),
      }));
    expect(plain(resumed)).toEqual(plain(whole));
    expect(resumed.missing).toBe(0);
    for (const { notRun } of resumed.results) expect(notRun).toEqual(['fitted']);
  }, 120_000);
});
