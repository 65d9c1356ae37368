import type { Engine } from '../create-engine.js';
import { checkUnique, type ReturnMatrix } from '../data/check-returns.js';
import { DataError } from '../errors.js';
import { denseValues, lowRankBlock } from '../kernels/low-rank-block.js';
import { factorise } from '../model/low-rank/problem.js';
import type { LowRankModel } from '../model/low-rank/types.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { SINGULAR } from './condition-number.js';
import { loadings } from './loadings.js';
import { declareFactorForm } from './factor-form.js';
import { extremeEigenvalues } from './low-rank-spectrum.js';
import { checkFit } from './systematic.js';
import type { Covariance } from './types.js';
import { matchUniverse } from './universe.js';

/** A covariance GG' + diag(d); `values` are put together when they are first read. */
export interface LowRankCovariance extends Covariance {
  /** G: N×R, row-major */
  loadings: Float64Array;
  /** d ≥ 0: N; 0 of an asset that is a covariate itself, and of all in `systematic` where δ = 0 */
  specific: Float64Array;
}

/** What a covariance of low rank is estimated from: the fit with its panel, its model and the returns of the same window. */
export interface LowRankCovarianceInput {
  /** its assets are those of the result, in that order */
  returns: ReturnMatrix;
  fit: PanelFit;
  panel: Panel;
  model: LowRankModel;
}

/**
 * The covariances `systematic` and `total` of a fit of low rank as factors and a diagonal: with B the loadings and Σ_x = LL'
 * the covariance of the random covariates, s the residual scales and D = diag(s),
 *
 *     G = [B L, σ_time s, σ_K D F_K, …]      d = Σ_K σ_K² s²δ_K (+ σ_e² s² for `total`)
 *
 * The same matrix as `covariance` has with full kernels, O(NR) in memory until `values` are read. `conditionNumber` is that of
 * the N×N matrix, its extreme eigenvalues found without it.
 *
 * @throws DataError `not-in-model`, `different-periods`, `missing-covariate`; ModelError `fit-mismatch`, `bad-term`,
 *         `unknown-covariate`, `dropped-loading`, and as `fitLowRankPanel` for kernels
 */
export function lowRankCovariance(
  engine: Engine,
  name: 'systematic' | 'total',
  { returns, fit, panel, model }: LowRankCovarianceInput,
): LowRankCovariance {
  const universe = matchUniverse(returns, panel);
  const plain: PanelModel = { ...model, kernels: {} };
  checkFit(panel, plain, fit);
  const { scales, variances } = fit;
  const N = universe.assets.length;
  const columns: Float64Array[] = [];
  const diagonal = new Float64Array(N);
  const withinPanel = (value: (row: number) => number): Float64Array =>
    Float64Array.from(universe.position, (row) => (row < 0 ? 0 : value(row)));

  const { covariates, B, covariance } = loadings(universe, panel, plain, fit);
  const q = covariates.length;
  const root = covariance.slice();
  if (q > 0 && factorise(root, q)) {
    for (let a = 0; a < q; a++)
      columns.push(
        Float64Array.from({ length: N }, (_, i) => {
          let sum = 0;
          for (let b = a; b < q; b++) sum += B[i * q + b] * root[b * q + a];
          return sum;
        }),
      );
  } else if (q > 0) columns.push(...semidefiniteLoadings(engine, B, covariance, N, q));
  model.random.forEach((label, k) => {
    const term = parseRandomTerm(label);
    const deviation = Math.sqrt(variances[k].estimate);
    if (term.kind === 'time') columns.push(withinPanel((row) => deviation * scales[row]));
    if (term.kind !== 'assetTime') return;
    const {
      rank,
      factors,
      diagonal: delta,
    } = lowRankBlock(term.kernel, model.kernels[term.kernel], panel.assets);
    for (let a = 0; a < rank; a++)
      columns.push(withinPanel((row) => deviation * scales[row] * factors[row * rank + a]));
    withinPanel((row) => variances[k].estimate * scales[row] ** 2 * delta[row]).forEach(
      (value, i) => (diagonal[i] += value),
    );
  });
  if (name === 'total') {
    const { estimate } = variances[variances.length - 1];
    withinPanel((row) => estimate * scales[row] ** 2).forEach((value, i) => (diagonal[i] += value));
  }
  const R = columns.length;
  const factors = new Float64Array(N * R);
  columns.forEach((column, a) => column.forEach((value, i) => (factors[i * R + a] = value)));
  return factorCovariance(engine, { name, assets: universe.assets, loadings: factors, specific: diagonal });
}

/** What a covariance of factors is made of. */
export interface FactorCovarianceInput extends Pick<LowRankCovariance, 'loadings' | 'specific'> {
  assets: readonly string[];
  /** default `given` */
  name?: Covariance['name'];
}

/**
 * The covariance GG' + diag(d) of a factor model. Portfolios under it with bounds, a budget, groups, linear constraints, exposures to
 * factors and a target return are found without its N×N matrix, which is put together when `values` are first read.
 *
 * @param input loadings N×R row-major, B·L of a model with loadings B and factor covariance LL'; specific variances N, 0 or more
 * @throws DataError `no-assets`, `duplicate-asset`, `wrong-length`, `not-finite` and `negative-variance` naming the asset
 *
 * @example
 * ```ts
 * import { createEngine, factorCovariance, optimizeWeights } from 'mixfolio';
 *
 * const engine = await createEngine();
 * const sigma = factorCovariance(engine, {
 *   assets: ['A', 'B', 'C', 'D'],
 *   loadings: Float64Array.of(0.04, 0.05, 0.06, 0.02), // one factor of variance 1
 *   specific: Float64Array.of(0.001, 0.002, 0.001, 0.003),
 * });
 * console.log(optimizeWeights(engine, sigma).weights.D.toFixed(3));
 * // prints
 * //   0.392
 * ```
 */
export function factorCovariance(
  engine: Engine,
  { name = 'given', assets, loadings, specific }: FactorCovarianceInput,
): LowRankCovariance {
  checkFactors(assets, loadings, specific);
  const rank = loadings.length / assets.length;
  const [smallest, largest] = extremeEigenvalues(engine, loadings, specific);
  let values: Float64Array | null = null;
  const result: LowRankCovariance = {
    name,
    assets: [...assets],
    loadings,
    specific,
    conditionNumber: smallest > SINGULAR * largest ? largest / smallest : null,
    get values(): Float64Array {
      values ??= denseValues(loadings, specific, rank);
      return values;
    },
  };
  declareFactorForm(result, { rank, factors: loadings, diagonal: specific });
  return result;
}

/** B·V·√λ where Σ_x = VΛV' is singular. */
function semidefiniteLoadings(
  engine: Engine,
  B: Float64Array,
  covariance: Float64Array,
  N: number,
  q: number,
): Float64Array[] {
  const { values, vectors } = engine.symmetricEigen(covariance, q);
  return Array.from(values, (value, a) =>
    Float64Array.from({ length: N }, (_, i) => {
      let sum = 0;
      for (let b = 0; b < q; b++) sum += B[i * q + b] * vectors[b * q + a];
      return sum * Math.sqrt(Math.max(0, value));
    }),
  );
}

function checkFactors(assets: readonly string[], loadings: Float64Array, specific: Float64Array): void {
  const N = assets.length;
  checkUnique(assets);
  if (N === 0) throw new DataError('no-assets', 'the covariance has no assets', 'give at least one', {});
  if (specific.length !== N || !Number.isInteger(loadings.length / N)) {
    throw new DataError(
      'wrong-length',
      `${loadings.length} loadings and ${specific.length} specific variances are given for ${N} assets`,
      'loadings are assets × factors, row-major; specific variances are one an asset',
      { loadings: loadings.length, specific: specific.length, assets: N },
    );
  }
  const rank = loadings.length / N;
  assets.forEach((asset, i) => {
    if (
      !loadings.subarray(i * rank, (i + 1) * rank).every(Number.isFinite) ||
      !Number.isFinite(specific[i])
    ) {
      throw new DataError(
        'not-finite',
        `a loading or the specific variance of ${asset} is not a finite number`,
        'every asset needs a number for every factor, and a variance of its own',
        { asset },
      );
    }
    if (specific[i] < 0) {
      throw new DataError(
        'negative-variance',
        `the specific variance of ${asset} is ${specific[i]}`,
        'a variance is 0 or more',
        { asset, variance: specific[i] },
      );
    }
  });
}
