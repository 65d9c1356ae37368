import { log } from '../numeric/log.js';
import type { MixedDesign } from './design.js';
import { mixedEffects } from './effects.js';
import type { MixedForm, MixedOutputs } from './request.js';
import type { MixedModel, MixedModelFit, MixedVariance } from './types.js';

/** The engine's ComponentFate. */
const fate = { inside: 0, atBoundary: 1, given: 2 } as const;

/** The engine's answer in the terms of the model. */
export function describeMixedFit(
  model: MixedModel,
  design: MixedDesign,
  outputs: MixedOutputs,
  form: MixedForm,
): MixedModelFit {
  const { components, terms, pairs, groups } = design;
  const [, logLikelihood, kktResidual, iterations, converged] = outputs.summary;
  const variance = (label: string, k: number): MixedVariance => ({
    label,
    estimate: outputs.variances[k],
    standardError: standardError(outputs, k),
    atBoundary: outputs.fates[k] === fate.atBoundary,
    fixed: outputs.fates[k] === fate.given,
  });
  const firstResidual = components.length - groups.length;
  const covariances = pairs.map(([a, b], j) => ({
    labels: [components[a], components[b]] as [string, string],
    estimate: outputs.variances[terms.length + j],
    standardError: standardError(outputs, terms.length + j),
  }));
  const p = model.columns.length;
  return {
    variances: [
      ...terms.map(({ term }, k) => variance(term.label, k)),
      ...groups.map((label, g) => variance(label, firstResidual + g)),
    ],
    ...(pairs.length > 0 ? { covariances } : {}),
    fixedEffects: model.columns.map((label, k) => {
      const [estimate, error] = [outputs.fixedEffects[k], outputs.fixedEffects[p + k]];
      return { label, estimate, standardError: error, tValue: estimate / error };
    }),
    ...mixedEffects(model, design, outputs),
    logLikelihood: logLikelihood + logWeights(design),
    heritability: heritability(design, outputs),
    converged: converged === 1,
    iterations,
    kktResidual,
    path: form,
    standardErrors: 'average',
    notes: notes(model, design, outputs),
  };
}

function standardError({ covariance, fates }: MixedOutputs, k: number): number | null {
  if (fates[k] !== fate.inside) return null;
  const error = Math.sqrt(covariance[k * fates.length + k]);
  return error > 0 ? error : null;
}

/** ½ Σ log weight: what multiplying the rows by √weight has changed. */
function logWeights({ roots }: MixedDesign): number {
  return roots.reduce((sum, root) => (root === 1 ? sum : sum + log(root)), 0);
}

/** σ₁²/Σσ², its error by the delta method; null where neither the share nor what it is a share of was estimated. */
function heritability(design: MixedDesign, outputs: MixedOutputs): MixedModelFit['heritability'] {
  const { variances, covariance, fates } = outputs;
  const q = variances.length;
  if (design.terms.length === 0) return { estimate: 0, standardError: null };
  const isVariance = (k: number): boolean => k < design.terms.length || k >= q - design.groups.length;
  const total = variances.reduce((sum, value, k) => (isVariance(k) ? sum + value : sum), 0);
  const estimate = variances[0] / total;
  const gradient = Array.from(variances, (_, k) =>
    isVariance(k) ? ((k === 0 ? 1 : 0) - estimate) / total : 0,
  );
  let variance = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) variance += gradient[k] * gradient[l] * covariance[k * q + l];
  const defined = fates[0] !== fate.atBoundary && variance > 0;
  return { estimate, standardError: defined ? Math.sqrt(variance) : null };
}

function notes(model: MixedModel, design: MixedDesign, { kernelRepairs }: MixedOutputs): string[] {
  const said: string[] = [];
  const dropped = model.y.length - design.rows.length;
  if (dropped > 0) {
    const verbs = dropped === 1 ? ['has', 'was'] : ['have', 'were'];
    said.push(`${dropped} of ${model.y.length} rows ${verbs[0]} no observation and ${verbs[1]} left out`);
  }
  design.kernels.forEach(({ label }, k) => {
    const [clipped, smallest] = kernelRepairs.subarray(2 * k);
    if (clipped === 0) return;
    said.push(
      `${clipped} negative eigenvalues of the kernel of "${label}", down to ${smallest.toExponential(1)} of the largest, were set to 0`,
    );
  });
  return said;
}
