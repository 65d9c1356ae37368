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
