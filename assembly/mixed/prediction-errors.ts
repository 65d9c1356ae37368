import { allocateMatrix, mark, matrixBytes, release } from '../arena';
import { axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { denseOf, evaluateDense } from './dense';
import { evaluateHenderson, hendersonOf } from './henderson';
import { componentUnit } from './inference';
import {
  allocateMixed,
  kernelAt,
  levelCount,
  levelOf,
  loadingsOf,
  Mixed,
  mixedBytes,
  termKernel,
} from './model';
import { formWorkspace, prepareMixed, prepareWorkspace } from './fit';
import { MixedRequest, MixedStatus } from './request';

/** Levels whose covariances with the observations are multiplied by P at a time. */
const BLOCK: i32 = 64;

/**
 * Prediction-error variance var(û − u) of every level of every term at given components; a level needs no row. From
 * Henderson's equations it is the diagonal of L·T·S·T'·L' over the levels, S = H⁻¹, without a difference; in the dense
 * form var(u) − diag(C'PC), C = cov(y, u).
 *
 * address a MixedRequest in which every component is given, with room in `errorVariance`
 * returns FITTED, SINGULAR where the covariance is not positive definite, and as `fitMixedModel` for what comes before
 * work    `mixedPredictionErrorsWorkspace(address)` bytes of the arena
 */
export function mixedPredictionErrors(address: usize): i32 {
  const position = mark();
  const request = changetype<MixedRequest>(address);
  const mixed = allocateMixed(request);
  let status = prepareMixed(mixed);
  if (status == MixedStatus.FITTED) {
    if (!(mixed.dense ? evaluateDense(mixed) : evaluateHenderson(mixed))) status = MixedStatus.SINGULAR;
    else {
      for (let k = 0; k < mixed.terms; k++) {
        const out = from(request.errorVariance, getIndex(mixed.offsets, k));
        if (mixed.dense) denseErrors(mixed, k, out);
        else hendersonErrors(mixed, k, out);
        const unit = componentUnit(mixed, k);
        for (let l = 0; l < levelCount(mixed, k); l++) set(out, l, unit * Math.max(0.0, get(out, l)));
      }
    }
  }
  release(position);
  return status;
}

/** diag(L·Σ·L'), Σ the block of T·S·T' that belongs to term k. */
function hendersonErrors(mixed: Mixed, k: i32, out: usize): void {
  const state = hendersonOf(mixed);
  const size = levelCount(mixed, k);
  const d = mixed.d;
  const pair = getIndex(mixed.pairOf, k);
  const own = getIndex(mixed.offsets, k);
  const isSecond = pair >= 0 && getIndex(mixed.request.pairs, 2 * pair + 1) == k;
  const other = isSecond ? getIndex(mixed.offsets, getIndex(mixed.request.pairs, 2 * pair)) : own;
  const t = get(state.factors.own, k);
  const cross = isSecond ? get(state.factors.cross, pair) : 0.0;
  const position = mark();
  const Sigma = allocateMatrix(size, size);
  fill(size * size, 0.0, Sigma);
  for (let l = 0; l < size; l++) {
    const target = row(Sigma, l, size);
    axpy(size, t * t, from(row(state.S, own + l, d), own), target);
    if (cross == 0.0) continue;
    axpy(size, t * cross, from(row(state.S, own + l, d), other), target);
    axpy(size, t * cross, from(row(state.S, other + l, d), own), target);
    axpy(size, cross * cross, from(row(state.S, other + l, d), other), target);
  }
  if (termKernel(mixed, k) < 0) {
    for (let l = 0; l < size; l++) set(out, l, get(row(Sigma, l, size), l));
  } else {
    const L = kernelAt(mixed, termKernel(mixed, k));
    const product = allocateMatrix(size, size);
    gemm(false, false, size, size, size, 1.0, L, size, Sigma, size, 0.0, product, size);
    for (let l = 0; l < size; l++) set(out, l, dot(size, row(product, l, size), row(L, l, size)));
  }
  release(position);
}

/** τ_kK_ll − c_l'Pc_l, c_l = cov(y, u_l) over the term and its partner. */
function denseErrors(mixed: Mixed, k: i32, out: usize): void {
  const n = mixed.n;
  const size = levelCount(mixed, k);
  const pair = getIndex(mixed.pairOf, k);
  const isFirst = pair >= 0 && getIndex(mixed.request.pairs, 2 * pair) == k;
  const partner = pair < 0 ? k : getIndex(mixed.request.pairs, isFirst ? 2 * pair + 1 : 2 * pair);
  const covariance = pair < 0 ? 0.0 : get(mixed.tau, mixed.terms + pair);
  const tau = get(mixed.tau, k);
  const kernel = termKernel(mixed, k);
  const position = mark();
  const C = allocateMatrix(BLOCK, n);
  const CP = allocateMatrix(BLOCK, n);
  for (let first = 0; first < size; first += BLOCK) {
    const count = min(BLOCK, size - first);
    for (let b = 0; b < count; b++) {
      const line = row(C, b, n);
      for (let i = 0; i < n; i++) {
        const related = relationship(mixed, kernel, size, first + b, levelOf(mixed, k, i));
        const loading = tau * get(loadingsOf(mixed, k), i) + covariance * get(loadingsOf(mixed, partner), i);
        set(line, i, loading * related);
      }
    }
    gemm(false, false, count, n, n, 1.0, C, n, denseOf(mixed).P, n, 0.0, CP, n);
    for (let b = 0; b < count; b++) {
      const l = first + b;
      const explained = dot(n, row(C, b, n), row(CP, b, n));
      set(out, l, tau * relationship(mixed, kernel, size, l, l) - explained);
    }
  }
  release(position);
}

/** K_ij of a kernel by index, the identity for −1. */
function relationship(mixed: Mixed, kernel: i32, size: i32, i: i32, j: i32): f64 {
  if (kernel < 0) return i == j ? 1.0 : 0.0;
  return get(row(kernelAt(mixed, kernel), i, size), j);
}

/** Arena bytes that `mixedPredictionErrors` takes for this request. */
export function mixedPredictionErrorsWorkspace(address: usize): usize {
  const request = changetype<MixedRequest>(address);
  const n = request.rows;
  let m = 0;
  let levels = 0;
  for (let k = 0; k < request.terms; k++) {
    m += getIndex(request.levelCounts, k);
    levels = max(levels, getIndex(request.levelCounts, k));
  }
  const errors =
    request.dense != 0
      ? 2 * matrixBytes(BLOCK, n) + gemmWorkspace(BLOCK, n, n)
      : 2 * matrixBytes(levels, levels) + gemmWorkspace(levels, levels, levels);
  return mixedBytes(request) + formWorkspace(request, m, levels) + max(errors, prepareWorkspace(request, m));
}
