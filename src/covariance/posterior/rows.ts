import type { EngineCore } from '../../engine/core.js';
import { product } from '../../engine/linear-algebra.js';
import { transposed } from '../../engine/whiten.js';
import { ModelError } from '../../errors.js';
import { kernelBlock } from '../../kernels/block.js';
import { estimatedTerms } from '../../model/average.js';
import { orthonormalBasis, residualsBeyond } from '../../model/basis.js';
import { contrastsOf } from '../../model/contrast-basis.js';
import { logVolume } from '../../model/contrasts.js';
import { designPanel, type PeriodColumn } from '../../model/design.js';
import { discountOf } from '../../model/half-life.js';
import { weightColumns } from '../../model/period-weights.js';
import { meanResidualVariances } from '../../model/residual-groups.js';
import { parseRandomTerm } from '../../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { log } from '../../numeric/elementary.js';
import { assetRows, type AssetRows } from '../asset-rows.js';
import { checkFit } from '../systematic.js';

/**
 * A panel in coordinates in which the rows beyond its period covariates are independent N(0, Ω): returns divided by the
 * residual scales of the fit, of a model with contrasts turned to the n = N − 1 directions without the average, and
 * periods with weights times √w_t, those of t errors too.
 */
export interface ModelRows {
  n: number;
  /** n×n: Ω of the fit */
  Omega: Float64Array;
  /** periods × n; NaN marks a missing cell */
  values: Float64Array;
  /** every period covariate of a fixed effect, a persistent effect or a random slope, weighted like the rows */
  columns: PeriodColumn[];
  /** what a period adds to a log-density that is to be one of returns: log of the volume of these coordinates */
  logVolume: number;
  /** returns of the assets themselves, weighted alike, with the same columns */
  ofAssets: AssetRows;
  /** A covariance of these coordinates as one of the panel's assets, N×N, times df/(df − 2) with t errors */
  toAssets: (values: Float64Array) => Float64Array;
}

/**
 * @throws ModelError `posterior-model` where residual variances differ between periods, `fit-mismatch`, and as `fitPanel` for
 *         terms and kernels
 */
export function modelRows(core: EngineCore, panel: Panel, model: PanelModel, fit: PanelFit): ModelRows {
  checkFit(panel, model, fit);
  const design = designPanel(panel, model);
  if (design.residual.periodGroups !== null) {
    const { periods } = model.residualGroups!;
    throw new ModelError(
      'posterior-model',
      `residual variances differ by ${periods}, and the posterior covariance is that of periods which are all alike`,
      'use the covariance total, or residualGroups of assets alone',
      { periods: periods ?? null },
    );
  }
  const N = panel.assets.length;
  const { scales } = fit;
  const ofAssets = assetRows(panel, model, fit, design);
  const { columns } = ofAssets;
  const Y = ofAssets.values.map((value, cell) => value / scales[cell % N]);
  const Omega = withinPeriodCovariance(panel, model, fit);
  const degrees = fit.errors?.degreesOfFreedom ?? null;
  const inflation = degrees === null ? 1 : degrees / (degrees - 2);
  const onAssets = (values: Float64Array): Float64Array => {
    return values.map((value, cell) => inflation * value * (scales[Math.floor(cell / N)] * scales[cell % N]));
  };
  if (model.contrasts === undefined) {
    const volume = -scales.reduce((sum, scale) => sum + log(scale), 0);
    return { n: N, Omega, values: Y, columns, logVolume: volume, ofAssets, toAssets: onAssets };
  }
  const n = N - 1;
  const { H } = contrastsOf(core, scales);
  const turned = (values: Float64Array, A: Float64Array, from: number, to: number): Float64Array => {
    const left = product(core, transposed(A, from, to), values, to, from, from);
    return symmetric(product(core, left, A, to, from, to), to);
  };
  return {
    n,
    Omega: turned(Omega, H, N, n),
    values: product(core, Y, H, panel.periods.length, N, n),
    columns,
    logVolume: logVolume(scales),
    ofAssets,
    toAssets: (values) => onAssets(turned(values, transposed(H, N, n), n, N)),
  };
}

/** Cross-products of the rows beyond their columns, and what they are made of. */
export interface ResidualRows {
  /** periods × n: (I − WW')Y, of discounted periods times √(c·d_t) */
  Z: Float64Array;
  /** W: orthonormal, the span of the columns */
  basis: Float64Array[];
  /** ν = T − m, of discounted periods c(Σd − tr W'DW) */
  degrees: number;
}

/**
 * Complete rows beyond their columns.
 *
 * @param halfLife in periods; null where all count alike
 * @throws ModelError `half-life-too-short`, `too-few-periods` where less than one degree of freedom is left
 */
export function residualRows(
  { values, columns, n }: Pick<ModelRows, 'values' | 'columns' | 'n'>,
  halfLife: number | null,
): ResidualRows {
  const T = values.length / n;
  const counts = halfLife === null ? null : discountOf(T, halfLife).counts;
  const weighted = counts === null ? columns : weightColumns(columns, counts);
  const basis = orthonormalBasis(weighted);
  const roots = counts?.map(Math.sqrt);
  const Y = roots ? values.map((value, cell) => roots[Math.floor(cell / n)] * value) : values;
  const degrees = counts === null ? T - basis.length : discountedDegrees(counts, basis);
  if (!(degrees >= 1)) throw tooFew(T, basis.length, degrees, halfLife);
  return { Z: residualsBeyond(basis, Y, n), basis, degrees };
}

/** Σ_t c·d_t(1 − h_t), h_t the leverage of period t. */
function discountedDegrees(counts: Float64Array, basis: readonly Float64Array[]): number {
  let degrees = 0;
  for (let t = 0; t < counts.length; t++) {
    let left = 1;
    for (const q of basis) left -= q[t] * q[t];
    degrees += counts[t] * left;
  }
  return degrees;
}

export function tooFew(
  periods: number,
  columns: number,
  degrees: number,
  halfLife: number | null,
): ModelError {
  return new ModelError(
    halfLife === null ? 'too-few-periods' : 'half-life-too-short',
    halfLife === null
      ? `${periods} periods leave ${degrees} beside the ${columns} period covariates of the model`
      : `a half-life of ${halfLife} leaves ${degrees.toFixed(1)} effective periods beside the ${columns} period covariates of the model`,
    'the posterior covariance needs one or more: use fewer effects, a longer window or a longer half-life',
    { periods, columns, degreesOfFreedom: degrees, halfLife },
  );
}

/** σ_time² 11' + Σ_k σ_k² K_k + diag(ψ) over the panel's assets, on the scaled returns; contrasts are without `time`. */
function withinPeriodCovariance(panel: Panel, model: PanelModel, fit: PanelFit): Float64Array {
  const N = panel.assets.length;
  const Omega = new Float64Array(N * N);
  estimatedTerms(model).forEach((label, k) => {
    const { estimate } = fit.variances[k];
    const term = parseRandomTerm(label);
    if (term.kind === 'time') for (let cell = 0; cell < N * N; cell++) Omega[cell] += estimate;
    if (term.kind !== 'assetTime') return;
    const K = kernelBlock(term.kernel, model.kernels[term.kernel], panel.assets);
    for (let cell = 0; cell < N * N; cell++) Omega[cell] += estimate * K[cell];
  });
  const own = meanResidualVariances(fit);
  for (let i = 0; i < N; i++) Omega[i * (N + 1)] += own[i];
  return Omega;
}

function symmetric(values: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++)
      values[i * n + j] = values[j * n + i] = 0.5 * (values[i * n + j] + values[j * n + i]);
  return values;
}
