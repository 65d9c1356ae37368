import { DataError } from '../../errors.js';

/** How requests are repeated. */
export interface RetryOptions {
  /** how often a request is made at most; default 5 */
  attempts?: number;
  /** milliseconds before the second attempt, twice as many before each further one; default 1000 */
  retryDelay?: number;
}

type Fetch = typeof fetch;

/** Answers that another attempt may change: too many requests, and failures of the server. */
const passing = (status: number): boolean => status === 429 || status >= 500;

/**
 * `fetch` that tries again, after `Retry-After` where the server says so, otherwise after twice the time of before.
 *
 * @throws DataError `fetch-failed` once all attempts have failed
 */
export function retrying(request: Fetch, { attempts = 5, retryDelay = 1000 }: RetryOptions): Fetch {
  return async (input, init) => {
    for (let attempt = 1; ; attempt++) {
      let problem: string;
      let wait = retryDelay * 2 ** (attempt - 1);
      try {
        const response = await request(input, init);
        if (!passing(response.status)) return response;
        problem = `status ${response.status}`;
        const seconds = Number(response.headers.get('retry-after') ?? NaN);
        if (seconds >= 0) wait = Math.max(wait, Math.min(1000 * seconds, 60_000));
        await response.body?.cancel();
      } catch (error) {
        problem = error instanceof Error ? reasonOf(error) : String(error);
      }
      if (attempt >= attempts) {
        throw new DataError(
          'fetch-failed',
          `Yahoo Finance did not answer after ${attempts} attempts (${problem})`,
          'check the connection, or try again later; what was fetched already is in the cache, where there is one',
          { attempts, reason: problem },
        );
      }
      await new Promise((done) => setTimeout(done, wait));
    }
  };
}

/** `fetch failed` says little, its cause more. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
