import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../arena';
import { add, copy, fill, from, get, row, set } from '../linalg/vector';
import { getIndex, setIndex } from '../linalg/indexed';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { kernelAt, levelCount, levelOf, loadingsOf, Mixed, termKernel } from './model';
import { MixedRequest } from './request';

/**
 * Cross-products by residual group, C_g = [M₀ Q' y]'J_g[M₀ Q' y] with M₀ = [Z_1L_1 Z_2L_2 …]: all that Henderson's
 * equations need of the observations, so that an iteration does not depend on their number.
 *
 * C       groups matrices D×D, D = m + p + 1, both triangles.
 * work    `crossProductsWorkspace(request, m)` bytes of the arena.
 */
export function crossProducts(mixed: Mixed, C: usize): void {
  const D = mixed.d + 1;
  const size = D * D;
  const position = mark();
  const count = mixed.terms + mixed.p + 1;
  const index = allocate((<usize>count) << 2);
  const values = allocateVector(count);
  for (let g = 0; g < mixed.groups; g++) fill(size, 0.0, row(C, g, size));
  for (let i = 0; i < mixed.n; i++) {
    for (let k = 0; k < mixed.terms; k++) {
      setIndex(index, k, getIndex(mixed.offsets, k) + levelOf(mixed, k, i));
      set(values, k, get(loadingsOf(mixed, k), i));
    }
    for (let a = 0; a < mixed.p; a++) {
      setIndex(index, mixed.terms + a, mixed.m + a);
      set(values, mixed.terms + a, get(row(mixed.Q, a, mixed.n), i));
    }
    setIndex(index, count - 1, mixed.d);
    set(values, count - 1, get(mixed.y, i));
    const group = row(C, getIndex(mixed.request.groupOf, i), size);
    for (let a = 0; a < count; a++) {
      const target = row(group, getIndex(index, a), D);
      const value = get(values, a);
      for (let b = 0; b < count; b++) add(target, getIndex(index, b), value * get(values, b));
    }
  }
  release(position);
  for (let k = 0; k < mixed.terms; k++) {
    if (termKernel(mixed, k) < 0) continue;
    for (let g = 0; g < mixed.groups; g++) toFactor(mixed, k, row(C, g, size));
  }
}

/** Rows and columns of term k from Z to ZL. */
function toFactor(mixed: Mixed, k: i32, C: usize): void {
  const D = mixed.d + 1;
  const size = levelCount(mixed, k);
  const first = getIndex(mixed.offsets, k);
  const L = kernelAt(mixed, termKernel(mixed, k));
  const position = mark();
  const scratch = allocateMatrix(size, D);
  gemm(true, false, size, D, size, 1.0, L, size, row(C, first, D), D, 0.0, scratch, D);
  copy(size * D, scratch, row(C, first, D));
  gemm(false, false, D, size, size, 1.0, from(C, first), D, L, size, 0.0, scratch, size);
  for (let i = 0; i < D; i++) copy(size, row(scratch, i, size), from(row(C, i, D), first));
  release(position);
}

/** Arena bytes that `crossProducts` takes; m levels of all terms. */
export function crossProductsWorkspace(request: MixedRequest, m: i32): usize {
  const D = m + request.columns + 1;
  const count = request.terms + request.columns + 1;
  let bytes = roundUp((<usize>count) << 2) + vectorBytes(count);
  for (let k = 0; k < request.terms; k++) {
    if (getIndex(request.termKernels, k) < 0) continue;
    const size = getIndex(request.levelCounts, k);
    const product = max(gemmWorkspace(size, D, size), gemmWorkspace(D, size, size));
    bytes = max(bytes, matrixBytes(size, D) + product);
  }
  return bytes;
}
