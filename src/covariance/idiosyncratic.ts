import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { checkFit } from './systematic.js';
import type { Universe } from './universe.js';

/**
 * Idiosyncratic covariance σ_e² D²: what each asset does on its own, D the residual scales of the fit (I when it is
 * not scaled). An asset that is a covariate itself has none.
 *
 * @throws ModelError `fit-mismatch`
 */
export function idiosyncraticCovariance(
  { assets, position }: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Float64Array {
  checkFit(panel, model, fit);
  const N = assets.length;
  const { estimate } = fit.variances[fit.variances.length - 1];
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    const row = position[i];
    if (row >= 0) values[i * N + i] = estimate * (fit.scales[row] * fit.scales[row]);
  }
  return values;
}
