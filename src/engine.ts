/**
 * The engine alone: linear algebra, quadratic programs, covariances from returns, fits and their inference. What is
 * here is what `mixfolio` has under the same names, and an engine of one is an engine of the other.
 *
 * `import { createEngine } from 'mixfolio/engine'`, in Node and browsers; the Wasm bytes are inside.
 *
 * @module mixfolio/engine
 */
export * from './errors.js';
export { createEngine, type Engine, type EngineOptions } from './create-engine.js';
export type * from './engine/quadratic-program.types.js';
export type { EngineBuild } from './engine/module.js';
export type { SymmetricEigen } from './engine/linear-algebra.js';
export type * from './model/types.js';
export type * from './mixed/types.js';
export type { ReturnMatrix } from './data/check-returns.js';
export type { CovarianceEstimate, EngineEstimator, EstimateOptions } from './covariance/estimate.js';
export type { CaseDeletion } from './inference/case-deletion.js';
export type { MixedLikelihood } from './inference/mixed-likelihood.js';
export type { PanelLikelihood } from './inference/panel-likelihood.js';
export type { PredictionErrors } from './inference/prediction-errors.js';
export type { BlockBootstrap } from './statistics/block-bootstrap.js';
