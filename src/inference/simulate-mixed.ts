import type { Engine } from '../create-engine.js';
import { designMixedModel } from '../mixed/design.js';
import { withoutColumns } from '../mixed/solve.js';
import type { MixedModel, MixedModelFit } from '../mixed/types.js';
import type { RandomStream } from '../numeric/random.js';
import { kernelRoot } from './simulate-panel.js';

/**
 * A source of data drawn from a general fit, in the rows that have an observation:
 *
 *     y = Xb̂ + Σ Z_k u_k + e,  cov(u_a, u_b) = G_ab·K,  var(e_i) = σ_g²/w_i
 *
 * @param fit of this model
 * @returns the model with the y that a stream of random numbers draws
 */
export function mixedSimulator(
  engine: Pick<Engine, 'symmetricEigen' | 'multiply'>,
  model: MixedModel,
  fit: MixedModelFit,
): (stream: RandomStream) => MixedModel {
  const kept = withoutColumns(model, fit.dropped);
  const { rows, roots, terms, kernels, pairs, groupOf } = designMixedModel(kept);
  const p = kept.columns.length;
  const fixed = rows.map((i) =>
    fit.fixedEffects.reduce((sum, { estimate }, k) => sum + kept.X[i * p + k] * estimate, 0),
  );
  const kernelRoots = kernels.map(({ size, values }) => kernelRoot(engine, values, size));
  const deviations = fit.variances.map(({ estimate }) => Math.sqrt(estimate));
  const mixing = terms.map((_, k) => {
    const j = pairs.findIndex(([, b]) => b === k);
    return j < 0 ? null : partnerShare(fit, pairs[j], fit.covariances![j].estimate);
  });

  return (stream) => {
    const standard = terms.map(({ levels, kernelIndex }) => {
      const z = Float64Array.from(levels, () => stream.normal());
      return kernelIndex < 0 ? z : engine.multiply(z, kernelRoots[kernelIndex], 1, z.length, z.length);
    });
    const effects = standard.map((own, k) => {
      const share = mixing[k];
      if (share === null) return own.map((z) => deviations[k] * z);
      const partner = standard[share.partner];
      return own.map((z, l) => share.slope * partner[l] + share.own * z);
    });
    const y = model.y.slice();
    rows.forEach((i, r) => {
      const random = terms.reduce((sum, { level, loading }, k) => {
        return sum + (loading[r] / roots[r]) * effects[k][level[r]];
      }, 0);
      const error = (deviations[terms.length + groupOf[r]] * stream.normal()) / roots[r];
      y[i] = fixed[r] + random + error;
    });
    return { ...model, y };
  };
}

/** Row [l₂₁ l₂₂] of the Cholesky factor of a pair's covariance matrix. */
function partnerShare(
  { variances }: MixedModelFit,
  [a, b]: readonly [number, number],
  covariance: number,
): { partner: number; slope: number; own: number } {
  const slope = variances[a].estimate > 0 ? covariance / Math.sqrt(variances[a].estimate) : 0;
  return { partner: a, slope, own: Math.sqrt(Math.max(0, variances[b].estimate - slope * slope)) };
}
