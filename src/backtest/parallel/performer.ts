/** The part of a worker that is the same in every kind of thread. */
import { EngineCore } from '../../engine/core.js';
import { attachFurther } from '../../engine/further.js';
import { engineOf } from '../../engine-of.js';
import { EngineError } from '../../errors.js';
import { version } from '../../version.js';
import type { LinearSolver } from '../../portfolio/tails/linear-solver.js';
import { type WindowRunner, windowRunner } from '../run-windows.js';
import { inputsOf } from './job.js';
import type { RunArrays } from '../record.js';
import { plainError } from './plain-error.js';
import type { Job, Readiness, Reply, Task } from './protocol.js';

/** A worker of one run. Neither method throws: what goes wrong is in the reply. */
export interface Performer {
  /** makes the engine's instance and what it knows of the run; the other method is called once this has succeeded */
  start: (job: Job, linearSolver?: LinearSolver | null) => Readiness;
  run: (task: Task) => Reply;
}

export function performer(): Performer {
  let runner: WindowRunner;
  let shared: RunArrays | null;
  return {
    start(job, linearSolver = null) {
      try {
        runner = runnerOf(job, linearSolver);
        shared = job.arrays;
        return null;
      } catch (error) {
        return { error: plainError(error) };
      }
    },
    run({ first, end }) {
      try {
        const began = performance.now();
        const record = runner.record(first, end, shared ?? undefined);
        for (let index = first; index < end;) index = runner.run(index, record);
        const { weights, summaries, host, unresolved } = record;
        const part = { first, end, host, unresolved, arrays: shared ? null : { weights, summaries } };
        return { part, milliseconds: performance.now() - began };
      } catch (error) {
        return { error: plainError(error) };
      }
    },
  };
}

function runnerOf(job: Job, linearSolver: LinearSolver | null): WindowRunner {
  const { version: expected, module, further, config, measures } = job;
  if (expected !== version) {
    throw new EngineError(
      'worker-version',
      `the worker's script is of version ${version}, the library of version ${expected}`,
      "serve the worker's script of the same package, or clear what caches it",
      { expected, version },
    );
  }
  const core = EngineCore.of(module);
  if (further !== null) attachFurther(core, further);
  return windowRunner(engineOf(core), inputsOf(job), config, measures, {}, linearSolver);
}

/** The memory of a reply that need not be copied on its way. */
export function transferred(reply: Reply): ArrayBuffer[] {
  if ('error' in reply || reply.part.arrays === null) return [];
  const { weights, summaries } = reply.part.arrays;
  return [...weights, summaries].map(({ buffer }) => buffer as ArrayBuffer);
}
