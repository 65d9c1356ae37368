import type { Engine } from '../create-engine.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import { ModelError } from '../errors.js';
import { predictedReturns } from '../model/predicted-returns.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { sampleCovariance } from './sample.js';
import type { Universe } from './universe.js';

/**
 * Sample covariance of the fitted values Xβ̂ + û, the estimate of the original study. BLUPs are shrunken, so that it is
 * smaller than the systematic covariance. The fitted values of an asset that is a covariate itself are its returns; those
 * of a missing cell what the model predicts for it.
 *
 * @throws ModelError `fit-mismatch`
 */
export function fittedCovariance(
  engine: Engine,
  returns: ReturnMatrix,
  { assets, position }: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Float64Array {
  const [N, T, size] = [assets.length, panel.periods.length, panel.assets.length];
  if (fit.fitted.length !== T * size) {
    throw new ModelError(
      'fit-mismatch',
      `the fit has ${fit.fitted.length} fitted values when the panel has ${T} periods × ${size} assets`,
      'give the panel that this fit was made from',
      { fit: fit.fitted.length, panel: T * size },
    );
  }
  const ofPanel = panel.returns.some(Number.isNaN) ? predictedReturns(fit, panel, model) : fit.fitted;
  const fitted = new Float64Array(T * N);
  for (let t = 0; t < T; t++)
    for (let i = 0; i < N; i++) {
      fitted[t * N + i] = position[i] < 0 ? returns.returns[t * N + i] : ofPanel[t * size + position[i]];
    }
  return sampleCovariance(engine, { assets, dates: returns.dates, returns: fitted });
}
