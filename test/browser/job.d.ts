import type * as mixfolio from '../../src/browser.js';

/** Every number of one job, as hexadecimal bits. */
export function job(library: typeof mixfolio): Promise<string[]>;
