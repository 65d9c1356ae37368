import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../../arena';
import { get, set, fill } from '../vector';
import { NO_COSINE, wilkinsonShift } from './root-free-ql';
import { RECORD, applyRotations } from './rotations';

/** Unit roundoff of the spacing of doubles at 1. */
const EPSILON: f64 = 2.220446049250313e-16;

/** QL steps that are allowed an eigenvalue on average; two are usual. */
const STEPS: i32 = 30;

/** Sweeps of full length that fit in a batch. */
const SWEEPS: i32 = 16;

/** 2⁻²⁰⁰: a smaller c² makes no difference to vectors, and is kept out of their divisors. */
const VANISHING: f64 = 6.223015277861142e-61;

/** A batch ends when a vector's scale falls below 2⁻⁵⁰⁰. */
const SMALLEST_SCALE: f64 = 3.054936363499605e-151;

/**
 * Eigenvalues and eigenvectors of a symmetric tridiagonal T by QL with Wilkinson's shift.
 *
 * d       n: the diagonal of T, its largest element of the order of 1; the eigenvalues on return, in no order.
 * e       n: the elements below it, e_{n−1} = 0; destroyed. Those not above ε·max(|d_i| + |e_i|) count as 0.
 * sliced  n vectors (`rotations.ts`), the columns of Q in A = Q·T·Q'; the eigenvectors of A on return, in d's order.
 * returns 0, or 1 when 30·n steps were not enough.
 * work    `accumulatingQLWorkspace(n)` bytes of the arena.
 */
export function accumulatingQL(n: i32, d: usize, e: usize, sliced: usize): i32 {
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
  for (let i = 0; i < n; i++) {
    const size = Math.abs(get(e, i));
    norm = Math.max(norm, Math.abs(get(d, i)) + size);
    set(e, i, size * get(e, i));
  }
  const negligible = EPSILON * norm * (EPSILON * norm);

  let m = 0;
  for (let l = 0; l < n; l++) {
    if (m <= l) {
      m = l;
      while (m < n - 1 && Math.abs(get(e, m)) > negligible) m++;
    }
    while (m > l) {
      if (steps-- == 0) {
        release(position);
        return 1;
      }
      store<i32>(cursor, m);
      store<i32>(cursor, l, 4);
      highest = max(highest, m);
      lowest = min(lowest, l);
      const header = cursor;
      cursor += <usize>(m - l + 1) * RECORD;
      m = step(l, m, negligible, d, e, scales, header);
      if (cursor > full || load<f64>(header, 8) < SMALLEST_SCALE) {
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

/** Arena bytes that `accumulatingQL` takes. */
export function accumulatingQLWorkspace(n: i32): usize {
  return vectorBytes(n) + roundUp(batchBytes(n));
}

/** A batch has room for SWEEPS sweeps over everything, and one more. */
function batchBytes(n: i32): usize {
  return <usize>(SWEEPS + 1) * <usize>n * RECORD;
}

/**
 * One QL step on rows l … m of T, none of whose e²_l … e²_{m−1} is negligible.
 *
 * squares e²_i with the sign of e_i.
 * record  header of the sweep (`rotations.ts`), which takes the smallest |scale| it leaves; behind it go α and β of the
 *         m − l rotations, i = m − 1 … l.
 * returns the first i of l … m such that e²_i is `negligible` now.
 *
 * The iteration itself needs only c² and s², as in `root-free-ql.ts`, so that c and s wait for square roots and delay
 * nothing. In the form with roots (EISPACK's tql2) a step turns (g, e_i) to (r, 0), with c = g/r, s = e_i/r, and goes on
 * with g := c·(d_i − σ) − s·c'·e_i, c' the cosine before. So γ = c·g and p = g², c has the sign of g, s that of e_i; where
 * c = 0, γ has lost the sign of the next g, which is then −c'.
 */
function step(l: i32, m: i32, negligible: f64, d: usize, squares: usize, scales: usize, record: usize): i32 {
  const header = record;
  let first = m;
  const sigma = wilkinsonShift(get(d, l), get(d, l + 1), Math.abs(get(squares, l)));
  let c = 1.0;
  let s = 0.0;
  let gamma = get(d, m) - sigma;
  let p = gamma * gamma;
  let sign = gamma;
  let earlierSign = 1.0;
  const floor = f64x2.replace_lane(f64x2.splat(VANISHING), 1, 0.0);
  let scaleAbove = get(scales, m);
  let smallest = 1.0;
  for (let i = m - 1; i >= l; i--) {
    const signed = get(squares, i);
    const square = Math.abs(signed);
    const r = p + square;
    if (i != m - 1) {
      const above = s * r;
      if (above <= negligible) first = i + 1;
      set(squares, i + 1, copysign(above, get(squares, i + 1)));
    }
    const earlier = c;
    const cs = f64x2.div(f64x2.replace_lane(f64x2.splat(p), 1, square), f64x2.splat(r));
    c = f64x2.extract_lane(cs, 0);
    s = f64x2.extract_lane(cs, 1);
    const alpha = get(d, i);
    const numerator = p * (alpha - sigma) - square * gamma;
    const next = numerator / r;
    set(d, i + 1, gamma + (alpha - next));
    gamma = next;

    const roots = f64x2.sqrt(f64x2.pmax(cs, floor));
    const cosine = copysign(f64x2.extract_lane(roots, 0), sign);
    const sine = copysign(f64x2.extract_lane(roots, 1), signed);
    const scale = get(scales, i);
    const upper = cosine * scaleAbove;
    const lower = cosine * scale;
    const over = f64x2.replace_lane(f64x2.splat(sine * scale), 1, sine * scaleAbove);
    const under = f64x2.replace_lane(f64x2.splat(upper), 1, lower);
    record += RECORD;
    v128.store(record, f64x2.div(over, under));
    set(scales, i + 1, upper);
    smallest = Math.min(smallest, Math.abs(upper));
    scaleAbove = lower;

    if (c > NO_COSINE) {
      p = (numerator * numerator) / (r * p);
      earlierSign = sign;
      sign = copysign(1.0, sign) * gamma;
    } else {
      p = earlier * square;
      const turned = -earlierSign;
      earlierSign = sign;
      sign = turned;
    }
  }
  set(scales, l, scaleAbove);
  if (s * p <= negligible) first = l;
  set(squares, l, copysign(s * p, sign * get(squares, l)));
  set(squares, m, 0.0);
  set(d, l, sigma + gamma);
  store<f64>(header, Math.min(smallest, Math.abs(scaleAbove)), 8);
  return first;
}
