/**
 * The engine's second module: what is too large for those who do not ask for it. It has a memory of its own, so that numbers
 * go from one to the other through the host.
 */
import { EngineError } from '../errors.js';
import { EngineCore } from './core.js';
import type { FurtherExports } from './exports.js';

const loaded = new WeakMap<EngineCore, EngineCore<FurtherExports>>();

/** Gives an engine a second module that is compiled already, as workers get it. */
export function attachFurther(core: EngineCore, module: WebAssembly.Module): EngineCore<FurtherExports> {
  const further = EngineCore.of<FurtherExports>(module);
  loaded.set(core, further);
  return further;
}

/**
 * The second module of an engine that has loaded it.
 *
 * @throws EngineError `not-loaded`
 */
export function furtherOf(core: EngineCore): EngineCore<FurtherExports> {
  const further = loaded.get(core);
  if (further !== undefined) return further;
  throw new EngineError(
    'not-loaded',
    'the engine has not loaded its second module, which this needs',
    'await prepareFilters(engine) first, which loads it',
  );
}

/** Another engine of the same modules, with memories of their own, which outlives this one. */
export function anotherOf(core: EngineCore): EngineCore {
  const another = core.another();
  const further = loaded.get(core);
  if (further !== undefined) loaded.set(another, further.another());
  return another;
}

/** Frees the memory of an engine's second module, if it has one. */
export function disposeFurther(core: EngineCore): void {
  loaded.get(core)?.dispose();
}

/** Bytes of WebAssembly memory that it holds. */
export function furtherBytes(core: EngineCore): number {
  return loaded.get(core)?.memoryBytes() ?? 0;
}

/** Whether an engine has its second module. */
export function hasFurther(core: EngineCore): boolean {
  return loaded.has(core);
}
