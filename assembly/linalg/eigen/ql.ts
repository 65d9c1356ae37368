import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../../arena';
import { get, set, fill } from '../vector';
import { RECORD, applyRotations } from './rotations';

/** Unit roundoff of the spacing of doubles at 1. */
const EPSILON: f64 = 2.220446049250313e-16;

/** QL steps that are allowed an eigenvalue on average; two are usual. */
const STEPS: i32 = 30;

/** Sweeps of full length that fit in a batch. */
const SWEEPS: i32 = 16;

/** 2⁻¹⁰⁰: what is smaller by that makes no difference, and is kept out of divisors and squares. */
const VANISHING: f64 = 7.888609052210118e-31;

/** A batch ends when a vector's scale falls below 2⁻⁵⁰⁰. */
const SMALLEST_SCALE: f64 = 3.054936363499605e-151;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal T by implicit QL with Wilkinson's shift.
 *
 * d       n: the diagonal of T; the eigenvalues on return, in no order.
 * e       n: the elements below it, e_{n−1} = 0; destroyed. Those not above ε·max(|d_i| + |e_i|) count as 0.
 * sliced  n vectors (`rotations.ts`), the columns of Q in A = Q·T·Q'; the eigenvectors of A on return, in d's order.
 * returns 0, or 1 when 30·n steps were not enough.
 * work    `implicitQLWorkspace(n)` bytes of the arena.
 */
export function implicitQL(n: i32, d: usize, e: usize, sliced: usize): i32 {
  const position = mark();
  const scales = allocateVector(n);
  const batch = allocate(batchBytes(n));
  const full = batch + batchBytes(n) - <usize>n * RECORD;
  fill(n, 1.0, scales);
  let cursor = batch;
  let highest = 0;
  let lowest = n;
  let steps = STEPS * n;

  let norm = 0.0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(get(d, i)) + Math.abs(get(e, i)));
  const negligible = EPSILON * norm;

  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && Math.abs(get(e, m)) > negligible) m++;
      if (m == l) break;
      if (steps-- == 0) {
        release(position);
        return 1;
      }
      store<i32>(cursor, m);
      store<i32>(cursor, l, 4);
      const smallest = step(l, m, VANISHING * norm, d, e, scales, cursor + RECORD);
      cursor += <usize>(m - l + 1) * RECORD;
      highest = max(highest, m);
      lowest = min(lowest, l);
      if (cursor > full || smallest < SMALLEST_SCALE) {
        applyRotations(n, sliced, batch, cursor, scales, lowest, highest);
        fill(n, 1.0, scales);
        cursor = batch;
        highest = 0;
        lowest = n;
      }
    }
  }
  applyRotations(n, sliced, batch, cursor, scales, lowest, highest);
  release(position);
  return 0;
}

/** Arena bytes that `implicitQL` takes. */
export function implicitQLWorkspace(n: i32): usize {
  return vectorBytes(n) + roundUp(batchBytes(n));
}

/** A batch has room for SWEEPS sweeps over everything, and one more. */
function batchBytes(n: i32): usize {
  return <usize>(SWEEPS + 1) * <usize>n * RECORD;
}

/**
 * One QL step on rows l … m of T, none of whose e_l … e_{m−1} is negligible.
 *
 * vanishing a vector (f, g) that is not longer needs no rotation.
 * record  where α and β of the m − l rotations go, i = m − 1 … l.
 * returns the smallest |scale| it leaves.
 */
function step(l: i32, m: i32, vanishing: f64, d: usize, e: usize, scales: usize, record: usize): f64 {
  const ratio = (get(d, l + 1) - get(d, l)) / (2.0 * get(e, l));
  const root = Math.sqrt(ratio * ratio + 1.0);
  let g = get(d, m) - get(d, l) + get(e, l) / (ratio + (ratio >= 0.0 ? root : -root));
  let s = 1.0;
  let c = 1.0;
  let p = 0.0;
  let gamma = get(scales, m);
  let smallest = 1.0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * get(e, i);
    const b = c * get(e, i);
    const r = Math.sqrt(f * f + g * g);
    set(e, i + 1, r);
    s = r > vanishing ? f / r : 0.0;
    c = r > vanishing ? g / r : 1.0;
    g = get(d, i + 1) - p;
    const t = (get(d, i) - g) * s + 2.0 * c * b;
    p = s * t;
    set(d, i + 1, g + p);
    g = c * t - b;

    const cosine = Math.abs(c) < VANISHING ? VANISHING : c;
    const scale = get(scales, i);
    const upper = cosine * gamma;
    const next = cosine * scale;
    store<f64>(record, (s * scale) / upper);
    store<f64>(record, (s * gamma) / next, 8);
    record += RECORD;
    set(scales, i + 1, upper);
    smallest = Math.min(smallest, Math.abs(upper));
    gamma = next;
  }
  set(scales, l, gamma);
  set(d, l, get(d, l) - p);
  set(e, l, g);
  set(e, m, 0.0);
  return Math.min(smallest, Math.abs(gamma));
}
