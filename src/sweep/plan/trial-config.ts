/** The configuration of one backtest of a sweep. */
import { merged } from '../../config/merge.js';
import { resolveConfig } from '../../config/resolve.js';
import type { PartialConfig } from '../../config/selection.types.js';
import type { BacktestConfig, ResolvedConfig } from '../../config/types.js';

/** What the one strategy of a backtest is called, so that what is said of it is the same in every sweep. */
const ONLY_STRATEGY = 'strategy';

/**
 * The base with a point's part in it and one strategy alone: no selection, and as benchmark at most a ticker.
 *
 * @param base as written, with the strategy in it
 * @throws ConfigError as `resolveConfig`
 */
export function trialConfig(base: BacktestConfig, strategy: string, part: PartialConfig): ResolvedConfig {
  const whole = merged(base, part);
  const strategies = whole.strategies ?? [];
  const own = { ...whole, strategies: strategies.filter(({ name }) => name === strategy) };
  delete own.selection;
  if (strategies.some(({ name }) => name === own.benchmark)) delete own.benchmark;
  const config = resolveConfig(own);
  // defaults go by the name, and are filled in by now
  return { ...config, strategies: config.strategies.map((one) => ({ ...one, name: ONLY_STRATEGY })) };
}
