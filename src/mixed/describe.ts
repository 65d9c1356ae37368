import { log } from '../numeric/log.js';
import type { MixedDesign } from './design.js';
import { mixedEffects } from './effects.js';
import { mixedOrigin } from './origin.js';
import type { MixedOutputs } from './request.js';
import { varianceShares } from './shares.js';
import type { MixedSolution } from './solve.js';
import type { MixedModelFit, MixedVariance } from './types.js';

/** The engine's ComponentFate. */
const fate = { inside: 0, atBoundary: 1, given: 2 } as const;

/** The engine's answer in the terms of the model. */
export function describeMixedFit(solution: MixedSolution): MixedModelFit {
  const { model, dropped, design, form, outputs } = solution;
  const { components, terms, pairs, groups } = design;
  const shares = varianceShares(design, outputs.variances);
  const [, logLikelihood, kktResidual, iterations, converged] = outputs.summary;
  const variance = (label: string, k: number): MixedVariance => ({
    label,
    estimate: outputs.variances[k],
    standardError: standardError(outputs, k),
    atBoundary: outputs.fates[k] === fate.atBoundary,
    fixed: outputs.fates[k] === fate.given,
    share: shares[k],
  });
  const firstResidual = components.length - groups.length;
  const covariances = pairs.map(([a, b], j) => ({
    labels: [components[a], components[b]] as [string, string],
    estimate: outputs.variances[terms.length + j],
    standardError: standardError(outputs, terms.length + j),
    share: shares[terms.length + j],
  }));
  const p = model.columns.length;
  return {
    variances: [
      ...terms.map(({ term }, k) => variance(term.label, k)),
      ...groups.map((label, g) => variance(label, firstResidual + g)),
    ],
    ...(pairs.length > 0 ? { covariances } : {}),
    fixedEffects: model.columns.map((label, k) => {
      const estimate = outputs.fixedEffects[k];
      const error = Math.sqrt(outputs.fixedCovariance[k * p + k]);
      return { label, estimate, standardError: error, tValue: estimate / error };
    }),
    fixedEffectsCovariance: {
      labels: [...model.columns],
      estimates: outputs.fixedEffects,
      values: outputs.fixedCovariance,
    },
    dropped,
    ...mixedEffects(model, design, outputs),
    logLikelihood: logLikelihood + logWeights(design),
    heritability: heritability(design, outputs),
    converged: converged === 1,
    iterations,
    kktResidual,
    path: form,
    standardErrors: 'average',
    notes: notes(solution),
    origin: mixedOrigin(model, design),
  };
}

function standardError({ covariance, fates }: MixedOutputs, k: number): number | null {
  if (fates[k] !== fate.inside) return null;
  const error = Math.sqrt(covariance[k * fates.length + k]);
  return error > 0 ? error : null;
}

/** ½ Σ log weight: what multiplying the rows by √weight has changed. */
export function logWeights({ roots }: MixedDesign): number {
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

function notes({ model, dropped, design, outputs: { kernelRepairs } }: MixedSolution): string[] {
  const said: string[] = [];
  const missing = model.y.length - design.rows.length;
  if (missing > 0) {
    const verbs = missing === 1 ? ['has', 'was'] : ['have', 'were'];
    said.push(`${missing} of ${model.y.length} rows ${verbs[0]} no observation and ${verbs[1]} left out`);
  }
  if (dropped.length > 0) {
    const names = dropped.map((column) => `"${column}"`).join(', ');
    said.push(
      dropped.length === 1
        ? `the column ${names} of X is a combination of the earlier ones and was left out`
        : `the columns ${names} of X are combinations of the earlier ones and were left out`,
    );
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
