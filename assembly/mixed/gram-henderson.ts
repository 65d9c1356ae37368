import { axpy, dot, fill, from, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { Henderson, hendersonOf } from './henderson';
import { componentKind, firstOf, levelCount, Mixed, secondOf } from './model';
import { ComponentKind } from './request';

/**
 * Gram matrix G_ce = tr(P₀V_cP₀V_e) from the cross-products, and full_c = tr(V_cV_c).
 *
 * With B = Σ C_g and F = M₀'P₀M₀ = B_MM − B_MX·B_XM: tr(P₀M_iM_j'P₀M_kM_l') is the sum over F_jk∘F_il.
 */
export function gramHenderson(mixed: Mixed, gram: usize, full: usize): void {
  const state = hendersonOf(mixed);
  const q = mixed.q;
  const d = mixed.d;
  const D = d + 1;
  const m = mixed.m;
  fill(D * D, 0.0, state.A);
  for (let g = 0; g < mixed.groups; g++) axpy(D * D, 1.0, row(state.C, g, D * D), state.A);
  const B = state.A;
  for (let i = 0; i < m; i++) {
    const Bi = row(B, i, D);
    for (let j = 0; j < m; j++) {
      const projected = dot(mixed.p, from(Bi, m), from(row(B, j, D), m));
      set(row(state.H, i, d), j, get(Bi, j) - projected);
    }
  }
  for (let c = 0; c < q; c++) {
    for (let e = 0; e <= c; e++) {
      const inner = innerProduct(mixed, state, c, e);
      set(row(gram, c, q), e, inner);
      set(row(gram, e, q), c, inner);
    }
    const kind = componentKind(mixed, c);
    const whole =
      kind == ComponentKind.RESIDUAL
        ? get(mixed.groupSizes, firstOf(mixed, c))
        : blockProducts(mixed, c, c, B, D);
    set(full, c, whole);
  }
}

function innerProduct(mixed: Mixed, state: Henderson, c: i32, e: i32): f64 {
  const randomC = componentKind(mixed, c) != ComponentKind.RESIDUAL;
  const randomE = componentKind(mixed, e) != ComponentKind.RESIDUAL;
  if (randomC && randomE) return blockProducts(mixed, c, e, state.H, mixed.d);
  if (!randomC && !randomE) return groupProducts(mixed, state, firstOf(mixed, c), firstOf(mixed, e));
  return randomC
    ? groupTrace(mixed, state, c, firstOf(mixed, e))
    : groupTrace(mixed, state, e, firstOf(mixed, c));
}

/** Σ over the orders (i, j) of c and (k, l) of e of F_jk∘F_il; F has leading dimension ld. */
function blockProducts(mixed: Mixed, c: i32, e: i32, F: usize, ld: i32): f64 {
  const a = firstOf(mixed, c);
  const b = secondOf(mixed, c);
  const k = firstOf(mixed, e);
  const l = secondOf(mixed, e);
  let total = blockProduct(mixed, a, b, k, l, F, ld);
  if (a != b) total += blockProduct(mixed, b, a, k, l, F, ld);
  if (k != l) total += blockProduct(mixed, a, b, l, k, F, ld);
  if (a != b && k != l) total += blockProduct(mixed, b, a, l, k, F, ld);
  return total;
}

function blockProduct(mixed: Mixed, i: i32, j: i32, k: i32, l: i32, F: usize, ld: i32): f64 {
  const rowsI = getIndex(mixed.offsets, i);
  const rowsJ = getIndex(mixed.offsets, j);
  const columnsK = getIndex(mixed.offsets, k);
  const columnsL = getIndex(mixed.offsets, l);
  let total = 0.0;
  for (let r = 0; r < levelCount(mixed, i); r++) {
    const x = from(row(F, rowsJ + r, ld), columnsK);
    const y = from(row(F, rowsI + r, ld), columnsL);
    total += dot(levelCount(mixed, k), x, y);
  }
  return total;
}

/** tr(P₀V_cP₀J_g): N'C_gN on the diagonal of its blocks, N = [I; −B_XM]. */
function groupTrace(mixed: Mixed, state: Henderson, c: i32, g: i32): f64 {
  const D = mixed.d + 1;
  const m = mixed.m;
  const p = mixed.p;
  const a = firstOf(mixed, c);
  const b = secondOf(mixed, c);
  const C = row(state.C, g, D * D);
  let total = 0.0;
  for (let l = 0; l < levelCount(mixed, a); l++) {
    const i = getIndex(mixed.offsets, a) + l;
    const j = getIndex(mixed.offsets, b) + l;
    const Bi = from(row(state.A, i, D), m);
    const Bj = from(row(state.A, j, D), m);
    let value = get(row(C, i, D), j) - dot(p, from(row(C, i, D), m), Bj) - dot(p, from(row(C, j, D), m), Bi);
    for (let x = 0; x < p; x++) value += get(Bi, x) * dot(p, from(row(C, m + x, D), m), Bj);
    total += value;
  }
  return a == b ? total : 2.0 * total;
}

/** tr(P₀J_gP₀J_h). */
function groupProducts(mixed: Mixed, state: Henderson, g: i32, h: i32): f64 {
  const D = mixed.d + 1;
  const m = mixed.m;
  let total = g == h ? get(mixed.groupSizes, g) : 0.0;
  for (let x = 0; x < mixed.p; x++) {
    const ofG = row(row(state.C, g, D * D), m + x, D);
    const ofH = row(row(state.C, h, D * D), m + x, D);
    if (g == h) total -= 2.0 * get(ofG, m + x);
    total += dot(mixed.p, from(ofG, m), from(ofH, m));
  }
  return total;
}
