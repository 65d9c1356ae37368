/** The public surface that runs everywhere: no file, clock or terminal. */
export * from './errors.js';
export { createEngine, type Engine, type EngineOptions } from './create-engine.js';
export type * from './engine/quadratic-program.types.js';
export type { SymmetricEigen } from './engine/linear-algebra.js';
export type * from './model/types.js';
export type * from './data/types.js';
export { parsePrices, type PriceFormat } from './data/parse-prices.js';
export { type ReturnOptions, toReturns } from './data/to-returns.js';
export { alignSeries, type SeriesOptions } from './data/align-series.js';
export { riskFreeReturns, type RiskFreeOptions } from './data/risk-free.js';
export { classesFromMembers, type ClassFormat, parseClasses, selectClasses } from './data/classes.js';
export { dataHash } from './data/data-hash.js';
export type * from './kernels/types.js';
export type * from './covariance/types.js';
export type * from './portfolio/types.js';
export type * from './config/types.js';
export type * from './backtest/types.js';
