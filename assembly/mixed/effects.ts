import { allocateVector, mark, release, vectorBytes } from '../arena';
import { axpy, copy, from, get, row, scale, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { gemv } from '../linalg/gemm';
import { denseOf } from './dense';
import { hendersonOf } from './henderson';
import { timesFactor } from './pairs';
import { kernelAt, levelCount, levelsOf, loadingsOf, Mixed, residualOf, termKernel } from './model';

/**
 * P·y by row, on the scale of the request: effects, residuals and fitted values follow from it.
 *
 * In Henderson's form it is R⁻¹e, e = y − Q'γ − Σ Z_k L_k(Tẑ)_k.
 * work    `mixedEffectsWorkspace(d, levels)` bytes of the arena, levels the most of a term.
 */
export function writePy(mixed: Mixed): void {
  const n = mixed.n;
  const out = mixed.request.Py;
  if (mixed.dense) copy(n, denseOf(mixed).Py, out);
  else {
    const state = hendersonOf(mixed);
    const position = mark();
    const effects = allocateVector(mixed.d);
    timesFactor(mixed, state.factors, state.z, effects);
    copy(n, mixed.y, out);
    for (let a = 0; a < mixed.p; a++) axpy(n, -get(mixed.gamma, a), row(mixed.Q, a, n), out);
    for (let k = 0; k < mixed.terms; k++) subtractTerm(mixed, k, effects, out);
    for (let i = 0; i < n; i++) {
      set(out, i, get(out, i) / get(mixed.tau, residualOf(mixed, getIndex(mixed.request.groupOf, i))));
    }
    release(position);
  }
  scale(n, 1.0 / mixed.c, out);
}

/** e := e − Z_kL_kz_k. */
function subtractTerm(mixed: Mixed, k: i32, effects: usize, e: usize): void {
  const size = levelCount(mixed, k);
  const kernel = termKernel(mixed, k);
  const position = mark();
  let u = from(effects, getIndex(mixed.offsets, k));
  if (kernel >= 0) {
    const related = allocateVector(size);
    gemv(false, size, size, 1.0, kernelAt(mixed, kernel), size, u, 0.0, related);
    u = related;
  }
  for (let i = 0; i < mixed.n; i++) {
    set(e, i, get(e, i) - get(loadingsOf(mixed, k), i) * get(u, getIndex(levelsOf(mixed, k), i)));
  }
  release(position);
}

/** Arena bytes that `writePy` takes. */
export function mixedEffectsWorkspace(d: i32, levels: i32): usize {
  return vectorBytes(d) + vectorBytes(levels);
}
