import type * as mixfolio from '../../src/browser.js';

/**
 * Every number of the jobs, as hexadecimal bits.
 *
 * @param configurations those of the study, as in `examples/`
 */
export function job(
  library: typeof mixfolio,
  configurations: readonly mixfolio.BacktestConfig[],
): Promise<string[]>;
