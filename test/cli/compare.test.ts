import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BacktestResult,
  createEngine,
  type ResultComparison,
  sharpeDifferenceTest,
  varianceDifferenceTest,
} from '../../src/browser.js';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

/** Runs studies, each in a folder of its own, and returns the paths of their results. */
async function results(...studies: [changes: object, prices?: string][]): Promise<string[]> {
  return Promise.all(
    studies.map(async ([changes, prices]) => {
      const folder = temporaryFolder();
      const config = writeStudy(folder, changes as Record<string, unknown>, prices);
      const run = await runCli(['backtest', '--config', config, '--out', join(folder, 'out')]);
      expect(run.status).toBe(0);
      return join(folder, 'out', 'result.json');
    }),
  );
}

async function compared(paths: string[]): Promise<ResultComparison> {
  const run = await runCli(['compare', ...paths, '--json']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  return JSON.parse(run.stdout) as ResultComparison;
}

function resultOf(path: string): BacktestResult {
  return JSON.parse(readFileSync(path, 'utf8')) as BacktestResult;
}

const base = { train: 24, rebalance: 3 };

describe('two results', () => {
  it('may be given as the folders of their runs', async () => {
    const paths = await results([{ backtest: base }], [{ backtest: { ...base, rebalance: 1 } }]);
    const [folders, files] = [await compared(paths.map(dirname)), await compared(paths)];
    expect(folders).toEqual({
      ...files,
      files: { first: dirname(paths[0]), second: dirname(paths[1]) },
    });
  });

  it('over the same periods are compared by their own statistics, and tested like strategies of one run', async () => {
    const paths = await results(
      [{ backtest: base }],
      [{ backtest: { ...base, rebalance: 1, costs: 0.002 } }],
    );
    const [a, b] = paths.map(resultOf);
    const seen = await compared(paths);
    expect(seen.periods).toEqual({ count: 35, first: '2020-02-29', last: '2022-12-31' });
    expect(seen.sameData).toBe(true);
    expect(seen.configuration).toEqual([
      { path: 'backtest.rebalance', first: 3, second: 1 },
      { path: 'backtest.costs', first: 0, second: 0.002 },
    ]);
    const engine = await createEngine();
    for (const [k, { name, first, second, differences, sharpe, logVariance }] of seen.strategies.entries()) {
      expect(name).toBe(a.strategies[k].name);
      for (const key of ['annualReturn', 'annualVolatility', 'sharpe', 'maxDrawdown'] as const) {
        expect(first[key]).toBe(a.strategies[k].statistics[key]);
        expect(second[key]).toBe(b.strategies[k].statistics[key]);
        expect(differences[key]).toBe(second[key]! - first[key]!);
      }
      const returns = [b, a].map(({ strategies }) => strategies[k].netReturns) as [number[], number[]];
      const own = sharpeDifferenceTest(engine, ...returns);
      expect(sharpe).toMatchObject(own);
      expect(logVariance).toMatchObject(varianceDifferenceTest(engine, ...returns));
      // the difference of the ratios a year, by the statistics of the results
      expect(Math.sqrt(12) * sharpe.difference!).toBeCloseTo(differences.sharpe!, 10);
    }
    // Holm: the least p-value is multiplied by their number
    const least = seen.strategies.map(({ sharpe }) => sharpe).sort((x, y) => x.pValue! - y.pValue!)[0];
    expect(least.holm).toBeCloseTo(Math.min(1, 4 * least.pValue!), 12);
  });

  it('over other periods are compared over those of both, by formulas of these', async () => {
    const paths = await results(
      [{ backtest: base, riskFree: 0.01 }],
      [{ backtest: { ...base, train: 30 }, to: '2022-10-31', riskFree: 0.01 }],
    );
    const seen = await compared(paths);
    expect(seen.periods).toEqual({ count: 27, first: '2020-08-31', last: '2022-10-31' });
    expect(seen.notes).toContain(
      'compared over the periods of both alone: 27 of 35 (2020-02-29 to 2022-12-31) and of 27 (2020-08-31 to 2022-10-31)',
    );
    for (const [which, path] of [
      ['first', paths[0]],
      ['second', paths[1]],
    ] as const) {
      const { periods, netReturns } = resultOf(path).strategies[0];
      const r = netReturns.filter((_, t) => periods[t] >= '2020-08-31' && periods[t] <= '2022-10-31');
      const mean = r.reduce((sum, x) => sum + x, 0) / 27;
      const deviation = Math.sqrt(r.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 26);
      let [wealth, peak, depth] = [1, 1, 0];
      for (const x of r) {
        wealth *= 1 + x;
        peak = Math.max(peak, wealth);
        depth = Math.max(depth, 1 - wealth / peak);
      }
      const own = seen.strategies[0][which];
      expect(own.annualReturn).toBeCloseTo(wealth ** (12 / 27) - 1, 12);
      expect(own.annualVolatility).toBeCloseTo(Math.sqrt(12) * deviation, 12);
      expect(own.sharpe).toBeCloseTo((Math.sqrt(12) * (mean - (1.01 ** (1 / 12) - 1))) / deviation, 10);
      expect(own.maxDrawdown).toBeCloseTo(depth, 12);
    }
    // fewer than 30 periods
    expect(seen.strategies[0].sharpe.reason).toBe('27 periods when 30 are needed');
  });

  it('of other prices, risk-free rates and strategies say so', async () => {
    const other = monthlyPrices().replace(/^(2018-02-28,[^,]*,)[^,]*/m, '$150.5');
    const paths = await results(
      [{ backtest: base, strategies: [{ name: 'systematic' }, { name: 'sample', maxWeights: 0.5 }] }],
      [{ backtest: base, riskFree: 0.02, strategies: [{ name: 'sample' }, { name: 'oas' }] }, other],
    );
    const seen = await compared(paths);
    expect(seen.sameData).toBe(false);
    expect(seen.strategies.map(({ name }) => name)).toEqual(['sample']);
    expect(seen.others).toEqual({ first: ['systematic'], second: ['oas'] });
    expect(seen.notes[0]).toContain('the runs saw different prices');
    expect(seen.notes[1]).toContain('different risk-free rates');
    const fields = seen.configuration.map(({ path }) => path);
    expect(fields).toContain('strategies.sample.maxWeights');
    expect(fields).toContain('riskFree');

    const { stdout } = await runCli(['compare', ...paths]);
    expect(stdout).toContain('In the first alone: systematic\n');
    expect(stdout).toMatch(/^riskFree +0 +0\.02$/m);
    expect(stdout).toMatch(/^sample +Annual return +\S+ % +\S+ % +\S+ pp$/m);
  });

  it('that are the same have no difference', async () => {
    const [path] = await results([{ backtest: base }]);
    const { status, stdout } = await runCli(['compare', path, path]);
    expect(status).toBe(0);
    expect(stdout).toContain('The configurations are the same.');
    expect(stdout).toContain('No test of sample: the returns of the two results do not differ but in scale');
    expect(stdout).toMatch(/^sample +Annual return +(\S+ %) +\1 +0\.00 pp$/m);
  });
});

describe('what has nothing to compare is refused with 3', () => {
  it('other frequencies, periods and strategies', async () => {
    const [monthly, early, late, named] = await results(
      [{ backtest: base }],
      [{ backtest: base, to: '2020-12-31' }],
      [{ backtest: base, from: '2020-01-01' }],
      [{ backtest: base, strategies: [{ name: 'mine', covariance: 'sample' }] }],
    );
    const weekly = join(temporaryFolder(), 'weekly.json');
    writeFileSync(weekly, JSON.stringify({ ...resultOf(monthly), frequency: 'week' }));
    for (const [first, second, code] of [
      [monthly, weekly, 'different-frequencies'],
      [early, late, 'no-common-periods'],
      [monthly, named, 'no-common-strategies'],
    ]) {
      const run = await runCli(['compare', first, second]);
      expect(run).toMatchObject({ status: 3, stdout: '' });
      expect(run.stderr).toContain(`error [${code}]`);
    }
  });

  it('files that are no results', async () => {
    const folder = temporaryFolder();
    const config = writeStudy(folder);
    writeFileSync(join(folder, 'cut.json'), '{ "config": {');
    for (const [path, code] of [
      [join(folder, 'none.json'), 'file-not-found'],
      [config, 'not-a-result'],
      [join(folder, 'cut.json'), 'invalid-json'],
    ]) {
      for (const args of [
        ['compare', path, path],
        ['report', path, '--out', join(folder, 'report.html')],
      ]) {
        const run = await runCli(args);
        expect(run).toMatchObject({ status: 3, stdout: '' });
        expect(run.stderr).toContain(`error [${code}]`);
      }
    }
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });
});

describe('a report is rendered again', () => {
  it('as the run wrote it, into a folder that is made', async () => {
    const [path] = await results([{ backtest: base }]);
    const out = join(temporaryFolder(), 'new', 'again.html');
    const run = await runCli(['report', path, '--out', out]);
    expect(run).toEqual({ status: 0, stdout: `Report: ${out}\n`, stderr: '' });
    expect(readFileSync(out, 'utf8')).toBe(readFileSync(join(path, '..', 'report.html'), 'utf8'));
  });

  it('but not in the place of the result or of a folder', async () => {
    const [path] = await results([{ backtest: base }]);
    const before = readFileSync(path, 'utf8');
    for (const out of [path, join(path, '..')]) {
      const run = await runCli(['report', path, '--out', out]);
      expect(run).toMatchObject({ status: 2, stdout: '' });
      expect(run.stderr).toContain('error [not-a-file]');
    }
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
