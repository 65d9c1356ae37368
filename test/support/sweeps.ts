import type { BacktestConfig, ResolvedConfig } from '../../src/config/types.js';
import type { TrialConfig } from '../../src/sweep/job/trial.js';
import { fieldTexts } from '../../src/sweep/plan/identity.js';
import { planSweep, type PlanOptions, type SweepPlan } from '../../src/sweep/plan/plan.js';
import { resolveSweep } from '../../src/sweep/schema.js';
import type { SweepConfig } from '../../src/sweep/types.js';

/** A base with two strategies, no equalWeight among them. */
export const sweepBase: BacktestConfig = {
  prices: 'prices.csv',
  market: 'SPY',
  model: { halfLife: 12 },
  backtest: { train: 36, rebalance: 3 },
  strategies: [{ name: 'systematic', maxWeights: 0.5 }, { name: 'sample' }],
};

/** Ends of the months of ten years. */
export const tenYears = Array.from(
  { length: 120 },
  (_, k) => `${2010 + Math.floor(k / 12)}-${String((k % 12) + 1).padStart(2, '0')}-28`,
);

/** The plan of a sweep over the base, on data that are called after its prices. */
export function planOf(sweep: Partial<SweepConfig>, options: Partial<PlanOptions> = {}): Promise<SweepPlan> {
  const { base = sweepBase } = sweep;
  return planSweep(resolveSweep({ space: {}, ...sweep, base }), base as BacktestConfig, {
    engine: '0.1.0+abc',
    dataOf: ({ prices }) => `data of ${JSON.stringify(prices)}`,
    datesOf: () => tenYears,
    ...options,
  });
}

const textsOf = fieldTexts();

/** A configuration as `runTrials` takes it. */
export function given(config: ResolvedConfig): TrialConfig {
  return { config, texts: textsOf(config) };
}
