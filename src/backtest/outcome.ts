import { MixfolioError } from '../errors.js';

/** Why a step of a window did not work; `final` where no other covariance would help either. */
export interface Failure {
  failure: string;
  final?: boolean;
  /** what was thrown, where something was */
  error?: MixfolioError;
}

/** A step's value, or why there is none. */
export type Outcome<Value> = { value: Value } | Failure;

/**
 * Runs a step. An error that the library throws on purpose is an outcome of the window; anything else is a bug and
 * is thrown on, and so is the use of an engine that was disposed.
 */
export function attempt<Value>(step: () => Value): Outcome<Value> {
  try {
    return { value: step() };
  } catch (error) {
    if (!(error instanceof MixfolioError) || error.code === 'disposed') throw error;
    return { failure: error.message, error };
  }
}

/** A step that runs at most once, when it is first asked for; `result()` is null until then. */
export interface Once<Value> {
  (): Value;
  result(): Value | null;
}

export function once<Value>(step: () => Value): Once<Value> {
  let done: { value: Value } | null = null;
  return Object.assign(() => (done ??= { value: step() }).value, { result: () => done?.value ?? null });
}
