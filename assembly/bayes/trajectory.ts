/**
 * One transition of the no-U-turn sampler (Hoffman and Gelman 2014) with multinomial weights and the generalised criterion
 * (Betancourt 2017), and as in Stan the criterion across the two halves of a trajectory as well.
 */
import { allocateVector, mark, release, vectorBytes } from '../arena';
import { add, copy, dot, fill, get, set } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { log } from '../numeric/log';
import {
  drawMomentum,
  energyAt,
  Hamiltonian,
  isTooFar,
  leapfrog,
  momentum,
  pointLength,
  velocityOf,
} from './hamiltonian';
import { uniform } from './random';

/** Where a trajectory is and what its points weigh: of the state of all its subtrees, the parts that they share. */
@unmanaged
class Walk {
  h: Hamiltonian;
  /** the point that moves, 3d + 1 */
  point: usize;
  direction: f64;
}

/** log(e^a + e^b) */
function logSum(a: f64, b: f64): f64 {
  if (a == -Infinity) return b;
  if (b == -Infinity) return a;
  const larger = Math.max(a, b);
  return larger + log(1.0 + exp(Math.min(a, b) - larger));
}

/** Whether the ends of a trajectory still move apart: Σp of both along ρ, the sum of its momenta. */
function movesApart(d: i32, backward: usize, forward: usize, rho: usize): bool {
  return dot(d, forward, rho) > 0.0 && dot(d, backward, rho) > 0.0;
}

/** The same for ρ = a + b. */
function movesApartAlong(d: i32, backward: usize, forward: usize, a: usize, b: usize): bool {
  return dot(d, forward, a) + dot(d, forward, b) > 0.0 && dot(d, backward, a) + dot(d, backward, b) > 0.0;
}

function addTo(d: i32, x: usize, y: usize): void {
  for (let i = 0; i < d; i++) add(y, i, get(x, i));
}

/**
 * The next draw from a point, which it becomes; its density and gradient are known and its momentum is drawn here.
 *
 * returns the number of doublings; leapfrogs, acceptance (a sum) and divergence are left in h, the energy of the draw in
 *         `energy`
 * work    `trajectoryWorkspace(d, maxDepth)` bytes
 */
export function transition(h: Hamiltonian, point: usize, maxDepth: i32, energy: usize): i32 {
  const d = h.d;
  const length = pointLength(d);
  const position = mark();
  drawMomentum(h, point);
  const walk = changetype<Walk>(allocateVector(4));
  walk.h = h;
  walk.point = allocateVector(length);
  const forward = copied(length, point);
  const backward = copied(length, point);
  const proposal = copied(length, point);
  const sample = copied(length, point);
  // momenta p and velocities Σp at the outer ends, and at the inner ends of the two halves
  const p = momentum(h, point);
  const forwardP = copied(d, p);
  const backwardP = copied(d, p);
  const forwardInnerP = copied(d, p);
  const backwardInnerP = copied(d, p);
  const forwardV = allocateVector(d);
  velocityOf(h, p, forwardV);
  const backwardV = copied(d, forwardV);
  const forwardInnerV = copied(d, forwardV);
  const backwardInnerV = copied(d, forwardV);
  const rho = copied(d, p);
  const forwardRho = allocateVector(d);
  const backwardRho = allocateVector(d);
  const weight = allocateVector(1);
  h.start = energyAt(h, point);
  h.leapfrogs = 0;
  h.acceptance = 0.0;
  h.isDivergent = false;
  let logWeight = 0.0;
  let depth = 0;
  while (depth < maxDepth) {
    set(weight, 0, -Infinity);
    const isForward = uniform(h.random) > 0.5;
    const newRho = isForward ? forwardRho : backwardRho;
    copy(d, rho, isForward ? backwardRho : forwardRho);
    fill(d, 0.0, newRho);
    copy(length, isForward ? forward : backward, walk.point);
    walk.direction = isForward ? 1.0 : -1.0;
    if (isForward) {
      copy(d, forwardP, backwardInnerP);
      copy(d, forwardV, backwardInnerV);
    } else {
      copy(d, backwardP, forwardInnerP);
      copy(d, backwardV, forwardInnerV);
    }
    const isValid = isForward
      ? buildTree(walk, depth, proposal, forwardInnerV, forwardV, newRho, forwardInnerP, forwardP, weight)
      : buildTree(
          walk,
          depth,
          proposal,
          backwardInnerV,
          backwardV,
          newRho,
          backwardInnerP,
          backwardP,
          weight,
        );
    copy(length, walk.point, isForward ? forward : backward);
    if (!isValid) break;
    depth++;
    const gained = get(weight, 0);
    if (gained > logWeight || uniform(h.random) < exp(gained - logWeight)) copy(length, proposal, sample);
    logWeight = logSum(logWeight, gained);
    copy(d, backwardRho, rho);
    addTo(d, forwardRho, rho);
    if (!movesApart(d, backwardV, forwardV, rho)) break;
    if (!movesApartAlong(d, backwardV, forwardInnerV, backwardRho, forwardInnerP)) break;
    if (!movesApartAlong(d, backwardInnerV, forwardV, forwardRho, backwardInnerP)) break;
  }
  copy(length, sample, point);
  set(energy, 0, energyAt(h, point));
  release(position);
  return depth;
}

/**
 * 2^depth leapfrog steps from walk.point, which moves there.
 *
 * proposal      3d + 1, written: a point of the subtree, drawn by its weight
 * beginV, endV  d, written: velocities at its first and last point; beginP, endP the momenta
 * rho           d, the sum of its momenta is added
 * weight        log Σ e^{H₀ − H} of its points is added, as logarithms are
 * returns false where it diverged or turned back
 */
function buildTree(
  walk: Walk,
  depth: i32,
  proposal: usize,
  beginV: usize,
  endV: usize,
  rho: usize,
  beginP: usize,
  endP: usize,
  weight: usize,
): bool {
  const h = walk.h;
  const d = h.d;
  if (depth == 0) return step(walk, proposal, beginV, endV, rho, beginP, endP, weight);
  const length = pointLength(d);
  const position = mark();
  const weights = allocateVector(2);
  const firstWeight = weights;
  const lastWeight = weights + 8;
  const firstEndV = allocateVector(d);
  const firstEndP = allocateVector(d);
  const firstRho = allocateVector(d);
  const lastBeginV = allocateVector(d);
  const lastBeginP = allocateVector(d);
  const lastRho = allocateVector(d);
  const lastProposal = allocateVector(length);
  set(firstWeight, 0, -Infinity);
  set(lastWeight, 0, -Infinity);
  fill(d, 0.0, firstRho);
  fill(d, 0.0, lastRho);
  let isValid =
    buildTree(walk, depth - 1, proposal, beginV, firstEndV, firstRho, beginP, firstEndP, firstWeight) &&
    buildTree(walk, depth - 1, lastProposal, lastBeginV, endV, lastRho, lastBeginP, endP, lastWeight);
  if (isValid) {
    const own = logSum(get(firstWeight, 0), get(lastWeight, 0));
    set(weight, 0, logSum(get(weight, 0), own));
    if (uniform(h.random) < exp(get(lastWeight, 0) - own)) copy(length, lastProposal, proposal);
    addTo(d, firstRho, rho);
    addTo(d, lastRho, rho);
    isValid =
      movesApartAlong(d, beginV, endV, firstRho, lastRho) &&
      movesApartAlong(d, beginV, lastBeginV, firstRho, lastBeginP) &&
      movesApartAlong(d, firstEndV, endV, lastRho, firstEndP);
  }
  release(position);
  return isValid;
}

/** A subtree of one point. */
function step(
  walk: Walk,
  proposal: usize,
  beginV: usize,
  endV: usize,
  rho: usize,
  beginP: usize,
  endP: usize,
  weight: usize,
): bool {
  const h = walk.h;
  const d = h.d;
  const p = momentum(h, walk.point);
  leapfrog(h, walk.point, walk.direction * h.stepSize);
  h.leapfrogs++;
  const energy = energyAt(h, walk.point);
  if (isTooFar(h, energy)) h.isDivergent = true;
  set(weight, 0, logSum(get(weight, 0), h.start - energy));
  h.acceptance += h.start > energy ? 1.0 : exp(h.start - energy);
  copy(pointLength(d), walk.point, proposal);
  copy(d, h.velocity, beginV);
  copy(d, h.velocity, endV);
  copy(d, p, beginP);
  copy(d, p, endP);
  addTo(d, p, rho);
  return !h.isDivergent;
}

function copied(n: i32, x: usize): usize {
  const y = allocateVector(n);
  copy(n, x, y);
  return y;
}

/** Bytes that `transition` takes. */
export function trajectoryWorkspace(d: i32, maxDepth: i32): usize {
  const point = vectorBytes(pointLength(d));
  const level = vectorBytes(2) + 6 * vectorBytes(d) + point;
  return vectorBytes(4) + 5 * point + 11 * vectorBytes(d) + vectorBytes(1) + <usize>maxDepth * level;
}
