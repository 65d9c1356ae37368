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
import { get, set, row, fill, maxAbs, scale } from './vector';
import { getIndex } from './indexed';
import { backTransform, backTransformWorkspace } from './eigen/back-transform';
import { divideAndConquer, divideAndConquerWorkspace } from './eigen/divide';
import { writeVectors, writeVectorsWorkspace } from './eigen/finish';
import { sortIndices } from './eigen/order';
import { accumulatingQL, accumulatingQLWorkspace } from './eigen/ql';
import { formReflectors } from './eigen/reflectors';
import { rootFreeQL } from './eigen/root-free-ql';
import { SLICE, packSlices, slices, unpackSlices } from './eigen/rotations';
import { tridiagonalise, tridiagonaliseWorkspace } from './eigen/tridiagonal';

/** Up to this order QL on the explicit Q is faster than divide and conquer with a back-transform. */
const SMALL: i32 = 32;

/** Matrices whose largest element is between 2⁻³⁰⁰ and 2³⁰⁰ are not rescaled: squares and their sums stay normal. */
const LARGE: f64 = 2.037035976334486e90;

/** 2⁻⁶²⁴ and 2⁷⁰⁰: powers of two, so that rescaling is exact, which bring all others to 2⁻⁴⁰⁰ … 2⁴⁰⁰. */
const SHRINK: f64 = 1.436424174966147e-188;
const GROW: f64 = 5.260135901548374e210;

/**
 * Symmetric eigendecomposition A = V·diag(λ)·V'.
 *
 * a       n×n, row-major, leading dimension lda; only the lower triangle is read; destroyed.
 * values  n, ascending.
 * vectors n×n, leading dimension ldv: the eigenvectors in columns, orthonormal, the largest component of each
 *         positive (the first of them when several are equally large).
 * returns 0, or 1 when an iteration did not converge or A is not finite (values and vectors are then undefined).
 * work    `symmetricEigenWorkspace(n)` bytes of the arena.
 *
 * A = Q·T·Q' by reflectors (`tridiagonal.ts`), T = Z·diag(λ)·Z' by divide and conquer (`divide.ts`), V = Q·Z
 * (`back-transform.ts`); small matrices by QL rotations of Q (`ql.ts`). Eigenvalues are as good as A is: errors are of
 * the order of the rounding of the largest of them.
 */
export function symmetricEigen(n: i32, a: usize, lda: i32, values: usize, vectors: usize, ldv: i32): i32 {
  const largest = largestElement(n, a, lda);
  if (!(largest < Infinity)) return 1;
  const unit = rescale(n, a, lda, largest);
  const position = mark();
  const d = allocateVector(n);
  const off = allocateVector(n);
  const tau = allocateVector(n);
  const order = allocate((<usize>n) << 2);
  tridiagonalise(n, a, lda, unit * largest, d, off, tau);
  const tridiagonalUnit = normalise(n, d, off);
  const status =
    n <= SMALL
      ? byQL(n, a, lda, d, off, tau, order, vectors, ldv)
      : byDivideAndConquer(n, a, lda, d, off, tau, order, vectors, ldv);
  writeValues(n, d, order, tridiagonalUnit, unit, values);
  release(position);
  return status;
}

/** Arena bytes that `symmetricEigen` takes. */
export function symmetricEigenWorkspace(n: i32): usize {
  const vectors =
    n <= SMALL
      ? vectorBytes(slices(n) * SLICE * n) + max(accumulatingQLWorkspace(n), writeVectorsWorkspace(n))
      : matrixBytes(n, n) + max(divideAndConquerWorkspace(n), backTransformWorkspace(n));
  return 3 * vectorBytes(n) + roundUp((<usize>n) << 2) + max(tridiagonaliseWorkspace(n), vectors);
}

/**
 * Eigenvalues of a symmetric matrix, ascending; arguments, accuracy and what is returned as for `symmetricEigen`.
 *
 * work    `symmetricEigenvaluesWorkspace(n)` bytes of the arena. T by the square-root-free QL iteration.
 */
export function symmetricEigenvalues(n: i32, a: usize, lda: i32, values: usize): i32 {
  const largest = largestElement(n, a, lda);
  if (!(largest < Infinity)) return 1;
  const unit = rescale(n, a, lda, largest);
  const position = mark();
  const d = allocateVector(n);
  const off = allocateVector(n);
  const tau = allocateVector(n);
  const order = allocate((<usize>n) << 2);
  tridiagonalise(n, a, lda, unit * largest, d, off, tau);
  const tridiagonalUnit = normalise(n, d, off);
  const status = rootFreeQL(n, d, off);
  sortIndices(n, d, order);
  writeValues(n, d, order, tridiagonalUnit, unit, values);
  release(position);
  return status;
}

/** Arena bytes that `symmetricEigenvalues` takes. */
export function symmetricEigenvaluesWorkspace(n: i32): usize {
  return 3 * vectorBytes(n) + roundUp((<usize>n) << 2) + tridiagonaliseWorkspace(n);
}

function byQL(
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  off: usize,
  tau: usize,
  order: usize,
  vectors: usize,
  ldv: i32,
): i32 {
  const sliced = allocateVector(slices(n) * SLICE * n);
  if (n <= SLICE) {
    // one slice is a matrix with rows of SLICE doubles: no copies
    fill(SLICE * n, 0.0, sliced);
    formReflectors(n, a, lda, tau, sliced, SLICE);
  } else {
    formReflectors(n, a, lda, tau, vectors, ldv);
    packSlices(n, vectors, ldv, sliced);
  }
  const status = accumulatingQL(n, d, off, sliced);
  sortIndices(n, d, order);
  if (n <= SLICE) writeVectors(n, sliced, SLICE, order, vectors, ldv);
  else {
    unpackSlices(n, sliced, a, lda);
    writeVectors(n, a, lda, order, vectors, ldv);
  }
  return status;
}

function byDivideAndConquer(
  n: i32,
  a: usize,
  lda: i32,
  d: usize,
  off: usize,
  tau: usize,
  order: usize,
  vectors: usize,
  ldv: i32,
): i32 {
  const x = allocateMatrix(n, n);
  const status = divideAndConquer(n, d, off, x, n, order, vectors, ldv);
  if (status == 0) backTransform(n, a, lda, tau, x, n, order, vectors, ldv);
  return status;
}

/** max |a_ij|, NaN when any is NaN. */
function largestElement(n: i32, a: usize, lda: i32): f64 {
  let largest = 0.0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, maxAbs(i + 1, row(a, i, lda)));
  return largest;
}

/** Multiplies the lower triangle by the power of two it returns, after which squares neither over- nor underflow. */
function rescale(n: i32, a: usize, lda: i32, largest: f64): f64 {
  let unit = 1.0;
  if (largest >= LARGE) unit = SHRINK;
  else if (largest > 0.0 && largest <= 1.0 / LARGE) unit = GROW;
  if (unit != 1.0) for (let i = 0; i < n; i++) scale(i + 1, unit, row(a, i, lda));
  return unit;
}

/** values_k := d_{order_k} without the two powers of two it was multiplied by. */
function writeValues(n: i32, d: usize, order: usize, unit1: f64, unit2: f64, values: usize): void {
  const inverse1 = 1.0 / unit1;
  const inverse2 = 1.0 / unit2;
  for (let k = 0; k < n; k++) set(values, k, get(d, getIndex(order, k)) * inverse1 * inverse2);
}

/** Multiplies T by the power of two it returns, after which its largest element is between 1 and 2. */
function normalise(n: i32, d: usize, off: usize): f64 {
  const largest = Math.max(maxAbs(n, d), maxAbs(n, off));
  if (largest == 0.0) return 1.0;
  const exponent = (reinterpret<u64>(largest) >> 52) & 0x7ff;
  const unit = reinterpret<f64>((2046 - exponent) << 52);
  scale(n, unit, d);
  scale(n, unit, off);
  return unit;
}
