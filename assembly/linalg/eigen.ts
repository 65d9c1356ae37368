import { allocate, allocateVector, mark, release, roundUp, vectorBytes } from '../arena';
import { get, set, row, from, fill, maxAbs, scale } from './vector';
import { formReflectors, formReflectorsWorkspace } from './eigen/reflectors';
import { implicitQL, implicitQLWorkspace } from './eigen/ql';
import { SLICE, packSlices, slice, slices } from './eigen/rotations';
import { tridiagonalise, tridiagonaliseWorkspace } from './eigen/tridiagonal';

/** Matrices whose largest element is between 2⁻³⁰⁰ and 2³⁰⁰ are not rescaled: squares and their sums stay normal. */
const LARGE: f64 = 2.037035976334486e90;

/** 2⁻⁶²⁴ and 2⁷⁰⁰: powers of two, so that rescaling is exact, which bring all others to 2⁻⁴⁰⁰ … 2⁴⁰⁰. */
const SHRINK: f64 = 1.436424174966147e-188;
const GROW: f64 = 5.260135901548374e210;

/**
 * Symmetric eigendecomposition A = V·diag(λ)·V'.
 *
 * a       n×n, row-major, leading dimension lda, symmetric, both triangles valid; destroyed.
 * values  n, ascending.
 * vectors n×n, leading dimension ldv: the eigenvectors in columns, orthonormal, the largest component of each
 *         positive (the first of them when several are equally large).
 * returns 0, or 1 when the iteration did not converge or A is not finite (values and vectors are then undefined).
 * work    `symmetricEigenWorkspace(n)` bytes of the arena.
 *
 * Eigenvalues are as good as A is: errors are of the order of the rounding of the largest of them.
 */
export function symmetricEigen(n: i32, a: usize, lda: i32, values: usize, vectors: usize, ldv: i32): i32 {
  let largest = 0.0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, maxAbs(n, row(a, i, lda)));
  if (!(largest < Infinity)) return 1;
  const unit = scaling(largest);
  if (unit != 1.0) {
    for (let i = 0; i < n; i++) scale(n, unit, row(a, i, lda));
    largest *= unit;
  }

  const position = mark();
  const off = allocateVector(n);
  const tau = allocateVector(n);
  tridiagonalise(n, a, lda, largest, values, off, tau);
  formReflectors(n, a, lda, tau, vectors, ldv);
  const sliced = allocateVector(slices(n) * SLICE * n);
  packSlices(n, vectors, ldv, sliced);
  const status = implicitQL(n, values, off, sliced);
  if (status == 0) {
    const order = allocate((<usize>n) << 2);
    const signs = tau;
    sortValues(n, values, order);
    chooseSigns(n, sliced, off, signs);
    writeVectors(n, sliced, order, signs, vectors, ldv);
    if (unit != 1.0) scale(n, 1.0 / unit, values);
  }
  release(position);
  return status;
}

/** Arena bytes that `symmetricEigen` takes. */
export function symmetricEigenWorkspace(n: i32): usize {
  const iteration =
    vectorBytes(slices(n) * SLICE * n) + max(implicitQLWorkspace(n), roundUp((<usize>n) << 2));
  return 2 * vectorBytes(n) + max(max(tridiagonaliseWorkspace(n), formReflectorsWorkspace(n)), iteration);
}

/** 1, or the power of two that brings `largest` to where squares neither over- nor underflow. */
function scaling(largest: f64): f64 {
  if (largest >= LARGE) return SHRINK;
  if (largest > 0.0 && largest <= 1.0 / LARGE) return GROW;
  return 1.0;
}

/** Sorts the values ascending, equal ones in their order; order_k (32-bit) is where value k was. */
function sortValues(n: i32, values: usize, order: usize): void {
  for (let k = 0; k < n; k++) {
    const value = get(values, k);
    let to = k;
    for (; to > 0 && get(values, to - 1) > value; to--) {
      set(values, to, get(values, to - 1));
      setIndex(order, to, getIndex(order, to - 1));
    }
    set(values, to, value);
    setIndex(order, to, k);
  }
}

/** sign_k: that of the first of the largest components of vector k; `largest` is scratch, n doubles. */
function chooseSigns(n: i32, sliced: usize, largest: usize, signs: usize): void {
  fill(n, -1.0, largest);
  for (let s = 0; s < slices(n); s++) {
    for (let k = 0; k < n; k++) {
      const x = row(slice(sliced, n, s), k, SLICE);
      let best = get(largest, k);
      for (let j = 0; j < SLICE; j++) {
        const size = Math.abs(get(x, j));
        if (size > best) {
          best = size;
          set(signs, k, get(x, j) < 0.0 ? -1.0 : 1.0);
        }
      }
      set(largest, k, best);
    }
  }
}

/** Column k of `vectors` := sign·x of vector order_k, zeros without a sign. */
function writeVectors(n: i32, sliced: usize, order: usize, signs: usize, vectors: usize, ldv: i32): void {
  for (let i = 0; i < n; i++) {
    const components = from(slice(sliced, n, i / SLICE), i % SLICE);
    const target = row(vectors, i, ldv);
    for (let k = 0; k < n; k++) {
      const source = getIndex(order, k);
      const x = get(row(components, source, SLICE), 0);
      set(target, k, get(signs, source) < 0.0 ? 0.0 - x : 0.0 + x);
    }
  }
}

// @ts-ignore: decorator
@inline
function getIndex(x: usize, i: i32): i32 {
  return load<i32>(x + ((<usize>i) << 2));
}

// @ts-ignore: decorator
@inline
function setIndex(x: usize, i: i32, value: i32): void {
  store<i32>(x + ((<usize>i) << 2), value);
}
