import type { EngineCore } from './core.js';
import { attachFurther, furtherOf, hasFurther } from './further.js';
import type { FurtherExports } from './exports.js';
import { compileFurther, type EngineBuild } from './module.js';

/** Loads the second module for an engine, unless it has one. */
export async function loadFurther(
  core: EngineCore,
  build: EngineBuild = 'release',
): Promise<EngineCore<FurtherExports>> {
  return hasFurther(core) ? furtherOf(core) : attachFurther(core, await compileFurther(build));
}
