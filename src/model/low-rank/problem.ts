/** What a likelihood of low rank is made of: residual rows, and covariance components of factors and a diagonal. */
import type { Engine } from '../../create-engine.js';
import { log } from '../../numeric/elementary.js';

/** V_k = F_k F_k' + diag(δ_k), a component of Ω = Σ_k τ_k V_k. */
export interface Component {
  /** r_k; `time` has one factor of ones, the residual none */
  rank: number;
  /** N×r_k, row-major */
  factors: Float64Array;
  /** N */
  diagonal: Float64Array;
  /** whether δ_k is the same for all assets */
  isotropic: boolean;
}

/** T rows z_t whose likelihood −2ℓ = ν log|Ω| + Σ_t z_t'Ω⁻¹z_t is maximised. */
export interface Rows {
  T: number;
  N: number;
  /** T×N, row-major */
  Z: Float64Array;
  /** ν: T − m_a for REML, T for ML */
  nu: number;
}

/** A likelihood with its derivatives. */
export interface Evaluation {
  /** −2ℓ without constants */
  objective: number;
  /** q: ∂ℓ/∂τ_k = −½[ν tr(Ω⁻¹V_k) − Σ_t z_t'Ω⁻¹V_kΩ⁻¹z_t] */
  score: Float64Array;
  /** q×q: average information ½ Σ_t z_t'Ω⁻¹V_kΩ⁻¹V_lΩ⁻¹z_t */
  information: Float64Array;
}

/** The likelihood at τ; null where Ω is not positive definite. */
export type Likelihood = (tau: Float64Array) => Evaluation | null;

/** First column of each component among all factors, side by side, and their number last. */
export function columnsOf(components: readonly Component[]): number[] {
  const first = [0];
  for (const { rank } of components) first.push(first[first.length - 1] + rank);
  return first;
}

/** All factors side by side: N×R. */
export function sideBySide(components: readonly Component[], N: number): Float64Array {
  const first = columnsOf(components);
  const R = first[components.length];
  const all = new Float64Array(N * R);
  components.forEach(({ rank, factors }, k) => {
    for (let i = 0; i < N; i++) all.set(factors.subarray(i * rank, (i + 1) * rank), i * R + first[k]);
  });
  return all;
}

/** (m×k)·(k×n), zeros where there is nothing to multiply. */
export function times(
  engine: Engine,
  a: Float64Array,
  b: Float64Array,
  m: number,
  k: number,
  n: number,
): Float64Array {
  return m * k * n === 0 ? new Float64Array(m * n) : engine.multiply(a, b, m, k, n);
}

/** Lower Cholesky factor in place of an n×n matrix, zeros above; false where it is not positive definite. */
export function factorise(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      if (i === j) {
        if (!(sum > 0)) return false;
        a[j * n + j] = Math.sqrt(sum);
      } else a[i * n + j] = sum / a[j * n + j];
    }
    for (let i = 0; i < j; i++) a[i * n + j] = 0;
  }
  return true;
}

/** log|A| of A = LL' */
export function logDeterminant(L: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += log(L[i * n + i]);
  return 2 * sum;
}

/** (LL')⁻¹, exactly symmetric. */
export function inverseOf(L: Float64Array, n: number): Float64Array {
  const inverseL = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    inverseL[j * n + j] = 1 / L[j * n + j];
    for (let i = j + 1; i < n; i++) {
      let sum = 0;
      for (let k = j; k < i; k++) sum -= L[i * n + k] * inverseL[k * n + j];
      inverseL[i * n + j] = sum / L[i * n + i];
    }
  }
  const inverse = new Float64Array(n * n);
  for (let k = 0; k < n; k++)
    for (let i = 0; i <= k; i++) {
      const own = inverseL[k * n + i];
      for (let j = 0; j <= i; j++) inverse[i * n + j] += own * inverseL[k * n + j];
    }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inverse[j * n + i] = inverse[i * n + j];
  return inverse;
}
