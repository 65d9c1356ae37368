import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { identity, offAverage } from './off-average.js';
import { checkFit, withinPeriod } from './systematic.js';
import type { Universe } from './universe.js';

/**
 * Idiosyncratic covariance σ_e² D²: what each asset does on its own, D = diag(s) the residual scales of the fit (I when
 * it is not scaled), times df/(df − 2) with t errors. An asset that is a covariate itself has none.
 *
 * Of a model with contrasts to the average it is σ_e² D(I − P)D, P = ss'/s's: what assets do on their own adds up to
 * zero, since the market is their average.
 *
 * @throws ModelError `fit-mismatch`
 */
export function idiosyncraticCovariance(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Float64Array {
  checkFit(panel, model, fit);
  const { estimate } = fit.variances[fit.variances.length - 1];
  const own = identity(panel.assets.length);
  return withinPeriod(
    universe,
    fit,
    estimate,
    model.contrasts === undefined ? own : offAverage(own, fit.scales),
  );
}
