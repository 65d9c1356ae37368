import { add, axpy, copy, dot, fill, from, get, row, scale, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemv } from '../linalg/gemm';
import { Henderson } from './henderson';
import { holdFixed, setInformation } from './derivatives';
import {
  isInvertible,
  solveFactor,
  solveTransposedFactor,
  timesFactor,
  timesTransposedFactor,
} from './pairs';
import { componentKind, firstOf, levelCount, Mixed, residualOf, secondOf } from './model';
import { ComponentKind } from './request';

/**
 * Score −½[tr(PV_c) − y'PV_cPy] and average information ½ y'PV_cPV_ePy from Henderson's equations.
 *
 * With S = H⁻¹ and E = M₀'R⁻¹[M X]: M₀'PM = E·S over the levels, so that a term's trace is a sum over its rows of
 * E∘S divided by √τ, without a difference of large numbers; α = M₀'Py solves T'α = ẑ. Only where τ = 0 is
 * M₀'PM₀ = M₀'R⁻¹M₀ − E·S·E' formed. Likewise P M₀ w = R⁻¹[M₀ X]·T S T⁻¹w, and at τ = 0 the difference.
 */
export function hendersonDerivatives(mixed: Mixed, state: Henderson): void {
  const q = mixed.q;
  const d = mixed.d;
  const D = d + 1;
  fill(q, 0.0, mixed.score);
  fill(q * q, 0.0, mixed.info);
  levelScores(mixed, state);
  for (let c = 0; c < q; c++) {
    const kind = componentKind(mixed, c);
    const first = firstOf(mixed, c);
    if (kind == ComponentKind.RESIDUAL) residualDerivatives(mixed, state, first);
    else {
      set(mixed.score, c, randomScore(mixed, state, c));
      randomDirection(mixed, state, c);
    }
  }
  for (let c = 0; c < q; c++) {
    for (let e = 0; e <= c; e++) setInformation(mixed, c, e, 0.5 * innerProduct(mixed, state, c, e, D));
  }
  holdFixed(mixed);
}

/** α = M₀'Py. */
function levelScores(mixed: Mixed, state: Henderson): void {
  const m = mixed.m;
  fill(mixed.d, 0.0, state.alpha);
  for (let g = 0; g < mixed.groups; g++) {
    axpy(m, 1.0 / get(mixed.tau, residualOf(mixed, g)), row(state.U, g, mixed.d + 1), state.alpha);
  }
  for (let k = 0; k < mixed.terms; k++) {
    if (isInvertible(mixed, state.factors, k)) {
      solveTransposedFactor(mixed, state.factors, k, state.z, state.alpha);
    }
  }
}

/** Score of a variance or covariance. */
function randomScore(mixed: Mixed, state: Henderson, c: i32): f64 {
  const a = firstOf(mixed, c);
  const b = secondOf(mixed, c);
  const size = levelCount(mixed, a);
  const product = dot(
    size,
    from(state.alpha, getIndex(mixed.offsets, a)),
    from(state.alpha, getIndex(mixed.offsets, b)),
  );
  const difference = levelTrace(mixed, state, a, b) - product;
  return a == b ? -0.5 * difference : -difference;
}

/** tr(M₀_a'PM₀_b); with ML of V⁻¹ in the place of P. */
function levelTrace(mixed: Mixed, state: Henderson, a: i32, b: i32): f64 {
  const factors = state.factors;
  if (!isInvertible(mixed, factors, a)) return directTrace(mixed, state, a, b);
  const pair = getIndex(mixed.pairOf, a);
  if (pair < 0) return crossTrace(mixed, state, a, a) / get(factors.own, a);
  const first = getIndex(mixed.request.pairs, 2 * pair);
  const second = getIndex(mixed.request.pairs, 2 * pair + 1);
  // F·T = E·S blockwise, T = [l₁₁ 0; l₂₁ l₂₂]
  const l22 = get(factors.own, second);
  if (b == second) return crossTrace(mixed, state, a, second) / l22;
  const mixedTrace = crossTrace(mixed, state, first, second) / l22;
  return (
    (crossTrace(mixed, state, first, first) - get(factors.cross, pair) * mixedTrace) / get(factors.own, first)
  );
}

/** Σ over levels of row a of E times column b of S. */
function crossTrace(mixed: Mixed, state: Henderson, a: i32, b: i32): f64 {
  const d = mixed.d;
  const first = getIndex(mixed.offsets, a);
  const second = getIndex(mixed.offsets, b);
  let total = 0.0;
  for (let l = 0; l < levelCount(mixed, a); l++) {
    total += dot(d, row(state.AT, first + l, d), row(state.traceS, second + l, d));
  }
  return total;
}

/** The same trace as M₀'R⁻¹M₀ − E·S·E', regular at τ = 0; terms without variance have zero columns in E. */
function directTrace(mixed: Mixed, state: Henderson, a: i32, b: i32): f64 {
  const d = mixed.d;
  const first = getIndex(mixed.offsets, a);
  const second = getIndex(mixed.offsets, b);
  let total = 0.0;
  for (let l = 0; l < levelCount(mixed, a); l++) {
    const left = row(state.AT, first + l, d);
    const right = row(state.AT, second + l, d);
    total += get(row(state.A, first + l, d + 1), second + l);
    for (let k = 0; k <= mixed.terms; k++) {
      for (let i = rangeStart(mixed, state, k); i < rangeEnd(mixed, k); i++) {
        let product = 0.0;
        for (let other = 0; other <= mixed.terms; other++) {
          const start = rangeStart(mixed, state, other);
          const S = from(row(state.traceS, i, d), start);
          product += dot(rangeEnd(mixed, other) - start, S, from(right, start));
        }
        total -= get(left, i) * product;
      }
    }
  }
  return total;
}

/** Where the columns of term k start that E does not have as zeros; after the terms come the fixed effects. */
function rangeStart(mixed: Mixed, state: Henderson, k: i32): i32 {
  if (k == mixed.terms) return mixed.m;
  return get(state.factors.own, k) > 0.0 ? getIndex(mixed.offsets, k) : rangeEnd(mixed, k);
}

function rangeEnd(mixed: Mixed, k: i32): i32 {
  return k == mixed.terms ? mixed.d : getIndex(mixed.offsets, k) + levelCount(mixed, k);
}

/** w_c = V_cPy = M₀·weight, P·w_c = R⁻¹[M₀ X]·projected, image = A·projected. */
function randomDirection(mixed: Mixed, state: Henderson, c: i32): void {
  const d = mixed.d;
  const a = firstOf(mixed, c);
  const b = secondOf(mixed, c);
  const size = levelCount(mixed, a);
  const weight = row(state.weight, c, d);
  const projected = row(state.projected, c, d);
  fill(d, 0.0, weight);
  copy(size, from(state.alpha, getIndex(mixed.offsets, b)), from(weight, getIndex(mixed.offsets, a)));
  copy(size, from(state.alpha, getIndex(mixed.offsets, a)), from(weight, getIndex(mixed.offsets, b)));
  const scratch = state.scratch;
  const other = from(state.scratch, d + 1);
  if (isInvertible(mixed, state.factors, a)) {
    fill(d, 0.0, scratch);
    solveFactor(mixed, state.factors, a, weight, scratch);
    gemv(false, d, d, 1.0, state.S, d, scratch, 0.0, other);
    timesFactor(mixed, state.factors, other, projected);
  } else {
    gemv(true, d, d, 1.0, state.AT, d, weight, 0.0, scratch);
    gemv(false, d, d, 1.0, state.S, d, scratch, 0.0, other);
    timesFactor(mixed, state.factors, other, projected);
    for (let i = 0; i < d; i++) set(projected, i, get(weight, i) - get(projected, i));
  }
  gemv(false, d, d, 1.0, state.A, d + 1, projected, 0.0, row(state.image, c, d));
}

/** Score of residual group g, and b_g = [M X]'R⁻¹w_g in `weight`, S·b_g in `projected`, w_g = J_gR⁻¹e. */
function residualDerivatives(mixed: Mixed, state: Henderson, g: i32): void {
  const d = mixed.d;
  const D = d + 1;
  const c = residualOf(mixed, g);
  const tau = get(mixed.tau, c);
  const trace = (get(mixed.groupSizes, g) - groupTrace(mixed, state, g) / tau) / tau;
  set(mixed.score, c, -0.5 * (trace - get(state.ee, g) / (tau * tau)));
  const b = row(state.weight, c, d);
  timesTransposedFactor(mixed, state.factors, row(state.U, g, D), b);
  scale(d, 1.0 / (tau * tau), b);
  gemv(false, d, d, 1.0, state.S, d, b, 0.0, row(state.projected, c, d));
}

/** tr(S·[M X]'J_g[M X]). */
function groupTrace(mixed: Mixed, state: Henderson, g: i32): f64 {
  const d = mixed.d;
  const D = d + 1;
  if (mixed.groups == 1) {
    // S·(H − I on the levels)
    const size = mixed.ml ? mixed.m : d;
    let trace = <f64>size;
    for (let i = 0; i < mixed.m; i++) trace -= get(row(state.traceS, i, d), i);
    return trace * get(mixed.tau, residualOf(mixed, g));
  }
  let total = 0.0;
  const C = row(state.C, g, D * D);
  for (let i = 0; i < d; i++) {
    // row i of S in the coordinates [M₀ X]: T·S_i, then dotted with C_g·T by way of T'C_g
    timesFactor(mixed, state.factors, row(state.traceS, i, d), state.scratch);
    const column = from(state.scratch, D);
    gemv(false, d, d, 1.0, C, D, state.scratch, 0.0, column);
    timesTransposedFactor(mixed, state.factors, column, column);
    total += get(column, i);
  }
  return total;
}

/** w_c'P w_e. */
function innerProduct(mixed: Mixed, state: Henderson, c: i32, e: i32, D: i32): f64 {
  const d = mixed.d;
  const randomC = componentKind(mixed, c) != ComponentKind.RESIDUAL;
  const randomE = componentKind(mixed, e) != ComponentKind.RESIDUAL;
  if (randomC) return dot(d, row(state.weight, c, d), row(state.image, e, d));
  const g = firstOf(mixed, c);
  const tau = get(mixed.tau, c);
  if (randomE) return dot(d, row(state.U, g, D), row(state.projected, e, d)) / (tau * tau);
  const own = c == e ? get(state.ee, g) / (tau * tau * tau) : 0.0;
  return own - dot(d, row(state.weight, c, d), row(state.projected, e, d));
}
