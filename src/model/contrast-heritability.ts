import type { PanelDesign } from './design.js';
import type { PanelOutputs } from './request.js';
import type { PanelFit } from './types.js';

/**
 * Share of the variance that belongs to terms with a kernel, over the assets and not over their contrasts, so that it
 * does not depend on which market is taken:
 *
 *     h² = Σ_kernel v_k / Σ v_k,  v_k = σ_k²·mean(x²)·mean(diag K),  v_e = σ_e²
 *
 * with its delta-method error √(g'Cg), g_k = w_k(1[kernel] − h²)/Σv and v_k = w_k σ_k², over the components inside
 * their boundary; null where h² is itself at one.
 *
 * @param kernels in the order of `design.kernels`, N×N
 */
export function contrastHeritability(
  { variances, varianceErrors, varianceCovariance }: PanelOutputs,
  { random, persistent, kernels: names }: PanelDesign,
  kernels: readonly Float64Array[],
  N: number,
): PanelFit['heritability'] {
  const q = random.length + 1;
  const weights = random.map(({ term, column }) => {
    if (!('kernel' in term)) return 1;
    const diagonal = meanDiagonal(kernels[names.indexOf(term.kernel)], N);
    return column < 0 ? diagonal : diagonal * meanSquare(persistent[column].values);
  });
  weights.push(1);

  let related = 0;
  let total = 0;
  for (let k = 0; k < q; k++) {
    total += weights[k] * variances[k];
    if (k < q - 1) related += weights[k] * variances[k];
  }
  const estimate = related / total;
  const gradient = weights.map((weight, k) => (weight * ((k < q - 1 ? 1 : 0) - estimate)) / total);
  let variance = 0;
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) variance += gradient[k] * gradient[l] * varianceCovariance[k * q + l];
  const kernelInside = varianceErrors.subarray(0, q - 1).some((error) => error >= 0);
  const known = kernelInside && varianceErrors[q - 1] >= 0;
  return { estimate, standardError: known ? Math.sqrt(Math.max(0, variance)) : null };
}

function meanDiagonal(values: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i * n + i];
  return sum / n;
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t] * values[t];
  return sum / values.length;
}
