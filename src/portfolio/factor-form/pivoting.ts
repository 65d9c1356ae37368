/**
 * Block principal pivoting (Júdice and Pires 1994), as assembly/qp/block-pivoting.ts has it: guess which constraints are held,
 * minimise on that face, and exchange all constraints whose slack or multiplier has the wrong sign at once. Where their number
 * does not fall the dual method takes over from the best face that was met. When no sign is wrong the KKT conditions hold, and
 * P being convex they are sufficient.
 */
import { solveOnFaces } from './dual.js';
import { faceOf } from './face.js';
import { corrected, type Point, pointOn } from './point.js';
import type { ScaledProgram } from './program.js';
import {
  CORRECTIONS,
  DOUBTFUL,
  isEquality,
  isWrongSigned,
  limitsOf,
  openRows,
  type Pivoted,
  ROUNDING,
  violated,
} from './signs.js';

/** Exchanges that do not lower the number of wrong signs, before it gives up. */
const PATIENCE = 5;
/** Exchanges before their number is looked at. */
const SETTLING = 2;
/** Faces of the dual method, at most. */
const MOST_FACES = 400;

/**
 * @param start codes ±(1 + constraint) of an earlier active set
 * @returns null where constraints conflict, signs do not settle or a face has no minimiser
 */
export function pivotBlocks(program: ScaledProgram, start: ArrayLike<number>): Pivoted | null {
  const side = firstSides(program, start);
  let best = side.slice();
  let exchanges = 0;
  let fewest = Infinity;
  let patience = PATIENCE;
  for (let round = 0; patience >= 0; round++) {
    openRows(program, side);
    const face = faceOf(program, side);
    if (face === null) break;
    let point = pointOn(program, side, face);
    if (point.residual > DOUBTFUL) point = corrected(program, side, face, point);
    let wrong = wrongSigns(program, side, point);
    for (let i = 0; wrong.length === 0 && i < CORRECTIONS && point.residual > ROUNDING; i++) {
      const better = corrected(program, side, face, point);
      if (!(better.residual < point.residual)) break;
      point = better;
      wrong = wrongSigns(program, side, point);
    }
    if (wrong.length === 0) return point.residual <= DOUBTFUL ? { point, side, exchanges } : null;
    // one violated row of a good guess may turn many signs: the first numbers say little
    if (round >= SETTLING) {
      if (wrong.length < fewest) {
        fewest = wrong.length;
        patience = PATIENCE;
        best = side.slice();
      } else patience--;
    }
    for (const { constraint, to } of wrong) side[constraint] = to;
    spareOne(program, side, wrong);
    exchanges += wrong.length;
  }
  const found = solveOnFaces(program, best, MOST_FACES);
  return found && { ...found, exchanges: exchanges + found.exchanges };
}

/** Every equality, and the codes of an earlier active set. */
function firstSides(program: ScaledProgram, start: ArrayLike<number>): Int8Array {
  const side = new Int8Array(program.m + program.n);
  for (let k = 0; k < side.length; k++) if (isEquality(program, k)) side[k] = 1;
  for (let c = 0; c < start.length; c++) {
    const k = Math.abs(start[c]) - 1;
    if (k >= side.length || side[k] !== 0) continue;
    const own = start[c] > 0 ? 1 : -1;
    if (Number.isFinite(limitsOf(program, k)[own > 0 ? 0 : 1])) side[k] = own;
  }
  return side;
}

/** A constraint that is to be held on a side, or let go (0), and by how much its value was beyond that side. */
interface Exchange {
  constraint: number;
  to: -1 | 0 | 1;
  violation: number;
}

/** Constraints that are violated, and those held whose multiplier has the wrong sign; rows first. */
function wrongSigns(program: ScaledProgram, side: Int8Array, point: Point): Exchange[] {
  const wrong: Exchange[] = [];
  for (let k = 0; k < side.length; k++) {
    if (side[k] === 0) {
      const found = violated(program, point, k);
      if (found !== null) wrong.push({ constraint: k, to: found.side, violation: found.amount });
    } else if (isWrongSigned(program, side, point, k)) wrong.push({ constraint: k, to: 0, violation: 0 });
  }
  return wrong;
}

/** Of the variables that were put on a bound the one violated least stays free where the rows need it. */
function spareOne({ n, m }: ScaledProgram, side: Int8Array, exchanged: readonly Exchange[]): void {
  let free = 0;
  for (let i = 0; i < n; i++) if (side[m + i] === 0) free++;
  let rows = 0;
  for (let k = 0; k < m; k++) if (side[k] !== 0) rows++;
  if (rows <= free) return;
  let spare: Exchange | null = null;
  for (const one of exchanged) {
    if (one.constraint >= m && one.to !== 0 && (spare === null || one.violation < spare.violation))
      spare = one;
  }
  if (spare !== null) side[spare.constraint] = 0;
}
