import { describe, expect, it } from 'vitest';
import { neighbourhood } from '../../../src/sweep/effects/neighbourhood.js';
import { neighbourhoodText } from '../../../src/sweep/report/neighbourhood-text.js';
import { columnOf } from '../effects/columns.js';

/** Seven trials of one number, the best in the middle: `beside` it on either side, and 0 elsewhere. */
function said(beside: number): string[] {
  const columns = [columnOf('backtest.train', 'numeric', [12, 24, 36, 48, 60, 72, 84])];
  const values = Float64Array.of(-beside, -beside, beside, 1, beside, 0, -1);
  return neighbourhoodText(neighbourhood(columns, values)!, columns);
}

describe('the words to a neighbourhood', () => {
  // the mean of all is 0, so that neighbours keep what they have of 1
  it.each([
    [0.9, 'on a plateau'],
    [2 / 3, 'on a plateau'],
    [0.66, 'on a slope'],
    [1 / 3, 'on a slope'],
    [0.33, 'on a spike'],
    [-0.5, 'on a spike'],
  ])('follow the share that neighbours keep: %d', (share, shape) => {
    expect(said(share)[0]).toBe(`The best trial stands ${shape}.`);
  });

  it('have the share on average, the mean and the worst neighbour by what is different', () => {
    expect(said(0.5)[1]).toBe(
      'Its 2 neighbours one step away in one parameter keep on average 50 % of what its Sharpe ratio of 1.00 is above the mean of all trials, 0.00, the worst of them (backtest.train 48 → 36) 50 %.',
    );
    expect(said(-0.5)[1]).toContain('keep on average nothing of what');
  });

  it('warn where the best is at an end of what was tried, and say where nothing lies beside it', () => {
    const columns = [columnOf('backtest.train', 'numeric', [12, 24, 36])];
    expect(neighbourhoodText(neighbourhood(columns, Float64Array.of(0, 1, 2))!, columns).at(-1)).toBe(
      'It has the greatest backtest.train of all trials: better ones may lie beyond, where nothing was tried.',
    );
    expect(neighbourhoodText(neighbourhood(columns, Float64Array.of(NaN, 1, NaN))!, columns)).toEqual([
      'No other trial lies beside the best one.',
    ]);
    expect(neighbourhoodText(neighbourhood(columns, Float64Array.of(1, 1, 1))!, columns)[0]).toContain(
      'no better than the mean of all',
    );
  });
});
