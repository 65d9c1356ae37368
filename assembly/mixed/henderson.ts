import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { add, axpy, copy, dot, fill, from, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemv } from '../linalg/gemm';
import {
  cholesky,
  choleskyInverse,
  choleskyInverseWorkspace,
  choleskyLogDeterminant,
  choleskySolve,
  choleskyWorkspace,
} from '../linalg/cholesky';
import { Components } from '../reml/components';
import { crossProducts } from './cross-products';
import { hendersonDerivatives } from './henderson-derivatives';
import { Factors, setFactors, timesFactor, timesTransposedFactor } from './pairs';
import { componentCount, Mixed, residualOf } from './model';
import { MixedRequest } from './request';

/**
 * Henderson's equations in the coordinates [levels | fixed effects], d = m + p, with M = M₀T:
 *
 *     H = [I + M'R⁻¹M, M'R⁻¹X; ·, X'R⁻¹X],  R = Σ τ_g J_g,  all of it from the cross-products C_g
 *
 * Regular where a random term's variance is 0; a residual variance is not.
 */
@unmanaged
export class Henderson {
  factors: Factors;
  /** groups matrices D×D, D = d + 1: C_g */
  C: usize;
  /** D×D: A = Σ C_g/τ_g */
  A: usize;
  /** d×d: A·T without the row and column of y */
  AT: usize;
  /** d×d: H, then its factor; S = H⁻¹; with ML (I + M'R⁻¹M)⁻¹ and zeros, else S itself */
  H: usize;
  S: usize;
  traceS: usize;
  /** d: solution [ẑ | γ]; D: [−Tẑ | −γ | 1], which makes [M₀ X y]h the residual e */
  z: usize;
  h: usize;
  /** groups×D: U_g = C_g·h; groups: e'J_ge */
  U: usize;
  ee: usize;
  /** d: α = M₀'Py, zeros behind */
  alpha: usize;
  /** q×d each: w_c = M₀·weight_c, P w_c = R⁻¹[M₀ X]·projected_c, and A·projected_c; see henderson-derivatives.ts */
  weight: usize;
  projected: usize;
  image: usize;
  /** d, D scratch */
  scratch: usize;
}

/** State of the form of this model. */
// @ts-ignore: decorator
@inline
export function hendersonOf(mixed: Mixed): Henderson {
  return changetype<Henderson>(mixed.form);
}

/** Allocates the state and collapses the observations. */
export function prepareHenderson(mixed: Mixed): void {
  const d = mixed.d;
  const D = d + 1;
  const state = changetype<Henderson>(allocate(offsetof<Henderson>()));
  const factors = changetype<Factors>(allocate(offsetof<Factors>()));
  factors.own = allocateVector(mixed.terms);
  factors.cross = allocateVector(mixed.pairs);
  state.factors = factors;
  state.C = allocateMatrix(mixed.groups * D, D);
  state.A = allocateMatrix(D, D);
  state.AT = allocateMatrix(d, d);
  state.H = allocateMatrix(d, d);
  state.S = allocateMatrix(d, d);
  state.traceS = mixed.ml ? allocateMatrix(d, d) : state.S;
  state.z = allocateVector(d);
  state.h = allocateVector(D);
  state.U = allocateMatrix(mixed.groups, D);
  state.ee = allocateVector(mixed.groups);
  state.alpha = allocateVector(d);
  state.weight = allocateMatrix(mixed.q, d);
  state.projected = allocateMatrix(mixed.q, d);
  state.image = allocateMatrix(mixed.q, d);
  state.scratch = allocateVector(2 * D);
  mixed.form = changetype<usize>(state);
  crossProducts(mixed, state.C);
}

/** −2ℓ, score and average information at tau; false where H is not positive definite or a residual variance is 0. */
export function evaluateHenderson(components: Components): bool {
  const mixed = changetype<Mixed>(changetype<usize>(components));
  const state = hendersonOf(mixed);
  const d = mixed.d;
  for (let g = 0; g < mixed.groups; g++) if (!(get(mixed.tau, residualOf(mixed, g)) > 0.0)) return false;
  setFactors(mixed, state.factors);
  formEquations(mixed, state);
  if (cholesky(state.H, d, d) >= 0) return false;
  choleskyInverse(d, state.H, d, state.S, d);
  if (mixed.ml) invertLevels(mixed, state);

  const p = mixed.p;
  const m = mixed.m;
  for (let i = 0; i < d; i++) set(state.scratch, i, get(row(state.A, i, d + 1), d));
  timesTransposedFactor(mixed, state.factors, state.scratch, state.z);
  choleskySolve(d, state.H, d, state.z);
  residuals(mixed, state);
  copy(p, from(state.z, m), mixed.gamma);
  for (let a = 0; a < p; a++) copy(p, from(row(state.S, m + a, d), m), row(mixed.gammaCovariance, a, p));

  let objective = choleskyLogDeterminant(mixed.ml ? m : d, state.H, d) + dot(m, state.z, state.z);
  for (let g = 0; g < mixed.groups; g++) {
    const tau = get(mixed.tau, residualOf(mixed, g));
    objective += get(mixed.groupSizes, g) * Math.log(tau) + get(state.ee, g) / tau;
  }
  mixed.objective = objective;
  hendersonDerivatives(mixed, state);
  return true;
}

/** A, AT and H. */
function formEquations(mixed: Mixed, state: Henderson): void {
  const d = mixed.d;
  const D = d + 1;
  fill(D * D, 0.0, state.A);
  for (let g = 0; g < mixed.groups; g++) {
    axpy(D * D, 1.0 / get(mixed.tau, residualOf(mixed, g)), row(state.C, g, D * D), state.A);
  }
  for (let i = 0; i < d; i++)
    timesTransposedFactor(mixed, state.factors, row(state.A, i, D), row(state.AT, i, d));
  const factors = state.factors;
  for (let k = 0; k < mixed.terms; k++) {
    const first = getIndex(mixed.offsets, k);
    const end = k + 1 < mixed.terms ? getIndex(mixed.offsets, k + 1) : mixed.m;
    const pair = getIndex(mixed.pairOf, k);
    const isFirst = pair >= 0 && getIndex(mixed.request.pairs, 2 * pair) == k;
    const other = isFirst ? getIndex(mixed.offsets, getIndex(mixed.request.pairs, 2 * pair + 1)) : 0;
    for (let i = first; i < end; i++) {
      const target = row(state.H, i, d);
      fill(i + 1, 0.0, target);
      axpy(i + 1, get(factors.own, k), row(state.AT, i, d), target);
      if (isFirst) axpy(i + 1, get(factors.cross, pair), row(state.AT, other + i - first, d), target);
      add(target, i, 1.0);
    }
  }
  for (let i = mixed.m; i < d; i++) copy(i + 1, row(state.AT, i, d), row(state.H, i, d));
}

/** traceS := (I + M'R⁻¹M)⁻¹ on the levels, 0 elsewhere. */
function invertLevels(mixed: Mixed, state: Henderson): void {
  const d = mixed.d;
  const m = mixed.m;
  fill(d * d, 0.0, state.traceS);
  choleskyInverse(m, state.H, d, state.traceS, d);
}

/** h, U_g and e'J_ge from the solution. */
function residuals(mixed: Mixed, state: Henderson): void {
  const d = mixed.d;
  const D = d + 1;
  timesFactor(mixed, state.factors, state.z, state.h);
  for (let i = 0; i < d; i++) set(state.h, i, -get(state.h, i));
  set(state.h, d, 1.0);
  for (let g = 0; g < mixed.groups; g++) {
    gemv(false, D, D, 1.0, row(state.C, g, D * D), D, state.h, 0.0, row(state.U, g, D));
    set(state.ee, g, Math.max(0.0, dot(D, state.h, row(state.U, g, D))));
  }
}

/** Arena bytes that `prepareHenderson` and `evaluateHenderson` take, beside those of `crossProducts`; m levels. */
export function hendersonWorkspace(request: MixedRequest, m: i32): usize {
  const d = m + request.columns;
  const D = d + 1;
  const q = componentCount(request);
  return (
    roundUp(offsetof<Henderson>()) +
    roundUp(offsetof<Factors>()) +
    vectorBytes(request.terms) +
    vectorBytes(request.pairCount) +
    matrixBytes(request.groups * D, D) +
    matrixBytes(D, D) +
    (request.maximumLikelihood != 0 ? 4 : 3) * matrixBytes(d, d) +
    2 * vectorBytes(d) +
    vectorBytes(D) +
    matrixBytes(request.groups, D) +
    vectorBytes(request.groups) +
    3 * matrixBytes(q, d) +
    vectorBytes(2 * D) +
    max(choleskyWorkspace(d), choleskyInverseWorkspace(d))
  );
}
