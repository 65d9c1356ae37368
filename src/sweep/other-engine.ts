import { EngineError } from '../errors.js';

/** A job is for another engine than the one that was to do it. */
export function otherEngine(expected: string, found: string): EngineError {
  return new EngineError(
    'worker-version',
    `the job wants the engine ${expected}, this worker has ${found}`,
    'run workers and planner from the same version of the package',
    { expected, found },
  );
}
