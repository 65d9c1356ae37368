import { copy, dot, fill, get, row, scale, set } from '../linalg/vector';
import { gemm, gemv, gemmWorkspace } from '../linalg/gemm';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { allocateVector, mark, release, vectorBytes } from '../arena';
import { FitStatus, Summary } from './request';
import { degreesOf, Panel, report } from './panel';

/** Sums of squares below this are too close to the smallest double to divide by. */
const SMALLEST: f64 = 1e-280;
/** Residuals below this share of the returns' norm are rounding, not variation. */
const NO_VARIATION: f64 = 1e-12;

/**
 * Splits the returns by the bases: Ya = Wa·Y, Z = W·Y, what is left, and S = Y'(I − Wa'Wa − W'W)Y.
 *
 * work    `collapseWorkspace` bytes of the arena.
 */
export function collapseReturns(panel: Panel): void {
  const T = panel.T;
  const N = panel.N;
  const m = panel.m;
  const mA = panel.mA;
  const Y = panel.request.returns;
  gemm(false, false, mA, N, T, 1.0, panel.Wa, T, Y, N, 0.0, panel.Ya, N);
  gemm(false, false, m, N, T, 1.0, panel.W, T, Y, N, 0.0, panel.Z, N);
  copy(T * N, Y, panel.Yperp);
  gemm(true, false, T, N, mA, -1.0, panel.Wa, T, panel.Ya, N, 1.0, panel.Yperp, N);
  gemm(true, false, T, N, m, -1.0, panel.W, T, panel.Z, N, 1.0, panel.Yperp, N);
  syrk(true, N, T, 1.0, panel.Yperp, N, 0.0, panel.S, N);
  symmetrize(N, panel.S, N);
}

/**
 * Divides every asset by its residual standard deviation s_i where that is asked for, then everything by one c,
 * so that the optimiser always sees returns of unit variance. s_i² = RSS_i/(ν + m), ν + m = T − mA, RSS of ordinary least squares
 * with all fixed effects; c² is the mean residual square that is left.
 *
 * returns FITTED, or NO_VARIATION with the asset's index, −1 for the panel as a whole.
 */
export function normaliseReturns(panel: Panel): i32 {
  const N = panel.N;
  const request = panel.request;
  const position = mark();
  const rss = allocateVector(N);
  fill(N, 1.0, panel.h);
  fill(N, 1.0, request.scales);

  residualSquares(panel, rss);
  if (request.scaleResidual) {
    for (let i = 0; i < N; i++) {
      if (!(get(rss, i) > NO_VARIATION * NO_VARIATION * columnSquares(panel, i)))
        return noVariation(panel, i, position);
      const s = Math.sqrt(get(rss, i) / degreesOf(panel, i));
      set(request.scales, i, s);
      set(panel.h, i, 1.0 / s);
    }
    divideColumns(panel);
    residualSquares(panel, rss);
  }

  let total = 0.0;
  let size = 0.0;
  for (let i = 0; i < N; i++) {
    total += get(rss, i);
    const s = get(request.scales, i);
    size += columnSquares(panel, i) / (s * s);
  }
  const degrees = (panel.nu + <f64>panel.m) * <f64>N - <f64>panel.p;
  if (!(degrees > 0.0) || !(total > NO_VARIATION * NO_VARIATION * size))
    return noVariation(panel, -1, position);
  panel.c = Math.sqrt(total / degrees);
  const factor = 1.0 / panel.c;
  scale(panel.mA * N, factor, panel.Ya);
  scale(panel.m * N, factor, panel.Z);
  scale(panel.T * N, factor, panel.Yperp);
  scale(N * N, factor * factor, panel.S);
  release(position);
  return FitStatus.FITTED;
}

/** Residual sum of squares of each asset by ordinary least squares: S_ii + ‖Z_i − R·γ·h_i‖², γ = R'Z·h/h'h. */
function residualSquares(panel: Panel, rss: usize): void {
  const N = panel.N;
  const p = panel.p;
  const m = panel.m;
  const h = panel.h;
  const position = mark();
  const mean = allocateVector(m);
  const gamma = allocateVector(p);
  gemv(false, m, N, 1.0 / dot(N, h, h), panel.Z, N, h, 0.0, mean);
  gemv(true, m, p, 1.0, panel.R, p, mean, 0.0, gamma);
  gemv(false, m, p, 1.0, panel.R, p, gamma, 0.0, mean);
  for (let i = 0; i < N; i++) {
    let squares = get(row(panel.S, i, N), i);
    for (let a = 0; a < m; a++) {
      const left = get(row(panel.Z, a, N), i) - get(mean, a) * get(h, i);
      squares += left * left;
    }
    set(rss, i, squares);
  }
  release(position);
}

/** Σ_t y_ti² of the returns as given. */
function columnSquares(panel: Panel, i: i32): f64 {
  let squares = 0.0;
  for (let t = 0; t < panel.T; t++) {
    const y = get(row(panel.request.returns, t, panel.N), i);
    squares += y * y;
  }
  return squares;
}

/** Divides the collapsed returns of asset i by s_i, S by s_i·s_j. */
function divideColumns(panel: Panel): void {
  const N = panel.N;
  divideRows(panel.Ya, panel.mA, N, panel.h);
  divideRows(panel.Z, panel.m, N, panel.h);
  divideRows(panel.Yperp, panel.T, N, panel.h);
  divideRows(panel.S, N, N, panel.h);
  for (let i = 0; i < N; i++) scale(N, get(panel.h, i), row(panel.S, i, N));
}

function divideRows(a: usize, rows: i32, N: i32, h: usize): void {
  for (let t = 0; t < rows; t++) {
    const line = row(a, t, N);
    for (let i = 0; i < N; i++) set(line, i, get(line, i) * get(h, i));
  }
}

function noVariation(panel: Panel, asset: i32, position: usize): i32 {
  report(panel.request, Summary.DETAIL, <f64>asset);
  release(position);
  return FitStatus.NO_VARIATION;
}

/** Arena bytes that this file's functions take. */
export function collapseWorkspace(T: i32, N: i32, m: i32, mA: i32, p: i32): usize {
  let bytes = syrkWorkspace(N, T);
  bytes = max(bytes, max(gemmWorkspace(mA, N, T), gemmWorkspace(m, N, T)));
  bytes = max(bytes, max(gemmWorkspace(T, N, mA), gemmWorkspace(T, N, m)));
  return max(bytes, vectorBytes(N) + vectorBytes(m) + vectorBytes(p));
}
