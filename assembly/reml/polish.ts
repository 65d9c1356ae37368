import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { add, copy, dot, fill, get, row, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import { cholesky, choleskySolve, choleskyWorkspace } from '../linalg/cholesky';
import { Components, Evaluate } from './components';
import { isBlocked, rankOf } from './cone';
import { allocateFace, directions, faceBytes, FaceStep, move, startFaces } from './cone-face';
import { kktResidual, ROUNDING, TOLERANCE } from './optimise';

/** Newton steps, and the damping of one of them beyond which there is none. */
const STEPS: i32 = 60;
const MOST_DAMPING: f64 = 1e6;
/** Difference of a coordinate over its standard error. */
const DIFFERENCE: f64 = 1e-4;

/**
 * Newton's method with the observed information, for a maximum where the average information is far from it.
 *
 * That is so where a G is singular, as with a correlation of ±1: curvature of ℓ and of the boundary cancel, and steps by
 * the average information converge linearly. The Hessian is one of forward differences of the score along the
 * coordinates of the face (free components, and g of G = gg'), one evaluation each, damped where it is not positive
 * definite; faces are kept.
 *
 * Leaves the state evaluated where it ends, with its residual; adds to its iterations.
 * work    `polishWorkspace(q, blocks)` bytes of the arena, and those of `evaluate`.
 */
export function polish(state: Components, evaluate: Evaluate): void {
  const q = state.q;
  const position = mark();
  const face = allocateFace(state);
  const Hessian = allocateMatrix(q, q);
  const before = allocateVector(q);
  const slope = allocateVector(q);
  const units = allocateVector(q);
  let damping = 0.0;
  for (let step = 0; step < STEPS && state.residual > TOLERANCE; step++) {
    copy(q, state.tau, face.z);
    startFaces(face);
    copy(q, face.z, state.tau);
    copy(q, state.tau, before);
    const objective = state.objective;
    const residual = state.residual;
    const r = isInside(face) ? directions(face) : 0;
    let taken = false;
    if (r > 0 && observedInformation(face, r, evaluate, before, slope, units, Hessian)) {
      while (!taken && damping <= MOST_DAMPING) {
        if (dampedStep(face, r, damping, slope, units, Hessian)) {
          copy(q, before, face.z);
          copy(2 * state.blockCount, face.gBefore, face.g);
          move(face, 1.0);
          copy(q, face.z, state.tau);
          if (isInside(face) && evaluate(state)) {
            state.residual = kktResidual(state);
            const noise = ROUNDING * (Math.abs(objective) + state.nu);
            const change = state.objective - objective;
            taken = change < -noise || (change <= noise && state.residual < residual);
          }
        }
        if (taken) damping = damping < 1e-3 ? 0.0 : 0.01 * damping;
        else damping = damping == 0.0 ? 1e-3 : 10.0 * damping;
      }
    }
    state.iterations++;
    if (!taken) {
      copy(q, before, state.tau);
      evaluate(state);
      state.residual = kktResidual(state);
      break;
    }
  }
  release(position);
}

/** Hessian := −∂²ℓ in the r coordinates of the face, slope := ∂ℓ, units := 1/√information; g is left in gBefore. */
function observedInformation(
  face: FaceStep,
  r: i32,
  evaluate: Evaluate,
  before: usize,
  slope: usize,
  units: usize,
  Hessian: usize,
): bool {
  const state = face.state;
  const q = state.q;
  const position = mark();
  const image = allocateVector(q);
  for (let a = 0; a < r; a++) {
    gemv(false, q, q, 1.0, state.info, q, row(face.J, a, q), 0.0, image);
    const information = dot(q, row(face.J, a, q), image);
    set(units, a, information > 0.0 ? 1.0 / Math.sqrt(information) : 0.0);
    set(slope, a, dot(q, row(face.J, a, q), state.score));
  }
  release(position);
  copy(2 * state.blockCount, face.g, face.gBefore);
  for (let a = 0; a < r; a++) {
    const difference = DIFFERENCE * get(units, a);
    fill(r, 0.0, face.x);
    set(face.x, a, difference);
    copy(q, before, face.z);
    copy(2 * state.blockCount, face.gBefore, face.g);
    move(face, 1.0);
    copy(q, face.z, state.tau);
    if (!(difference > 0.0) || !evaluate(state)) return false;
    directions(face);
    for (let b = 0; b < r; b++) {
      const change = get(slope, b) - dot(q, row(face.J, b, q), state.score);
      set(row(Hessian, a, r), b, change / difference);
    }
  }
  for (let a = 0; a < r; a++) {
    for (let b = 0; b < a; b++) {
      const value = 0.5 * (get(row(Hessian, a, r), b) + get(row(Hessian, b, r), a));
      set(row(Hessian, a, r), b, value);
      set(row(Hessian, b, r), a, value);
    }
  }
  return true;
}

/** x := (Hessian + μ·information)⁻¹·slope; false where that is not positive definite. */
function dampedStep(face: FaceStep, r: i32, damping: f64, slope: usize, units: usize, Hessian: usize): bool {
  copy(r * r, Hessian, face.M);
  for (let a = 0; a < r; a++) add(row(face.M, a, r), a, damping / (get(units, a) * get(units, a)));
  copy(r, slope, face.x);
  if (cholesky(face.M, r, r) >= 0) return false;
  choleskySolve(r, face.M, r, face.x);
  return true;
}

/** Whether free components are above their bounds and matrices have the ranks of their faces: none wants to leave its. */
function isInside(face: FaceStep): bool {
  const state = face.state;
  for (let k = 0; k < state.q; k++) {
    if (get(face.free, k) != 0.0 && !(get(state.tau, k) > get(state.lower, k))) return false;
  }
  for (let block = 0; block < state.blockCount; block++) {
    if (<i32>get(face.rank, block) != rankOf(state, block)) return false;
  }
  return true;
}

/** Arena bytes that `polish` takes beside those of `evaluate`. */
export function polishWorkspace(q: i32, blocks: i32): usize {
  return faceBytes(q, blocks) + matrixBytes(q, q) + 4 * vectorBytes(q) + choleskyWorkspace(q);
}
