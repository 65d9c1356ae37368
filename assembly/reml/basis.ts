import { add, axpy, copy, dot, fill, get, row, scale, set } from '../linalg/vector';
import { FitStatus, Summary, TermKind } from './request';
import { columnOf, kindOf, Panel, report } from './panel';

/** A column is dependent when less than this share of its norm is left beside the others. */
const DEPENDENT: f64 = 1e-10;

/**
 * Orthonormal bases of the period covariates, by modified Gram–Schmidt with one repetition.
 *
 * Wa spans the columns that are fixed per asset, G adds the common fixed ones, W spans persistent and common
 * columns beside Wa, persistent first, so that only the first r directions carry persistent effects.
 *
 * returns FITTED, or ALIASED with the index of the fixed column that depends on earlier ones.
 */
export function buildBases(panel: Panel): i32 {
  const T = panel.T;
  const request = panel.request;
  const mA = panel.mA;
  const p = panel.p;
  const persistent = row(request.columns, mA, T);
  const common = row(request.columns, mA + request.persistent, T);

  fill(mA * mA, 0.0, panel.Ra);
  for (let k = 0; k < mA; k++) {
    const w = row(panel.Wa, k, T);
    copy(T, row(request.columns, k, T), w);
    if (!orthonormalise(T, k, panel.Wa, w, panel.Ra, k, mA)) return aliased(panel, k);
  }

  fill(p * p, 0.0, panel.U);
  fill(mA * p, 0.0, panel.Ca);
  for (let k = 0; k < p; k++) {
    const g = row(panel.G, k, T);
    copy(T, row(common, k, T), g);
    const before = Math.sqrt(dot(T, g, g));
    project(T, mA, panel.Wa, g, panel.Ca, k, p);
    const left = Math.sqrt(dot(T, g, g));
    if (!(left > DEPENDENT * before)) return aliased(panel, mA + k);
    if (!orthonormalise(T, k, panel.G, g, panel.U, k, p)) return aliased(panel, mA + k);
    project(T, mA, panel.Wa, g, 0, 0, 0);
  }

  let m = 0;
  for (let k = 0; k < request.persistent; k++) if (extend(panel, row(persistent, k, T), m)) m++;
  panel.r = m;
  for (let k = 0; k < p; k++) if (extend(panel, row(panel.G, k, T), m)) m++;
  panel.m = m;
  panel.nu = request.degrees != 0 ? get(request.degrees, 0) : <f64>(T - mA - m);

  for (let a = 0; a < m; a++) {
    for (let k = 0; k < p; k++) set(row(panel.R, a, p), k, dot(T, row(panel.W, a, T), row(panel.G, k, T)));
  }
  for (let k = 0; k < panel.q; k++) persistentCoordinates(panel, k, persistent);
  return FitStatus.FITTED;
}

/** Coordinates of the covariate of component k in W and Wa, divided by its root mean square. */
function persistentCoordinates(panel: Panel, k: i32, persistent: usize): void {
  const T = panel.T;
  set(panel.columnScales, k, 1.0);
  if (kindOf(panel, k) != TermKind.PERSISTENT) return;
  const x = row(persistent, columnOf(panel, k), T);
  const rms = Math.sqrt(dot(T, x, x) / <f64>T);
  if (!(rms > 0.0)) return;
  set(panel.columnScales, k, rms);
  for (let a = 0; a < panel.r; a++) set(row(panel.Q, k, panel.m), a, dot(T, row(panel.W, a, T), x) / rms);
  for (let a = 0; a < panel.mA; a++) set(row(panel.Qa, k, panel.mA), a, dot(T, row(panel.Wa, a, T), x) / rms);
}

/** Adds what is new in column x as direction m of W; false when nothing is. */
function extend(panel: Panel, x: usize, m: i32): bool {
  const T = panel.T;
  const w = row(panel.W, m, T);
  copy(T, x, w);
  const before = Math.sqrt(dot(T, w, w));
  for (let pass = 0; pass < 2; pass++) {
    project(T, panel.mA, panel.Wa, w, 0, 0, 0);
    project(T, m, panel.W, w, 0, 0, 0);
  }
  const left = Math.sqrt(dot(T, w, w));
  if (!(left > DEPENDENT * before)) return false;
  scale(T, 1.0 / left, w);
  for (let pass = 0; pass < 2; pass++) {
    project(T, panel.mA, panel.Wa, w, 0, 0, 0);
    project(T, m, panel.W, w, 0, 0, 0);
  }
  scale(T, 1.0 / Math.sqrt(dot(T, w, w)), w);
  return true;
}

/** Makes x a unit vector beside the k rows of `basis`; adds its coordinates to column `column` of `coordinates`. */
function orthonormalise(
  T: i32,
  k: i32,
  basis: usize,
  x: usize,
  coordinates: usize,
  column: i32,
  ld: i32,
): bool {
  const before = Math.sqrt(dot(T, x, x));
  project(T, k, basis, x, coordinates, column, ld);
  project(T, k, basis, x, coordinates, column, ld);
  const left = Math.sqrt(dot(T, x, x));
  if (!(left > DEPENDENT * before)) return false;
  set(row(coordinates, k, ld), column, left);
  scale(T, 1.0 / left, x);
  return true;
}

/** x := x − basis'(basis·x), one row at a time; adds the coordinates to a column of `coordinates` unless that is 0. */
function project(T: i32, k: i32, basis: usize, x: usize, coordinates: usize, column: i32, ld: i32): void {
  for (let a = 0; a < k; a++) {
    const w = row(basis, a, T);
    const along = dot(T, w, x);
    axpy(T, -along, w, x);
    if (coordinates != 0) add(row(coordinates, a, ld), column, along);
  }
}

function aliased(panel: Panel, column: i32): i32 {
  report(panel.request, Summary.DETAIL, <f64>column);
  return FitStatus.ALIASED;
}
