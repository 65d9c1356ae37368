/**
 * The dual active-set method on faces, as assembly/qp/face-dual.ts has it. With the normal n of a violated constraint, x(t) =
 * x + t·z is the minimiser on the face of the objective less t·n'x:
 *
 *     P̄_FF z − A_WF'r = n_F,   A_WF z = 0
 *
 * and the multipliers move with it, rows' along r. t grows until the constraint holds, n'x(t) = b, or until a multiplier
 * is 0, whose constraint is let go.
 */
import { factorProduct } from '../../covariance/factor-form.js';
import { addSolution, type Face, faceOf } from './face.js';
import { isIndependent } from './independent-rows.js';
import { corrected, type Point, pointOn } from './point.js';
import { largestOf, type ScaledProgram } from './program.js';
import {
  CORRECTIONS,
  DOUBTFUL,
  isEquality,
  isWrongSigned,
  multiplierOf,
  openRows,
  type Pivoted,
  ROUNDING,
  violated,
} from './signs.js';

/** Slopes of multipliers below this, relative to the largest, are zeros. */
const NEGLIGIBLE = 1e-12;

/** A face with its minimiser. */
interface Place {
  face: Face;
  point: Point;
}

/** The constraint that is being moved to its limit. */
interface Candidate {
  constraint: number;
  side: 1 | -1;
  /** how far it is beyond, negative */
  slack: number;
}

/**
 * @param side of each row, then of each variable, from which it begins; overwritten
 * @param most faces that it may look at
 * @returns null where constraints conflict, a face has no minimiser, or there were too many of them
 */
export function solveOnFaces(program: ScaledProgram, side: Int8Array, most: number): Pivoted | null {
  const search = { program, side, left: most, exchanges: 0 };
  let place: Place | null;
  do {
    place = moveToFace(search);
    if (place === null) return null;
  } while (dropWrongSigned(search, place));
  for (;;) {
    const candidate = mostViolated(search, place);
    if (candidate === null) return polished(search, place);
    place = hold(search, place, candidate);
    if (place === null) return null;
  }
}

interface Search {
  program: ScaledProgram;
  side: Int8Array;
  /** faces that may yet be looked at */
  left: number;
  exchanges: number;
}

function moveToFace(search: Search): Place | null {
  const { program, side } = search;
  if (search.left-- <= 0) return null;
  openRows(program, side);
  const face = faceOf(program, side);
  if (face === null) return null;
  let point = pointOn(program, side, face);
  if (point.residual > DOUBTFUL) point = corrected(program, side, face, point);
  return { face, point };
}

/** Lets go every inequality with a multiplier of the wrong sign; whether there was one. */
function dropWrongSigned(search: Search, { point }: Place): boolean {
  const { program, side } = search;
  let dropped = false;
  for (let k = 0; k < side.length; k++) {
    if (!isWrongSigned(program, side, point, k)) continue;
    changeSide(search, k, 0);
    dropped = true;
  }
  return dropped;
}

function changeSide(search: Search, constraint: number, to: -1 | 0 | 1): void {
  search.side[constraint] = to;
  search.exchanges++;
}

/** The constraint that is violated most; null when all hold. */
function mostViolated({ program, side }: Search, { point }: Place): Candidate | null {
  let candidate: Candidate | null = null;
  for (let k = 0; k < side.length; k++) {
    if (side[k] !== 0) continue;
    const found = violated(program, point, k);
    if (found !== null && (candidate === null || -found.amount < candidate.slack))
      candidate = { constraint: k, side: found.side, slack: -found.amount };
  }
  return candidate;
}

/** Moves along the dual until the candidate is held; null when it conflicts with what is held, or a face has no minimiser. */
function hold(search: Search, from: Place, { constraint, side, slack: first }: Candidate): Place | null {
  let place = from;
  let [slack, t] = [first, 0];
  for (;;) {
    const { r, gain, slope } = stepOf(search, place, constraint, side);
    const full = slope > 0 ? -slack / slope : Infinity;
    const leaving = leavingOf(search, place, { r, gain }, t, full);
    if (leaving === null && slope === 0) return null;
    if (leaving === null) {
      changeSide(search, constraint, side);
      return moveToFace(search);
    }
    t = leaving.step;
    changeSide(search, leaving.constraint, 0);
    const moved = moveToFace(search);
    if (moved === null) return null;
    place = moved;
    slack = slackOf(search.program, place.point, constraint, side);
    // it holds on the larger face where t is 0 already
    if (slack >= 0) return place;
  }
}

/** side·(value − bound) of a constraint */
function slackOf(
  { m, l, u, lower, upper }: ScaledProgram,
  { x, activity }: Point,
  k: number,
  side: 1 | -1,
): number {
  const value = k < m ? activity[k] : x[k - m];
  const bound = k < m ? (side > 0 ? l : u)[k] : (side > 0 ? lower : upper)[k - m];
  return side * (value - bound);
}

/** r of rows, what multipliers of bounds gain along the step, and n'z: 0, as z is, where n depends on the rows held. */
function stepOf(
  { program, side: sides }: Search,
  { face }: Place,
  constraint: number,
  side: 1 | -1,
): { r: Float64Array; gain: Float64Array; slope: number } {
  const { n, m, A } = program;
  const normal = new Float64Array(n);
  if (constraint < m) for (let i = 0; i < n; i++) normal[i] = side * A[constraint * n + i];
  else normal[constraint - m] = side;
  const [z, r] = [new Float64Array(n), new Float64Array(m)];
  addSolution(program, face, normal, new Float64Array(face.rows.length), z, r);
  let slope = 0;
  for (let i = 0; i < n; i++) slope += normal[i] * z[i];
  if (!(slope > 0) || !isIndependent(program, sides, face.rows, normal)) {
    z.fill(0);
    slope = 0;
  }
  const gain = factorProduct(program, z);
  for (let i = 0; i < n; i++) gain[i] -= normal[i];
  for (const k of face.rows) for (let i = 0; i < n; i++) gain[i] -= r[k] * A[k * n + i];
  return { r, gain, slope };
}

/** The held inequality whose multiplier is 0 first, at a t of at least `from` and below `full`; null where there is none. */
function leavingOf(
  { program, side }: Search,
  { point }: Place,
  { r, gain }: { r: Float64Array; gain: Float64Array },
  from: number,
  full: number,
): { constraint: number; step: number } | null {
  const { m } = program;
  const negligible = NEGLIGIBLE * Math.max(largestOf(r), largestOf(gain));
  let leaving: { constraint: number; step: number } | null = null;
  for (let k = 0; k < side.length; k++) {
    if (side[k] === 0 || isEquality(program, k)) continue;
    const own = k < m ? r[k] : gain[k - m];
    if (side[k] * own >= -negligible) continue;
    const step = Math.max(from, -multiplierOf(program, point, k) / own);
    if (step < (leaving?.step ?? full)) leaving = { constraint: k, step };
  }
  return leaving;
}

/** Refines until the residual is rounding; null where the KKT conditions do not hold then. */
function polished(search: Search, { face, point: first }: Place): Pivoted | null {
  const { program, side, exchanges } = search;
  let point = first;
  for (let i = 0; i < CORRECTIONS && point.residual > ROUNDING; i++) {
    const better = corrected(program, side, face, point);
    if (!(better.residual < point.residual)) break;
    point = better;
  }
  const place = { face, point };
  const isOptimal =
    point.residual <= DOUBTFUL &&
    mostViolated(search, place) === null &&
    side.every((_, k) => !isWrongSigned(program, side, point, k));
  return isOptimal ? { point, side, exchanges } : null;
}
