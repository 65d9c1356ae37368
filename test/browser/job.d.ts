import type * as mixfolio from '../../src/browser.js';

/** Every number of the jobs, as hexadecimal bits. */
export function job(library: typeof mixfolio): Promise<string[]>;
