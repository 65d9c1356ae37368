/** Which backtests of a job choose in the same windows, so that these are done once for all of them. */
import { sourceOf } from '../../backtest/batch/plan.js';
import { usesLinearSolver } from '../../backtest/tail.js';
import type { ResolvedConfig } from '../../config/types.js';
import type { FieldTexts } from '../plan/identity.js';
import { withoutBounds } from '../plan/order.js';

/**
 * Equal where backtests on the same data differ in nothing but the bounds of their strategy's weights, which what windows
 * show does not depend on, and in proportional costs, which the engine's strategies do not look at; null where a backtest is
 * run by itself.
 *
 * @param texts of the configuration's fields
 */
export function decisionsKey({ backtest, strategies }: ResolvedConfig, texts: FieldTexts): string | null {
  const [strategy] = strategies;
  if (backtest.strict || usesLinearSolver(strategy)) return null;
  const source = sourceOf(strategy);
  const isCostFree = source !== null && typeof backtest.costs === 'number';
  return JSON.stringify({
    ...texts,
    source,
    // of equal weights the bounds decide who chooses them
    strategies: source === 'equalWeight' ? strategy : withoutBounds(strategy),
    backtest: isCostFree ? { ...backtest, costs: 'any' } : backtest,
  });
}

/** Positions of backtests by what they share, in the order of the first of each. */
export function sharingDecisions(keys: readonly (string | null)[]): number[][] {
  const groups = new Map<string | number, number[]>();
  keys.forEach((key, position) => {
    const group = groups.get(key ?? position) ?? [];
    group.push(position);
    groups.set(key ?? position, group);
  });
  return [...groups.values()];
}
