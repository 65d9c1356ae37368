import { get, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { levelCount, Mixed } from './model';

/**
 * The factor T of the covariance of the effects, TT' = G ⊗ I for every term or pair: √τ of a term alone, and of a pair
 * the Cholesky factor [l₁₁ 0; l₂₁ l₂₂] of its G, zeros where G is singular.
 */
@unmanaged
export class Factors {
  /** terms: √τ, l₁₁ or l₂₂ */
  own: usize;
  /** pairs: l₂₁ */
  cross: usize;
}

/** Factors at the current components. */
export function setFactors(mixed: Mixed, factors: Factors): void {
  for (let k = 0; k < mixed.terms; k++) set(factors.own, k, Math.sqrt(Math.max(0.0, get(mixed.tau, k))));
  for (let j = 0; j < mixed.pairs; j++) {
    const a = getIndex(mixed.request.pairs, 2 * j);
    const b = getIndex(mixed.request.pairs, 2 * j + 1);
    const l11 = get(factors.own, a);
    const l21 = l11 > 0.0 ? get(mixed.tau, mixed.terms + j) / l11 : 0.0;
    const rest = get(mixed.tau, b) - l21 * l21;
    set(factors.cross, j, l21);
    // what rounding leaves of a singular G is not a variance
    set(factors.own, b, rest > 1e-13 * get(mixed.tau, b) ? Math.sqrt(rest) : 0.0);
  }
}

/** out := T'x over [levels | fixed effects]; x and out may be the same. */
export function timesTransposedFactor(mixed: Mixed, factors: Factors, x: usize, out: usize): void {
  for (let k = 0; k < mixed.terms; k++) {
    const first = getIndex(mixed.offsets, k);
    const pair = getIndex(mixed.pairOf, k);
    const own = get(factors.own, k);
    const isFirst = pair >= 0 && getIndex(mixed.request.pairs, 2 * pair) == k;
    const other = isFirst ? getIndex(mixed.offsets, getIndex(mixed.request.pairs, 2 * pair + 1)) : 0;
    for (let l = 0; l < levelCount(mixed, k); l++) {
      let value = own * get(x, first + l);
      // the partner comes later, and is still x where out is x
      if (isFirst) value += get(factors.cross, pair) * get(x, other + l);
      set(out, first + l, value);
    }
  }
  for (let a = mixed.m; a < mixed.d; a++) set(out, a, get(x, a));
}

/** out := Tx over [levels | fixed effects]; x and out may not overlap. */
export function timesFactor(mixed: Mixed, factors: Factors, x: usize, out: usize): void {
  for (let k = 0; k < mixed.terms; k++) {
    const first = getIndex(mixed.offsets, k);
    const pair = getIndex(mixed.pairOf, k);
    const own = get(factors.own, k);
    const isSecond = pair >= 0 && getIndex(mixed.request.pairs, 2 * pair + 1) == k;
    const other = isSecond ? getIndex(mixed.offsets, getIndex(mixed.request.pairs, 2 * pair)) : 0;
    for (let l = 0; l < levelCount(mixed, k); l++) {
      let value = own * get(x, first + l);
      if (isSecond) value += get(factors.cross, pair) * get(x, other + l);
      set(out, first + l, value);
    }
  }
  for (let a = mixed.m; a < mixed.d; a++) set(out, a, get(x, a));
}

/** Whether the factor of term k (of its pair) can be divided by. */
export function isInvertible(mixed: Mixed, factors: Factors, k: i32): bool {
  const pair = getIndex(mixed.pairOf, k);
  if (pair < 0) return get(factors.own, k) > 0.0;
  return (
    get(factors.own, getIndex(mixed.request.pairs, 2 * pair)) > 0.0 &&
    get(factors.own, getIndex(mixed.request.pairs, 2 * pair + 1)) > 0.0
  );
}

/** out := T⁻¹x for the levels of term k and of its partner; others are not touched. Only where T is invertible. */
export function solveFactor(mixed: Mixed, factors: Factors, k: i32, x: usize, out: usize): void {
  const pair = getIndex(mixed.pairOf, k);
  const a = pair < 0 ? k : getIndex(mixed.request.pairs, 2 * pair);
  const first = getIndex(mixed.offsets, a);
  for (let l = 0; l < levelCount(mixed, a); l++) set(out, first + l, get(x, first + l) / get(factors.own, a));
  if (pair < 0) return;
  const b = getIndex(mixed.request.pairs, 2 * pair + 1);
  const second = getIndex(mixed.offsets, b);
  for (let l = 0; l < levelCount(mixed, b); l++) {
    const rest = get(x, second + l) - get(factors.cross, pair) * get(out, first + l);
    set(out, second + l, rest / get(factors.own, b));
  }
}

/** out := T⁻'x for the levels of term k and of its partner; others are not touched. Only where T is invertible. */
export function solveTransposedFactor(mixed: Mixed, factors: Factors, k: i32, x: usize, out: usize): void {
  const pair = getIndex(mixed.pairOf, k);
  const a = pair < 0 ? k : getIndex(mixed.request.pairs, 2 * pair);
  const first = getIndex(mixed.offsets, a);
  if (pair < 0) {
    for (let l = 0; l < levelCount(mixed, a); l++)
      set(out, first + l, get(x, first + l) / get(factors.own, a));
    return;
  }
  const b = getIndex(mixed.request.pairs, 2 * pair + 1);
  const second = getIndex(mixed.offsets, b);
  for (let l = 0; l < levelCount(mixed, b); l++) {
    const later = get(x, second + l) / get(factors.own, b);
    set(out, second + l, later);
    set(out, first + l, (get(x, first + l) - get(factors.cross, pair) * later) / get(factors.own, a));
  }
}
