import { transposed } from '../../engine/whiten.js';
import type { Engine } from '../../create-engine.js';
import { log } from '../../numeric/elementary.js';
import {
  type Component,
  factorise,
  inverseOf,
  type Likelihood,
  logDeterminant,
  type Rows,
  sideBySide,
  times,
} from './problem.js';

/** A factor whose part beyond the earlier ones is below this share of it repeats them. */
const DEPENDENT = 1e-10;

/** The space that all factors span, and everything in its coordinates. */
export interface Span {
  /** n ≤ R: its dimension */
  n: number;
  /** n×n each: U'V_kU = U'F_kF_k'U + δ_kI */
  V: Float64Array[];
  /** n×n: U'SU, S = Z'Z */
  S: Float64Array;
  /** tr(S) − tr(U'SU): all that the likelihood knows of the other N − n directions, in which V_k = δ_kI */
  rest: number;
}

/**
 * Components whose diagonals are constant, in an orthonormal basis U of the space that their factors span. Beyond it all
 * of them are multiples of I, so U'SU and tr(S) hold all that the rows say. O(NR² + TNR), once.
 */
export function spanOf(engine: Engine, { T, N, Z }: Rows, components: readonly Component[]): Span {
  const R = components.reduce((sum, { rank }) => sum + rank, 0);
  const rows = basisOf(transposed(sideBySide(components, N), N, R), R, N);
  const n = rows.length / N;
  const U = transposed(rows, n, N);
  const along = times(engine, Z, U, T, N, n);
  const S = times(engine, transposed(along, T, n), along, n, T, n);
  const V = components.map(({ rank, factors, diagonal }) => {
    const own = times(engine, rows, factors, n, N, rank);
    const values = times(engine, own, transposed(own, n, rank), n, rank, n);
    for (let i = 0; i < n; i++) values[i * n + i] += diagonal[0];
    return values;
  });
  let rest = 0;
  if (n < N) {
    for (const value of Z) rest += value * value;
    for (let i = 0; i < n; i++) rest -= S[i * n + i];
  }
  return { n, V, S, rest: Math.max(0, rest) };
}

/** Orthonormal rows that span those of a count×N matrix, by Gram and Schmidt, each projected twice. */
function basisOf(vectors: Float64Array, count: number, N: number): Float64Array {
  const basis: Float64Array[] = [];
  for (let k = 0; k < count && basis.length < N; k++) {
    const x = vectors.slice(k * N, (k + 1) * N);
    const size = norm(x);
    for (let pass = 0; pass < 2; pass++)
      for (const u of basis) {
        let along = 0;
        for (let i = 0; i < N; i++) along += u[i] * x[i];
        for (let i = 0; i < N; i++) x[i] -= along * u[i];
      }
    const length = norm(x);
    if (length > DEPENDENT * size) basis.push(x.map((value) => value / length));
  }
  const rows = new Float64Array(basis.length * N);
  basis.forEach((u, k) => rows.set(u, k * N));
  return rows;
}

function norm(x: Float64Array): number {
  let squares = 0;
  for (const value of x) squares += value * value;
  return Math.sqrt(squares);
}

/**
 * The likelihood of components with constant diagonals: with Ω = U'ΩU (n×n), S = U'SU and d = Σ τ_kδ_k,
 *
 *     −2ℓ = ν[log|Ω| + (N − n) log d] + tr(Ω⁻¹S) + rest/d
 *
 * O(qn³) an evaluation, whatever N and T are.
 */
export function isotropicLikelihood(
  engine: Engine,
  rows: Rows,
  components: readonly Component[],
): Likelihood {
  const span = spanOf(engine, rows, components);
  const { n, V, S, rest } = span;
  const [q, others] = [components.length, rows.N - n];
  const delta = components.map(({ diagonal }) => diagonal[0]);
  return (tau) => {
    const Omega = new Float64Array(n * n);
    let d = 0;
    for (let k = 0; k < q; k++) {
      d += tau[k] * delta[k];
      for (let index = 0; index < Omega.length; index++) Omega[index] += tau[k] * V[k][index];
    }
    if (!factorise(Omega, n) || (others > 0 && !(d > 0))) return null;
    const logs = logDeterminant(Omega, n) + (others > 0 ? others * log(d) : 0);
    const inverse = inverseOf(Omega, n);
    const IS = times(engine, inverse, S, n, n, n);
    const M = V.map((values) => times(engine, inverse, values, n, n, n)); // Ω⁻¹V_k
    const MM = M.map((values) => times(engine, values, IS, n, n, n)); // Ω⁻¹V_kΩ⁻¹S
    const score = new Float64Array(q);
    const information = new Float64Array(q * q);
    for (let k = 0; k < q; k++) {
      const share = others > 0 ? delta[k] / d : 0;
      const trace = traceOf(M[k], n) + others * share;
      const squares = traceOf(MM[k], n) + (others > 0 ? (share * rest) / d : 0);
      score[k] = -0.5 * (rows.nu * trace - squares);
      for (let l = 0; l <= k; l++) {
        const beyond = others > 0 ? (share * delta[l] * rest) / (d * d) : 0;
        information[k * q + l] = 0.5 * (traceOfProduct(M[k], MM[l], n) + beyond);
        information[l * q + k] = information[k * q + l];
      }
    }
    const objective = rows.nu * logs + traceOf(IS, n) + (others > 0 ? rest / d : 0);
    return Number.isFinite(objective) ? { objective, score, information } : null;
  };
}

function traceOf(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * n + i];
  return sum;
}

/** tr(AB) */
function traceOfProduct(a: Float64Array, b: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += a[i * n + j] * b[j * n + i];
  return sum;
}
