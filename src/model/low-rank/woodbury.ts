import { transposed } from '../../engine/whiten.js';
import type { Engine } from '../../create-engine.js';
import { log } from '../../numeric/elementary.js';
import {
  columnsOf,
  type Component,
  factorise,
  inverseOf,
  logDeterminant,
  sideBySide,
  times,
} from './problem.js';

/** Factors of all components side by side, made once. */
export interface Factors {
  N: number;
  /** R: number of all factors */
  R: number;
  /** first column of each component, and R last */
  first: number[];
  /** N×R and R×N */
  F: Float64Array;
  Ft: Float64Array;
}

/** Ω⁻¹ = D⁻¹ − P H P' of Ω = diag(d) + F·diag(θ)·F', θ the τ of each factor's component. */
export interface Woodbury {
  /** N: d = Σ_k τ_kδ_k */
  d: Float64Array;
  /** N×R: D⁻¹F */
  P: Float64Array;
  /** R×R: F'D⁻¹F */
  G: Float64Array;
  /** R×R: θ^½(I + θ^½Gθ^½)⁻¹θ^½, right where a τ is 0 too */
  H: Float64Array;
  logDeterminant: number;
}

export function factorsOf(components: readonly Component[], N: number): Factors {
  const first = columnsOf(components);
  const R = first[components.length];
  const F = sideBySide(components, N);
  return { N, R, first, F, Ft: transposed(F, N, R) };
}

/** The inverse at τ; null where Ω is not positive definite. O(NR²). */
export function woodbury(
  engine: Engine,
  { N, R, first, F, Ft }: Factors,
  components: readonly Component[],
  tau: ArrayLike<number>,
): Woodbury | null {
  const d = new Float64Array(N);
  const root = new Float64Array(R);
  components.forEach(({ diagonal }, k) => {
    for (let i = 0; i < N; i++) d[i] += tau[k] * diagonal[i];
    root.fill(Math.sqrt(tau[k]), first[k], first[k + 1]);
  });
  let logs = 0;
  const P = new Float64Array(N * R);
  for (let i = 0; i < N; i++) {
    if (!(d[i] > 0)) return null;
    logs += log(d[i]);
    for (let a = 0; a < R; a++) P[i * R + a] = F[i * R + a] / d[i];
  }
  const G = times(engine, Ft, P, R, N, R);
  const M = new Float64Array(R * R);
  for (let a = 0; a < R; a++)
    for (let b = 0; b < R; b++)
      M[a * R + b] = root[a] * root[b] * 0.5 * (G[a * R + b] + G[b * R + a]) + (a === b ? 1 : 0);
  if (!factorise(M, R)) return null;
  const H = inverseOf(M, R);
  for (let a = 0; a < R; a++) for (let b = 0; b < R; b++) H[a * R + b] *= root[a] * root[b];
  return { d, P, G, H, logDeterminant: logs + logDeterminant(M, R) };
}

/**
 * Ω⁻¹ times every row of X (rows×N): XΩ⁻¹ = XD⁻¹ − (XP)HP'.
 *
 * @returns rows×N
 */
export function solveRows(
  engine: Engine,
  { d, P, H }: Woodbury,
  X: Float64Array,
  rows: number,
): Float64Array {
  const N = d.length;
  const R = P.length / N;
  const Y = new Float64Array(X.length);
  const along = times(engine, times(engine, X, P, rows, N, R), H, rows, R, R);
  const away = times(engine, along, transposed(P, N, R), rows, R, N);
  for (let t = 0; t < rows; t++)
    for (let i = 0; i < N; i++) Y[t * N + i] = X[t * N + i] / d[i] - away[t * N + i];
  return Y;
}
