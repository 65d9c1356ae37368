import type { EngineCore } from '../engine/core.js';
import { cholesky, multiply } from '../engine/linear-algebra.js';
import { beyond, dot, orthonormalBasis } from './basis.js';
import type { Contrasts } from './contrast-basis.js';
import { fixedEffectPlaces } from './design.js';
import type { PanelInputs, PanelOutputs } from './request.js';
import type { FixedEffect, Panel } from './types.js';

/**
 * Fixed effects per asset from those of the contrasts: B = B_c·H'D, and N·s_i²/‖s‖² more on the average, of which the
 * returns hold exactly N times one; with standard errors s_i·√(h_i'·Var(b_c)·h_i), h_i row i of H.
 *
 * @param average position of the average in `design.assetFixed`
 */
export function contrastFixedEffects(
  core: EngineCore,
  panel: Panel,
  inputs: PanelInputs,
  { variances, assetEffects }: PanelOutputs,
  { H, scales, toAssets }: Contrasts,
  average: number,
): FixedEffect[] {
  const N = panel.assets.length;
  const n = N - 1;
  const { design } = inputs;
  const labels = fixedEffectPlaces(design, panel.assets).map(({ label }) => label);
  const estimates = toAssets(assetEffects.subarray(0, assetEffects.length / 2));
  const squares = scales.reduce((sum, s) => sum + s * s, 0);
  for (let i = 0; i < N; i++) estimates[average * N + i] += (N * scales[i] * scales[i]) / squares;

  return design.assetFixed.flatMap((_, l) => {
    const product = multiply(core, H, effectCovariance(core, inputs, variances, l), N, n, n);
    return panel.assets.map((__, i) => {
      let variance = 0;
      for (let j = 0; j < n; j++) variance += product[i * n + j] * H[i * n + j];
      const estimate = estimates[l * N + i];
      const standardError = scales[i] * Math.sqrt(Math.max(0, variance));
      return { label: labels[l * N + i], estimate, standardError, tValue: estimate / standardError };
    });
  });
}

/**
 * Covariance of the effects of covariate l on the n contrasts, n×n. With c the dual vector of the covariate among
 * those with an effect per asset, π_s = c'x_s, and q_s the coordinates of x_s beyond them all,
 *
 *     ‖c‖²Ω + Σ π_s²σ_s²K_s − M'V⁻¹M,  M = Σ_s π_s σ_s² q_s⊗K_s,  V = I⊗Ω + Σ_s σ_s² q_s q_s'⊗K_s
 */
function effectCovariance(
  core: EngineCore,
  { assets: n, design, kernels }: PanelInputs,
  variances: Float64Array,
  l: number,
): Float64Array {
  const { assetFixed, persistent, random } = design;
  const rest = beyond(orthonormalBasis(assetFixed.filter((_, k) => k !== l)), assetFixed[l].values);
  const norm = dot(rest, rest);
  const directions = orthonormalBasis([...assetFixed, ...persistent]).slice(assetFixed.length);

  const Omega = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Omega[i * n + i] = variances[random.length];
  const related: { K: Float64Array; variance: number; along: number; q: number[] }[] = [];
  random.forEach(({ term, column }, k) => {
    if (!('kernel' in term)) return;
    const K = kernels[design.kernels.indexOf(term.kernel)];
    if (column < 0) add(Omega, variances[k], K);
    else {
      const x = persistent[column].values;
      related.push({
        K,
        variance: variances[k],
        along: dot(rest, x) / norm,
        q: directions.map((w) => dot(w, x)),
      });
    }
  });

  const covariance = Omega.map((value) => value / norm);
  if (related.length === 0) return covariance;
  const size = directions.length * n;
  const M = new Float64Array(size * n);
  const V = new Float64Array(size * size);
  directions.forEach((_, a) => {
    addBlock(V, size, a, a, 1, Omega);
    for (const { K, variance, along, q } of related) {
      addBlock(M, n, a, 0, along * variance * q[a], K);
      q.forEach((qb, b) => addBlock(V, size, a, b, variance * q[a] * qb, K));
    }
  });
  for (const { K, variance, along } of related) add(covariance, along * along * variance, K);
  const Z = forwardSolve(cholesky(core, V, size), size, M, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let a = 0; a < size; a++) sum += Z[a * n + i] * Z[a * n + j];
      covariance[i * n + j] -= sum;
    }
  }
  return covariance;
}

function add(target: Float64Array, factor: number, values: Float64Array): void {
  for (let index = 0; index < target.length; index++) target[index] += factor * values[index];
}

/** Adds factor·K to the n×n block (a, b) of a matrix with `width` columns. */
function addBlock(
  target: Float64Array,
  width: number,
  a: number,
  b: number,
  factor: number,
  K: Float64Array,
): void {
  const n = Math.round(Math.sqrt(K.length));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) target[(a * n + i) * width + b * n + j] += factor * K[i * n + j];
}

/** L⁻¹M for a lower triangular L, size×size, and M of size×n. */
function forwardSolve(L: Float64Array, size: number, M: Float64Array, n: number): Float64Array {
  const Z = M.slice();
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < a; b++) {
      const factor = L[a * size + b];
      for (let j = 0; j < n; j++) Z[a * n + j] -= factor * Z[b * n + j];
    }
    for (let j = 0; j < n; j++) Z[a * n + j] /= L[a * size + a];
  }
  return Z;
}
