import { MixfolioError } from '../../src/errors.js';

/** The library's error that `call` throws; fails when it throws none, or another. */
export function thrown(call: () => unknown): MixfolioError {
  try {
    call();
  } catch (error) {
    if (error instanceof MixfolioError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The error that a promise is rejected with. */
export async function rejected(promise: Promise<unknown>): Promise<MixfolioError> {
  const outcome = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (outcome instanceof MixfolioError) return outcome;
  throw new Error(`expected a rejection with an error of the library, got ${String(outcome)}`);
}
