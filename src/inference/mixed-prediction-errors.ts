import type { EngineCore } from '../engine/core.js';
import { covarianceOf } from '../mixed/checks.js';
import { designMixedModel } from '../mixed/design.js';
import { refuseMixedFit } from '../mixed/errors.js';
import { mixedRequestBytes, writeMixedRequest } from '../mixed/request.js';
import { chooseForm } from '../mixed/solve.js';
import type { MixedModel, MixedModelFit } from '../mixed/types.js';
import { checkMixedOrigin } from './check-mixed-origin.js';
import type { PredictionErrors } from './prediction-errors.js';

/**
 * Prediction-error variance and reliability of every BLUP of a general fit, of levels without an observation too:
 *
 *     var(û − u)_i = var(u)_i − (C'PC)_ii,  C = cov(y, u),  var(u)_i = σ²K_ii
 *
 * with the covariance of a pair in C for both of its terms. It counts the estimation of the fixed effects, not that of the
 * variances, by ML as by REML.
 *
 * @param fit of this model
 * @returns by term; arrays in the order of the BLUPs in the fit
 * @throws ModelError `fit-mismatch`; `too-large` where neither the observations nor all labels of the kernels fit;
 *         `kernel-indefinite` where a kernel is not positive semi-definite over all its labels
 */
export function mixedPredictionErrors(
  core: EngineCore,
  model: MixedModel,
  fit: MixedModelFit,
): Record<string, PredictionErrors> {
  const kept = checkMixedOrigin(model, fit);
  const fixedVariances = Object.fromEntries([
    ...fit.variances.map(({ label, estimate }) => [label, estimate] as const),
    ...(fit.covariances ?? []).map(({ labels, estimate }) => [covarianceOf(...labels), estimate] as const),
  ]);
  const design = designMixedModel({ ...kept, fixedVariances }, { allLabels: true });
  const hint =
    'cut the kernels to the labels that are needed: every label counts here, with observations or without';
  const form = fit.path === 'dense' ? 'dense' : chooseForm(design, kept.columns, hint);
  const outputs = core.run(
    () => mixedRequestBytes(design),
    (engine, frame) => {
      const { address, read } = writeMixedRequest(design, kept.method === 'ML', form, engine, frame);
      frame.reserve(engine.mixedPredictionErrorsWorkspace(address));
      return read(engine.mixedPredictionErrors(address));
    },
  );
  refuseMixedFit(outputs, design, kept.columns);
  let first = 0;
  return Object.fromEntries(
    design.terms.map(({ term: { label }, levels, kernelIndex }, k) => {
      const own = outputs.errorVariance.subarray(first, first + levels.length);
      first += levels.length;
      const position = new Map(levels.map((level, l) => [level, l]));
      const order = fit.randomEffects[label].labels.map((level) => position.get(level)!);
      const { estimate } = fit.variances[k];
      const diagonal = (l: number): number =>
        kernelIndex < 0 ? 1 : design.kernels[kernelIndex].values[l * (levels.length + 1)];
      return [
        label,
        {
          errorVariance: Float64Array.from(order, (l) => own[l]),
          reliability: Float64Array.from(order, (l) => {
            const variance = estimate * diagonal(l);
            return variance > 0 ? 1 - own[l] / variance : NaN;
          }),
          notes: [],
        },
      ];
    }),
  );
}
