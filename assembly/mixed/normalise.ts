import { add, axpy, copy, dot, fill, get, row, scale, set } from '../linalg/vector';
import { getIndex, setIndex } from '../linalg/indexed';
import { kernelAt, levelOf, loadingsOf, Mixed, reportMixed, termKernel } from './model';
import { MixedStatus, MixedSummary } from './request';

/** A column is dependent when less than this share of its norm is left beside the others. */
const DEPENDENT: f64 = 1e-10;
/** y has no variation when less than this share of its norm is left beside the fixed effects. */
const CONSTANT: f64 = 1e-13;

/**
 * X = Q'R by modified Gram–Schmidt with one repetition, y less its least-squares fit over its root mean residual square c.
 *
 * returns FITTED, ALIASED with all columns that depend on earlier ones (and nothing of y), or NO_VARIATION.
 */
export function normaliseObservations(mixed: Mixed): i32 {
  const n = mixed.n;
  const p = mixed.p;
  const request = mixed.request;
  fill(p * p, 0.0, mixed.R);
  let aliased = false;
  for (let k = 0; k < p; k++) {
    const q = row(mixed.Q, k, n);
    for (let i = 0; i < n; i++) set(q, i, get(row(request.X, i, p), k));
    const before = Math.sqrt(dot(n, q, q));
    for (let pass = 0; pass < 2; pass++) {
      for (let a = 0; a < k; a++) {
        const along = dot(n, row(mixed.Q, a, n), q);
        axpy(n, -along, row(mixed.Q, a, n), q);
        add(row(mixed.R, a, p), k, along);
      }
    }
    const left = Math.sqrt(dot(n, q, q));
    const dependent = !(left > DEPENDENT * before);
    setIndex(request.aliased, k, dependent ? 1 : 0);
    if (dependent) {
      if (!aliased) reportMixed(mixed, MixedSummary.DETAIL, <f64>k);
      aliased = true;
      fill(n, 0.0, q); // nothing that later columns could depend on
      continue;
    }
    set(row(mixed.R, k, p), k, left);
    scale(n, 1.0 / left, q);
  }
  if (aliased) return MixedStatus.ALIASED;
  copy(n, request.y, mixed.y);
  const before = Math.sqrt(dot(n, mixed.y, mixed.y));
  fill(p, 0.0, mixed.along);
  for (let pass = 0; pass < 2; pass++) {
    for (let a = 0; a < p; a++) {
      const along = dot(n, row(mixed.Q, a, n), mixed.y);
      axpy(n, -along, row(mixed.Q, a, n), mixed.y);
      add(mixed.along, a, along);
    }
  }
  const left = Math.sqrt(dot(n, mixed.y, mixed.y));
  if (!(left > CONSTANT * before)) return MixedStatus.NO_VARIATION;
  mixed.c = left / Math.sqrt(<f64>(n - p));
  scale(n, 1.0 / mixed.c, mixed.y);
  scale(p, 1.0 / mixed.c, mixed.along);
  return MixedStatus.FITTED;
}

/**
 * Loadings of every term divided by the root of the mean diagonal of ZKZ'; the kernels are still as they were given.
 *
 * returns FITTED, or NO_INFORMATION with the term whose effects no observation has.
 */
export function normaliseTerms(mixed: Mixed): i32 {
  const n = mixed.n;
  for (let k = 0; k < mixed.terms; k++) {
    const x = loadingsOf(mixed, k);
    copy(n, row(mixed.request.loadings, k, n), x);
    // first to the largest 1, so that squares neither over- nor underflow
    let largest = 0.0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(get(x, i)));
    if (largest > 0.0) scale(n, 1.0 / largest, x);
    const kernel = termKernel(mixed, k);
    let total = 0.0;
    for (let i = 0; i < n; i++) {
      const level = levelOf(mixed, k, i);
      const size = kernel < 0 ? 0 : getIndex(mixed.request.kernelSizes, kernel);
      const diagonal = kernel < 0 ? 1.0 : get(row(kernelAt(mixed, kernel), level, size), level);
      total += get(x, i) * get(x, i) * diagonal;
    }
    const unit = total / <f64>n;
    if (!(unit > 0.0)) {
      reportMixed(mixed, MixedSummary.DETAIL, <f64>k);
      return MixedStatus.NO_INFORMATION;
    }
    set(mixed.units, k, unit * largest * largest);
    scale(n, 1.0 / Math.sqrt(unit), x);
  }
  return MixedStatus.FITTED;
}
