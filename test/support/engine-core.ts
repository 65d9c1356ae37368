import { EngineCore, type Frame, frameBytes } from '../../src/engine/core.js';
import type { EngineExports } from '../../src/engine/exports.js';
import { compileEngine } from '../../src/engine/module.js';

/** Both builds of the engine below the public surface, for tests of single routines. */
export const cores: readonly (readonly ['release' | 'debug', EngineCore])[] = [
  ['release', await EngineCore.create(await compileEngine('release'))],
  ['debug', await EngineCore.create(await compileEngine('debug'))],
];

/**
 * Runs one routine with exactly the workspace that its query asks for: the arena is full behind it, so that a
 * routine that takes more traps.
 *
 * @param doubles   what the arrays that `prepare` makes take
 * @param workspace the routine's query
 * @param prepare   copies the arguments into the frame and returns the call
 */
export function callExactly<Result>(
  core: EngineCore,
  doubles: readonly number[],
  workspace: (engine: EngineExports) => number,
  prepare: (engine: EngineExports, frame: Frame) => () => Result,
): Result {
  return core.run(
    (engine) => frameBytes(...doubles) + workspace(engine),
    (engine, frame) => {
      const call = prepare(engine, frame);
      const free = engine.memory.buffer.byteLength - (engine.mark() >>> 0);
      engine.allocate(free - workspace(engine));
      return call();
    },
  );
}

/** What stands where a routine may neither read nor write: it would spoil any result, and any change shows. */
export const untouched = 1e10;

/** Address of a copy of the matrix with its rows `stride` apart; what lies between is `untouched`. */
export function copyStrided(
  frame: Frame,
  a: Float64Array,
  rows: number,
  columns: number,
  stride: number,
): number {
  const padded = new Float64Array(rows * stride).fill(untouched);
  for (let i = 0; i < rows; i++) padded.set(a.subarray(i * columns, (i + 1) * columns), i * stride);
  return frame.copy(padded);
}

/** Reads back what `copyStrided` wrote; fails when something between rows was overwritten. */
export function readStrided(
  frame: Frame,
  address: number,
  rows: number,
  columns: number,
  stride: number,
): Float64Array {
  const padded = frame.read(address, rows * stride);
  const a = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    a.set(padded.subarray(i * stride, i * stride + columns), i * columns);
    for (let j = columns; j < stride; j++) {
      if (padded[i * stride + j] !== untouched) throw new Error(`row ${i} was written beyond its end`);
    }
  }
  return a;
}
