import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../arena';
import { add, axpy, copy, dot, fill, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemm, gemmWorkspace, gemv } from '../linalg/gemm';
import { symmetricProduct, symmetricProductWorkspace } from '../linalg/symmetric-product';
import { syrk, syrkWorkspace } from '../linalg/syrk';
import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskyWorkspace,
} from '../linalg/cholesky';
import { Components } from '../reml/components';
import { addRow, applyComponent, applyWorkspace } from './dense-rows';
import { holdFixed, setInformation } from './derivatives';
import { componentCount, componentKind, Mixed, residualOf } from './model';
import { ComponentKind, MixedRequest } from './request';

/** Smallest pivot of V's factor beside its diagonal: below it only rounding is left, and V is singular. */
const SINGULAR: f64 = 1e-13;

/**
 * V itself, n×n. With REML Q'Q is added to it, which changes neither P nor log|V| + log|X'V⁻¹X|: the form is regular
 * wherever the covariance of the contrasts beside the fixed effects is, whichever variances are 0.
 */
@unmanaged
export class Dense {
  /** n×n: V, then its factor; V⁻¹, then P */
  V: usize;
  P: usize;
  /** n: the diagonal of V; p×n: V⁻¹Q', and (Q V⁻¹Q')⁻¹ times that */
  diagonal: usize;
  VX: usize;
  SVX: usize;
  /** p×p: QV⁻¹Q', then its factor; its inverse; p */
  XVX: usize;
  inverse: usize;
  XVy: usize;
  /** n: Py and a row of V_c; q×n: V_cPy and PV_cPy */
  Py: usize;
  line: usize;
  VPy: usize;
  PVPy: usize;
}

/** State of the form of this model. */
// @ts-ignore: decorator
@inline
export function denseOf(mixed: Mixed): Dense {
  return changetype<Dense>(mixed.form);
}

/** Allocates the state. */
export function prepareDense(mixed: Mixed): void {
  const n = mixed.n;
  const p = mixed.p;
  const state = changetype<Dense>(allocate(offsetof<Dense>()));
  state.V = allocateMatrix(n, n);
  state.P = allocateMatrix(n, n);
  state.diagonal = allocateVector(n);
  state.VX = allocateMatrix(p, n);
  state.SVX = allocateMatrix(p, n);
  state.XVX = allocateMatrix(p, p);
  state.inverse = allocateMatrix(p, p);
  state.XVy = allocateVector(p);
  state.Py = allocateVector(n);
  state.line = allocateVector(n);
  state.VPy = allocateMatrix(mixed.q, n);
  state.PVPy = allocateMatrix(mixed.q, n);
  mixed.form = changetype<usize>(state);
}

/** −2ℓ, score and average information at tau; false where V is not positive definite. */
export function evaluateDense(components: Components): bool {
  const mixed = changetype<Mixed>(changetype<usize>(components));
  const state = denseOf(mixed);
  const n = mixed.n;
  if (!factorCovariance(mixed)) return false;
  let objective = choleskyLogDeterminant(n, state.V, n);
  choleskyInverse(n, state.V, n, state.P, n);
  if (mixed.ml) traces(mixed, state);
  if (!projectFixedEffects(mixed, state)) return false;
  if (!mixed.ml) {
    objective += choleskyLogDeterminant(mixed.p, state.XVX, mixed.p);
    traces(mixed, state);
  }
  mixed.objective = objective + dot(n, state.Py, mixed.y);
  derivatives(mixed, state);
  return true;
}

/** V := Σ τ_cV_c (+ Q'Q), then its Cholesky factor; false where it is not positive definite. */
export function factorCovariance(mixed: Mixed): bool {
  const state = denseOf(mixed);
  const n = mixed.n;
  if (mixed.ml) for (let i = 0; i < n; i++) fill(i + 1, 0.0, row(state.V, i, n));
  else syrk(true, n, mixed.p, 1.0, mixed.Q, n, 0.0, state.V, n);
  for (let i = 0; i < n; i++) {
    const line = row(state.V, i, n);
    for (let c = 0; c < mixed.q; c++) {
      const tau = get(mixed.tau, c);
      if (tau != 0.0) addRow(mixed, c, i, i + 1, tau, line);
    }
    set(state.diagonal, i, get(line, i));
  }
  if (cholesky(state.V, n, n) >= 0) return false;
  for (let i = 0; i < n; i++) {
    const pivot = get(row(state.V, i, n), i);
    if (!(pivot * pivot > SINGULAR * get(state.diagonal, i))) return false;
  }
  return true;
}

/** score_c := −½ tr(P V_c), P as it stands: V⁻¹ (ML) or P (REML). */
function traces(mixed: Mixed, state: Dense): void {
  const n = mixed.n;
  fill(mixed.q, 0.0, mixed.score);
  for (let i = 0; i < n; i++) {
    const line = row(state.P, i, n);
    add(mixed.score, residualOf(mixed, getIndex(mixed.request.groupOf, i)), -0.5 * get(line, i));
    for (let c = 0; c < mixed.q; c++) {
      if (componentKind(mixed, c) == ComponentKind.RESIDUAL) continue;
      fill(n, 0.0, state.line);
      addRow(mixed, c, i, n, 1.0, state.line);
      add(mixed.score, c, -0.5 * dot(n, line, state.line));
    }
  }
}

/** γ by generalised least squares, its covariance, Py, and P in the place of V⁻¹. */
function projectFixedEffects(mixed: Mixed, state: Dense): bool {
  const n = mixed.n;
  const p = mixed.p;
  copy(n, mixed.y, state.line);
  if (p > 0) {
    gemm(false, false, p, n, n, 1.0, mixed.Q, n, state.P, n, 0.0, state.VX, n);
    gemm(false, true, p, p, n, 1.0, state.VX, n, mixed.Q, n, 0.0, state.XVX, p);
    if (cholesky(state.XVX, p, p) >= 0) return false;
    choleskyInverse(p, state.XVX, p, state.inverse, p);
    gemv(false, p, n, 1.0, state.VX, n, mixed.y, 0.0, state.XVy);
    gemv(false, p, p, 1.0, state.inverse, p, state.XVy, 0.0, mixed.gamma);
    gemv(true, p, n, -1.0, mixed.Q, n, mixed.gamma, 1.0, state.line);
    copy(p * p, state.inverse, mixed.gammaCovariance);
    if (!mixed.ml) for (let a = 0; a < p; a++) add(row(mixed.gammaCovariance, a, p), a, -1.0);
  }
  gemv(false, n, n, 1.0, state.P, n, state.line, 0.0, state.Py);
  if (p > 0) {
    gemm(false, false, p, n, p, 1.0, state.inverse, p, state.VX, n, 0.0, state.SVX, n);
    symmetricProduct(true, false, n, p, -1.0, state.VX, n, state.SVX, n, 1.0, state.P, n);
  }
  return true;
}

/** score_c := score_c + ½ y'PV_cPy, info_ce := ½ y'PV_cPV_ePy. */
function derivatives(mixed: Mixed, state: Dense): void {
  const n = mixed.n;
  for (let c = 0; c < mixed.q; c++) {
    const w = row(state.VPy, c, n);
    applyComponent(mixed, c, state.Py, w);
    add(mixed.score, c, 0.5 * dot(n, state.Py, w));
  }
  gemm(false, false, mixed.q, n, n, 1.0, state.VPy, n, state.P, n, 0.0, state.PVPy, n);
  for (let c = 0; c < mixed.q; c++) {
    for (let e = 0; e <= c; e++) {
      setInformation(mixed, c, e, 0.5 * dot(n, row(state.VPy, c, n), row(state.PVPy, e, n)));
    }
  }
  holdFixed(mixed);
}

/** Arena bytes that `prepareDense` and `evaluateDense` take; levels the most of a term. */
export function denseWorkspace(request: MixedRequest, levels: i32): usize {
  const n = request.rows;
  const p = request.columns;
  const q = componentCount(request);
  const products = max(
    max(gemmWorkspace(p, n, n), gemmWorkspace(p, p, n)),
    max(gemmWorkspace(p, n, p), max(symmetricProductWorkspace(n, p), gemmWorkspace(q, n, n))),
  );
  const factors = max(
    max(choleskyWorkspace(n), choleskyInverseWorkspace(n)),
    max(choleskyWorkspace(p), choleskyInverseWorkspace(p)),
  );
  return (
    roundUp(offsetof<Dense>()) +
    2 * matrixBytes(n, n) +
    3 * vectorBytes(n) +
    2 * matrixBytes(p, n) +
    2 * matrixBytes(p, p) +
    vectorBytes(p) +
    2 * matrixBytes(q, n) +
    max(max(products, factors), max(syrkWorkspace(n, p), applyWorkspace(levels)))
  );
}
