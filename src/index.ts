/** The public surface in Node: everything of the browser's, with workers that are threads, and the readers of files. */
export * from './browser.js';
export { backtest } from './backtest/node.js';
export { type PriceSource, readPrices } from './data/read-prices.js';
export { fetchPrices, type FetchPricesOptions } from './data/sources/yahoo.js';
export { type PriceQuery, queryPrices, type QueryParameters } from './data/sources/duckdb.js';
export { resultDuckDB } from './tables/duckdb.js';
