import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { add, axpy, copy, dot, fill, get, row, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskyWorkspace,
} from '../linalg/cholesky';
import { kernelTimes } from './kernels';
import { collapsedBeyond, collapsedFactor, collapsedSolve, collapsedTrace } from './collapsed';
import { spectralFactor, spectralSolve, spectralTrace } from './spectral';
import { spectralBeyond } from './spectral-beyond';
import { addInformation, isHeld, isSpectral, kernelOf, kindOf, Panel } from './panel';
import { patternsEvaluate } from './patterns/evaluate';
import { Path, TermKind } from './request';
import { residualOf } from './residual';

/**
 * −2ℓ (without its constants), score and average information at panel.tau.
 *
 *     −2ℓ = ν·log|Ω| + tr(Ω⁻¹S) + log|V_W| + log|X'V_W⁻¹X| + r'V_W⁻¹r
 *     score_k = −½[tr(P V_k) − u'V_k u],  information_kl = ½ u'V_k P V_l u,  u = P y
 *
 * Maximum likelihood has log|V| in the place of log|V_W| + log|X'V_W⁻¹X| and V⁻¹ in that of P in the trace, see whole.ts.
 *
 * The whole score goes to the request; the panel's is 0 for a held component, whose lower bound is its variance, so that
 * the optimiser leaves it there.
 *
 * returns false when the covariance is not positive definite there; the panel's likelihood is then undefined.
 */
export function evaluate(panel: Panel): bool {
  if (!evaluatePath(panel)) return false;
  copy(panel.q, panel.score, panel.request.score);
  for (let k = 0; k < panel.q; k++) if (isHeld(panel, k)) set(panel.score, k, 0.0);
  return true;
}

function evaluatePath(panel: Panel): bool {
  if (panel.path == Path.PATTERNS) return patternsEvaluate(panel);
  const logDeterminant = isSpectral(panel) ? spectralFactor(panel) : collapsedFactor(panel);
  if (isNaN(logDeterminant)) return false;
  panel.objective = logDeterminant;
  fill(panel.q, 0.0, panel.score);
  fill(panel.q * panel.q, 0.0, panel.info);
  if (isSpectral(panel)) spectralBeyond(panel);
  else collapsedBeyond(panel);
  return (panel.m == 0 && panel.w == 0) || evaluateDirections(panel);
}

/** out := V_W⁻¹v; both m×N, working coordinates. */
export function solve(panel: Panel, v: usize, out: usize): void {
  if (isSpectral(panel)) spectralSolve(panel, v, out);
  else collapsedSolve(panel, v, out);
}

/** The m directions of W, where fixed effects common to all assets and persistent effects live. */
function evaluateDirections(panel: Panel): bool {
  const q = panel.q;
  const size = panel.m * panel.N;
  if (!generalisedLeastSquares(panel)) return false;
  for (let k = 0; k < q; k++) {
    const VkU = row(panel.VkU, k, size);
    const PVkU = row(panel.PVkU, k, size);
    applyTerm(panel, k, panel.u, VkU);
    let trace = isSpectral(panel) ? spectralTrace(panel, k) : collapsedTrace(panel, k);
    if (!panel.isML) trace -= fixedTrace(panel, k);
    add(panel.score, k, -0.5 * (trace - dot(size, panel.u, VkU)));
    solve(panel, VkU, PVkU);
    projectFixed(panel, VkU, PVkU);
    for (let l = 0; l <= k; l++) {
      const information = 0.5 * dot(size, row(panel.VkU, l, size), PVkU);
      addInformation(panel, k, l, information);
    }
  }
  return true;
}

/**
 * γ = (X'V⁻¹X)⁻¹X'V⁻¹y for X = R⊗h, and u = V⁻¹(y − Xγ); adds y'Py, with REML log|X'V⁻¹X| too, to the objective.
 */
function generalisedLeastSquares(panel: Panel): bool {
  const N = panel.N;
  const m = panel.m;
  const p = panel.p;
  const size = m * N;
  for (let k = 0; k < p; k++) {
    fixedColumn(panel, k, panel.scratch);
    solve(panel, panel.scratch, row(panel.VX, k, size));
  }
  copy(size, panel.Zw, panel.scratch);
  if (p > 0) {
    const position = mark();
    const XVX = allocateMatrix(p, p);
    const XVy = allocateVector(p);
    for (let k = 0; k < p; k++) {
      const VX = row(panel.VX, k, size);
      for (let l = 0; l <= k; l++) set(row(XVX, k, p), l, fixedProduct(panel, l, VX));
      set(XVy, k, dot(size, VX, panel.Zw));
    }
    const definite = cholesky(XVX, p, p) < 0;
    if (definite) {
      if (!panel.isML) panel.objective += choleskyLogDeterminant(p, XVX, p);
      choleskyInverse(p, XVX, p, panel.XVXinverse, p);
      gemv(false, p, p, 1.0, panel.XVXinverse, p, XVy, 0.0, panel.gamma);
      for (let k = 0; k < p; k++) {
        for (let a = 0; a < m; a++) {
          axpy(N, -get(panel.gamma, k) * get(row(panel.Rw, a, p), k), panel.hw, row(panel.scratch, a, N));
        }
      }
    }
    release(position);
    if (!definite) return false;
  }
  solve(panel, panel.scratch, panel.u);
  panel.objective += dot(size, panel.u, panel.scratch);
  return true;
}

/** x := column k of X = R⊗h, m×N. */
function fixedColumn(panel: Panel, k: i32, x: usize): void {
  const N = panel.N;
  fill(panel.m * N, 0.0, x);
  for (let a = 0; a < panel.m; a++) axpy(N, get(row(panel.Rw, a, panel.p), k), panel.hw, row(x, a, N));
}

/** X_k'v for v of m×N. */
function fixedProduct(panel: Panel, k: i32, v: usize): f64 {
  let total = 0.0;
  for (let a = 0; a < panel.m; a++) {
    total += get(row(panel.Rw, a, panel.p), k) * dot(panel.N, panel.hw, row(v, a, panel.N));
  }
  return total;
}

/** Vv := Vv − V⁻¹X(X'V⁻¹X)⁻¹(V⁻¹X)'v, which makes V⁻¹v into P·v. */
function projectFixed(panel: Panel, v: usize, Vv: usize): void {
  const p = panel.p;
  const size = panel.m * panel.N;
  for (let k = 0; k < p; k++) {
    let coefficient = 0.0;
    for (let l = 0; l < p; l++)
      coefficient += get(row(panel.XVXinverse, k, p), l) * dot(size, row(panel.VX, l, size), v);
    axpy(size, -coefficient, row(panel.VX, k, size), Vv);
  }
}

/** tr((X'V⁻¹X)⁻¹X'V⁻¹V_kV⁻¹X) */
function fixedTrace(panel: Panel, k: i32): f64 {
  const p = panel.p;
  const size = panel.m * panel.N;
  let trace = 0.0;
  for (let l = 0; l < p; l++) {
    applyTerm(panel, k, row(panel.VX, l, size), panel.scratch);
    for (let i = 0; i < p; i++) {
      trace += get(row(panel.XVXinverse, i, p), l) * dot(size, row(panel.VX, i, size), panel.scratch);
    }
  }
  return trace;
}

/** out := V_k·v on the directions of W (normalised: V_k at variance 1); both m×N, not overlapping. */
function applyTerm(panel: Panel, k: i32, v: usize, out: usize): void {
  const N = panel.N;
  const m = panel.m;
  const kind = kindOf(panel, k);
  if (kind == TermKind.RESIDUAL) {
    for (let a = 0; a < m; a++) {
      for (let i = 0; i < N; i++) {
        set(row(out, a, N), i, residualOf(panel, 0, i) == k ? get(row(v, a, N), i) : 0.0);
      }
    }
  } else if (kind == TermKind.ASSET_TIME) {
    kernelTimes(panel, kernelOf(panel, k), m, v, out);
  } else if (kind == TermKind.TIME) {
    fill(m * N, 0.0, out);
    for (let a = 0; a < m; a++) axpy(N, dot(N, panel.one, row(v, a, N)), panel.one, row(out, a, N));
  } else {
    const position = mark();
    const along = allocateVector(N);
    const related = allocateVector(N);
    const q = row(panel.Qw, k, m);
    fill(N, 0.0, along);
    for (let a = 0; a < panel.r; a++) axpy(N, get(q, a), row(v, a, N), along);
    kernelTimes(panel, kernelOf(panel, k), 1, along, related);
    fill(m * N, 0.0, out);
    for (let a = 0; a < panel.r; a++) axpy(N, get(q, a), related, row(out, a, N));
    release(position);
  }
}

/** Arena bytes that this file's functions take, beside those of the paths. */
export function likelihoodWorkspace(N: i32, p: i32): usize {
  const fixed = matrixBytes(p, p) + vectorBytes(p) + max(choleskyWorkspace(p), choleskyInverseWorkspace(p));
  return max(fixed, 2 * vectorBytes(N));
}
