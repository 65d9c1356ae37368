import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { loadFurther } from '../engine/load-further.js';
import { engineCore } from '../loadings/loadings-path.js';
import { needsFurther } from './further.js';

/**
 * Loads the engine's second module where a strategy needs it: what asynchronous runs begin with.
 *
 * @throws ConfigError `wrapped-engine`
 */
export async function prepareFurther(
  engine: Engine,
  { strategies }: Pick<ResolvedConfig, 'strategies'>,
): Promise<void> {
  if (needsFurther(strategies)) await loadFurther(engineCore(engine));
}
