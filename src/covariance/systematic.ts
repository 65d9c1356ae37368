import { ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import { estimatedTerms } from '../model/average.js';
import { residualDesign } from '../model/residual-groups.js';
import { parseRandomTerm } from '../model/terms.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { suggestion } from '../suggest.js';
import { loadings } from './loadings.js';
import { offAverage } from './off-average.js';
import type { Universe } from './universe.js';

/** A part of a model covariance; parts add up. */
export interface CovarianceComponent {
  /** `covariates`, or the random term as the model writes it */
  label: string;
  /** N×N, symmetric, row-major */
  values: Float64Array;
}

/**
 * The parts of the systematic covariance of a fitted model:
 *
 *     covariates        B Σ_x B'           loadings on the random covariates: market, factors, see `isConditioning`
 *     time              σ_time² ss'        what moves all assets alike within a period
 *     asset:time(K)     σ_K² DKD           what related assets share within a period
 *
 * with s the residual scales of the fit (ones when it is not scaled) and D = diag(s). Of a model with contrasts to the
 * average, K is (I − P)K(I − P), P = ss'/s's, and there is no time. With t errors the last two are multiplied by
 * df/(df − 2), the variance of a t variable. Persistent effects shift means
 * and slope variances are estimation error of B: neither enters. An asset that is a covariate itself has a part in
 * the first alone.
 *
 * @throws ModelError `fit-mismatch`, `bad-term`, `unknown-covariate`, `unknown-kernel`, `kernel-label`
 */
export function systematicComponents(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): CovarianceComponent[] {
  checkFit(panel, model, fit);
  const components = [{ label: 'covariates', values: fromCovariates(universe, panel, model, fit) }];
  estimatedTerms(model).forEach((label, k) => {
    const term = parseRandomTerm(label);
    const variance = fit.variances[k].estimate;
    if (term.kind === 'time') components.push({ label, values: withinPeriod(universe, fit, variance, null) });
    if (term.kind === 'assetTime') {
      const kernel = kernelOf(term.kernel, model, panel.assets, fit);
      components.push({ label, values: withinPeriod(universe, fit, variance, kernel) });
    }
  });
  return components;
}

/** Systematic covariance: the sum of its components. */
export function systematicCovariance(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Float64Array {
  const [first, ...others] = systematicComponents(universe, panel, model, fit);
  for (const { values } of others) for (let i = 0; i < values.length; i++) first.values[i] += values[i];
  return first.values;
}

/** B Σ_x B', exactly symmetric; both with the half-life of the model, or another, see `loadings`. */
export function fromCovariates(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  halfLife?: number | null,
): Float64Array {
  const { covariates, B, covariance } = loadings(universe, panel, model, fit, halfLife);
  const N = universe.assets.length;
  const q = covariates.length;
  const product = new Float64Array(N * q);
  for (let i = 0; i < N; i++)
    for (let a = 0; a < q; a++) {
      let sum = 0;
      for (let b = 0; b < q; b++) sum += B[i * q + b] * covariance[b * q + a];
      product[i * q + a] = sum;
    }
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let a = 0; a < q; a++) sum += product[i * q + a] * B[j * q + a];
      values[i * N + j] = sum;
      values[j * N + i] = sum;
    }
  return values;
}

/** φσ² s_i s_j K_ij over the assets of the panel, K = 11' where it is null; φ = df/(df − 2) with t errors, else 1. */
export function withinPeriod(
  { assets, position }: Universe,
  { scales, errors }: PanelFit,
  variance: number,
  kernel: Float64Array | null,
): Float64Array {
  const N = assets.length;
  const size = scales.length;
  const degrees = errors?.degreesOfFreedom ?? null;
  const own = degrees === null ? variance : (variance * degrees) / (degrees - 2);
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    const row = position[i];
    if (row < 0) continue;
    for (let j = 0; j < N; j++) {
      const column = position[j];
      if (column < 0) continue;
      const likeness = kernel === null ? 1 : kernel[row * size + column];
      values[i * N + j] = own * (scales[row] * scales[column]) * likeness;
    }
  }
  return values;
}

/** The kernel over the panel's assets, without its part along the average where the model has contrasts to it. */
function kernelOf(
  name: string,
  model: PanelModel,
  assets: readonly string[],
  { scales }: PanelFit,
): Float64Array {
  if (!Object.hasOwn(model.kernels, name)) {
    throw new ModelError(
      'unknown-kernel',
      `the model names the kernel "${name}", which it does not have`,
      suggestion(name, Object.keys(model.kernels)),
      { kernel: name },
    );
  }
  const kernel = kernelBlock(name, model.kernels[name], assets);
  return model.contrasts === undefined ? kernel : offAverage(kernel, scales);
}

/** @throws ModelError `fit-mismatch` */
export function checkFit(panel: Panel, model: PanelModel, fit: PanelFit): void {
  const labels = fit.variances.map(({ label }) => label);
  const expected = [...estimatedTerms(model), ...residualDesign(panel, model).labels];
  if (labels.length !== expected.length || labels.some((label, k) => label !== expected[k])) {
    throw new ModelError(
      'fit-mismatch',
      `the fit has the variances ${labels.join(', ')} when the model has ${expected.join(', ')}`,
      'give the model that this fit was made from',
      { fit: labels, model: expected },
    );
  }
  if (fit.scales.length !== panel.assets.length) {
    throw new ModelError(
      'fit-mismatch',
      `the fit has ${fit.scales.length} assets when the panel has ${panel.assets.length}`,
      'give the panel that this fit was made from',
      { fit: fit.scales.length, panel: panel.assets.length },
    );
  }
}
