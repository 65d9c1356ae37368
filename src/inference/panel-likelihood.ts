import type { EngineCore } from '../engine/core.js';
import { ModelError } from '../errors.js';
import { estimatedTerms } from '../model/average.js';
import { solvePanel } from '../model/fit-panel.js';
import { residualDesign } from '../model/residual-groups.js';
import type { Panel, PanelModel } from '../model/types.js';
import { refuseDiscounted, refuseStudent } from './check-origin.js';

/** The likelihood at given variances, by the model's method; q components, the residuals last. */
export interface PanelLikelihood {
  /** with its full constant, as that of a fit */
  logLikelihood: number;
  /** q: ∂ℓ/∂σ_k² = −½[tr(PV_k) − y'PV_kPy]; ML has V⁻¹ in the place of P in the trace */
  score: Float64Array;
  /** q×q: ½ y'PV_kPV_lPy */
  averageInformation: Float64Array;
}

/**
 * ℓ, its gradient and the average information at given variances.
 *
 * @param variances in the order of a fit's, the residuals last
 * @throws ModelError `wrong-length`, `discounted-likelihood`, `t-errors`, `singular-covariance` where the covariance is not positive definite, and as `fitPanel`
 */
export function panelLikelihood(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  variances: readonly number[],
): PanelLikelihood {
  refuseDiscounted(model.halfLife !== undefined, 'the likelihood at given variances');
  refuseStudent(
    model.errors !== undefined,
    'the likelihood at given variances',
    'the weights of t errors are those of the fit alone',
    'give the weights of the fit as periodWeights to evaluate the likelihood beside them',
  );
  const labels = [...estimatedTerms(model), ...residualDesign(panel, model).labels];
  if (variances.length !== labels.length) {
    throw new ModelError(
      'wrong-length',
      `${variances.length} variances are given when the model has ${labels.join(', ')}`,
      'give one variance a random term, then one a residual group, or that of the residual',
      { length: variances.length, expected: labels.length },
    );
  }
  const fixedVariances = Object.fromEntries(labels.map((label, k) => [label, variances[k]]));
  const { fit, outputs } = solvePanel(core, panel, { ...model, fixedVariances });
  return {
    logLikelihood: fit.logLikelihood,
    score: outputs.score,
    averageInformation: outputs.information,
  };
}
