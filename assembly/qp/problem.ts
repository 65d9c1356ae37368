/**
 * The quadratic program and everything the solver knows about it, as one struct in the arena.
 *
 *     min ½x'Px + q'x   subject to   l ≤ Ax ≤ u,   lower ≤ x ≤ upper
 *
 * The solver works on P̄ = P/σ, q̄ = q/σ and on rows a_i divided by a power of two, so that both have elements near
 * one; powers of two make the scaling exact. Constraint k is row k (k < m) or the bound of variable k − m; its
 * *side* is +1 at its lower, −1 at its upper bound, and its *signed normal* side·a_k points into the feasible set.
 */
import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { clearIndex, getIndex, setIndex } from '../linalg/indexed';
import { TILE, tiles } from '../linalg/micro-kernel';
import { panelBytes } from '../linalg/pack';
import { triangleBytes } from '../linalg/packed-triangle';
import { fill, get } from '../linalg/vector';
import { scaleConstraints, scaleObjective } from './scaling';

/** Outcomes; the host knows them by the same numbers. SOLVED means optimal. */
export const SOLVED: i32 = 0;
export const INFEASIBLE: i32 = 1;
export const ITERATION_LIMIT: i32 = 2;
export const NOT_POSITIVE_DEFINITE: i32 = 3;
export const UNBOUNDED: i32 = 4;

/** A violation below this, relative to max(‖x‖∞, |bound|), is rounding. */
const FEASIBILITY: f64 = 2e-13;

// @ts-ignore: decorator
@unmanaged
export class QP {
  /** variables and rows of A */
  n: i32;
  m: i32;
  /** P n×n (both triangles), q n, A m×n: as the caller gave them */
  P: usize;
  q: usize;
  A: usize;
  /** m + n lower and upper bounds of the constraints, rows scaled */
  lo: usize;
  hi: usize;
  /** m factors: constraint i is rowScale_i·a_i */
  rowScale: usize;
  /** 1/σ */
  scale: f64;
  /** ‖q̄‖∞ */
  linearSize: f64;

  /** n: square roots of P̄'s diagonal, s; |P̄_ij| ≤ s_i·s_j, so that s_i·Σ s_j|x_j| bounds what rounding adds to (P̄x)_i; 1 when P = 0 */
  root: usize;

  /** δ: P̄ + δW is what is factorised, δ/2·(x − centre)'W(x − centre) what is added to the objective; 0 when P is definite */
  delta: f64;
  /** n: W, the diagonal of P̄ to a power of two, so that the units of a variable do not matter; 1 where it has none */
  weight: usize;
  centre: usize;

  /** leading dimension of J and R: n, even, no multiple of 64 (that would put columns into few cache sets) */
  ld: i32;
  /** J' (n×n): row j is column j of J = L⁻ᵀQ, its elements in the order of `variable`; J'(P̄ + δW)J = I, J'N = [R; 0] */
  J: usize;
  /** R' (lower triangular): row j is column j of R, for the j-th working constraint. First it holds L. */
  R: usize;

  /** number of working constraints; they are held as equalities */
  active: i32;
  /** number of variables without a working bound; they come first in `variable` */
  free: i32;
  /** n each: position → variable, and its inverse */
  variable: usize;
  position: usize;
  /** the working constraints, in the order of R's columns, and their multipliers in terms of signed normals */
  working: usize;
  multiplier: usize;
  /** m + n: side of a working constraint, 0 for the others */
  side: usize;
  /** m + n: REDUNDANT or SUSPENDED constraints are not looked at; 0 for the others */
  skip: usize;
  suspended: i32;

  /** the iterate; ‖x‖∞ and ‖P̄x‖∞ + ‖q̄‖∞ + ‖s∘x‖∞/64 at the last correction: what rounding of the gradient is relative to */
  x: usize;
  xSize: f64;
  gradientSize: f64;
  /** m: Ax */
  activity: usize;

  /** P is known to be semi-definite: a definite face is proof enough that its stationary point is the minimum */
  isConvex: bool;
  /** block pivoting, see `face-point`: the packed factor of P̄_FF + δW_FF and the reciprocals of its diagonal */
  face: usize;
  reciprocals: usize;
  /** variables in `face`; whether `face` is of the present F and W */
  factored: i32;
  isCurrent: bool;
  /** whether the answer is that of a face: the sides and multipliers there, no working set */
  isOnFace: bool;
  /** T' in panels of four rows of A; TT', factored, with leading dimension ldg */
  panels: usize;
  gram: usize;
  ldg: i32;
  /** m multipliers of rows; −P̄x_B of the variables B on a bound that is not 0, how many these are, and how many inequalities are held */
  rowMultiplier: usize;
  base: usize;
  fixed: i32;
  held: i32;
  /** m + n: the sides with the fewest wrong signs so far; n: direction of x on the face */
  best: usize;
  step: usize;
  /** of the last system on a face: squared lengths of its right-hand side without and with the rows, in the metric of P̄⁻¹ */
  total: f64;
  projected: f64;
  /** variables that are not 0, for products with P; −P̄x, and whether that, `activity` and `xSize` are of the present x */
  support: usize;
  product: usize;
  isMeasured: bool;

  /** the violated constraint that is being added, its side and its slack (negative) */
  candidate: i32;
  candidateSide: i32;
  slack: f64;
  /** where the constraint that leaves first has the multiplier 0 */
  leavingStep: f64;
  /** scratch, n each: a normal by position, d = J'·normal, z = J₂d₂, r = R⁻¹d₁; two vectors in the order of variables */
  normal: usize;
  d: usize;
  z: usize;
  r: usize;
  gradient: usize;
  direction: usize;

  iterations: i32;
  limit: i32;
}

/** This equality follows from the working ones. */
export const REDUNDANT: i32 = 1;
/** This constraint holds because of the working ones, up to rounding; looked at again when one of them is dropped. */
export const SUSPENDED: i32 = 2;

/** Allocates the struct and scales the problem. Pointers are to the caller's arrays, see `solveQP`. */
export function createQP(
  n: i32,
  m: i32,
  p: usize,
  q: usize,
  a: usize,
  l: usize,
  u: usize,
  lower: usize,
  upper: usize,
  limit: i32,
): QP {
  const qp = changetype<QP>(allocate(offsetof<QP>()));
  qp.n = n;
  qp.m = m;
  qp.P = p;
  qp.q = q;
  qp.A = a;
  qp.ld = leadingDimension(n);
  qp.lo = allocateVector(m + n);
  qp.hi = allocateVector(m + n);
  qp.rowScale = allocateVector(m);
  qp.root = allocateVector(n);
  qp.weight = allocateVector(n);
  qp.centre = allocateVector(n);
  qp.J = allocateMatrix(n, qp.ld);
  qp.R = allocateMatrix(n, qp.ld);
  qp.variable = allocate(indexBytes(n));
  qp.position = allocate(indexBytes(n));
  qp.working = allocate(indexBytes(n));
  qp.multiplier = allocateVector(n);
  qp.side = allocate(indexBytes(m + n));
  qp.skip = allocate(indexBytes(m + n));
  qp.x = allocateVector(n);
  qp.activity = allocateVector(m);
  qp.rowMultiplier = allocateVector(m);
  qp.face = allocate(triangleBytes(n));
  qp.reciprocals = allocateVector(tiles(n) * TILE);
  qp.panels = allocate(<usize>tiles(min(m, n)) * panelBytes(tiles(n) * TILE));
  qp.ldg = tiles(min(m, n)) * TILE;
  qp.gram = allocateMatrix(qp.ldg, qp.ldg);
  qp.base = allocateVector(n);
  qp.product = allocateVector(n);
  qp.support = allocate(indexBytes(n));
  qp.best = allocate(indexBytes(m + n));
  qp.step = allocateVector(n);
  qp.normal = allocateVector(n);
  qp.d = allocateVector(n);
  qp.z = allocateVector(n);
  qp.r = allocateVector(n);
  qp.gradient = allocateVector(n);
  qp.direction = allocateVector(n);
  qp.delta = 0.0;
  qp.factored = 0;
  qp.isCurrent = false;
  qp.isOnFace = false;
  qp.isMeasured = false;
  qp.xSize = 0.0;
  qp.gradientSize = 0.0;
  qp.iterations = 0;
  qp.limit = limit > 0 ? limit : 100 + 50 * (n + m);
  scaleObjective(qp);
  scaleConstraints(qp, l, u, lower, upper);
  fill(n, 0.0, qp.x);
  fill(m, 0.0, qp.rowMultiplier);
  return qp;
}

/** Arena bytes of `createQP`. */
export function qpBytes(n: i32, m: i32): usize {
  const ld = leadingDimension(n);
  const panels = tiles(min(m, n));
  const rows = panels * TILE;
  const face = roundUp(triangleBytes(n)) + vectorBytes(tiles(n) * TILE);
  const ofRows = roundUp(<usize>panels * panelBytes(tiles(n) * TILE)) + matrixBytes(rows, rows);
  const matrices = <usize>2 * matrixBytes(n, ld) + face + ofRows;
  const ofVariables = <usize>14 * vectorBytes(n) + <usize>4 * indexBytes(n);
  const ofConstraints =
    <usize>2 * vectorBytes(m + n) + <usize>3 * vectorBytes(m) + <usize>3 * indexBytes(m + n);
  return roundUp(offsetof<QP>()) + matrices + ofVariables + ofConstraints;
}

/** Forgets the working set: no constraint is held, every variable is free. */
export function clearWorkingSet(qp: QP): void {
  qp.active = 0;
  qp.free = qp.n;
  for (let i = 0; i < qp.n; i++) {
    setIndex(qp.variable, i, i);
    setIndex(qp.position, i, i);
  }
  clearIndex(qp.m + qp.n, qp.side);
  clearIndex(qp.m + qp.n, qp.skip);
  qp.suspended = 0;
}

/** l_k = u_k: held from the start, never dropped, its multiplier has either sign. */
export function isEquality(qp: QP, k: i32): bool {
  return get(qp.lo, k) == get(qp.hi, k);
}

/** The bound of constraint k on this side, unsigned. */
export function boundAt(qp: QP, k: i32, side: i32): f64 {
  return get(side > 0 ? qp.lo : qp.hi, k);
}

/** A violation of constraint k below this is rounding. */
export function feasibilityTolerance(qp: QP, k: i32, side: i32): f64 {
  return FEASIBILITY * Math.max(qp.xSize, Math.abs(boundAt(qp, k, side)));
}

/** Constraint and side of a code ±(1 + k), + at its lower, − at its upper bound. */
export function constraintOf(code: i32): i32 {
  return abs(code) - 1;
}
export function sideOf(code: i32): i32 {
  return code > 0 ? 1 : -1;
}

/** Side of the j-th working constraint. */
export function workingSide(qp: QP, j: i32): f64 {
  return <f64>getIndex(qp.side, getIndex(qp.working, j));
}

function leadingDimension(n: i32): i32 {
  const even = (n + 1) & ~1;
  return (even & 63) == 0 ? even + 2 : even;
}

function indexBytes(n: i32): usize {
  return roundUp((<usize>n) << 2);
}
