/** Which strategies need the engine's second module, which is loaded on demand. */
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { isFiltered } from '../covariance/filtered.js';
import type { Engine } from '../create-engine.js';
import { furtherOf } from '../engine/further.js';
import { engineCore } from '../loadings/loadings-path.js';

/** What a strategy says of the covariances that it is made of. */
type NamesCovariances = Pick<ResolvedStrategy, 'covariance' | 'fallback'>;

/** Whether a strategy is made of a filtered covariance, by its own or one that it falls back on. */
export function usesFilter({ covariance, fallback }: NamesCovariances): boolean {
  return isFiltered(covariance) || fallback.some(isFiltered);
}

/** Whether windows of these strategies need the second module. */
export function needsFurther(strategies: readonly NamesCovariances[]): boolean {
  return strategies.some((strategy) => usesFilter(strategy) || strategy.covariance === 'averaged');
}

/**
 * That the module is there, before synchronous functions begin.
 *
 * @throws EngineError `not-loaded`, ConfigError `wrapped-engine`
 */
export function requireFurther(engine: Engine, strategies: readonly NamesCovariances[]): void {
  if (needsFurther(strategies)) furtherOf(engineCore(engine));
}
