import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleInputs } from '../../build/evidence/inputs.mjs';
import { prepareData } from '../../build/evidence/prepare.mjs';
import { performanceCells } from '../../build/evidence/tables.mjs';
import {
  backtest,
  type BacktestConfig,
  type BacktestResult,
  riskFreeReturns,
  sharpeDifferenceTest,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { hasShared, shared } from '../support/shared.js';

const page = readFileSync('docs/evidence.md', 'utf8');
const [[, engine]] = engines;

type Inputs = Awaited<ReturnType<typeof exampleInputs>>;

/** Cells of the rows of the table behind a heading, by their first one. */
function tableOf(heading: string, which = 0): Map<string, string[]> {
  const section = page.slice(page.indexOf(`### ${heading}`)).split('\n### ')[0];
  const tables = section.split('\n\n').filter((block) => block.startsWith('| '));
  const rows = tables[which].split('\n').filter((line) => !line.startsWith('| ---'));
  return new Map(
    rows.map((line) => {
      const cells = line.slice(2, -2).split(' | ');
      return [cells[0], cells];
    }),
  );
}

const number = (text: string): number => Number(text.replace('−', '-'));
const run = ({ prices, sources }: Inputs, config: BacktestConfig): Promise<BacktestResult> =>
  backtest(engine, prices, config, { sources });

describe.skipIf(!hasShared)('the page of examples, computed again from the data', () => {
  let folder: string;
  let etf: Inputs;
  let result: BacktestResult;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mixfolio-test-'));
    prepareData(shared('data'), folder);
    etf = await exampleInputs('etf', folder);
    result = await run(etf, etf.config);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the performance of every strategy of the ETFs', () => {
    const rows = tableOf('Performance of the ten ETFs');
    expect(result.strategies).toHaveLength(22);
    for (const strategy of result.strategies)
      expect(rows.get(strategy.name)!.slice(0, -1)).toEqual(performanceCells(strategy, 12));
  });

  it('has the performance of baselines of the stocks', async () => {
    const stocks = await exampleInputs('sp500', folder);
    const names = ['ledoitWolf', 'constantCorrelation', 'equalWeight', 'hierarchicalRiskParity'];
    const strategies = stocks.config.strategies!.filter(({ name }) => names.includes(name));
    const { strategies: found } = await run(stocks, { ...stocks.config, strategies });
    const rows = tableOf('Performance of the stocks');
    expect(found.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    for (const strategy of found)
      expect(rows.get(strategy.name)!.slice(0, -1)).toEqual(performanceCells(strategy, 52));
  }, 60_000);

  it('has the test of a difference between two Sharpe ratios', () => {
    const [model, base] = ['systematic', 'ledoitWolf'].map((name) =>
      result.strategies.find((strategy) => strategy.name === name)!,
    );
    const riskFree = riskFreeReturns(
      etf.sources.riskFree!,
      { dates: model.periods, frequency: 'month' },
      { column: 'rate' },
    );
    const test = sharpeDifferenceTest(engine, model.netReturns, base.netReturns, { riskFree });
    const rows = tableOf('Differences between strategies of ETFs');
    const header = rows.get('strategy')!;
    const at = header.indexOf('less ledoitWolf');
    const [difference, p] = rows.get('systematic')!.slice(at, at + 2);
    expect(number(difference)).toBeCloseTo(Math.sqrt(12) * test.difference!, 2);
    expect(number(p)).toBeCloseTo(test.pValue!, 3);
  });

  it('has equal weights as an account in money has them', () => {
    const { dates, assets, returns } = toReturns(etf.prices, { frequency: 'month' });
    const [N, first, cost] = [assets.length, 36, 0.001];
    let wealth = 1;
    let held = new Float64Array(N);
    const net: number[] = [];
    const turnovers: number[] = [];
    for (let t = first; t < dates.length; t++) {
      const before = wealth;
      if ((t - first) % 3 === 0) {
        // wealth left after costs: each asset is brought to 1/N of it
        let left = wealth;
        for (let k = 0; k < 50; k++)
          left = wealth - cost * held.reduce((sum, value) => sum + Math.abs(left / N - value), 0);
        if (t > first)
          turnovers.push(held.reduce((sum, value) => sum + Math.abs(1 / N - value / wealth), 0) / 2);
        held = new Float64Array(N).fill(left / N);
      }
      held = held.map((value, i) => value * (1 + returns[t * N + i]));
      wealth = held.reduce((sum, value) => sum + value, 0);
      net.push(wealth / before - 1);
    }
    const mean = net.reduce((sum, value) => sum + value, 0) / net.length;
    const variance = net.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (net.length - 1);
    const row = tableOf('Performance of the ten ETFs').get('equalWeight')!;
    expect(number(row[1])).toBeCloseTo(100 * (wealth ** (12 / net.length) - 1), 2);
    expect(number(row[2])).toBeCloseTo(100 * Math.sqrt(12 * variance), 2);
    expect(number(row[5])).toBeCloseTo(
      (100 * turnovers.reduce((sum, value) => sum + value, 0)) / turnovers.length,
      1,
    );
  });

  it('says why no row of the default model has its expected returns, or the equilibrium’s maximum Sharpe ratio', async () => {
    const { strategies } = await run(etf, {
      ...etf.config,
      strategies: [
        { name: 'equalWeight' },
        ...(['sample', 'model', 'equilibrium'] as const).map((expectedReturns) => ({
          name: expectedReturns,
          objective: 'maximumSharpe' as const,
          covariance: 'ledoitWolf' as const,
          expectedReturns,
        })),
      ],
    });
    const [equal, sample, model, equilibrium] = strategies.map(({ windows }) => windows);
    sample.forEach(({ weights }, k) => {
      for (const [asset, weight] of Object.entries(weights)) {
        expect(model[k].weights[asset]).toBeCloseTo(weight, 6);
        expect(equilibrium[k].weights[asset]).toBeCloseTo(equal[k].weights[asset], 6);
      }
    });
  });

  it('has risk-free months that are RF of Kenneth French', () => {
    const lines = readFileSync(shared('data/ff5_monthly_pct.csv'), 'utf8').trim().split('\n');
    const column = lines[0].split(',').indexOf('RF');
    const rows = lines.slice(1).map((line) => line.split(','));
    const dates = rows.slice(1).map(([date]) => date);
    const monthly = riskFreeReturns(etf.sources.riskFree!, { dates, frequency: 'month' }, { column: 'rate' });
    rows.slice(1).forEach((row, t) => expect(100 * monthly[t]).toBeCloseTo(Number(row[column]), 12));
  });
});

describe('the page of examples', () => {
  it('has a row of each committed strategy in both tables of performance', () => {
    for (const [name, heading] of [
      ['etf', 'Performance of the ten ETFs'],
      ['sp500', 'Performance of the stocks'],
    ]) {
      const { strategies } = JSON.parse(readFileSync(`examples/${name}.json`, 'utf8')) as BacktestConfig;
      const rows = tableOf(heading);
      for (const strategy of strategies!) expect(rows.get(strategy.name), strategy.name).toHaveLength(10);
    }
  });

  it('has the ratios and shares that the README states', () => {
    const readme = readFileSync('README.md', 'utf8');
    const claim = readme.slice(readme.indexOf('**Evidence as it is.**')).split('\n')[0];
    const verdict = new Map(
      [...page.matchAll(/`([^`]+)` (\d\.\d{3}) \((\d+) %\)/g)].map(([, name, median, share]) => [
        name,
        { median, share: Number(share) },
      ]),
    );
    for (const name of ['total', 'systematic'])
      expect(claim).toContain(`\`${name}\` ${verdict.get(name)!.median}`);
    const posterior = verdict.get('posterior')!;
    expect(Number(posterior.median)).toBeCloseTo(1, 2);
    expect(posterior.share).toBeGreaterThanOrEqual(80);
    for (const { median } of verdict.values()) expect(Number(median)).toBeGreaterThan(0.97);
    const ranks = new Map(
      [...page.matchAll(/`([^`]+)` (\d+\.\d)(?=[,;])/g)].map(([, name, rank]) => [name, Number(rank)]),
    );
    for (const name of ['ledoitWolf', 'ledoitWolf, std.', 'nonlinear', 'nonlinear, std.'])
      expect(ranks.get('posterior')!, name).toBeLessThan(ranks.get(name)!);
    expect(claim).toContain(`over ${/^(\d+) cells: /m.exec(page)![1]} cells`);
  });
});
