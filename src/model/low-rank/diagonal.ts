import type { Engine } from '../../create-engine.js';
import { type Component, type Likelihood, type Rows, times } from './problem.js';
import { factorsOf, solveRows, woodbury } from './woodbury.js';

/**
 * The likelihood of components with any diagonals, Ω = diag(d) + Σ_k τ_k F_kF_k' by Woodbury: with y_t = Ω⁻¹z_t, W = F'Ω⁻¹F,
 * A = YF, B_k = (Y∘δ_k)D⁻¹F and C_k = B_k(I − HG) the rows of F'Ω⁻¹(δ_k∘y_t),
 *
 *     tr(Ω⁻¹V_k)               = tr(W_kk) + Σ_i δ_ki (Ω⁻¹)_ii
 *     Σ_t y_t'V_k y_t          = ‖A_k‖² + Σ_i δ_ki ‖Y_i‖²
 *     Σ_t y_t'V_kΩ⁻¹V_l y_t    = tr(A_kW_klA_l') + ⟨A_k, C_l,k⟩ + ⟨A_l, C_k,l⟩ + Σ_i δ_kiδ_li‖Y_i‖²/d_i − tr(B_kHB_l')
 *
 * O(NR(T + R)) an evaluation; the matrix Ω is never formed.
 */
export function diagonalLikelihood(engine: Engine, rows: Rows, components: readonly Component[]): Likelihood {
  const { T, N, Z, nu } = rows;
  const factors = factorsOf(components, N);
  const { R, first, F } = factors;
  const q = components.length;
  const hasDiagonal = components.map(({ diagonal }) => diagonal.some((value) => value > 0));
  return (tau) => {
    const solved = woodbury(engine, factors, components, tau);
    if (solved === null) return null;
    const { d, P, G, H } = solved;
    const Y = solveRows(engine, solved, Z, T);
    const A = times(engine, Y, F, T, N, R);
    const GH = times(engine, G, H, R, R, R);
    const W = times(engine, GH, G, R, R, R).map((value, index) => G[index] - value);
    const squares = columnSquares(Y, T, N);
    const inverse = inverseDiagonal(engine, d, P, H);
    const B = components.map(({ diagonal }, k) => {
      if (!hasDiagonal[k]) return new Float64Array(T * R);
      const scaled = Y.map((value, index) => value * diagonal[index % N]);
      return times(engine, scaled, P, T, N, R);
    });
    const BH = B.map((own) => times(engine, own, H, T, R, R));
    const C = BH.map((own, k) => {
      const away = times(engine, own, G, T, R, R);
      return away.map((value, index) => B[k][index] - value);
    });

    let objective = nu * solved.logDeterminant;
    for (let index = 0; index < Z.length; index++) objective += Z[index] * Y[index];
    if (!Number.isFinite(objective)) return null;
    const score = new Float64Array(q);
    const information = new Float64Array(q * q);
    /** Σ_t over columns from..to of X times those of X' */
    const inner = (X: Float64Array, other: Float64Array, from: number, to: number): number => {
      let sum = 0;
      for (let t = 0; t < T; t++) for (let a = from; a < to; a++) sum += X[t * R + a] * other[t * R + a];
      return sum;
    };
    const AW = components.map((_, k) => throughBlock(A, W, T, R, first[k], first[k + 1]));
    for (let k = 0; k < q; k++) {
      const { diagonal } = components[k];
      let trace = 0;
      let quadratic = inner(A, A, first[k], first[k + 1]);
      for (let a = first[k]; a < first[k + 1]; a++) trace += W[a * R + a];
      for (let i = 0; i < N; i++) {
        trace += diagonal[i] * inverse[i];
        quadratic += diagonal[i] * squares[i];
      }
      score[k] = -0.5 * (nu * trace - quadratic);
      for (let l = 0; l <= k; l++) {
        let sum = inner(AW[k], A, first[l], first[l + 1]);
        sum += inner(A, C[l], first[k], first[k + 1]) + inner(A, C[k], first[l], first[l + 1]);
        for (let i = 0; i < N; i++) sum += (diagonal[i] * components[l].diagonal[i] * squares[i]) / d[i];
        sum -= inner(BH[k], B[l], 0, R);
        information[k * q + l] = 0.5 * sum;
        information[l * q + k] = 0.5 * sum;
      }
    }
    return { objective, score, information };
  };
}

/** A_kW_k.: the columns from..to of A times these rows of W, T×R. */
function throughBlock(
  A: Float64Array,
  W: Float64Array,
  T: number,
  R: number,
  from: number,
  to: number,
): Float64Array {
  const result = new Float64Array(T * R);
  for (let t = 0; t < T; t++)
    for (let a = from; a < to; a++) {
      const own = A[t * R + a];
      for (let b = 0; b < R; b++) result[t * R + b] += own * W[a * R + b];
    }
  return result;
}

/** Σ_t y_ti² */
function columnSquares(Y: Float64Array, T: number, N: number): Float64Array {
  const squares = new Float64Array(N);
  for (let t = 0; t < T; t++) for (let i = 0; i < N; i++) squares[i] += Y[t * N + i] * Y[t * N + i];
  return squares;
}

/** (Ω⁻¹)_ii = 1/d_i − p_i'Hp_i */
function inverseDiagonal(engine: Engine, d: Float64Array, P: Float64Array, H: Float64Array): Float64Array {
  const N = d.length;
  const R = P.length / N;
  const PH = times(engine, P, H, N, R, R);
  return d.map((value, i) => {
    let sum = 1 / value;
    for (let a = 0; a < R; a++) sum -= PH[i * R + a] * P[i * R + a];
    return sum;
  });
}
