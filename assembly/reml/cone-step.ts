import { allocateVector, mark, release, vectorBytes } from '../arena';
import { add, copy, dot, fill, get, row, set } from '../linalg/vector';
import { gemv } from '../linalg/gemm';
import { cholesky, choleskySolve, choleskyWorkspace } from '../linalg/cholesky';
import { Components } from './components';
import { blockIndex, blockRank, largestEigenvalue, largestEigenvector } from './cone';
import {
  allocateFace,
  directions,
  faceBytes,
  FaceStep,
  move,
  setOuterProduct,
  startFaces,
} from './cone-face';

/** Newton steps for one choice of faces, and halvings of one of them. */
const NEWTON_STEPS: i32 = 60;
const HALVINGS: i32 = 30;
/** Trace of a normalised G below which it is 0. */
const VANISHED: f64 = 1e-14;

/**
 * tau := the maximum of the quadratic model over the bounds and over G ⪰ 0, faces that the step would cross being held.
 *
 * On the face G = gg' the model is a polynomial in g: Newton's method with its Hessian J'HJ + 2·(−S)₊, S the gradient
 * of f with respect to G. A G on its boundary leaves it when n'Sn > 0 for n ⟂ g.
 *
 * returns false when H is not positive definite over what is free.
 * work    `coneStepWorkspace(q, blocks)` bytes of the arena.
 */
export function coneStep(state: Components, H: usize, damping: f64): bool {
  const q = state.q;
  const position = mark();
  const face = allocateFace(state);
  copy(q * q, H, face.H);
  for (let k = 0; k < q; k++) set(row(face.H, k, q), k, get(row(H, k, q), k) * (1.0 + damping));
  copy(q, state.tau, face.z);
  startFaces(face);
  let solved = false;
  for (let round = 0; round <= q + 2 * state.blockCount && !solved; round++) {
    if (!maximiseOnFace(face)) break;
    solved = !holdCrossed(face);
  }
  if (solved) copy(q, face.z, state.tau);
  release(position);
  return solved;
}

/** Newton's method on the face; one step where no G has rank 1, since f is then quadratic. */
function maximiseOnFace(face: FaceStep): bool {
  const state = face.state;
  let curved = false;
  for (let block = 0; block < state.blockCount; block++) if (get(face.rank, block) == 1.0) curved = true;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const value = modelValue(face);
    const r = directions(face);
    if (r == 0) return true;
    if (!solveDirections(face, r)) return false;
    if (!curved) {
      move(face, 1.0);
      return true;
    }
    copy(state.q, face.z, face.zBefore);
    copy(2 * state.blockCount, face.g, face.gBefore);
    let share = 1.0;
    let rose = false;
    for (let halving = 0; halving < HALVINGS && !rose; halving++) {
      move(face, share);
      rose = modelValue(face) > value;
      if (rose) break;
      copy(state.q, face.zBefore, face.z);
      copy(2 * state.blockCount, face.gBefore, face.g);
      share *= 0.5;
    }
    if (!rose) {
      move(face, 1.0); // rounding: the whole step is as good, and closer to the stationary point
      return true;
    }
  }
  return true;
}

/** f(z), and its gradient. */
function modelValue(face: FaceStep): f64 {
  const q = face.state.q;
  const position = mark();
  const delta = allocateVector(q);
  for (let k = 0; k < q; k++) set(delta, k, get(face.z, k) - get(face.state.tau, k));
  gemv(false, q, q, -1.0, face.H, q, delta, 0.0, face.gradient);
  const value = dot(q, face.state.score, delta) + 0.5 * dot(q, face.gradient, delta);
  for (let k = 0; k < q; k++) add(face.gradient, k, get(face.state.score, k));
  release(position);
  return value;
}

/** x := the Newton step in the r coordinates of the face; false when its matrix is not positive definite. */
function solveDirections(face: FaceStep, r: i32): bool {
  const state = face.state;
  const q = state.q;
  const position = mark();
  const HJ = allocateVector(q);
  for (let a = 0; a < r; a++) {
    const direction = row(face.J, a, q);
    gemv(false, q, q, 1.0, face.H, q, direction, 0.0, HJ);
    for (let b = 0; b <= a; b++) set(row(face.M, a, r), b, dot(q, row(face.J, b, q), HJ));
    set(face.x, a, dot(q, direction, face.gradient));
  }
  release(position);
  let a = 0;
  for (let k = 0; k < q; k++) if (get(face.free, k) != 0.0) a++;
  for (let block = 0; block < state.blockCount; block++) {
    const rank = <i32>get(face.rank, block);
    if (rank == 1) addCurvature(face, block, a, r);
    a += rank == 2 ? 3 : 2 * rank;
  }
  if (cholesky(face.M, r, r) >= 0) return false;
  choleskySolve(r, face.M, r, face.x);
  return true;
}

/** M := M + 2·(−S)₊ in the two coordinates of g, which start at a. */
function addCurvature(face: FaceStep, block: i32, a: i32, r: i32): void {
  const state = face.state;
  const s0 = -get(face.gradient, blockIndex(state, block, 0));
  const s1 = -0.5 * get(face.gradient, blockIndex(state, block, 1));
  const s2 = -get(face.gradient, blockIndex(state, block, 2));
  const largest = largestEigenvalue(s0, s1, s2);
  const smallest = s0 + s2 - largest;
  const position = mark();
  const v = allocateVector(2);
  largestEigenvector(s0, s1, s2, v);
  const x = get(v, 0);
  const y = get(v, 1);
  const p = 2.0 * Math.max(0.0, largest);
  const m = 2.0 * Math.max(0.0, smallest);
  add(row(face.M, a, r), a, p * x * x + m * y * y);
  add(row(face.M, a + 1, r), a, (p - m) * x * y);
  add(row(face.M, a + 1, r), a + 1, p * y * y + m * x * x);
  release(position);
}

/** Holds what the maximum on the face has crossed: bounds, and G that is not positive definite; false for nothing. */
function holdCrossed(face: FaceStep): bool {
  const state = face.state;
  let crossed = false;
  for (let k = 0; k < state.q; k++) {
    if (get(face.free, k) == 0.0 || get(face.z, k) >= get(state.lower, k)) continue;
    set(face.free, k, 0.0);
    set(face.z, k, get(state.lower, k));
    crossed = true;
  }
  for (let block = 0; block < state.blockCount; block++) {
    const rank = <i32>get(face.rank, block);
    if (rank == 0) continue;
    const a = get(face.z, blockIndex(state, block, 0));
    const b = get(face.z, blockIndex(state, block, 1));
    const c = get(face.z, blockIndex(state, block, 2));
    const vanished = rank == 1 ? !(a + c > VANISHED) : !(largestEigenvalue(a, b, c) > VANISHED);
    if (!vanished && (rank == 1 || (a > 0.0 && c > 0.0 && blockRank(a, b, c) == 2))) continue;
    const g = row(face.g, block, 2);
    fill(2, 0.0, g);
    if (!vanished) {
      largestEigenvector(a, b, c, g);
      const length = Math.sqrt(largestEigenvalue(a, b, c));
      set(g, 0, length * get(g, 0));
      set(g, 1, length * get(g, 1));
    }
    set(face.rank, block, vanished ? 0.0 : 1.0);
    setOuterProduct(face, block);
    crossed = true;
  }
  return crossed;
}

/** Arena bytes that `coneStep` takes. */
export function coneStepWorkspace(q: i32, blocks: i32): usize {
  return faceBytes(q, blocks) + vectorBytes(q) + vectorBytes(2) + choleskyWorkspace(q);
}
