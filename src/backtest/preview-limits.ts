/** Limits of strategies that no weights keep, found before anything is estimated. */
import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { optimizeWeights } from '../portfolio/optimize.js';
import { limitsOf } from './limits.js';
import type { BacktestInputs } from './inputs.types.js';
import { attempt } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import { trainingWindow } from './window.js';

/**
 * By strategy, what cannot be had together at a decision, whatever the covariance: a smallest conflict of bounds, groups,
 * exposures and budgets over the assets that take part. Limits on trading depend on what is held, and numbers of positions
 * on a search: neither is looked at.
 */
export function limitConflicts(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
  scheduled: ScheduledDecision,
): string[] {
  const window = trainingWindow(engine, inputs, config, scheduled);
  const { assets } = window;
  const N = assets.length;
  if (N === 0) return [];
  const decision = inputs.returns.dates[scheduled.decision];
  const values = Float64Array.from({ length: N * N }, (_, k) => (k % (N + 1) === 0 ? 1 : 0));
  return config.strategies.flatMap((strategy) => {
    // an objective without bounds and limits has nothing to keep
    if (strategy.minWeights === undefined) return [];
    const lasting = { ...strategy };
    for (const field of ['turnoverLimit', 'transactionCosts', 'cardinality', 'minPosition'] as const)
      delete lasting[field];
    for (const field of ['benchmarkWeights', 'riskBudgets'] as const) delete lasting[field];
    const limits = limitsOf(
      lasting,
      {
        ...{ engine, window, minHeritability: config.model.minHeritability },
        ...{ previous: () => null, functions: {}, note: () => {} },
      },
      assets,
    );
    if ('failure' in limits) return [`${decision}: ${strategy.name} falls back: ${limits.failure}`];
    const found = attempt(() =>
      optimizeWeights(
        engine,
        { name: 'given', assets: [...assets], values, conditionNumber: 1 },
        limits.value,
      ),
    );
    if ('failure' in found) return [`${decision}: ${strategy.name} falls back: ${found.failure}`];
    const { value } = found;
    return value.status === 'infeasible'
      ? [
          `${decision}: no weights keep the limits of ${strategy.name}, which falls back: ${value.conflict.join(', ')}`,
        ]
      : [];
  });
}
