/** Errors between threads: cloning keeps neither their class nor the fields that the library adds. */
import {
  ConfigError,
  DataError,
  EngineError,
  type ErrorDetails,
  MixfolioError,
  ModelError,
} from '../../errors.js';

export interface PlainError {
  name: string;
  message: string;
  stack: string | undefined;
  /** null of an error that is not the library's */
  known: { code: string; hint: string; details: ErrorDetails } | null;
}

const families = { ConfigError, DataError, EngineError, ModelError };

export function plainError(error: unknown): PlainError {
  if (!(error instanceof Error)) {
    return { name: 'Error', message: String(error), stack: undefined, known: null };
  }
  const { name, message, stack } = error;
  const known =
    error instanceof MixfolioError ? { code: error.code, hint: error.hint, details: error.details } : null;
  return { name, message, stack, known };
}

/** The error as this thread knows it, with the stack of the thread where it was thrown. */
export function revivedError({ name, message, stack, known }: PlainError): Error {
  const Family = Object.hasOwn(families, name) ? families[name as keyof typeof families] : MixfolioError;
  const error = known ? new Family(known.code, message, known.hint, known.details) : new Error(message);
  if (stack !== undefined) error.stack = stack;
  return error;
}
