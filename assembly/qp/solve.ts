/** The quadratic program from end to end, for the host. */
import { allocate, mark, release, roundUp } from '../arena';
import { getIndex, setIndex } from '../linalg/indexed';
import { copy, dot, fill, from, get, isAnyLarger, row, set } from '../linalg/vector';
import { guessFace, writeHeld } from './block-pivoting';
import { writeConflict } from './conflict';
import {
  factorise,
  factoriseWorkspace,
  isDefiniteAtOnce,
  regulariseAsNeeded,
  startWorkingSet,
} from './factor';
import { enterFaceWorkspace } from './face-point';
import { KKT, kktResidual, measureKKT, measureResiduals, relativeResidual } from './kkt';
import {
  createQP,
  INFEASIBLE,
  ITERATION_LIMIT,
  NOT_POSITIVE_DEFINITE,
  QP,
  qpBytes,
  SOLVED,
  workingSide,
} from './problem';
import { iterateCentres, pivotCentres } from './proximal';
import { holdEqualities, holdWarmStart } from './warm-start';

/** Positions in `info`. */
const OBJECTIVE: i32 = 0;
const REGULARISATION: i32 = 1;
const ITERATIONS: i32 = 2;
const RESIDUAL: i32 = 3;
const COUNT: i32 = 4;

/** A KKT residual that proves an answer, wherever the method stopped; and one above which nothing is one. */
const CERTIFIED: f64 = 1e-9;
const LARGEST_RESIDUAL: f64 = 1e-6;

/**
 * min ½x'Px + q'x subject to l ≤ Ax ≤ u and lower ≤ x ≤ upper.
 *
 * p       n×n, row-major, symmetric, both triangles valid; q n.
 * a       m×n, row-major; l and u m, lower and upper n, ±Infinity for no bound. No input is changed.
 * warm    warmCount codes ±(1 + k) of an earlier active set, k a row or m + variable.
 * limit   iterations (constraints added or dropped); 0 for the default, 100 + 50(n + m).
 * pivoting whether block pivoting is tried before the dual active-set method; the answer is the same.
 * isConvex whether P is semi-definite by its construction, a covariance: that is then not proved again.
 * x       n, written; NaN unless a point was reached (SOLVED, ITERATION_LIMIT).
 * y       m + n, written: multipliers of rows, then of bounds, Px + q = A'y + w. When INFEASIBLE the ray that
 *         proves it, A'y + w = 0 (zeros when a constraint conflicts with itself).
 * codes   n + 1 at least 2, written: the active set, or the conflict when INFEASIBLE.
 * info    5, written: objective, regularisation, iterations, KKT residual, number of codes.
 * returns SOLVED, INFEASIBLE, ITERATION_LIMIT, NOT_POSITIVE_DEFINITE or UNBOUNDED.
 * work    `qpWorkspace(n, m)` bytes of the arena.
 */
export function solveQP(
  n: i32,
  m: i32,
  p: usize,
  q: usize,
  a: usize,
  l: usize,
  u: usize,
  lower: usize,
  upper: usize,
  warm: usize,
  warmCount: i32,
  limit: i32,
  pivoting: bool,
  isConvex: bool,
  x: usize,
  y: usize,
  codes: usize,
  info: usize,
): i32 {
  const position = mark();
  const qp = createQP(n, m, p, q, a, l, u, lower, upper, limit);
  qp.isConvex = isConvex;
  fill(n, NaN, x);
  fill(m + n, 0.0, y);
  fill(COUNT + 1, NaN, info);
  set(info, COUNT, 0.0);
  let outcome = solve(qp, warm, warmCount, limit, pivoting, y, codes, info);
  if (outcome == SOLVED || outcome == ITERATION_LIMIT) {
    copy(n, qp.x, x);
    const count = qp.isOnFace ? writeHeld(qp, y, codes) : writeActiveSet(qp, y, codes);
    set(info, COUNT, <f64>count);
    const kkt = changetype<KKT>(allocate(offsetof<KKT>()));
    kkt.l = l;
    kkt.u = u;
    kkt.lower = lower;
    kkt.upper = upper;
    kkt.y = y;
    kkt.w = from(y, m);
    measureKKT(kkt, qp);
    set(info, OBJECTIVE, 0.5 * dot(n, qp.x, qp.product) + dot(n, qp.x, q));
    measureResiduals(kkt, qp);
    set(info, RESIDUAL, kktResidual(kkt, qp, 1.0, 1.0));
    outcome = judge(qp, kkt, outcome);
  }
  set(info, REGULARISATION, qp.delta / qp.scale);
  set(info, ITERATIONS, <f64>qp.iterations);
  release(position);
  return outcome;
}

/** Arena bytes of `solveQP`. */
export function qpWorkspace(n: i32, m: i32): usize {
  const methods = max(factoriseWorkspace(n), enterFaceWorkspace(n, m));
  return qpBytes(n, m) + max(methods, roundUp(offsetof<KKT>()));
}

function solve(
  qp: QP,
  warm: usize,
  warmCount: i32,
  limit: i32,
  pivoting: bool,
  y: usize,
  codes: usize,
  info: usize,
): i32 {
  const crossed = findCrossed(qp);
  if (crossed >= 0) {
    setIndex(codes, 0, crossed + 1);
    setIndex(codes, 1, -crossed - 1);
    set(info, COUNT, 2.0);
    return INFEASIBLE;
  }
  const unproved = pivoting && (qp.isConvex || (warmCount > qp.m && isDefiniteAtOnce(qp)));
  if (unproved && pivotFrom(qp, warm, warmCount)) return SOLVED;
  if (!regulariseAsNeeded(qp)) return NOT_POSITIVE_DEFINITE;
  // a definite P would make it fail again
  const again = unproved && qp.delta == 0.0;
  if (pivoting && !again && pivotFrom(qp, warm, warmCount)) return SOLVED;
  // the dual method may take as many iterations as it would alone
  if (limit <= 0) qp.limit += qp.iterations;
  if (!factorise(qp)) return NOT_POSITIVE_DEFINITE;
  startWorkingSet(qp);
  let outcome = holdEqualities(qp);
  if (outcome == SOLVED) {
    holdWarmStart(qp, warm, warmCount);
    outcome = iterateCentres(qp);
  }
  if (outcome == INFEASIBLE)
    set(info, COUNT, <f64>writeConflict(qp, qp.candidate, qp.candidateSide, y, codes));
  return outcome;
}

/** Block pivoting from an earlier active set, around several centres for a semi-definite P; whether it succeeded. */
function pivotFrom(qp: QP, warm: usize, warmCount: i32): bool {
  guessFace(qp, warm, warmCount);
  qp.isOnFace = pivotCentres(qp);
  return qp.isOnFace;
}

/**
 * The residual has the last word, in units of P (or q) where these are below one: a small P hides nothing. To overrule
 * a method that stopped in rounding it must be small in the units of x too.
 */
function judge(qp: QP, kkt: KKT, outcome: i32): i32 {
  const sigma = Math.min(1.0, 1.0 / qp.scale);
  const unit = Math.min(1.0, qp.xSize);
  // as a rule the simple form, which is not smaller, will do
  if (kktResidual(kkt, qp, sigma * unit, unit) <= CERTIFIED) return SOLVED;
  // the smaller the units, the larger the residual
  if (relativeResidual(kkt, qp, sigma * unit, unit) <= CERTIFIED) return SOLVED;
  // numbers that overflowed violate nothing, as NaN compares false
  return relativeResidual(kkt, qp, sigma, 1.0) <= LARGEST_RESIDUAL ? outcome : ITERATION_LIMIT;
}

/** The first constraint whose lower bound is above its upper one, or −1. */
function findCrossed(qp: QP): i32 {
  if (!isAnyLarger(qp.m + qp.n, qp.lo, qp.hi)) return -1;
  for (let k = 0; k < qp.m + qp.n; k++) if (get(qp.lo, k) > get(qp.hi, k)) return k;
  return -1;
}

/** Multipliers in the caller's units and the codes of the working set, in the order of constraints; returns how many. */
function writeActiveSet(qp: QP, y: usize, codes: usize): i32 {
  for (let j = 0; j < qp.active; j++) {
    const k = getIndex(qp.working, j);
    const factor = k < qp.m ? get(qp.rowScale, k) : 1.0;
    set(y, k, (get(qp.multiplier, j) * workingSide(qp, j) * factor) / qp.scale);
  }
  let count = 0;
  for (let k = 0; k < qp.m + qp.n; k++) {
    const side = getIndex(qp.side, k);
    if (side == 0) continue;
    // an equality is at both bounds: the sign of its multiplier says which one holds it back
    const code = get(y, k) == 0.0 ? side : get(y, k) > 0.0 ? 1 : -1;
    setIndex(codes, count++, code * (k + 1));
  }
  return count;
}
