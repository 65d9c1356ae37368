/**
 * Linear dependence on the working set, and the certificate of infeasibility that it may be.
 *
 * With r = R⁻¹d₁, a dependent normal is n = N·r. When no working inequality has r_j > 0, every x that keeps the
 * working constraints has n'x ≤ r'b; if that is less than the new bound the constraints conflict, and the ray
 * (1, −r) proves it. The working normals are independent, so the ray is unique, and the constraints where it is
 * not zero are a minimal conflict: without any one of them the rest can hold together.
 */
import { gather, getIndex, setIndex } from '../linalg/indexed';
import { trsv } from '../linalg/triangular';
import { axpy, fill, get, maxAbs, set } from '../linalg/vector';
import { boundAt, QP, workingSide } from './problem';
import { addConstraint, addNormal } from './working-point';
import { multiplyTransposed } from './working-set';

/** ‖d₂‖²/‖d‖² above which a normal is independent beyond doubt, and below which it is not. */
const INDEPENDENT: f64 = 1e-12;
const DEPENDENT: f64 = 1e-26;
/** In between ‖n − N·r‖∞ decides, relative to 1 + Σ|r_j|. */
const SAME_NORMAL: f64 = 1e-11;
/** Steps that refine r. */
const REFINEMENTS: i32 = 2;
/** A gap below this, relative to the bounds that make it up, is rounding. */
const GAP: f64 = 1e-11;
/** Elements of a ray below this, relative to max(1, ‖r‖∞), have no part in it. */
const NO_PART: f64 = 1e-9;
/** Elements of r below this, relative likewise, are zeros. */
export const NEGLIGIBLE: f64 = 1e-12;

/**
 * Whether the normal of constraint k depends on the working ones; d and r are at hand. Where that is in doubt r is
 * refined, as its errors grow with the condition of P̄ + δW, and those of a ray must not.
 */
export function isDependent(qp: QP, k: i32, side: i32, norm2: f64, total: f64): bool {
  if (norm2 > INDEPENDENT * total) return false;
  for (let i = 0; i < REFINEMENTS; i++) {
    normalResidual(qp, k, side);
    gather(qp.n, 1.0, qp.gradient, qp.variable, qp.normal);
    multiplyTransposed(qp, qp.normal, qp.direction);
    trsv(true, qp.active, qp.R, qp.ld, qp.direction);
    axpy(qp.active, 1.0, qp.direction, qp.r);
  }
  const size = normalResidual(qp, k, side);
  return norm2 <= DEPENDENT * total || maxAbs(qp.n, qp.gradient) <= SAME_NORMAL * size;
}

/** gradient := n − N·r; returns 1 + Σ|r_j|. */
function normalResidual(qp: QP, k: i32, side: i32): f64 {
  fill(qp.n, 0.0, qp.gradient);
  addConstraint(qp, k, <f64>side, qp.gradient);
  let size = 1.0;
  for (let j = 0; j < qp.active; j++) {
    addNormal(qp, j, -get(qp.r, j), qp.gradient);
    size += Math.abs(get(qp.r, j));
  }
  return size;
}

/**
 * By how much the dependent constraint k asks for more than the working ones allow, n'x ≥ b against r'b; 0 for what
 * rounding of the bounds, or the part (n − N·r)'x of an x as large as the present one, may explain. Elements of r that
 * are rounding become zero first, so that the ray is judged as it is reported.
 */
export function gapOf(qp: QP, k: i32, side: i32): f64 {
  const negligible = NO_PART * Math.max(1.0, maxAbs(qp.active, qp.r));
  for (let j = 0; j < qp.active; j++) if (Math.abs(get(qp.r, j)) <= negligible) set(qp.r, j, 0.0);
  const normalSize = normalResidual(qp, k, side);
  const bound = boundAt(qp, k, side);
  let gap = <f64>side * bound;
  let size = Math.max(Math.abs(bound), maxAbs(qp.n, qp.x));
  for (let j = 0; j < qp.active; j++) {
    const working = getIndex(qp.working, j);
    const term = get(qp.r, j) * boundAt(qp, working, getIndex(qp.side, working));
    gap -= term * workingSide(qp, j);
    size = Math.max(size, Math.abs(term));
  }
  // normals that differ by more than what was left out are no ray: the metric has hidden a direction
  if (maxAbs(qp.n, qp.gradient) > NO_PART * normalSize) return 0.0;
  let unexplained = 0.0;
  for (let i = 0; i < qp.n; i++) unexplained += Math.abs(get(qp.gradient, i) * get(qp.x, i));
  return Math.abs(gap) > Math.max(GAP * size, 2.0 * unexplained) ? gap : 0.0;
}

/**
 * Writes the conflict of the dependent constraint k with the working set, which `gapOf` has found.
 *
 * ray     m + n: coefficients of the unscaled constraints, Σ ray_k·a_k = 0, > 0 where a lower bound takes part.
 * set     up to n + 1 codes as in the active set.
 * returns how many.
 */
export function writeConflict(qp: QP, k: i32, side: i32, ray: usize, codes: usize): i32 {
  fill(qp.m + qp.n, 0.0, ray);
  for (let j = 0; j < qp.active; j++) {
    const r = get(qp.r, j);
    if (r == 0.0) continue;
    writeRay(qp, getIndex(qp.working, j), -r * workingSide(qp, j), ray);
  }
  writeRay(qp, k, <f64>side, ray);
  return writeCodes(qp.m + qp.n, ray, codes);
}

/** +(1 + k) where ray_k > 0, −(1 + k) where it is negative; returns how many. */
function writeCodes(size: i32, ray: usize, codes: usize): i32 {
  let count = 0;
  for (let k = 0; k < size; k++) {
    const value = get(ray, k);
    if (value != 0.0) setIndex(codes, count++, value > 0.0 ? k + 1 : -k - 1);
  }
  return count;
}

function writeRay(qp: QP, k: i32, value: f64, ray: usize): void {
  set(ray, k, k < qp.m ? value * get(qp.rowScale, k) : value);
}
