import { allocateVector, mark, release, vectorBytes } from '../arena';
import { add, fill, get, row, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemv } from '../linalg/gemm';
import {
  componentKind,
  firstOf,
  kernelAt,
  levelCount,
  levelsOf,
  loadingsOf,
  Mixed,
  secondOf,
  termKernel,
} from './model';
import { ComponentKind } from './request';

/** out_j := out_j + factor·V_c[i,j], j < count: row i of a component at unit variance, never held as a matrix. */
export function addRow(mixed: Mixed, c: i32, i: i32, count: i32, factor: f64, out: usize): void {
  const a = firstOf(mixed, c);
  if (componentKind(mixed, c) == ComponentKind.RESIDUAL) {
    if (i < count && getIndex(mixed.request.groupOf, i) == a) add(out, i, factor);
    return;
  }
  const b = secondOf(mixed, c);
  addProductRow(mixed, a, b, i, count, factor, out);
  if (a != b) addProductRow(mixed, b, a, i, count, factor, out);
}

/** out_j := out_j + factor·(Z_a K Z_b')[i,j]. */
function addProductRow(mixed: Mixed, a: i32, b: i32, i: i32, count: i32, factor: f64, out: usize): void {
  const level = getIndex(levelsOf(mixed, a), i);
  const levels = levelsOf(mixed, b);
  const loadings = loadingsOf(mixed, b);
  const kernel = termKernel(mixed, a);
  const f = factor * get(loadingsOf(mixed, a), i);
  if (f == 0.0) return;
  if (kernel < 0) {
    for (let j = 0; j < count; j++) if (getIndex(levels, j) == level) add(out, j, f * get(loadings, j));
    return;
  }
  const K = row(kernelAt(mixed, kernel), level, levelCount(mixed, a));
  for (let j = 0; j < count; j++) add(out, j, f * get(loadings, j) * get(K, getIndex(levels, j)));
}

/** out := V_c·u, n. `applyWorkspace(levels)` bytes of the arena, levels the most of a term. */
export function applyComponent(mixed: Mixed, c: i32, u: usize, out: usize): void {
  const n = mixed.n;
  const a = firstOf(mixed, c);
  fill(n, 0.0, out);
  if (componentKind(mixed, c) == ComponentKind.RESIDUAL) {
    for (let i = 0; i < n; i++) if (getIndex(mixed.request.groupOf, i) == a) set(out, i, get(u, i));
    return;
  }
  const b = secondOf(mixed, c);
  addProduct(mixed, a, b, u, out);
  if (a != b) addProduct(mixed, b, a, u, out);
}

/** out := out + Z_a K Z_b'u. */
function addProduct(mixed: Mixed, a: i32, b: i32, u: usize, out: usize): void {
  const size = levelCount(mixed, a);
  const kernel = termKernel(mixed, a);
  const position = mark();
  let sums = allocateVector(size);
  fill(size, 0.0, sums);
  for (let i = 0; i < mixed.n; i++) {
    add(sums, getIndex(levelsOf(mixed, b), i), get(loadingsOf(mixed, b), i) * get(u, i));
  }
  if (kernel >= 0) {
    const related = allocateVector(size);
    gemv(false, size, size, 1.0, kernelAt(mixed, kernel), size, sums, 0.0, related);
    sums = related;
  }
  for (let i = 0; i < mixed.n; i++) {
    add(out, i, get(loadingsOf(mixed, a), i) * get(sums, getIndex(levelsOf(mixed, a), i)));
  }
  release(position);
}

/** Arena bytes that `applyComponent` takes for a term of that many levels. */
export function applyWorkspace(levels: i32): usize {
  return 2 * vectorBytes(levels);
}
