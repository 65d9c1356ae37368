/** The public surface that runs everywhere: no file, clock or terminal. */
export * from './errors.js';
export { createEngine, type Engine, type EngineOptions } from './create-engine.js';
export type * from './engine/quadratic-program.types.js';
export type { SymmetricEigen } from './engine/linear-algebra.js';
export type * from './model/types.js';
export type * from './data/types.js';
export type * from './kernels/types.js';
export type * from './covariance/types.js';
export type * from './portfolio/types.js';
export type * from './config/types.js';
export type * from './backtest/types.js';
export { resolveConfig } from './config/resolve.js';
export { configJsonSchema } from './config/schema.js';
export { backtest, type BacktestOptions } from './backtest/backtest.js';
export type { BacktestSources } from './backtest/inputs.js';
