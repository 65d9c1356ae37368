import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../../arena';
import { getIndex, setIndex } from '../../linalg/indexed';
import { get, row, set } from '../../linalg/vector';
import { kindOf, maxDirections, Panel } from '../panel';
import { PanelRequest, TermKind } from '../request';
import { periodGroupOf, residualTerms } from '../residual';

/**
 * One set O of observed assets, with the periods in which just these are seen; all of one group where residual variances
 * differ between periods.
 *
 * Its periods enter by the cross-products of [w_t, y_t] alone; with more periods than columns they are replaced by the
 * rows of the triangle of [W Y], which has the same ones.
 */
@unmanaged
export class Pattern {
  /** number of periods, their positions in the request's `patternPeriods` from `first` on, and their group */
  periods: i32;
  first: i32;
  group: i32;
  /** n assets; n integers, ascending */
  n: i32;
  assets: usize;
  /** rows that stand for the periods: rows×d and rows×n */
  rows: i32;
  W: usize;
  Y: usize;
  /** W'W, d×d, and W'Y, d×n */
  C: usize;
  WY: usize;
  /** Ω_OO⁻¹ at the current variances, n×n */
  Q: usize;
}

/**
 * The patterns path: everything slow is linear in d directions over the periods, an effect an asset each.
 *
 * Directions are Wa, then W. With Z = [w_t' ⊗ I_O] over the observed cells, all fixed effects and persistent random
 * effects are Z·F·γ; Henderson's equations for γ have H = D·F'AF·D + [0; I], A = Z'Γ⁻¹Z, with Γ the covariance within
 * the periods and D = diag(1, √τ_s). See docs/theory.md#missing-cells.
 */
@unmanaged
export class PatternsState {
  count: i32;
  /** `count` Pattern structs, one after the other */
  list: usize;
  /** directions d; unknowns h, of which the first `fixed` are fixed effects: mA×N, then p; then N a persistent term */
  d: i32;
  h: i32;
  fixed: i32;
  /** dN×h; 0 where F is the identity */
  F: usize;
  /** q×d: the covariate of a persistent term in the directions; rows of the other terms are 0 */
  coefficients: usize;

  /** at the current variances: N×N Ω without the residuals; dN×dN A and Φ = F·D·H⁻¹·D·F'; dN b = Z'Γ⁻¹y and ẑ = Φ·b; dN×h A·F; h×h F'AF */
  Omega: usize;
  A: usize;
  Phi: usize;
  b: usize;
  z: usize;
  AF: usize;
  FAF: usize;
  /** h×h H⁻¹; h γ, and D·γ */
  inverse: usize;
  /**
   * Of log|V| (ML) or log|V| + log|X'V⁻¹X| (REML), as the scores need it: h×h inverse W, W = H⁻¹ with REML and (H_mm)⁻¹
   * between zeros with ML, H_mm the random effects' part of H; h×h D·W·D; dN×dN F·D·W·D·F'. With REML `inverse`,
   * `square` and `Phi`; 0 with ML where no effect persists and V = Γ
   */
  determinantInverse: usize;
  determinantSquare: usize;
  determinantPhi: usize;
  standard: usize;
  gamma: usize;
  /** d×N Z'·P·y; q×dN rows Z'·Γ⁻¹·V_k·P·y, and the same times Φ; N×N −2∂ℓ/∂Ω */
  v: usize;
  g: usize;
  gPhi: usize;
  G: usize;
  /** scratch: h×h (D·H⁻¹·D after the equations are solved), dN×h, three N×N, d×N */
  square: usize;
  squareF: usize;
  block: usize;
  blockA: usize;
  blockB: usize;
  along: usize;
  /** scratch, rows×N: residuals y − ẑ'w, U = P·y, then V_k·U and Γ⁻¹·V_k·U of every component but the residuals */
  E: usize;
  U: usize;
  VU: usize;
  QVU: usize;
}

// @ts-ignore: decorator
@inline
export function patternsOf(panel: Panel): PatternsState {
  return changetype<PatternsState>(panel.state);
}

// @ts-ignore: decorator
@inline
export function patternAt(state: PatternsState, g: i32): Pattern {
  return changetype<Pattern>(state.list + <usize>g * offsetof<Pattern>());
}

/** x_kk := value for every effect per asset that an asset goes without: rows and columns of these are 0 in F and F'AF. */
export function setAbsent(panel: Panel, x: usize, ld: i32, value: f64): void {
  if (panel.request.absent == 0) return;
  for (let k = 0; k < panel.mA * panel.N; k++) {
    if (getIndex(panel.request.absent, k) != 0) set(row(x, k, ld), k, value);
  }
}

/** Of persistent term s the direction whose coefficient is largest: F there is that coefficient times L_s. */
export function mainDirection(state: PatternsState, s: i32): i32 {
  const coefficients = row(state.coefficients, s, state.d);
  let best = 0;
  for (let a = 1; a < state.d; a++) {
    if (Math.abs(get(coefficients, a)) > Math.abs(get(coefficients, best))) best = a;
  }
  return best;
}

/** Number of terms with a persistent effect. */
function persistentTerms(request: PanelRequest): i32 {
  let count = 0;
  for (let k = 0; k < request.terms; k++) if (getIndex(request.kinds, k) == TermKind.PERSISTENT) count++;
  return count;
}

/** Assets seen in a period of the request. */
function seenIn(request: PanelRequest, period: i32): i32 {
  let n = 0;
  const returns = row(request.returns, period, request.assets);
  for (let i = 0; i < request.assets; i++) if (!isNaN(get(returns, i))) n++;
  return n;
}

/** Allocates the state and the patterns, and tells which assets each one sees. */
export function allocatePatterns(panel: Panel): PatternsState {
  const request = panel.request;
  const N = panel.N;
  const q = panel.q;
  const state = changetype<PatternsState>(allocate(offsetof<PatternsState>()));
  panel.state = changetype<usize>(state);
  state.count = request.patternCount;
  state.d = panel.mA + panel.m;
  state.fixed = panel.mA * N + panel.p;
  state.h = state.fixed + persistentTerms(request) * N;
  const d = state.d;
  const h = state.h;

  state.list = allocate(<usize>state.count * offsetof<Pattern>());
  let first = 0;
  let rows = 0;
  for (let g = 0; g < state.count; g++) {
    const pattern = patternAt(state, g);
    pattern.periods = getIndex(request.patternSizes, g);
    pattern.first = first;
    first += pattern.periods;
    const period = getIndex(request.patternPeriods, pattern.first);
    pattern.group = periodGroupOf(panel, period);
    pattern.n = seenIn(request, period);
    const n = pattern.n;
    pattern.rows = min(pattern.periods, d + n);
    rows = max(rows, pattern.rows);
    pattern.assets = allocate((<usize>n) << 2);
    pattern.W = allocateMatrix(pattern.rows, d);
    pattern.Y = allocateMatrix(pattern.rows, n);
    pattern.C = allocateMatrix(d, d);
    pattern.WY = allocateMatrix(d, n);
    pattern.Q = allocateMatrix(n, n);
    const returns = row(request.returns, period, N);
    let k = 0;
    for (let i = 0; i < N; i++) if (!isNaN(get(returns, i))) setIndex(pattern.assets, k++, i);
  }

  const isIdentity = h == d * N && state.fixed == panel.mA * N && panel.m == 0 && request.absent == 0;
  state.F = isIdentity ? 0 : allocateMatrix(d * N, h);
  state.coefficients = allocateMatrix(q, d);
  state.Omega = allocateMatrix(N, N);
  state.A = allocateMatrix(d * N, d * N);
  state.Phi = allocateMatrix(d * N, d * N);
  state.b = allocateVector(d * N);
  state.z = allocateVector(d * N);
  state.AF = state.F == 0 ? state.A : allocateMatrix(d * N, h);
  state.FAF = state.F == 0 ? state.A : allocateMatrix(h, h);
  state.inverse = allocateMatrix(h, h);
  state.standard = allocateVector(h);
  state.gamma = allocateVector(h);
  state.v = allocateMatrix(d, N);
  state.g = allocateMatrix(q, d * N);
  state.gPhi = allocateMatrix(q, d * N);
  state.G = allocateMatrix(N, N);
  state.square = allocateMatrix(h, h);
  state.squareF = allocateMatrix(d * N, h);
  const isOwn = panel.isML && h > state.fixed;
  state.determinantInverse = isOwn ? allocateMatrix(h, h) : panel.isML ? 0 : state.inverse;
  state.determinantSquare = isOwn ? allocateMatrix(h, h) : panel.isML ? 0 : state.square;
  state.determinantPhi = isOwn ? allocateMatrix(d * N, d * N) : panel.isML ? 0 : state.Phi;
  state.block = allocateMatrix(N, N);
  state.blockA = allocateMatrix(N, N);
  state.blockB = allocateMatrix(N, N);
  state.along = allocateMatrix(d, N);
  state.E = allocateMatrix(rows, N);
  state.U = allocateMatrix(rows, N);
  state.VU = allocateMatrix(panel.firstResidual * rows, N);
  state.QVU = allocateMatrix(panel.firstResidual * rows, N);
  return state;
}

/** Most rows that a pattern of the request can have. */
export function mostRows(request: PanelRequest): i32 {
  const d = request.assetFixed + maxDirections(request);
  let rows = 0;
  let first = 0;
  for (let g = 0; g < request.patternCount; g++) {
    const periods = getIndex(request.patternSizes, g);
    rows = max(rows, min(periods, d + seenIn(request, getIndex(request.patternPeriods, first))));
    first += periods;
  }
  return rows;
}

/** Unknowns of Henderson's equations, at most. */
export function mostUnknowns(request: PanelRequest): i32 {
  const N = request.assets;
  return request.assetFixed * N + request.commonFixed + persistentTerms(request) * N;
}

/** Arena bytes that `allocatePatterns` takes. */
export function patternsBytes(request: PanelRequest): usize {
  const N = request.assets;
  const q = request.terms;
  const d = request.assetFixed + maxDirections(request);
  const h = mostUnknowns(request);
  const rows = mostRows(request);
  let bytes = roundUp(offsetof<PatternsState>()) + roundUp(<usize>request.patternCount * offsetof<Pattern>());
  let first = 0;
  for (let g = 0; g < request.patternCount; g++) {
    const periods = getIndex(request.patternSizes, g);
    const n = seenIn(request, getIndex(request.patternPeriods, first));
    const own = min(periods, d + n);
    first += periods;
    bytes += roundUp((<usize>n) << 2) + matrixBytes(own, d) + matrixBytes(own, n);
    bytes += matrixBytes(d, d) + matrixBytes(d, n) + matrixBytes(n, n);
  }
  bytes += 3 * matrixBytes(d * N, h) + 2 * matrixBytes(d * N, d * N) + 2 * vectorBytes(d * N);
  if (request.maximumLikelihood != 0) bytes += 2 * matrixBytes(h, h) + matrixBytes(d * N, d * N);
  bytes += matrixBytes(q, d) + 5 * matrixBytes(N, N) + 3 * matrixBytes(h, h) + 2 * vectorBytes(h);
  bytes += 2 * matrixBytes(d, N) + 2 * matrixBytes(q, d * N);
  return bytes + 2 * matrixBytes(rows, N) + 2 * matrixBytes((q - residualTerms(request)) * rows, N);
}
