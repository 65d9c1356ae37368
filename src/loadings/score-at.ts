import type { EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { filterAt, type Ratios } from './filter-at.js';
import type { MovingRows } from './moving-rows.js';

/** ℓ at the best residual variance, and its derivatives in the ratios. */
export interface ScoreAt {
  logLikelihood: number;
  /** m×k, and by component */
  noise: Float64Array;
  within: Float64Array;
}

/**
 * The score of the likelihood in the ratios, from one pass forward and one backward,
 *
 *     ∂ℓ/∂ρ_k = Σ G_Ω∘B_k     ∂ℓ/∂q_jl = Σ G_j∘K_l     G = ½[Σ_t u_t u_t'/σ_e² − Σ_t D_t]
 *
 * with u_t and D_t of `assembly/filter/score.ts`. In the coordinates of independent series D_t is diagonal; C⁻ᵀGC⁻¹ takes G to
 * those of the rows. σ_e² is at its maximum, where it moves ℓ by nothing.
 *
 * @returns null where Ω₁ or F is not positive definite
 */
export function scoreAt(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  rows: MovingRows,
  ratios: Ratios,
): ScoreAt | null {
  const at = filterAt(core, further, rows, ratios, 'score');
  if (at === null) return null;
  const { output, residual, split, logLikelihood } = at;
  const n = rows.width;
  const size = n * n;
  /** G of block b: 0 of Ω, 1 + j of Q_j */
  const gradient = (b: number): Float64Array => {
    const G = output.disturbanceSquares
      .slice(b * size, (b + 1) * size)
      .map((value) => value / (2 * residual));
    const D = output.disturbanceTraces.subarray(split === null ? b * size : b * n);
    if (split === null) for (let cell = 0; cell < size; cell++) G[cell] -= D[cell] / 2;
    else for (let i = 0; i < n; i++) G[i * (n + 1)] -= D[i] / 2;
    return G;
  };
  /** in the coordinates of the rows */
  const ofRows = (G: Float64Array): Float64Array => {
    if (split === null) return G;
    const half = product(core, split.inverse, G, n, n, n);
    return product(core, half, transposed(split.inverse, n, n), n, n, n);
  };
  const noise = rows.moving.map((_, j): Float64Array => {
    const G = gradient(1 + j);
    // of one kernel d is what its steps have in these coordinates
    if (split !== null && rows.kernels.length === 1)
      return Float64Array.of(split.d.reduce((sum, d, i) => sum + d * G[i * (n + 1)], 0));
    const own = ofRows(G);
    return Float64Array.from(rows.kernels, ({ K }) => sumOfProducts(own, K));
  });
  const G = ratios.within.length === 0 ? null : ofRows(gradient(0));
  return {
    logLikelihood,
    noise: Float64Array.from(noise.flatMap((own) => [...own])),
    within: ratios.within.map((_, k) => sumOfProducts(G!, rows.components[k].B)),
  };
}

function sumOfProducts(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < a.length; cell++) sum += a[cell] * b[cell];
  return sum;
}
