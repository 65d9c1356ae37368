import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../../arena';
import { cholesky, choleskySolve, choleskyWorkspace } from '../../linalg/cholesky';
import { gather, getIndex, setIndex } from '../../linalg/indexed';
import { add, axpy, dot, fill, get, row, scale, set } from '../../linalg/vector';
import { degreesOf, effectsOfAsset, isAbsent, Panel, report } from '../panel';
import { FitStatus, Summary } from '../request';

/** A column that keeps less than this share of its norm beside the others, in the periods of one asset, is aliased. */
const DEPENDENT: f64 = 1e-7;
/** Residuals below this share of the returns' norm are rounding, not variation. */
const NO_VARIATION: f64 = 1e-12;

/** Bases of one asset's periods; n of them, `periods` their positions. */
@unmanaged
class AssetSpan {
  n: i32;
  periods: usize;
  /** mA×n orthonormal, Wa = R'·basis there, R mA×mA upper; of an absent effect both rows are 0 */
  basis: usize;
  R: usize;
  /** common columns beyond the basis, p×n, and their coordinates in it, mA×p */
  common: usize;
  commonAlong: usize;
  /** returns beyond the basis, n, and their coordinates in it, mA */
  y: usize;
  yAlong: usize;
  /** Σ y² as given */
  squares: f64;
}

/**
 * Ordinary least squares with all fixed effects on the observed cells, which takes the place of the collapse of a
 * complete panel: REML does not change when a fixed effect is taken off the returns, and the residuals have no large
 * mean left that would cancel later.
 *
 * Divides every asset by its residual standard deviation s_i where that is asked for, s_i² = RSS_i/(T_i − mA), T_i its
 * observed periods; an asset with T_i ≤ mA has no residual and takes the root mean square of the others' s_i. Then
 * divides by one c as for a complete panel. Leaves the residuals in `Yperp` (0 where missing), the estimates in `Ya`
 * (mA×N, in the basis Wa) and `gamma` (p, in the basis G).
 *
 * returns FITTED; ALIASED or ALIASED_IN_ASSET for fixed effects that the observed cells cannot tell apart; NO_VARIATION.
 * work    `ordinaryWorkspace(T, mA, p, N)` bytes of the arena.
 */
export function ordinaryLeastSquares(panel: Panel): i32 {
  const N = panel.N;
  const p = panel.p;
  const request = panel.request;
  const position = mark();
  const span = allocateSpan(panel);
  const rss = allocateVector(N);
  const squares = allocateVector(N);
  fill(N, 1.0, panel.h);
  fill(N, 1.0, request.scales);
  panel.cells = 0;
  for (let i = 0; i < N; i++) {
    const aliased = spanOfAsset(panel, i, span);
    if (aliased >= 0) return refuse(panel, FitStatus.ALIASED_IN_ASSET, aliased * N + i, position);
    set(panel.observed, i, <f64>span.n);
    set(squares, i, span.squares);
    panel.cells += span.n;
    if (panel.inverses != 0) inverseOfAsset(panel, i, span);
  }

  let aliased = commonEffects(panel, span);
  if (aliased >= 0) return refuse(panel, FitStatus.ALIASED, panel.mA + aliased, position);
  takeResiduals(panel, span, rss);
  if (request.scaleResidual) {
    const constant = residualScales(panel, rss, squares);
    if (constant != NONE) return refuse(panel, FitStatus.NO_VARIATION, constant, position);
    aliased = commonEffects(panel, span);
    if (aliased >= 0) return refuse(panel, FitStatus.ALIASED, panel.mA + aliased, position);
    takeResiduals(panel, span, rss);
  }

  let total = 0.0;
  let size = 0.0;
  for (let i = 0; i < N; i++) {
    total += get(rss, i);
    size += get(squares, i) * get(panel.h, i) * get(panel.h, i);
  }
  let degrees = -(<f64>p);
  for (let i = 0; i < N; i++) degrees += get(panel.observed, i) - <f64>effectsOfAsset(panel, i);
  if (!(degrees > 0.0) || !(total > NO_VARIATION * NO_VARIATION * size)) {
    return refuse(panel, FitStatus.NO_VARIATION, -1, position);
  }
  panel.c = Math.sqrt(total / degrees);
  scale(panel.T * N, 1.0 / panel.c, panel.Yperp);
  scale(panel.mA * N, 1.0 / panel.c, panel.Ya);
  scale(p, 1.0 / panel.c, panel.gamma);
  release(position);
  return FitStatus.FITTED;
}

/** No asset: what `residualScales` returns when every asset varies. */
const NONE: i32 = -2;

/** s_i into the request and 1/s_i into h; returns the asset without variation, −1 when none has a residual, or NONE. */
function residualScales(panel: Panel, rss: usize, squares: usize): i32 {
  const N = panel.N;
  const scales = panel.request.scales;
  let total = 0.0;
  let known = 0;
  for (let i = 0; i < N; i++) {
    const degrees = degreesOf(panel, i);
    if (!(degrees > 0.0)) continue;
    if (!(get(rss, i) > NO_VARIATION * NO_VARIATION * get(squares, i))) return i;
    const variance = get(rss, i) / degrees;
    set(scales, i, Math.sqrt(variance));
    total += variance;
    known++;
  }
  if (known == 0) return -1;
  for (let i = 0; i < N; i++) {
    if (!(degreesOf(panel, i) > 0.0)) set(scales, i, Math.sqrt(total / <f64>known));
    set(panel.h, i, 1.0 / get(scales, i));
  }
  return NONE;
}

/** Fills `span` for asset i; returns the column of Wa that depends on earlier ones in its periods, or −1. */
function spanOfAsset(panel: Panel, i: i32, span: AssetSpan): i32 {
  const T = panel.T;
  const mA = panel.mA;
  const p = panel.p;
  let n = 0;
  span.squares = 0.0;
  for (let t = 0; t < T; t++) {
    const y = get(row(panel.request.returns, t, panel.N), i);
    if (isNaN(y)) continue;
    setIndex(span.periods, n, t);
    set(span.y, n++, y);
    span.squares += y * y;
  }
  span.n = n;
  let kept = 0;
  fill(mA * mA, 0.0, span.R);
  for (let a = 0; a < mA; a++) {
    const w = row(span.basis, a, n);
    gather(n, 1.0, row(panel.Wa, a, T), span.periods, w);
    const before = Math.sqrt(dot(n, w, w));
    projectTwice(n, a, span.basis, w, span.R, a, mA);
    if (isAbsent(panel, a, i)) {
      fill(n, 0.0, w);
      continue;
    }
    const left = Math.sqrt(dot(n, w, w));
    if (!(left > DEPENDENT * before) || n <= kept++) return a;
    set(row(span.R, a, mA), a, left);
    scale(n, 1.0 / left, w);
  }
  fill(mA * p, 0.0, span.commonAlong);
  for (let l = 0; l < p; l++) {
    const g = row(span.common, l, n);
    gather(n, 1.0, row(panel.G, l, T), span.periods, g);
    projectTwice(n, mA, span.basis, g, span.commonAlong, l, p);
  }
  fill(mA, 0.0, span.yAlong);
  projectTwice(n, mA, span.basis, span.y, span.yAlong, 0, 1);
  return -1;
}

/** x := x − basis'(basis·x), twice; adds the coordinates to a column of `coordinates`. */
function projectTwice(
  n: i32,
  k: i32,
  basis: usize,
  x: usize,
  coordinates: usize,
  column: i32,
  ld: i32,
): void {
  for (let pass = 0; pass < 2; pass++) {
    for (let a = 0; a < k; a++) {
      const along = dot(n, row(basis, a, n), x);
      axpy(n, -along, row(basis, a, n), x);
      add(row(coordinates, a, ld), column, along);
    }
  }
}

/**
 * The matrix that takes effects v in Wa to those as written, B = 0 for absent ones: in the periods of the asset both are the
 * same, C·B = Wa·v, so that B = (R·Ra)⁻¹·R·v over the effects that it has. Without absent ones it is Ra⁻¹.
 */
function inverseOfAsset(panel: Panel, i: i32, span: AssetSpan): void {
  const mA = panel.mA;
  const out = row(panel.inverses, i, mA * mA);
  fill(mA * mA, 0.0, out);
  for (let b = 0; b < mA; b++) {
    for (let a = mA - 1; a >= 0; a--) {
      if (isAbsent(panel, a, i)) continue;
      let value = get(row(span.R, a, mA), b);
      for (let e = a + 1; e < mA; e++) value -= writtenAlong(panel, span, a, e) * get(row(out, e, mA), b);
      set(row(out, a, mA), b, value / writtenAlong(panel, span, a, a));
    }
  }
}

/** (R·Ra)_ae */
function writtenAlong(panel: Panel, span: AssetSpan, a: i32, e: i32): f64 {
  const mA = panel.mA;
  let sum = 0.0;
  for (let k = a; k <= e; k++) sum += get(row(span.R, a, mA), k) * get(row(panel.Ra, k, mA), e);
  return sum;
}

/** γ of the common columns, by least squares beyond the effects per asset; returns the aliased column, or −1. */
function commonEffects(panel: Panel, span: AssetSpan): i32 {
  const p = panel.p;
  if (p == 0) return -1;
  const position = mark();
  const gram = allocateMatrix(p, p);
  const full = allocateVector(p);
  fill(p * p, 0.0, gram);
  fill(p, 0.0, full);
  fill(p, 0.0, panel.gamma);
  for (let i = 0; i < panel.N; i++) {
    spanOfAsset(panel, i, span);
    const n = span.n;
    const weight = get(panel.h, i) * get(panel.h, i);
    for (let l = 0; l < p; l++) {
      const g = row(span.common, l, n);
      for (let k = 0; k <= l; k++) add(row(gram, l, p), k, weight * dot(n, g, row(span.common, k, n)));
      add(panel.gamma, l, weight * dot(n, g, span.y));
      let along = 0.0;
      for (let a = 0; a < panel.mA; a++) {
        const coordinate = get(row(span.commonAlong, a, p), l);
        along += coordinate * coordinate;
      }
      add(full, l, weight * (dot(n, g, g) + along));
    }
  }
  for (let l = 0; l < p; l++) set(full, l, 1.0 / Math.sqrt(get(full, l)));
  for (let l = 0; l < p; l++) {
    for (let k = 0; k <= l; k++) {
      const value = get(row(gram, l, p), k) * get(full, l) * get(full, k);
      set(row(gram, l, p), k, k == l ? value - DEPENDENT * DEPENDENT : value);
    }
    set(panel.gamma, l, get(panel.gamma, l) * get(full, l));
  }
  const pivot = cholesky(gram, p, p);
  if (pivot < 0) {
    choleskySolve(p, gram, p, panel.gamma);
    for (let l = 0; l < p; l++) set(panel.gamma, l, get(panel.gamma, l) * get(full, l));
  }
  release(position);
  return pivot;
}

/** Residuals, effects per asset and residual squares, everything divided by s_i; common effects are those in `gamma`. */
function takeResiduals(panel: Panel, span: AssetSpan, rss: usize): void {
  const N = panel.N;
  const mA = panel.mA;
  const p = panel.p;
  fill(panel.T * N, 0.0, panel.Yperp);
  for (let i = 0; i < N; i++) {
    spanOfAsset(panel, i, span);
    const n = span.n;
    const h = get(panel.h, i);
    for (let l = 0; l < p; l++) {
      const gamma = get(panel.gamma, l);
      axpy(n, -gamma, row(span.common, l, n), span.y);
      for (let a = 0; a < mA; a++) add(span.yAlong, a, -gamma * get(row(span.commonAlong, a, p), l));
    }
    scale(n, h, span.y);
    set(rss, i, dot(n, span.y, span.y));
    for (let k = 0; k < n; k++) set(row(panel.Yperp, getIndex(span.periods, k), N), i, get(span.y, k));
    for (let a = mA - 1; a >= 0; a--) {
      if (isAbsent(panel, a, i)) {
        set(span.yAlong, a, 0.0);
        set(row(panel.Ya, a, N), i, 0.0);
        continue;
      }
      let effect = get(span.yAlong, a);
      for (let b = a + 1; b < mA; b++) effect -= get(row(span.R, a, mA), b) * get(span.yAlong, b);
      effect /= get(row(span.R, a, mA), a);
      set(span.yAlong, a, effect);
      set(row(panel.Ya, a, N), i, h * effect);
    }
  }
}

function allocateSpan(panel: Panel): AssetSpan {
  const T = panel.T;
  const mA = panel.mA;
  const p = panel.p;
  const span = changetype<AssetSpan>(allocate(offsetof<AssetSpan>()));
  span.periods = allocate((<usize>T) << 2);
  span.basis = allocateMatrix(mA, T);
  span.R = allocateMatrix(mA, mA);
  span.common = allocateMatrix(p, T);
  span.commonAlong = allocateMatrix(mA, p);
  span.y = allocateVector(T);
  span.yAlong = allocateVector(mA);
  return span;
}

function refuse(panel: Panel, status: i32, detail: i32, position: usize): i32 {
  report(panel.request, Summary.DETAIL, <f64>detail);
  release(position);
  return status;
}

/** Arena bytes that `ordinaryLeastSquares` takes. */
export function ordinaryWorkspace(T: i32, mA: i32, p: i32, N: i32): usize {
  return (
    roundUp(offsetof<AssetSpan>()) +
    roundUp((<usize>T) << 2) +
    matrixBytes(mA + p, T) +
    64 +
    matrixBytes(mA, mA) +
    matrixBytes(mA, p) +
    vectorBytes(T) +
    vectorBytes(mA) +
    2 * vectorBytes(N) +
    matrixBytes(p, p) +
    vectorBytes(p) +
    choleskyWorkspace(p)
  );
}
