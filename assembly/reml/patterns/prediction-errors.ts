import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../../arena';
import { gemm, gemmWorkspace } from '../../linalg/gemm';
import { gatherSquare, getIndex } from '../../linalg/indexed';
import { add, copy, dot, fill, from, get, row, set } from '../../linalg/vector';
import { blupsOf } from '../effects';
import { fitPanelWorkspace, preparePanel } from '../fit';
import { evaluate } from '../likelihood';
import { allocatePanel, kernelMatrix, kernelOf, kindOf, maxDirections, Panel } from '../panel';
import { FitStatus, PanelRequest, TermKind } from '../request';
import { firstUnknown } from './evaluate';
import { directionsAt } from './prepare';
import { mainDirection, Pattern, patternAt, patternsOf, PatternsState } from './state';

/**
 * Prediction-error variances var(û − u) = σ²K_ii − (σ²C'PC)_ii of all BLUPs at given variances.
 *
 * address a PanelRequest with patterns (a complete panel is one of them) and all variances held; `randomEffects` takes
 *         the variances in the place of the effects, on the scale of the effects squared. The other outputs but
 *         `scales`, `summary` and `score` are left alone.
 * returns a FitStatus
 * work    `predictionErrorsWorkspace(address)` bytes of the arena
 */
export function predictionErrors(address: usize): i32 {
  const position = mark();
  const panel = allocatePanel(changetype<PanelRequest>(address));
  let status = preparePanel(panel);
  if (status == FitStatus.FITTED && !evaluate(panel)) status = FitStatus.SINGULAR;
  if (status == FitStatus.FITTED) {
    const state = patternsOf(panel);
    for (let k = 0; k < panel.firstResidual; k++) {
      if (kindOf(panel, k) == TermKind.PERSISTENT) persistentErrors(panel, state, k);
      else withinErrors(panel, state, k);
    }
  }
  release(position);
  return status;
}

/**
 * A persistent term: u = √τ·L·γ_s, of which Henderson's equations leave the variance (H⁻¹)_ss, so that
 * var(û − u)_i = l_i'(D·H⁻¹·D)_ss·l_i with l_i row i of L.
 */
function persistentErrors(panel: Panel, state: PatternsState, s: i32): void {
  const N = panel.N;
  const h = state.h;
  const position = mark();
  const product = allocateMatrix(N, N);
  const coefficients = row(state.coefficients, s, state.d);
  const main = mainDirection(state, s);
  const first = firstUnknown(panel, state, s);
  const root = from(row(state.F, main * N, h), first);
  const own = from(row(state.square, first, h), first);
  gemm(false, false, N, N, N, 1.0, root, h, own, h, 0.0, product, N);
  const unit = panel.c / (get(coefficients, main) * get(panel.columnScales, s));
  const out = blupsOf(panel, s);
  for (let i = 0; i < N; i++) {
    const size = unit * get(panel.request.scales, i);
    set(out, i, size * size * dot(N, row(root, i, h), row(product, i, N)));
  }
  release(position);
}

/**
 * A term within a period, with B the columns of its effects over the assets (1 for `time`, K for `asset:time(K)`):
 *
 *     var(û_t) = τ²·[B_O'Ω_OO⁻¹B_O − Σ_ac w_ta·w_tc·R'Φ_ac,OO·R],  R = Ω_OO⁻¹B_O
 *
 * of which the diagonals R'Φ_ac,OO·R are the same in all periods of a pattern. In a period without returns û_t = 0.
 */
function withinErrors(panel: Panel, state: PatternsState, k: i32): void {
  const N = panel.N;
  const isTime = kindOf(panel, k) == TermKind.TIME;
  const width = isTime ? 1 : N;
  const tau = get(panel.tau, k);
  const out = blupsOf(panel, k);
  const position = mark();
  const prior = allocateVector(width);
  const explained = allocateMatrix(state.d * state.d + 1, width);
  const w = allocateVector(state.d);
  for (let i = 0; i < width; i++) {
    set(prior, i, tau * (isTime ? 1.0 : get(row(kernelMatrix(panel, kernelOf(panel, k)), i, N), i)));
  }
  for (let t = 0; t < panel.T; t++) copy(width, prior, row(out, t, width));
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    explainedBy(panel, state, pattern, k, width, explained);
    for (let period = 0; period < pattern.periods; period++) {
      const t = getIndex(panel.request.patternPeriods, pattern.first + period);
      const target = row(out, t, width);
      directionsAt(panel, t, w);
      for (let i = 0; i < width; i++) {
        let variance = get(explained, i);
        for (let a = 0; a < state.d; a++) {
          for (let c = 0; c < state.d; c++) {
            variance -= get(w, a) * get(w, c) * get(row(explained, 1 + a * state.d + c, width), i);
          }
        }
        set(target, i, Math.max(0.0, get(prior, i) - tau * tau * variance));
      }
    }
  }
  for (let t = 0; t < panel.T; t++) {
    for (let i = 0; i < width; i++) {
      const size = panel.c * (isTime ? 1.0 : get(panel.request.scales, i));
      set(row(out, t, width), i, size * size * get(row(out, t, width), i));
    }
  }
  release(position);
}

/** Rows of `width`: the diagonal of B_O'Ω_OO⁻¹B_O, then those of R'Φ_ac,OO·R for the pairs of directions a, c. */
function explainedBy(
  panel: Panel,
  state: PatternsState,
  pattern: Pattern,
  k: i32,
  width: i32,
  explained: usize,
): void {
  const N = panel.N;
  const d = state.d;
  const n = pattern.n;
  const position = mark();
  const B = allocateMatrix(n, width);
  const R = allocateMatrix(n, width);
  const product = allocateMatrix(n, width);
  fill(n * width, 1.0, B);
  if (kindOf(panel, k) == TermKind.ASSET_TIME) {
    const K = kernelMatrix(panel, kernelOf(panel, k));
    for (let o = 0; o < n; o++) copy(N, row(K, getIndex(pattern.assets, o), N), row(B, o, N));
  }
  gemm(false, false, n, width, n, 1.0, pattern.Q, n, B, width, 0.0, R, width);
  diagonalOfProduct(n, width, B, R, explained);
  for (let a = 0; a < d; a++) {
    for (let c = 0; c < d; c++) {
      fill(n * n, 0.0, state.block);
      gatherSquare(n, 1.0, from(row(state.Phi, a * N, d * N), c * N), d * N, pattern.assets, state.block);
      gemm(false, false, n, width, n, 1.0, state.block, n, R, width, 0.0, product, width);
      diagonalOfProduct(n, width, R, product, row(explained, 1 + a * d + c, width));
    }
  }
  release(position);
}

/** out_i := Σ_o x_oi·y_oi for x and y of n×width */
function diagonalOfProduct(n: i32, width: i32, x: usize, y: usize, out: usize): void {
  fill(width, 0.0, out);
  for (let o = 0; o < n; o++) {
    for (let i = 0; i < width; i++) add(out, i, get(row(x, o, width), i) * get(row(y, o, width), i));
  }
}

/** Arena bytes that `predictionErrors` takes for this request. */
export function predictionErrorsWorkspace(address: usize): usize {
  const request = changetype<PanelRequest>(address);
  const N = request.assets;
  const d = request.assetFixed + maxDirections(request);
  const own =
    vectorBytes(N) +
    matrixBytes(d * d + 1, N) +
    vectorBytes(d) +
    3 * matrixBytes(N, N) +
    max(gemmWorkspace(N, N, N), gemmWorkspace(N, 1, N));
  return fitPanelWorkspace(address) + own;
}
