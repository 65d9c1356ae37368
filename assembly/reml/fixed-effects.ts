import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { axpy, copy, dot, fill, get, row, set } from '../linalg/vector';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { solve } from './likelihood';
import { isSpectral, kernelMatrix, kernelOf, kindOf, Panel } from './panel';
import { TermKind } from './request';

/**
 * Fixed effects and their standard errors.
 *
 * Common ones: β = U⁻¹γ with covariance U⁻¹(X'V⁻¹X)⁻¹U⁻ᵀ. Per asset, with C_a = W_a'R_a: B = R_a⁻¹(Y_a − C_aβh' − Σ_s x_s û_s'),
 * and for row ρ of R_a⁻¹ and asset i, with π_s = ρ'W_a x_s and w = Σ_s π_s σ_s² q_s⊗K_s e_i,
 *
 *     var = ‖ρ‖²Ω_ii + Σ_s π_s²σ_s²K_s,ii − w'V_W⁻¹w + g'(X'V⁻¹X)⁻¹g,  g = ρ'C_aU⁻¹h_i − X'V⁻¹w.
 *
 * Omega   N×N in the order of assets; persistent: q×N, normalised BLUPs of the persistent terms.
 * work    `fixedEffectsWorkspace(N, m, mA, p, q)` bytes of the arena.
 */
export function fixedEffects(panel: Panel, Omega: usize, persistent: usize): void {
  const p = panel.p;
  const mA = panel.mA;
  const position = mark();
  const beta = allocateVector(p);
  const Uinverse = allocateMatrix(p, p);
  invertUpper(p, panel.U, Uinverse);
  commonEffects(panel, Uinverse, beta);
  if (mA > 0) {
    const Rinverse = allocateMatrix(mA, mA);
    invertUpper(mA, panel.Ra, Rinverse);
    assetEstimates(panel, Rinverse, beta, persistent);
    assetErrors(panel, Rinverse, Uinverse, Omega);
  }
  release(position);
}

/** β of the common columns as given (normalised returns) into `beta`, and with errors to the request. */
export function commonEffects(panel: Panel, Uinverse: usize, beta: usize): void {
  const p = panel.p;
  if (p == 0) return;
  const out = panel.request.commonEffects;
  const position = mark();
  const column = allocateVector(p);
  gemv(false, p, p, 1.0, Uinverse, p, panel.gamma, 0.0, beta);
  for (let k = 0; k < p; k++) {
    gemv(false, p, p, 1.0, panel.XVXinverse, p, row(Uinverse, k, p), 0.0, column);
    set(out, k, panel.c * get(beta, k));
    set(out, p + k, panel.c * Math.sqrt(dot(p, row(Uinverse, k, p), column)));
  }
  release(position);
}

/** B to the request, mA×N. */
function assetEstimates(panel: Panel, Rinverse: usize, beta: usize, persistent: usize): void {
  const N = panel.N;
  const p = panel.p;
  const mA = panel.mA;
  const position = mark();
  const rhs = allocateMatrix(mA, N);
  copy(mA * N, panel.Ya, rhs);
  for (let a = 0; a < mA; a++) {
    axpy(N, -dot(p, row(panel.Ca, a, p), beta), panel.h, row(rhs, a, N));
    for (let s = 0; s < panel.q; s++) {
      if (kindOf(panel, s) != TermKind.PERSISTENT) continue;
      axpy(N, -get(row(panel.Qa, s, mA), a), row(persistent, s, N), row(rhs, a, N));
    }
  }
  assetEffects(panel, Rinverse, rhs);
  release(position);
}

/** B = Ra⁻¹·rhs to the request, on the scale of the returns; mA×N. */
export function assetEffects(panel: Panel, Rinverse: usize, rhs: usize): void {
  const N = panel.N;
  const mA = panel.mA;
  const out = panel.request.assetEffects;
  gemm(false, false, mA, N, mA, 1.0, Rinverse, mA, rhs, N, 0.0, out, N);
  if (panel.inverses != 0) {
    for (let i = 0; i < N; i++) {
      const own = inverseFor(panel, i, Rinverse);
      for (let l = 0; l < mA; l++) {
        let value = 0.0;
        for (let a = 0; a < mA; a++) value += get(row(own, l, mA), a) * get(row(rhs, a, N), i);
        set(row(out, l, N), i, value);
      }
    }
  }
  for (let l = 0; l < mA; l++) {
    for (let i = 0; i < N; i++)
      set(row(out, l, N), i, get(row(out, l, N), i) * panel.c * get(panel.request.scales, i));
  }
}

/** What takes the effects of asset i in Wa to those as written: Ra⁻¹, or a matrix of its own where it has not all of them. */
export function inverseFor(panel: Panel, i: i32, Rinverse: usize): usize {
  return panel.inverses == 0 ? Rinverse : row(panel.inverses, i, panel.mA * panel.mA);
}

/** Standard errors of B to the request, behind the estimates. */
function assetErrors(panel: Panel, Rinverse: usize, Uinverse: usize, Omega: usize): void {
  const N = panel.N;
  const m = panel.m;
  const p = panel.p;
  const mA = panel.mA;
  const size = m * N;
  const position = mark();
  const commonShare = allocateVector(p);
  const along = allocateVector(p);
  const g = allocateVector(p);
  const w = allocateVector(size);
  const Vw = allocateVector(size);
  const pi = allocateVector(panel.q);
  for (let l = 0; l < mA; l++) {
    const rho = row(Rinverse, l, mA);
    const out = row(panel.request.assetEffects, mA + l, N);
    gemv(true, mA, p, 1.0, panel.Ca, p, rho, 0.0, along);
    gemv(true, p, p, 1.0, Uinverse, p, along, 0.0, commonShare);
    let related = false;
    for (let s = 0; s < panel.q; s++) {
      set(pi, s, dot(mA, rho, row(panel.Qa, s, mA)));
      if (get(pi, s) != 0.0 && get(panel.tau, s) > 0.0) related = true;
    }
    for (let i = 0; i < N; i++) {
      let variance = dot(mA, rho, rho) * get(row(Omega, i, N), i);
      for (let k = 0; k < p; k++) set(g, k, get(commonShare, k) * get(panel.h, i));
      if (related) {
        variance += persistentCovariance(panel, pi, i, w);
        solve(panel, w, Vw);
        variance -= dot(size, w, Vw);
        for (let k = 0; k < p; k++) set(g, k, get(g, k) - dot(size, w, row(panel.VX, k, size)));
      }
      if (p > 0) {
        gemv(false, p, p, 1.0, panel.XVXinverse, p, g, 0.0, along);
        variance += dot(p, g, along);
      }
      set(out, i, panel.c * get(panel.request.scales, i) * Math.sqrt(Math.max(0.0, variance)));
    }
  }
  release(position);
}

/** w := Σ_s π_s τ_s q_s⊗K_s e_i in working coordinates; returns Σ_s π_s² τ_s K_s,ii. */
function persistentCovariance(panel: Panel, pi: usize, i: i32, w: usize): f64 {
  const N = panel.N;
  const m = panel.m;
  const position = mark();
  const column = allocateVector(N);
  let variance = 0.0;
  fill(m * N, 0.0, w);
  for (let s = 0; s < panel.q; s++) {
    if (kindOf(panel, s) != TermKind.PERSISTENT) continue;
    const weight = get(pi, s) * get(panel.tau, s);
    const K = row(kernelMatrix(panel, kernelOf(panel, s)), i, N);
    variance += get(pi, s) * weight * get(K, i);
    if (isSpectral(panel)) {
      for (let j = 0; j < N; j++)
        set(column, j, get(row(panel.eigenvectors, i, N), j) * get(panel.lambda, j));
    } else copy(N, K, column);
    for (let a = 0; a < panel.r; a++) axpy(N, weight * get(row(panel.Qw, s, m), a), column, row(w, a, N));
  }
  release(position);
  return variance;
}

/** inverse := U⁻¹ of an n×n upper triangular U; zeros below. */
export function invertUpper(n: i32, U: usize, inverse: usize): void {
  fill(n * n, 0.0, inverse);
  for (let j = 0; j < n; j++) {
    set(row(inverse, j, n), j, 1.0 / get(row(U, j, n), j));
    for (let i = j - 1; i >= 0; i--) {
      let total = 0.0;
      for (let k = i + 1; k <= j; k++) total += get(row(U, i, n), k) * get(row(inverse, k, n), j);
      set(row(inverse, i, n), j, -total / get(row(U, i, n), i));
    }
  }
}

/** Arena bytes that `fixedEffects` takes, beside those of `solve`. */
export function fixedEffectsWorkspace(N: i32, m: i32, mA: i32, p: i32, q: i32): usize {
  const estimates = matrixBytes(mA, N) + gemmWorkspace(mA, N, mA);
  const errors: usize = 3 * vectorBytes(p) + 2 * vectorBytes(m * N) + vectorBytes(q) + vectorBytes(N);
  return 2 * vectorBytes(p) + matrixBytes(p, p) + matrixBytes(mA, mA) + max(estimates, errors);
}
