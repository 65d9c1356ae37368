/**
 * The public surface in Node: everything of the browser's, with workers that are threads, and the readers of files.
 *
 * `import { createEngine, backtest } from 'mixfolio'`. Returns and weights are shares (0.01 for 1 %), covariances and
 * expected returns are per period, matrices row-major. Bad input is refused with a `MixfolioError`: a stable `code`, what
 * is wrong and where (`details`), and what to do about it (`hint`).
 *
 * @module mixfolio
 */
export * from './browser.js';
export { backtest } from './backtest/node.js';
export { pickNow } from './selection/node.js';
export { loadLinearSolver } from './portfolio/tails/load-linear-solver.js';
export { type PriceSource, readPrices } from './data/read-prices.js';
export { fetchPrices, type FetchPricesOptions } from './data/sources/yahoo.js';
export { type PriceQuery, queryPrices, type QueryParameters } from './data/sources/duckdb.js';
export { fitDuckDB, resultDuckDB } from './tables/duckdb.js';
