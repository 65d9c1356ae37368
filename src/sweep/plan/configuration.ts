/** The configuration of one backtest of a sweep: the base with its part in it, and its strategy alone. */
import { isNamedList, isObject, merged } from '../../config/merge.js';
import { keepingNulls } from '../../config/paths.js';
import { resolveConfig } from '../../config/resolve.js';
import { defaultStrategies } from '../../config/schema.js';
import type { PartialConfig } from '../../config/selection.types.js';
import type { BacktestConfig, ResolvedConfig } from '../../config/types.js';

/** Names of the strategies of a configuration, in their order. */
export function strategyNames({ strategies }: BacktestConfig): string[] {
  return strategies?.map(({ name }) => name) ?? [...defaultStrategies];
}

/**
 * What a backtest of a sweep runs, as it would be written: the base with the part merged into it, reduced to the strategy
 * (`{ name }` where there is none of that name, as the baseline may be), without `selection`, and without `benchmark` where
 * that is a strategy rather than a ticker. Neither changes the weights or returns of the strategy.
 */
export function backtestConfig(base: BacktestConfig, part: PartialConfig, strategy: string): BacktestConfig {
  // default strategies by their names, so that a part says something of fields of one
  const whole = merged({ ...base, strategies: base.strategies ?? named(defaultStrategies) }, part);
  const one = whole.strategies?.find(({ name }) => name === strategy) ?? { name: strategy };
  const config: BacktestConfig = { ...whole, strategies: [one] };
  delete config.selection;
  const { benchmark, selection } = whole;
  const names = [...strategyNames(whole), ...(selection === undefined ? [] : [selection.name ?? 'selected'])];
  if (benchmark !== undefined && names.includes(benchmark)) delete config.benchmark;
  return config;
}

function named(names: readonly string[]): { name: string }[] {
  return names.map((name) => ({ name }));
}

/** What the one strategy of a backtest is called, so that what is said of it is the same in every sweep. */
const onlyStrategy = 'strategy';

/**
 * `backtestConfig` with every default, its strategy under a name that all sweeps share.
 *
 * @throws ConfigError as `resolveConfig`
 */
export function trialConfig(base: BacktestConfig, part: PartialConfig, strategy: string): ResolvedConfig {
  const config = resolveConfig(backtestConfig(base, part, strategy));
  // defaults go by the name, and are filled in by now
  return { ...config, strategies: config.strategies.map((one) => ({ ...one, name: onlyStrategy })) };
}

/** The part of a point for one strategy: `strategy` is fields of it, and what it says of other strategies is left out. */
export function forStrategy(part: PartialConfig, strategy: string): PartialConfig {
  const { strategy: fields, strategies, ...rest } = part;
  const listed = isNamedList(strategies) ? strategies.filter(({ name }) => name === strategy) : [];
  const own = [...listed, ...(isObject(fields) ? [{ name: strategy, ...fields }] : [])];
  const [first, second] = own;
  if (first === undefined) return rest;
  return { ...rest, strategies: [second === undefined ? first : keepingNulls(first, second)] };
}

/** Whether a parameter says something of a backtest of the strategy. */
export function concerns(path: string, strategy: string): boolean {
  return !path.startsWith('strategies.') || path.startsWith(`strategies.${strategy}.`);
}
