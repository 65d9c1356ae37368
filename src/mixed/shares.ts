import type { MixedDesign } from './design.js';

/**
 * Shares of the variance of an observation by component: v_k = σ_k²·mean diag(V_k) over the rows in use, with
 * V_k = Z_kKZ_k' of a term, Z_aKZ_b' + Z_bKZ_a' of a covariance, diag(1[row in g]/weight) of a residual, over Σ v_k.
 *
 * @param variances by component: terms, covariances, residuals
 * @returns in the same order; they add up to 1
 */
export function varianceShares(design: MixedDesign, variances: Float64Array): number[] {
  const { rows, terms, pairs, groups, groupOf, roots } = design;
  const n = rows.length;
  const mean = (value: (r: number) => number): number =>
    rows.reduce((total, _, r) => total + value(r), 0) / n;
  const covariate = (k: number, r: number): number => terms[k].term.covariate?.[rows[r]] ?? 1;
  const diagonal = (k: number, r: number): number => {
    const { kernelIndex, level } = terms[k];
    if (kernelIndex < 0) return 1;
    const { size, values } = design.kernels[kernelIndex];
    return values[level[r] * (size + 1)];
  };
  const parts = [
    ...terms.map((_, k) => mean((r) => covariate(k, r) ** 2 * diagonal(k, r))),
    ...pairs.map(([a, b]) => mean((r) => 2 * covariate(a, r) * covariate(b, r) * diagonal(a, r))),
    ...groups.map((_, g) => mean((r) => (groupOf[r] === g ? 1 / roots[r] ** 2 : 0))),
  ].map((unit, k) => unit * variances[k]);
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
