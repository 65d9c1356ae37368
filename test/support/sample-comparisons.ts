import { testBase } from '../../src/backtest/strategy-tests.js';
import type { StrategyTests } from '../../src/backtest/types.js';
import type { DifferenceTests } from '../../src/statistics/difference-tests.types.js';

/** Tests of a result of the right shape, with numbers that grow by strategy; the third was not tested. */
export function sampleComparisons(names: readonly string[], benchmark?: string): StrategyTests | null {
  const base = testBase(names, benchmark);
  if (base === null) return null;
  const of = (size: number): DifferenceTests => ({
    base,
    method: 'studentised circular block bootstrap',
    periods: 60,
    blockLength: 4,
    bootstrapSamples: 4999,
    seed: 1,
    level: 0.95,
    tests: names
      .filter((name) => name !== base)
      .map((name, k) => {
        const difference = size * (k + 1);
        const none = { standardError: null, pValue: null, interval: null, holm: null, romanoWolf: null };
        if (k === 2) return { name, difference, ...none, reason: `the returns of ${name} do not vary` };
        return {
          name,
          difference,
          standardError: 0.05,
          pValue: k === 0 ? 0.0002 : 0.0321,
          interval: { lower: difference - 0.1, upper: difference + 0.1 },
          reason: null,
          holm: k === 0 ? 0.0004 : 0.0642,
          romanoWolf: k === 0 ? 0.0004 : 0.0456,
        };
      }),
  });
  return { sharpe: of(0.02), logVariance: of(-0.1) };
}
