import type { EngineCore } from '../engine/core.js';
import { kernelBlock } from '../kernels/block.js';
import { designPanel } from '../model/design.js';
import { refuseFit } from '../model/fit-errors.js';
import { panelInputs } from '../model/fit-panel.js';
import { kernelBlocks } from '../model/origin.js';
import { weightRows } from '../model/period-weights.js';
import { requestBytes, writeRequest } from '../model/request.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { contrastErrors } from './contrast-errors.js';
import { checkOrigin, refuseDiscounted } from './check-origin.js';
import { hasTails, rowWeights } from './scaled-rows.js';

/** How well the BLUPs of a term are predicted; arrays as those of its BLUPs in the fit. */
export interface PredictionErrors {
  /** var(û − u), in the unit of the BLUPs squared; it counts the estimation of the fixed effects, not of the variances */
  errorVariance: Float64Array;
  /** 1 − var(û − u)/var(u), the squared correlation of û and u; NaN where var(u) = 0 */
  reliability: Float64Array;
  /** what makes them approximate, in words */
  notes: string[];
}

const WEIGHTS_NOTE = 'prediction errors take the t weights of the periods as known';

/**
 * Prediction-error variance and reliability of every BLUP, of unobserved cells too:
 *
 *     var(û − u)_i = var(u)_i − (C'PC)_ii,  C = cov(y, u),  var(u)_i = σ²K_ii
 *
 * times s_i² on scaled returns, but for `time`, whose effects are on these. With period weights var(u) of an effect within
 * period t is that of the model divided by w_t. With t errors all this is conditional on the weights of the
 * fit. With contrasts the effects are those beside their average, D(I − P)v, as the BLUPs are.
 *
 * @param fit of this panel and this model
 * @returns by term as written
 * @throws ModelError `fit-mismatch`, `discounted-likelihood` and as `fitPanel`
 */
export function predictionErrors(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Record<string, PredictionErrors> {
  refuseDiscounted(model.halfLife !== undefined, 'prediction errors');
  checkOrigin(panel, model, fit);
  const notes = hasTails(fit) ? [WEIGHTS_NOTE] : [];
  if (model.contrasts !== undefined) {
    const found = Object.entries(contrastErrors(core, panel, model, fit));
    return Object.fromEntries(
      found.map(([label, { errorVariance, variance }]) => {
        const reliability = errorVariance.map((error, k) =>
          variance[k] > 0 ? 1 - error / variance[k] : NaN,
        );
        return [label, { errorVariance, reliability, notes }];
      }),
    );
  }
  const design = designPanel(panel, model);
  const fixedVariances = Object.fromEntries(fit.variances.map(({ label, estimate }) => [label, estimate]));
  const kernels = kernelBlocks(panel, model, design);
  const weights = rowWeights(panel, model, fit);
  const weighted =
    weights === null ? { returns: panel.returns, design } : weightRows(panel.returns, design, weights);
  const rows = { ...weighted, kernels, degrees: null, origin: fit.origin };
  const inputs = panelInputs(panel, { ...model, fixedVariances }, rows);
  const patterns = inputs.patterns ?? [panel.periods.map((_, t) => t)];
  const outputs = core.run(
    () => requestBytes({ ...inputs, patterns }),
    (engine, frame) => {
      const { address, read } = writeRequest({ ...inputs, patterns }, engine, frame);
      frame.reserve(engine.predictionErrorsWorkspace(address));
      return read(engine.predictionErrors(address));
    },
  );
  refuseFit(outputs, panel, design);
  const N = panel.assets.length;
  return Object.fromEntries(
    design.random.map(({ label, term, column }, k) => {
      const raw = outputs.randomEffects[k];
      const width = raw.length / panel.periods.length;
      const divisor = (index: number): number =>
        weights === null || column >= 0 ? 1 : weights[Math.floor(index / width)];
      const errorVariance = raw.map((error, index) => error / divisor(index));
      const kernel =
        'kernel' in term ? kernelBlock(term.kernel, model.kernels[term.kernel], panel.assets) : null;
      const { estimate } = fit.variances[k];
      const reliability = errorVariance.map((error, index) => {
        const i = index % N;
        const variance = kernel === null ? estimate : estimate * kernel[i * N + i] * fit.scales[i] ** 2;
        return variance > 0 ? 1 - (error * divisor(index)) / variance : NaN;
      });
      return [label, { errorVariance, reliability, notes }];
    }),
  );
}
