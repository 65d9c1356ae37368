import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { dot, fill, get, row, set } from '../linalg/vector';
import { getIndex, setIndex } from '../linalg/indexed';
import { gemv } from '../linalg/gemm';
import { cholesky, choleskyInverse, choleskyInverseWorkspace, choleskyWorkspace } from '../linalg/cholesky';
import { blockIndex, isBlocked, rankOf } from '../reml/cone';
import { componentKind, firstOf, isFixed, Mixed, reportMixed, secondOf } from './model';
import { ComponentFate, ComponentKind, MixedSummary } from './request';

/** σ² (or covariance) of component c at τ = 1. */
export function componentUnit(mixed: Mixed, c: i32): f64 {
  const squared = mixed.c * mixed.c;
  if (componentKind(mixed, c) == ComponentKind.RESIDUAL) return squared;
  const a = get(mixed.units, firstOf(mixed, c));
  if (componentKind(mixed, c) == ComponentKind.VARIANCE) return squared / a;
  return squared / Math.sqrt(a * get(mixed.units, secondOf(mixed, c)));
}

/**
 * Components with their fates and sampling covariance, score and information, fixed effects with their covariance, and
 * the log-likelihood, on the scale of the request. The covariance is A⁻¹ over the components inside their bounds, A the average information.
 * work    `mixedInferenceWorkspace(q, p)` bytes of the arena.
 */
export function inferMixed(mixed: Mixed): void {
  const q = mixed.q;
  const request = mixed.request;
  const position = mark();
  const M = allocateMatrix(q, q);
  const covariance = allocateMatrix(q, q);
  for (let c = 0; c < q; c++) setIndex(request.fates, c, fateOf(mixed, c));
  for (let c = 0; c < q; c++) {
    for (let e = 0; e < q; e++) {
      const both = isInside(mixed, c) && isInside(mixed, e);
      set(row(M, c, q), e, both ? get(row(mixed.info, c, q), e) : c == e ? 1.0 : 0.0);
    }
  }
  if (cholesky(M, q, q) < 0) choleskyInverse(q, M, q, covariance, q);
  else fill(q * q, 0.0, covariance);
  for (let c = 0; c < q; c++) {
    const unit = componentUnit(mixed, c);
    set(request.score, c, get(request.score, c) / unit);
    if (!isFixed(mixed, c)) set(request.variances, c, get(mixed.tau, c) * unit);
    for (let e = 0; e < q; e++) {
      const both = isInside(mixed, c) && isInside(mixed, e);
      const value = both ? unit * componentUnit(mixed, e) * get(row(covariance, c, q), e) : 0.0;
      set(row(request.covariance, c, q), e, value);
      const information = row(request.information, c, q);
      set(information, e, get(information, e) / (unit * componentUnit(mixed, e)));
    }
  }
  release(position);
  inferFixedEffects(mixed);
  reportMixed(mixed, MixedSummary.LOG_LIKELIHOOD, logLikelihood(mixed));
}

function isInside(mixed: Mixed, c: i32): bool {
  return getIndex(mixed.request.fates, c) == ComponentFate.INSIDE;
}

function fateOf(mixed: Mixed, c: i32): i32 {
  if (isFixed(mixed, c)) return ComponentFate.FIXED;
  if (!isBlocked(mixed, c)) {
    return get(mixed.tau, c) > get(mixed.lower, c) ? ComponentFate.INSIDE : ComponentFate.AT_BOUNDARY;
  }
  for (let block = 0; block < mixed.blockCount; block++) {
    for (let i = 0; i < 3; i++) {
      if (blockIndex(mixed, block, i) != c) continue;
      return rankOf(mixed, block) == 2 ? ComponentFate.INSIDE : ComponentFate.AT_BOUNDARY;
    }
  }
  return ComponentFate.INSIDE;
}

/** b̂ = c·R⁻¹(along + γ), cov b̂ = c²·R⁻¹·cov γ·R⁻ᵀ. */
function inferFixedEffects(mixed: Mixed): void {
  const p = mixed.p;
  const out = mixed.request.fixedEffects;
  const position = mark();
  const inverse = allocateMatrix(p, p);
  const column = allocateVector(p);
  fill(p * p, 0.0, inverse);
  for (let j = 0; j < p; j++) {
    set(row(inverse, j, p), j, 1.0 / get(row(mixed.R, j, p), j));
    for (let i = j - 1; i >= 0; i--) {
      let total = 0.0;
      for (let k = i + 1; k <= j; k++) total += get(row(mixed.R, i, p), k) * get(row(inverse, k, p), j);
      set(row(inverse, i, p), j, -total / get(row(mixed.R, i, p), i));
    }
  }
  for (let k = 0; k < p; k++) set(column, k, get(mixed.along, k) + get(mixed.gamma, k));
  gemv(false, p, p, mixed.c, inverse, p, column, 0.0, out);
  for (let k = 0; k < p; k++) {
    gemv(false, p, p, 1.0, mixed.gammaCovariance, p, row(inverse, k, p), 0.0, column);
    for (let l = 0; l <= k; l++) {
      const covariance = mixed.c * mixed.c * dot(p, row(inverse, l, p), column);
      const value = l == k ? Math.max(0.0, covariance) : covariance;
      set(row(mixed.request.fixedCovariance, k, p), l, value);
      set(row(mixed.request.fixedCovariance, l, p), k, value);
    }
  }
  release(position);
}

/** ℓ with its full constant, X as given, on the scale of y (and of the weighted rows). */
function logLikelihood(mixed: Mixed): f64 {
  const degrees = <f64>(mixed.ml ? mixed.n : mixed.n - mixed.p);
  let twice = mixed.objective + degrees * (Math.log(2.0 * Math.PI) + 2.0 * Math.log(mixed.c));
  if (!mixed.ml) for (let k = 0; k < mixed.p; k++) twice += 2.0 * Math.log(get(row(mixed.R, k, mixed.p), k));
  return -0.5 * twice;
}

/** Arena bytes that `inferMixed` takes. */
export function mixedInferenceWorkspace(q: i32, p: i32): usize {
  const components: usize = 2 * matrixBytes(q, q) + max(choleskyWorkspace(q), choleskyInverseWorkspace(q));
  return max(components, matrixBytes(p, p) + vectorBytes(p));
}
