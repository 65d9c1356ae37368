import { describe, expect, it } from 'vitest';
import { resultTables } from '../../src/tables/tables.js';
import { cellsOf } from '../support/result-tables.js';
import { sampleResult } from '../support/sample-result.js';

const result = sampleResult({ assets: ['SPY', 'AGG', 'GLD'], strategies: ['mine', 'sample'], months: 15 });
const cells = cellsOf(resultTables(result));

describe('tables of a result', () => {
  it('have weights and returns in long form, a fact a row', () => {
    const { strategy, decision, asset, weight } = cells.weights;
    expect(weight).toHaveLength(2 * 5 * 3);
    weight.forEach((value, row) => {
      const owner = result.strategies.find(({ name }) => name === strategy[row])!;
      const window = owner.windows.find((known) => known.decision === decision[row])!;
      expect(value).toBe(window.weights[asset[row] as string]);
    });
    expect(cells.returns).toEqual({
      strategy: [...Array<string>(15).fill('mine'), ...Array<string>(15).fill('sample')],
      period: result.strategies.flatMap(({ periods }) => periods),
      grossReturn: result.strategies.flatMap(({ grossReturns }) => grossReturns),
      netReturn: result.strategies.flatMap(({ netReturns }) => netReturns),
    });
  });

  it('say how every strategy came by its weights, with costs by kind where there are any', () => {
    expect(cells.windows.status.slice(0, 5)).toEqual(['ok', 'ok', 'fallback', 'ok', 'ok']);
    expect(cells.windows.reason[2]).toBe('the variances did not converge');
    expect(cells.windows.used[2]).toBe('ledoitWolf');
    expect(cells.windows.turnover[0]).toBe(1);
    expect(cells.windows.impact).toEqual(Array(10).fill(null));
    const costs = { linear: 1e-4, quadratic: 0, impact: 2e-4, exits: 0, borrow: 3e-5, margin: 0 };
    const strategies = result.strategies.map((strategy) => ({
      ...strategy,
      windows: strategy.windows.map((window) => ({ ...window, costs })),
    }));
    const { windows } = cellsOf(resultTables({ ...result, strategies }));
    expect(windows.impact).toEqual(Array(10).fill(2e-4));
    expect(windows.borrow).toEqual(Array(10).fill(3e-5));
  });

  it('have nulls where no model was fitted, and a row a variance and a covariance', () => {
    expect(cells.decisions.decision).toEqual(result.decisions.map(({ decision }) => decision));
    expect(cells.decisions.heritability[2]).toBeNull();
    expect(cells.decisions.converged).toEqual([true, true, null, true, true]);
    expect(cells.decisions.iterations[0]).toBe(6);
    expect(cells.variances.label.slice(0, 3)).toEqual(['time', 'asset:time(combined)', 'residual']);
    expect(cells.variances.estimate).toHaveLength(4 * 3);
    expect(cells.variances.standardError[0]).toBeNull();
    expect(cells.covariances.covariance.slice(0, 2)).toEqual(['sample', 'systematic']);
    expect(cells.covariances.conditionNumber[5]).toBeNull();
  });

  it('keep every note and who sat out', () => {
    expect(cells.notes.note).toEqual([...result.notes, ...result.decisions.flatMap(({ notes }) => notes)]);
    expect(cells.notes.decision).toEqual([null, result.decisions[1].decision]);
    expect(cells.exclusions).toEqual({
      decision: [result.decisions[0].decision],
      asset: ['GLD'],
      reason: ['only 12 of 36 returns'],
    });
  });

  it('have every statistic, and one row on the run whose configuration is that of the result', () => {
    const { strategy, ...statistics } = cells.statistics;
    expect(strategy).toEqual(['mine', 'sample']);
    for (const [s, { statistics: expected }] of result.strategies.entries())
      expect(Object.fromEntries(Object.entries(statistics).map(([name, of]) => [name, of[s]]))).toEqual(
        JSON.parse(JSON.stringify(expected)),
      );
    expect(cells.run.dataHash).toEqual([result.dataHash]);
    expect(JSON.parse(cells.run.config[0] as string)).toEqual(result.config);
  });

  it('make null of what is no number', () => {
    const odd = sampleResult({ strategies: ['mine'], months: 3 });
    odd.strategies[0].netReturns = [NaN, Infinity, -0];
    expect(cellsOf(resultTables(odd)).returns.netReturn).toEqual([null, null, -0]);
  });
});
