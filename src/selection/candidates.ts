import { candidatesOf, type SelectionCandidate } from '../config/candidates.js';
import { resolveConfig } from '../config/resolve.js';
import type { BacktestConfig, ResolvedConfig, ResolvedSelection } from '../config/types.js';
import { ConfigError } from '../errors.js';

/**
 * The candidates of a configuration's selection, in their order: `backtest()` of each gives the candidate as the
 * selection sees it, bit for bit.
 *
 * @throws ConfigError `missing-key` without a selection, and what `resolveConfig` throws
 */
export function selectionCandidates(config: BacktestConfig): SelectionCandidate[] {
  const resolved = resolveConfig(config);
  return candidatesOf(resolved, selectionOf(resolved), resolveConfig);
}

/** @throws ConfigError `missing-key` */
export function selectionOf({ selection }: ResolvedConfig): ResolvedSelection {
  if (selection !== undefined) return selection;
  throw new ConfigError(
    'missing-key',
    'the configuration has no selection',
    'give it a selection with a grid or with candidates',
    { path: 'selection' },
  );
}
