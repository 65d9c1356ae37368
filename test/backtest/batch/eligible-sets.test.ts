import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eligibleSets } from '../../../src/backtest/batch/eligible-sets.js';
import { eligibleAssets } from '../../../src/backtest/eligibility.js';

const assets = ['A', 'B', 'C'];
const PERIODS = 24;

/** Returns with gaps and stretches that stand still. */
const returns = fc
  .array(fc.constantFrom(0, 0, 0.01, 0.02, NaN), { minLength: 3 * PERIODS, maxLength: 3 * PERIODS })
  .map((values) => ({
    assets,
    dates: Array.from({ length: PERIODS }, (_, t) => `day ${t}`),
    returns: Float64Array.from(values),
    frequency: 'day' as const,
    notes: [],
  }));

/** Windows in any order. */
const decisions = fc.array(
  fc
    .record({ decision: fc.nat(PERIODS - 1), train: fc.integer({ min: 1, max: 8 }), history: fc.nat(8) })
    .map(({ decision, train, history }) => ({
      historyStart: Math.max(0, decision + 1 - history),
      trainStart: Math.max(0, decision + 1 - train),
      decision,
      holdStart: decision + 1,
      holdEnd: decision + 2,
    })),
  { minLength: 1, maxLength: 20 },
);

describe('who takes part in a window', () => {
  it('are those of the definition, or the host is asked as one of them lacks returns', () => {
    let asked = 0;
    let found = 0;
    fc.assert(
      fc.property(returns, decisions, (table, windows) => {
        const setOf = eligibleSets(table);
        for (const window of windows) {
          const set = setOf(window);
          const isMissing = (i: number, from: number): boolean =>
            table.dates.some(
              (_, t) => t >= from && t <= window.decision && Number.isNaN(table.returns[3 * t + i]),
            );
          if (set === null) {
            asked++;
            expect(
              assets.some((_, i) => !isMissing(i, window.historyStart) && isMissing(i, window.trainStart)),
            ).toBe(true);
          } else {
            found += set.length;
            expect([...set]).toEqual(eligibleAssets(table, window).positions);
          }
        }
      }),
      { numRuns: 500 },
    );
    expect(asked).toBeGreaterThan(100);
    expect(found).toBeGreaterThan(500);
  });

  it('are the same array for as long as they do not change', () => {
    const table = { assets, returns: Float64Array.from({ length: 30 }, (_, cell) => (cell * 7) % 11) };
    const setOf = eligibleSets(table);
    const at = (decision: number) =>
      setOf({ historyStart: decision - 2, trainStart: decision - 2, decision, holdStart: 0, holdEnd: 0 });
    expect(at(2)).toEqual(Int32Array.of(0, 1, 2));
    expect(at(9)).toBe(at(3));
  });
});
