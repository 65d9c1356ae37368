/**
 * The REML likelihood of `asset`, `asset:market`, `time` and `asset:time(K)` in the eigenbasis of K = QΛQ':
 *
 *     Ω = diag(d) + τ_t·cc',  d = τ_K·λ + τ_e,  c = Q'1,  −2ℓ = ν log|Ω| + tr(Ω⁻¹S)
 *     Ω⁻¹ = diag(E) − g·aa',  E = 1/d,  a = E∘c,  g = τ_t/(1 + τ_t·c'a)
 */
import { dot } from './products.js';

/** Components in this order. */
export const [TIME, KERNEL, RESIDUAL] = [0, 1, 2];
export const COMPONENTS = 3;

export interface SpectralPanel {
  n: number;
  /** degrees of freedom of S */
  nu: number;
  /** n: eigenvalues of K, ascending; Q'1 */
  lambda: Float64Array;
  c: Float64Array;
  /** n×n: Q'SQ, of mean diagonal ν */
  S: Float64Array;
}

export interface Evaluation {
  /** −2ℓ without constants */
  objective: number;
  /** ∂ℓ/∂τ, and the average information, row-major */
  score: Float64Array;
  information: Float64Array;
}

/** What an evaluation works in, made once a panel. */
export interface Scratch {
  E: Float64Array;
  a: Float64Array;
  Sa: Float64Array;
  H: Float64Array;
  beta: [Float64Array, Float64Array];
  Sbeta: [Float64Array, Float64Array];
}

export function scratchOf(n: number): Scratch {
  const vector = () => new Float64Array(n);
  return {
    E: vector(),
    a: vector(),
    Sa: vector(),
    H: vector(),
    beta: [vector(), vector()],
    Sbeta: [vector(), vector()],
  };
}

/** @returns null where Ω is not positive definite */
export function evaluate(
  { n, nu, lambda, c, S }: SpectralPanel,
  tau: Float64Array,
  work: Scratch,
): Evaluation | null {
  const { E, a, Sa, H, beta, Sbeta } = work;
  let smallest = Infinity;
  let largest = 0;
  let logs = 0;
  let ca = 0;
  for (let j = 0; j < n; j++) {
    const d = tau[KERNEL] * lambda[j] + tau[RESIDUAL];
    smallest = Math.min(smallest, d);
    largest = Math.max(largest, d);
    E[j] = 1 / d;
    a[j] = c[j] / d;
    ca += c[j] * a[j];
    logs += Math.log(d);
  }
  if (!(smallest > 1e-13 * largest)) return null;
  const g = tau[TIME] / (1 + tau[TIME] * ca);
  const kappa = 1 - g * ca;
  times(S, n, a, Sa);
  const aSa = dot(a, 0, Sa, 0, n);

  // H = diag(Ω⁻¹SΩ⁻¹), and the traces of Ω⁻¹ and H with Λ and I
  let trace = -g * aSa;
  const inverse = [0, 0];
  const scatter = [0, 0];
  const quadratic = [0, 0, 0];
  for (let j = 0; j < n; j++) {
    const e = E[j];
    const s = S[j * n + j];
    trace += e * s;
    H[j] = e * (e * s - 2 * g * a[j] * Sa[j]) + g * g * aSa * a[j] * a[j];
    const own = e - g * a[j] * a[j];
    inverse[0] += own * lambda[j];
    inverse[1] += own;
    scatter[0] += H[j] * lambda[j];
    scatter[1] += H[j];
    quadratic[0] += e * H[j] * lambda[j] * lambda[j];
    quadratic[1] += e * H[j] * lambda[j];
    quadratic[2] += e * H[j];
  }
  for (let k = 0; k < 2; k++) {
    const b = beta[k];
    for (let j = 0; j < n; j++) b[j] = k === 0 ? lambda[j] * a[j] : a[j];
    const along = g * dot(a, 0, b, 0, n);
    for (let j = 0; j < n; j++) b[j] = E[j] * b[j] - along * a[j];
    times(S, n, b, Sbeta[k]);
  }

  const score = Float64Array.of(
    -0.5 * (nu * ca * kappa - kappa * kappa * aSa),
    -0.5 * (nu * inverse[0] - scatter[0]),
    -0.5 * (nu * inverse[1] - scatter[1]),
  );
  const tt = 0.5 * kappa * ca * kappa * kappa * aSa;
  const tk = 0.5 * kappa * kappa * dot(beta[0], 0, Sa, 0, n);
  const te = 0.5 * kappa * kappa * dot(beta[1], 0, Sa, 0, n);
  const kk = 0.5 * (quadratic[0] - g * dot(beta[0], 0, Sbeta[0], 0, n));
  const ke = 0.5 * (quadratic[1] - g * dot(beta[1], 0, Sbeta[0], 0, n));
  const ee = 0.5 * (quadratic[2] - g * dot(beta[1], 0, Sbeta[1], 0, n));
  return {
    objective: nu * (logs + Math.log(1 + tau[TIME] * ca)) + trace,
    score,
    information: Float64Array.of(tt, tk, te, tk, kk, ke, te, ke, ee),
  };
}

/** y := Sx */
function times(S: Float64Array, n: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < n; i++) y[i] = dot(S, i * n, x, 0, n);
}
