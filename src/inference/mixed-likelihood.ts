import type { EngineCore } from '../engine/core.js';
import { ModelError } from '../errors.js';
import { covarianceLabel } from '../mixed/checks.js';
import { logWeights } from '../mixed/describe.js';
import type { MixedForm } from '../mixed/request.js';
import { solveMixedModel } from '../mixed/solve.js';
import type { MixedModel } from '../mixed/types.js';

/** The likelihood of a general model at given components; q components in the order of `mixedComponents`. */
export interface MixedLikelihood {
  /** with its full constant, by the model's method, as that of a fit */
  logLikelihood: number;
  /** q: ∂ℓ/∂θ_k = −½[tr(PV_k) − y'PV_kPy]; by ML with V⁻¹ in the place of P in the trace */
  score: Float64Array;
  /** q×q: ½ y'PV_kPV_lPy */
  averageInformation: Float64Array;
}

/**
 * Labels of the components of a general model: the variances as a fit lists them, terms and then residuals, and then the
 * covariances, `cov(a, b)`.
 */
export function mixedComponents({ y, random, residualGroups }: MixedModel): string[] {
  const groups = new Set(residualGroups?.filter((_, i) => !Number.isNaN(y[i])));
  return [
    ...random.map(({ label }) => label),
    ...(residualGroups ? [...groups].map((group) => `residual[${group}]`) : ['residual']),
    ...random.filter(({ correlatedWith }) => correlatedWith !== undefined).map(covarianceLabel),
  ];
}

/**
 * ℓ, its gradient and the average information at given components.
 *
 * @param components in the order of `mixedComponents`
 * @param form for a fit's own; by default as `fitMixedModel`
 * @throws ModelError `wrong-length`, `singular-covariance` where the covariance is not positive definite, and as
 *         `fitMixedModel`
 */
export function mixedLikelihood(
  core: EngineCore,
  model: MixedModel,
  components: readonly number[],
  form?: MixedForm,
): MixedLikelihood {
  const labels = mixedComponents(model);
  const q = labels.length;
  if (components.length !== q) {
    throw new ModelError(
      'wrong-length',
      `${components.length} components are given when the model has ${labels.join(', ')}`,
      'give the variances as a fit lists them and then the covariances',
      { length: components.length, expected: q },
    );
  }
  const fixedVariances = Object.fromEntries(labels.map((label, k) => [label, components[k]]));
  const { design, outputs } = solveMixedModel(core, { ...model, fixedVariances }, form);
  const position = labels.map((label) => design.components.indexOf(label));
  return {
    logLikelihood: outputs.summary[1] + logWeights(design),
    score: Float64Array.from(position, (k) => outputs.score[k]),
    averageInformation: Float64Array.from(
      { length: q * q },
      (_, cell) => outputs.information[position[Math.floor(cell / q)] * q + position[cell % q]],
    ),
  };
}
