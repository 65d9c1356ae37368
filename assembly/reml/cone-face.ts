import { allocateMatrix, allocateVector, matrixBytes, vectorBytes } from '../arena';
import { add, fill, get, row, set } from '../linalg/vector';
import { Components } from './components';
import { blockIndex, blockRank, isBlocked, largestEigenvalue, rankOneFactor } from './cone';

/**
 * The quadratic model of a step, f(z) = s'(z − τ) − ½(z − τ)'(H + μ·diag H)(z − τ), on one choice of faces.
 *
 * A component is free or at its bound; a matrix G is free (rank 2), gg' (rank 1, moved along g) or 0.
 */
@unmanaged
export class FaceStep {
  state: Components;
  /** q×q, H + μ·diag H */
  H: usize;
  /** q: the components after the step; 1 where one is free; the gradient of f */
  z: usize;
  free: usize;
  gradient: usize;
  /** two a block: g. one a block: the rank, as a double */
  g: usize;
  rank: usize;
  /** r×q directions of the free coordinates; r×r; r */
  J: usize;
  M: usize;
  x: usize;
  /** q and 2 a block: copies while a step is halved */
  zBefore: usize;
  gBefore: usize;
}

/** Faces at the current components: held where the score keeps them there. */
export function startFaces(face: FaceStep): void {
  const state = face.state;
  for (let k = 0; k < state.q; k++) {
    const inside = get(state.tau, k) > get(state.lower, k) || get(state.score, k) > 0.0;
    set(face.free, k, !isBlocked(state, k) && inside ? 1.0 : 0.0);
  }
  for (let block = 0; block < state.blockCount; block++) {
    const a = get(state.tau, blockIndex(state, block, 0));
    const b = get(state.tau, blockIndex(state, block, 1));
    const c = get(state.tau, blockIndex(state, block, 2));
    const s0 = get(state.score, blockIndex(state, block, 0));
    const s1 = 0.5 * get(state.score, blockIndex(state, block, 1));
    const s2 = get(state.score, blockIndex(state, block, 2));
    let rank = blockRank(a, b, c);
    const g = row(face.g, block, 2);
    if (rank == 1) {
      rankOneFactor(a, b, c, g);
      const x = get(g, 0);
      const y = get(g, 1);
      if (y * y * s0 - 2.0 * x * y * s1 + x * x * s2 > 0.0) rank = 2;
      else setOuterProduct(face, block);
    } else if (rank == 0 && largestEigenvalue(s0, s1, s2) > 0.0) rank = 2;
    set(face.rank, block, <f64>rank);
  }
}

/** The directions J of the face at z; returns how many. */
export function directions(face: FaceStep): i32 {
  const state = face.state;
  const q = state.q;
  let r = 0;
  for (let k = 0; k < q; k++) {
    if (get(face.free, k) == 0.0) continue;
    fill(q, 0.0, row(face.J, r, q));
    set(row(face.J, r++, q), k, 1.0);
  }
  for (let block = 0; block < state.blockCount; block++) {
    const rank = <i32>get(face.rank, block);
    const i = blockIndex(state, block, 0);
    const j = blockIndex(state, block, 1);
    const k = blockIndex(state, block, 2);
    const x = get(face.g, 2 * block);
    const y = get(face.g, 2 * block + 1);
    const count = rank == 2 ? 3 : 2 * rank;
    for (let along = 0; along < count; along++) {
      const direction = row(face.J, r++, q);
      fill(q, 0.0, direction);
      if (rank == 2) set(direction, blockIndex(state, block, along), 1.0);
      else {
        set(direction, along == 0 ? i : k, 2.0 * (along == 0 ? x : y));
        set(direction, j, along == 0 ? y : x);
      }
    }
  }
  return r;
}

/** Moves along `share` of the Newton step: free components and matrices, and g. */
export function move(face: FaceStep, share: f64): void {
  const state = face.state;
  let a = 0;
  for (let k = 0; k < state.q; k++) if (get(face.free, k) != 0.0) add(face.z, k, share * get(face.x, a++));
  for (let block = 0; block < state.blockCount; block++) {
    const rank = <i32>get(face.rank, block);
    if (rank == 2) {
      for (let i = 0; i < 3; i++) add(face.z, blockIndex(state, block, i), share * get(face.x, a++));
    } else if (rank == 1) {
      add(face.g, 2 * block, share * get(face.x, a++));
      add(face.g, 2 * block + 1, share * get(face.x, a++));
      setOuterProduct(face, block);
    }
  }
}

/** G := gg' in z. */
export function setOuterProduct(face: FaceStep, block: i32): void {
  const x = get(face.g, 2 * block);
  const y = get(face.g, 2 * block + 1);
  set(face.z, blockIndex(face.state, block, 0), x * x);
  set(face.z, blockIndex(face.state, block, 1), x * y);
  set(face.z, blockIndex(face.state, block, 2), y * y);
}

/** Scratch of a step; `faceBytes(q, blocks)` bytes of the arena. */
export function allocateFace(state: Components): FaceStep {
  const q = state.q;
  const blocks = state.blockCount;
  const face = changetype<FaceStep>(allocateVector(<i32>((offsetof<FaceStep>() + 7) >> 3)));
  face.state = state;
  face.H = allocateMatrix(q, q);
  face.z = allocateVector(q);
  face.free = allocateVector(q);
  face.gradient = allocateVector(q);
  face.g = allocateVector(2 * blocks);
  face.rank = allocateVector(blocks);
  face.J = allocateMatrix(q, q);
  face.M = allocateMatrix(q, q);
  face.x = allocateVector(q);
  face.zBefore = allocateVector(q);
  face.gBefore = allocateVector(2 * blocks);
  return face;
}

/** Arena bytes that `allocateFace` takes. */
export function faceBytes(q: i32, blocks: i32): usize {
  return (
    vectorBytes(<i32>((offsetof<FaceStep>() + 7) >> 3)) +
    3 * matrixBytes(q, q) +
    5 * vectorBytes(q) +
    2 * vectorBytes(2 * blocks) +
    vectorBytes(blocks)
  );
}
