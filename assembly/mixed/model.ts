import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { from, row, set } from '../linalg/vector';
import { getIndex, setIndex } from '../linalg/indexed';
import { allocateComponents, Components, componentsBytes } from '../reml/components';
import { ComponentKind, MixedRequest } from './request';

/** Iterations by the average information alone; a dozen suffices for most models. */
const PATIENCE: i32 = 12;

/**
 * A general mixed model y = Xb + Σ Z_k u_k + e, normalised, with the state of its likelihood.
 *
 * The components are normalised: τ_k = σ_k²·mean diag(Z_kK_kZ_k')/c², of a covariance the root of both units.
 * A C struct in the arena; every field is a size or an address.
 */
@unmanaged
export class Mixed extends Components {
  request: MixedRequest;
  /** n rows, p columns of X, terms, pairs of correlated terms, residual groups */
  n: i32;
  p: i32;
  terms: i32;
  pairs: i32;
  groups: i32;
  /** m levels of all terms together; d = m + p */
  m: i32;
  d: i32;
  dense: bool;
  ml: bool;

  /** X = Q'·R: p×n orthonormal rows, p×p upper */
  Q: usize;
  R: usize;
  /** p: coefficients of y on the rows of Q by least squares, times 1/c */
  along: usize;
  /** n: the least-squares residual of y over c */
  y: usize;
  /** root mean residual square of y */
  c: f64;
  /** terms×n: entries of Z divided by the root of the mean diagonal of ZKZ', which is in `units` (terms) */
  loadings: usize;
  units: usize;
  /** terms integers: first column of a term among all levels */
  offsets: usize;
  /** terms integers: the pair that a term is in, or −1 */
  pairOf: usize;
  /** groups: number of rows of each */
  groupSizes: usize;

  /** state of the form in use, see henderson.ts and dense.ts */
  form: usize;
  /** p and p×p: generalised least squares in the coordinates of Q, and (Q'V⁻¹Q)⁻¹ */
  gamma: usize;
  gammaCovariance: usize;
}

/** Allocates a model for this request; its sizes and tables are set, nothing of the data is. */
export function allocateMixed(request: MixedRequest): Mixed {
  const mixed = changetype<Mixed>(allocate(offsetof<Mixed>()));
  const terms = request.terms;
  const pairs = request.pairCount;
  mixed.request = request;
  mixed.n = request.rows;
  mixed.p = request.columns;
  mixed.terms = terms;
  mixed.pairs = pairs;
  mixed.groups = request.groups;
  mixed.dense = request.dense != 0;
  mixed.ml = request.maximumLikelihood != 0;
  allocateComponents(mixed, componentCount(request));
  mixed.maxIterations = request.maxIterations;
  mixed.patience = PATIENCE;
  mixed.nu = <f64>(mixed.n - mixed.p);
  mixed.Q = allocateMatrix(mixed.p, mixed.n);
  mixed.R = allocateMatrix(mixed.p, mixed.p);
  mixed.along = allocateVector(mixed.p);
  mixed.y = allocateVector(mixed.n);
  mixed.loadings = allocateMatrix(terms, mixed.n);
  mixed.units = allocateVector(terms);
  mixed.offsets = allocate((<usize>terms) << 2);
  mixed.pairOf = allocate((<usize>terms) << 2);
  mixed.groupSizes = allocateVector(mixed.groups);
  mixed.gamma = allocateVector(mixed.p);
  mixed.gammaCovariance = allocateMatrix(mixed.p, mixed.p);
  mixed.blocks = allocate((<usize>(3 * pairs)) << 2);
  setTables(mixed);
  return mixed;
}

/** Offsets of the terms, sizes of the groups, and which components form a covariance matrix. */
function setTables(mixed: Mixed): void {
  const request = mixed.request;
  let m = 0;
  for (let k = 0; k < mixed.terms; k++) {
    setIndex(mixed.offsets, k, m);
    setIndex(mixed.pairOf, k, -1);
    m += getIndex(request.levelCounts, k);
    set(mixed.effects, k, <f64>getIndex(request.levelCounts, k));
  }
  mixed.m = m;
  mixed.d = m + mixed.p;
  for (let j = 0; j < mixed.pairs; j++) {
    const a = getIndex(request.pairs, 2 * j);
    const b = getIndex(request.pairs, 2 * j + 1);
    setIndex(mixed.pairOf, a, j);
    setIndex(mixed.pairOf, b, j);
    set(mixed.effects, mixed.terms + j, <f64>getIndex(request.levelCounts, a));
  }
  for (let g = 0; g < mixed.groups; g++) {
    let rows = 0;
    for (let i = 0; i < mixed.n; i++) if (getIndex(request.groupOf, i) == g) rows++;
    set(mixed.groupSizes, g, <f64>rows);
    set(mixed.effects, residualOf(mixed, g), <f64>rows);
  }
  mixed.blockCount = 0;
  for (let j = 0; j < mixed.pairs; j++) {
    if (isFixed(mixed, mixed.terms + j)) continue;
    const block = mixed.blockCount++;
    setIndex(mixed.blocks, 3 * block, getIndex(request.pairs, 2 * j));
    setIndex(mixed.blocks, 3 * block + 1, mixed.terms + j);
    setIndex(mixed.blocks, 3 * block + 2, getIndex(request.pairs, 2 * j + 1));
  }
}

/** Arena bytes that `allocateMixed` takes. */
export function mixedBytes(request: MixedRequest): usize {
  const n = request.rows;
  const p = request.columns;
  const terms = request.terms;
  return (
    roundUp(offsetof<Mixed>()) +
    componentsBytes(componentCount(request)) +
    matrixBytes(p, n) +
    2 * matrixBytes(p, p) +
    2 * vectorBytes(p) +
    vectorBytes(n) +
    matrixBytes(terms, n) +
    vectorBytes(terms) +
    2 * roundUp((<usize>terms) << 2) +
    vectorBytes(request.groups) +
    roundUp((<usize>(3 * request.pairCount)) << 2)
  );
}

/** q, number of components. */
export function componentCount(request: MixedRequest): i32 {
  return request.terms + request.pairCount + request.groups;
}

/** Component of residual group g. */
// @ts-ignore: decorator
@inline
export function residualOf(mixed: Mixed, g: i32): i32 {
  return mixed.terms + mixed.pairs + g;
}

/** ComponentKind of component k. */
export function componentKind(mixed: Mixed, k: i32): i32 {
  if (k < mixed.terms) return ComponentKind.VARIANCE;
  return k < mixed.terms + mixed.pairs ? ComponentKind.COVARIANCE : ComponentKind.RESIDUAL;
}

/** First term of a component, the term itself of a variance; the group of a residual. */
export function firstOf(mixed: Mixed, k: i32): i32 {
  if (k < mixed.terms) return k;
  if (k < mixed.terms + mixed.pairs) return getIndex(mixed.request.pairs, 2 * (k - mixed.terms));
  return k - mixed.terms - mixed.pairs;
}

/** Second term of a covariance. */
export function secondOf(mixed: Mixed, k: i32): i32 {
  return k < mixed.terms ? k : getIndex(mixed.request.pairs, 2 * (k - mixed.terms) + 1);
}

/** Whether component k is given and not estimated. */
export function isFixed(mixed: Mixed, k: i32): bool {
  return getIndex(mixed.request.fixed, k) != 0;
}

/** Number of levels of term k. */
// @ts-ignore: decorator
@inline
export function levelCount(mixed: Mixed, k: i32): i32 {
  return getIndex(mixed.request.levelCounts, k);
}

/** Level of term k in row i. */
// @ts-ignore: decorator
@inline
export function levelOf(mixed: Mixed, k: i32, i: i32): i32 {
  return getIndex(mixed.request.levels, k * mixed.n + i);
}

/** Levels of term k by row, 32-bit. */
// @ts-ignore: decorator
@inline
export function levelsOf(mixed: Mixed, k: i32): usize {
  return mixed.request.levels + ((<usize>k * <usize>mixed.n) << 2);
}

/** Loadings of term k by row. */
// @ts-ignore: decorator
@inline
export function loadingsOf(mixed: Mixed, k: i32): usize {
  return row(mixed.loadings, k, mixed.n);
}

/** Kernel index of term k, −1 without one. */
// @ts-ignore: decorator
@inline
export function termKernel(mixed: Mixed, k: i32): i32 {
  return getIndex(mixed.request.termKernels, k);
}

/** Kernel by index: K itself in the dense form, a factor L of K = LL' in Henderson's. */
// @ts-ignore: decorator
@inline
export function kernelAt(mixed: Mixed, kernel: i32): usize {
  return from(mixed.request.kernels, getIndex(mixed.request.kernelOffsets, kernel));
}

/** Writes one number of the summary. */
export function reportMixed(mixed: Mixed, position: i32, value: f64): void {
  set(mixed.request.summary, position, value);
}
