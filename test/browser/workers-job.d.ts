import type * as mixfolio from '../../src/browser.js';

export function workersJob(library: typeof mixfolio, options: mixfolio.BacktestOptions): Promise<string>;
