import { describe, expect, it } from 'vitest';
import type { BacktestDecision } from '../../src/backtest/types.js';
import { renderReport } from '../../src/report/page.js';
import { lowWeights } from '../../src/report/periods.js';
import { visibleText } from '../support/html.js';
import { sampleResult } from '../support/sample-result.js';

const sample = sampleResult();
const text = (result: typeof sample): string => visibleText(renderReport(result, 'document.title;'));

/** A decision whose window begins and ends on these days, with these lowest weights. */
function decision(trainStart: string, end: string, weights: [string, number][]): BacktestDecision {
  const base = sample.decisions[0];
  return {
    ...base,
    trainStart,
    decision: end,
    fit: {
      ...base.fit!,
      errors: {
        degreesOfFreedom: 5,
        estimated: true,
        iterations: 9,
        converged: true,
        largestWeight: 1.4,
        lowestWeights: weights.map(([period, weight]) => ({ period, weight })),
      },
    },
  };
}

describe('periods in a report', () => {
  it('that count least are gathered over the windows, with how many hold them', () => {
    const decisions = [
      decision('2019-01-31', '2020-06-30', [
        ['2020-03-31', 0.05],
        ['2019-01-31', 0.4],
      ]),
      decision('2019-07-31', '2020-12-31', [
        ['2020-03-31', 0.03],
        ['2020-11-30', 0.2],
      ]),
      decision('2019-12-31', '2021-06-30', [['2020-11-30', 0.25]]),
      { ...sample.decisions[2], trainStart: '2019-12-31', decision: '2021-06-30' },
    ];
    expect(lowWeights(decisions)).toEqual([
      { period: '2020-03-31', lowest: 0.03, windows: 2, of: 3 },
      { period: '2020-11-30', lowest: 0.2, windows: 2, of: 2 },
      { period: '2019-01-31', lowest: 0.4, windows: 1, of: 1 },
    ]);
    const shown = text({ ...sample, decisions });
    expect(shown).toContain('2020-03-31 0.0300 2 of 3');
  });

  it('that move the variances are those of the last decision, with signs and notes', () => {
    const [first] = sample.snapshot.periods!.influential;
    expect(text(sample)).toContain(
      `Periods that move the variances most at the decision of ${sample.snapshot.decision}`,
    );
    expect(text(sample)).toContain(`${first.period} 3.500 +3.50 −0.10`);
    expect(text(sample)).toContain('The first period is ');
  });

  it('have no section where nothing can be said of them, as in results of earlier versions', () => {
    for (const periods of [undefined, null]) {
      const without = { ...sample, snapshot: { ...sample.snapshot, periods } };
      expect(renderReport(without, 'document.title;')).not.toContain('id="periods"');
    }
    expect(renderReport(sample, 'document.title;')).toContain('id="periods"');
  });

  it('say why there is no influence', () => {
    const periods = {
      weights: null,
      components: [],
      influential: [],
      notes: ['no influence of periods: why'],
    };
    const shown = text({ ...sample, snapshot: { ...sample.snapshot, periods } });
    expect(shown).toContain('No influence of periods: why.');
    expect(shown).not.toContain('Periods that move');
  });
});
