import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../../arena';
import { gemmWorkspace, gemv } from '../../linalg/gemm';
import { gather, getIndex, scatterAdd } from '../../linalg/indexed';
import { axpy, copy, dot, fill, from, get, row, set } from '../../linalg/vector';
import { blupsOf, randomEffects, residuals, toReturns } from '../effects';
import { assetEffects, commonEffects, inverseFor, invertUpper } from '../fixed-effects';
import { kindOf, Panel } from '../panel';
import { TermKind } from '../request';
import { firstUnknown } from './evaluate';
import { directionsAt } from './prepare';
import { mainDirection, patternAt, patternsOf, PatternsState } from './state';

/**
 * BLUPs, fixed effects, fitted values and residuals on the patterns path, as `computeEffects` leaves them.
 *
 * BLUPs are of all assets and periods, unobserved cells too: cov(u, y)·P·y needs no observation of its own. Fitted
 * values and residuals are NaN where a cell is missing.
 * work    `patternsEffectsWorkspace(T, N, d, q, p, mA)` bytes of the arena.
 */
export function patternsEffects(panel: Panel): void {
  const T = panel.T;
  const N = panel.N;
  const state = patternsOf(panel);
  const request = panel.request;
  const position = mark();
  const U = allocateMatrix(T, N);
  projectedReturns(panel, state, U);
  for (let k = 0; k < panel.firstResidual; k++) {
    if (kindOf(panel, k) == TermKind.PERSISTENT) persistentEffects(panel, state, k);
    else randomEffects(panel, k, U, 0, 0);
  }
  residuals(panel, U);
  for (let cell = 0; cell < T * N; cell++) {
    if (isNaN(get(request.returns, cell))) set(request.residuals, cell, NaN);
  }
  estimates(panel, state);
  release(position);
}

/** û = L_s·(D·γ)_s to the request, with L_s taken from the block of F whose covariate is largest. */
function persistentEffects(panel: Panel, state: PatternsState, s: i32): void {
  const N = panel.N;
  const coefficients = row(state.coefficients, s, state.d);
  const main = mainDirection(state, s);
  const first = firstUnknown(panel, state, s);
  const block = from(row(state.F, main * N, state.h), first);
  const unit = get(coefficients, main) * get(panel.columnScales, s);
  const out = blupsOf(panel, s);
  gemv(false, N, N, 1.0 / unit, block, state.h, from(state.gamma, first), 0.0, out);
  toReturns(panel, 1, out);
}

/** U := P·y by period, T×N, 0 where a cell is missing. */
function projectedReturns(panel: Panel, state: PatternsState, U: usize): void {
  const N = panel.N;
  const d = state.d;
  const position = mark();
  const w = allocateVector(d);
  const e = allocateVector(N);
  const u = allocateVector(N);
  fill(panel.T * N, 0.0, U);
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    const n = pattern.n;
    for (let a = 0; a < d; a++) gather(n, 1.0, row(state.z, a, N), pattern.assets, row(state.along, a, n));
    for (let k = 0; k < pattern.periods; k++) {
      const t = getIndex(panel.request.patternPeriods, pattern.first + k);
      directionsAt(panel, t, w);
      gather(n, 1.0, row(panel.Yperp, t, N), pattern.assets, e);
      for (let a = 0; a < d; a++) axpy(n, -get(w, a), row(state.along, a, n), e);
      gemv(false, n, n, 1.0, pattern.Q, n, e, 0.0, u);
      scatterAdd(n, 1.0, u, pattern.assets, row(U, t, N));
    }
  }
  release(position);
}

/**
 * Fixed effects: those of ordinary least squares and what generalised least squares adds.
 *
 * Common ones: β = U⁻¹γ. Per asset, with rows ρ of Ra⁻¹: B = Ra⁻¹(B_w − C_aβh'), with variance x'H⁻¹x where x is ρ on the
 * asset's own effects and −ρ'C_aU⁻¹h_i on the common ones.
 */
function estimates(panel: Panel, state: PatternsState): void {
  const N = panel.N;
  const p = panel.p;
  const mA = panel.mA;
  const h = state.h;
  const position = mark();
  const beta = allocateVector(p);
  const Uinverse = allocateMatrix(p, p);
  for (let k = 0; k < p; k++) {
    set(panel.gamma, k, get(panel.gamma, k) + get(state.gamma, mA * N + k));
    for (let l = 0; l < p; l++) {
      set(row(panel.XVXinverse, k, p), l, get(row(state.inverse, mA * N + k, h), mA * N + l));
    }
  }
  invertUpper(p, panel.U, Uinverse);
  commonEffects(panel, Uinverse, beta);
  if (mA > 0) {
    const Rinverse = allocateMatrix(mA, mA);
    const rhs = allocateMatrix(mA, N);
    invertUpper(mA, panel.Ra, Rinverse);
    copy(mA * N, panel.Ya, rhs);
    axpy(mA * N, 1.0, state.gamma, rhs);
    for (let a = 0; a < mA; a++) axpy(N, -dot(p, row(panel.Ca, a, p), beta), panel.h, row(rhs, a, N));
    assetEffects(panel, Rinverse, rhs);
    assetErrors(panel, state, Rinverse, Uinverse);
  }
  release(position);
}

function assetErrors(panel: Panel, state: PatternsState, Rinverse: usize, Uinverse: usize): void {
  const N = panel.N;
  const p = panel.p;
  const mA = panel.mA;
  const h = state.h;
  const position = mark();
  const rhoC = allocateVector(p);
  const common = allocateVector(p);
  for (let l = 0; l < mA; l++) {
    const out = row(panel.request.assetEffects, mA + l, N);
    for (let i = 0; i < N; i++) {
      const rho = row(inverseFor(panel, i, Rinverse), l, mA);
      if (i == 0 || panel.inverses != 0) {
        gemv(true, mA, p, -1.0, panel.Ca, p, rho, 0.0, rhoC);
        gemv(true, p, p, 1.0, Uinverse, p, rhoC, 0.0, common);
      }
      let variance = 0.0;
      for (let a = 0; a < mA + p; a++) {
        const own = a < mA;
        const weight = own ? get(rho, a) : get(common, a - mA) * get(panel.h, i);
        const line = row(state.inverse, own ? a * N + i : mA * N + a - mA, h);
        for (let b = 0; b < mA; b++) variance += weight * get(rho, b) * get(line, b * N + i);
        for (let b = 0; b < p; b++)
          variance += weight * get(common, b) * get(panel.h, i) * get(line, mA * N + b);
      }
      set(out, i, panel.c * get(panel.request.scales, i) * Math.sqrt(Math.max(0.0, variance)));
    }
  }
  release(position);
}

/** Arena bytes that `patternsEffects` takes. */
export function patternsEffectsWorkspace(T: i32, N: i32, d: i32, p: i32, mA: i32): usize {
  const products = max(vectorBytes(d) + 2 * vectorBytes(N), gemmWorkspace(T, N, N));
  const fixed: usize =
    3 * vectorBytes(p) +
    matrixBytes(p, p) +
    matrixBytes(mA, mA) +
    matrixBytes(mA, N) +
    gemmWorkspace(mA, N, mA);
  return matrixBytes(T, N) + max(products, fixed);
}
