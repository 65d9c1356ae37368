import type { CovarianceEstimate, EngineEstimator, EstimateOptions } from './covariance/estimate.js';
import type { ReturnMatrix } from './data/check-returns.js';
import { ConfigError } from './errors.js';
import { EngineCore } from './engine/core.js';
import type { SymmetricEigen } from './engine/linear-algebra.js';
import { compileEngine, type EngineBuild } from './engine/module.js';
import { engineOf } from './engine-of.js';
import type { MixedLikelihood } from './inference/mixed-likelihood.js';
import type { CaseDeletion } from './inference/case-deletion.js';
import type { PanelLikelihood } from './inference/panel-likelihood.js';
import type { PredictionErrors } from './inference/prediction-errors.js';
import type { MixedModel, MixedModelFit } from './mixed/types.js';
import type { EffectCovariance, Panel, PanelFit, PanelModel } from './model/types.js';
import type { QPSolution, QuadraticProgram } from './engine/quadratic-program.types.js';
import type { BlockBootstrap } from './statistics/block-bootstrap.js';

export interface EngineOptions {
  /** default `release`; `debug` checks every index and is slow */
  build?: EngineBuild;
  /** an already compiled engine, for instance `mixfolio/engine.wasm` loaded by the embedder */
  module?: WebAssembly.Module;
}

/** The numeric engine. Every call is synchronous and leaves its arguments unchanged; matrices are row-major. */
export interface Engine {
  readonly version: string;
  /** Lower factor, zeros above; throws NotPositiveDefiniteError with the 0-based pivot. */
  cholesky(a: Float64Array, n: number): Float64Array;
  /** Ascending; eigenvectors in columns, the largest component of each positive. */
  symmetricEigen(a: Float64Array, n: number): SymmetricEigen;
  /** Ascending, without the vectors: several times as fast. */
  symmetricEigenvalues(a: Float64Array, n: number): Float64Array;
  /** (m×k)·(k×n) */
  multiply(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array;
  /** Covariance from returns alone, what `covariance` calls with checked returns (T × N, no missing cell) and its defaults. */
  estimateCovariance(
    name: EngineEstimator,
    returns: ReturnMatrix,
    options?: EstimateOptions,
  ): CovarianceEstimate;
  /** REML or ML fit of a mixed model to a panel; `start` is a fit of the same terms to start from. */
  fitPanel(panel: Panel, model: PanelModel, start?: PanelFit): PanelFit;
  /** REML or ML fit of a general mixed model y = Xb + Σ Z_k u_k + e. */
  fitMixedModel(model: MixedModel): MixedModelFit;
  /** Log-likelihood (REML or ML, as the model says), score and average information at given variances, in the order of a fit's. */
  panelLikelihood(panel: Panel, model: PanelModel, variances: readonly number[]): PanelLikelihood;
  /** Prediction-error variance and reliability of every BLUP of a fit, by term. */
  predictionErrors(panel: Panel, model: PanelModel, fit: PanelFit): Record<string, PredictionErrors>;
  /** Estimates and sampling covariance of the fixed effects of a fit, in their order; their √diag are its standard errors. */
  fixedEffectsCovariance(panel: Panel, model: PanelModel, fit: PanelFit): EffectCovariance;
  /** Log-likelihood, score and average information of a general model at given components, see `mixedComponents`. */
  mixedLikelihood(model: MixedModel, components: readonly number[]): MixedLikelihood;
  /** Prediction-error variance and reliability of every BLUP of a general fit, by term; see docs/theory.md. */
  mixedPredictionErrors(model: MixedModel, fit: MixedModelFit): Record<string, PredictionErrors>;
  /** Bytes of WebAssembly memory that the engine holds: as much as its largest call took. */
  memoryBytes(): number;
  /** What each period does to the variances of a fit: influence by case deletion, without refits. */
  caseDeletion(panel: Panel, model: PanelModel, fit: PanelFit): CaseDeletion;
  /** min ½x'Px + q'x, l ≤ Ax ≤ u, lower ≤ x ≤ upper; an earlier solution of a similar problem is a warm start. */
  solveQP(problem: QuadraticProgram, warmStart?: QPSolution): QPSolution;
  /** Resamples of differences of Sharpe ratios or log variances, what `sharpeDifferenceTest` and its kin count. */
  blockBootstrap(request: BlockBootstrap): Float64Array;
  /** Frees the engine's memory; later calls throw. */
  dispose(): void;
}

/** Makes an engine: no fetch, no path; the Wasm bytes are part of the package. */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const { build = 'release' } = options;
  if (build !== 'release' && build !== 'debug') {
    throw new ConfigError('bad-build', `there is no build "${String(build)}"`, 'build is release or debug', {
      build: String(build),
    });
  }
  return engineOf(await EngineCore.create(options.module ?? (await compileEngine(build))));
}
