import { describe, expect, it } from 'vitest';
import { eligibleAssets, selectReturns } from '../../src/backtest/eligibility.js';
import type { ReturnTable } from '../../src/data/types.js';

const dates = ['2020-01-31', '2020-02-29', '2020-03-31', '2020-04-30', '2020-05-31'];

/** Returns by period of the assets A, B, …, one row an asset. */
function table(...columns: number[][]): ReturnTable {
  return {
    assets: columns.map((_, i) => 'ABCD'[i]),
    dates,
    returns: Float64Array.from(dates.flatMap((_, t) => columns.map((column) => column[t]))),
    frequency: 'month',
    notes: [],
  };
}

const window = { historyStart: 1, trainStart: 2, decision: 3, holdStart: 4, holdEnd: 5 };
const full = [0.1, 0.2, 0.3, 0.4, 0.5];

describe('who takes part in a window', () => {
  it('takes assets whose returns of the history are all there, whatever lies before and behind', () => {
    const { positions, satOut } = eligibleAssets(table(full, [NaN, 0.2, 0.3, 0.4, NaN]), window);
    expect(positions).toEqual([0, 1]);
    expect(satOut).toEqual([]);
  });

  it('says how many returns are missing and which first', () => {
    const { positions, satOut } = eligibleAssets(table([0.1, NaN, 0.3, NaN, 0.5], full), window);
    expect(positions).toEqual([1]);
    expect(satOut).toEqual([{ asset: 'A', reason: '2 of 3 returns missing, first 2020-02-29' }]);
  });

  it('leaves out an asset whose return does not vary in the training window', () => {
    const { positions, satOut } = eligibleAssets(
      table(full, [0.1, 0.2, 0, 0, 0.5], [0, 0, 0, 0.1, 0]),
      window,
    );
    expect(positions).toEqual([0, 2]);
    expect(satOut).toEqual([{ asset: 'B', reason: 'its return is 0 in all 2 periods' }]);
  });

  it('cuts rows and columns out of a table', () => {
    const cut = selectReturns(table(full, [0, -1, -2, -3, -4]), [1, 0], 1, 2);
    expect(cut).toMatchObject({ assets: ['B', 'A'], dates: ['2020-02-29', '2020-03-31'] });
    expect(Array.from(cut.returns)).toEqual([-1, 0.2, -2, 0.3]);
  });
});
