/** The public surface in Node: everything of the browser's, and the readers of files. */
export * from './browser.js';
export { type PriceSource, readPrices } from './data/read-prices.js';
