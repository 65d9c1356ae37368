/**
 * Counts of the step-down of Romano and Wolf (2005, 2016) over any number of trials, from the resamples of
 * `sampling/block-bootstrap.ts`, of which none is kept: with trials in ascending order of their d, the largest d* of each
 * resample grows trial by trial,
 *
 *     most_m := max(most_m, d*_km),   alone_k = #{m : d*_km ≥ d_k},   joint_k = #{m : most_m ≥ d_k}
 *
 * Four trials at a time, two a vector. What is of one trial is computed in the order of the bootstrap of one, so that d*
 * has the same bits. Per resample and trial: two walks over the l blocks, the first for the moments, the second for ψ*.
 */
import { allocate, allocateMatrix, mark, matrixBytes, release, roundUp } from '../arena';
import { from, get, row, set } from '../linalg/vector';
import { ROUNDING, blockSums, drawStarts, resample } from '../sampling/block-bootstrap';
import { BootstrapRequest } from '../sampling/request';
import { StepDownRequest } from './request';

/** Trials of a group, and bytes of what a group has of a start: Σx of the four, then Σx². */
const GROUP: i32 = 4;
const START_BYTES: usize = 64;

/** What does not change between groups of a resample. */
@unmanaged
class Resample {
  /** l, b */
  blocks: i32;
  blockLength: i32;
  /** l of 4 bytes */
  starts: usize;
  /** l: Σw* of the base over each block */
  ofBase: usize;
  /** θ* of the base, NaN where it does not vary; θ of the base */
  theta: f64;
  original: f64;
}

/** Bytes of workspace. */
export function stepDownWorkspace(address: usize): usize {
  const request = changetype<BootstrapRequest>(changetype<StepDownRequest>(address).bootstrap);
  const blocks = request.periods / request.blockLength;
  return (
    roundUp(offsetof<Resample>()) +
    roundUp(<usize>groupsOf(request) * <usize>request.periods * START_BYTES) +
    4 * matrixBytes(1, request.periods) +
    matrixBytes(1, blocks) +
    matrixBytes(groupsOf(request), GROUP) +
    matrixBytes(1, GROUP) +
    roundUp((<usize>blocks) << 2) +
    roundUp(16)
  );
}

/** Groups of four trials; the last is filled up with trials that do not vary. */
function groupsOf(request: BootstrapRequest): i32 {
  return (request.series - 1 + GROUP - 1) / GROUP;
}

/** `alone` and `joint` of a tile of trials; `most` after them. */
export function stepDown(address: usize): void {
  const request = changetype<StepDownRequest>(address);
  const bootstrap = changetype<BootstrapRequest>(request.bootstrap);
  const T = bootstrap.periods;
  const b = bootstrap.blockLength;
  const trials = bootstrap.series - 1;
  const groups = groupsOf(bootstrap);
  const position = mark();
  const draw = changetype<Resample>(allocate(offsetof<Resample>()));
  draw.blocks = T / b;
  draw.blockLength = b;
  draw.original = get(bootstrap.means, 0);
  const sums = allocate(<usize>groups * <usize>T * START_BYTES);
  const ownSums = allocateMatrix(1, T);
  const ownSquares = allocateMatrix(1, T);
  const baseSums = allocateMatrix(1, T);
  const baseSquares = allocateMatrix(1, T);
  draw.ofBase = allocateMatrix(1, draw.blocks);
  const means = allocateMatrix(groups, GROUP);
  const distances = allocateMatrix(1, GROUP);
  draw.starts = allocate((<usize>draw.blocks) << 2);
  const words = allocate(16);

  memory.fill(sums, 0, <usize>groups * <usize>T * START_BYTES);
  memory.fill(means, 0, (<usize>groups * GROUP) << 3);
  memory.fill(request.alone, 0, (<usize>trials) << 2);
  memory.fill(request.joint, 0, (<usize>trials) << 2);
  blockSums(T, b, bootstrap.values, baseSums, baseSquares);
  for (let k = 0; k < trials; k++) {
    blockSums(T, b, row(bootstrap.values, k + 1, T), ownSums, ownSquares);
    spread(T, k, ownSums, ownSquares, sums);
    set(means, k, get(bootstrap.means, k + 1));
  }

  for (let m = 0; m < bootstrap.samples; m++) {
    drawStarts(bootstrap, m, draw.blocks, draw.starts, words);
    draw.theta = resample(bootstrap, 0, draw.blocks, draw.starts, baseSums, baseSquares, draw.ofBase);
    let most = get(request.most, m);
    for (let g = 0; g < groups; g++) {
      resampleGroup(draw, sums + <usize>g * <usize>T * START_BYTES, row(means, g, GROUP), distances);
      const first = g * GROUP;
      const end = min(GROUP, trials - first);
      for (let k = 0; k < end; k++) {
        const distance = get(distances, k);
        const observed = get(request.observed, first + k);
        if (distance > most) most = distance;
        count(request.alone, first + k, distance >= observed);
        count(request.joint, first + k, most >= observed);
      }
    }
    set(request.most, m, most);
  }
  release(position);
}

// @ts-ignore: decorator
@inline
function count(counts: usize, k: i32, isOne: bool): void {
  const at = counts + ((<usize>k) << 2);
  store<i32>(at, load<i32>(at) + <i32>isOne);
}

/** Block sums of trial k to its lane in its group: T starts of Σx of four trials and Σx² of four. */
function spread(T: i32, k: i32, ownSums: usize, ownSquares: usize, sums: usize): void {
  let at = sums + <usize>(k / GROUP) * <usize>T * START_BYTES + ((<usize>(k % GROUP)) << 3);
  for (let start = 0; start < T; start++, at += START_BYTES) {
    store<f64>(at, get(ownSums, start));
    store<f64>(at + START_BYTES / 2, get(ownSquares, start));
  }
}

/** d* of the four trials of a group in one resample. */
function resampleGroup(draw: Resample, sums: usize, means: usize, distances: usize): void {
  const l = draw.blocks;
  const starts = draw.starts;
  let s0 = f64x2.splat(0.0);
  let s1 = s0;
  let q0 = s0;
  let q1 = s0;
  for (let j = 0; j < l; j++) {
    const at = sums + <usize>load<i32>(starts + ((<usize>j) << 2)) * START_BYTES;
    s0 = f64x2.add(s0, v128.load(at));
    s1 = f64x2.add(s1, v128.load(at, 16));
    q0 = f64x2.add(q0, v128.load(at, 32));
    q1 = f64x2.add(q1, v128.load(at, 48));
  }
  const b = <f64>draw.blockLength;
  const count = f64x2.splat(b * <f64>l);
  const means0 = v128.load(means);
  const means1 = v128.load(means, 16);
  const delta0 = f64x2.div(s0, count);
  const delta1 = f64x2.div(s1, count);
  const variance0 = f64x2.sub(f64x2.div(q0, count), f64x2.mul(delta0, delta0));
  const variance1 = f64x2.sub(f64x2.div(q1, count), f64x2.mul(delta1, delta1));
  const deviation0 = f64x2.sqrt(variance0);
  const deviation1 = f64x2.sqrt(variance1);
  const theta0 = f64x2.div(f64x2.add(means0, delta0), deviation0);
  const theta1 = f64x2.div(f64x2.add(means1, delta1), deviation1);
  const half0 = f64x2.div(f64x2.mul(f64x2.splat(0.5), theta0), variance0);
  const half1 = f64x2.div(f64x2.mul(f64x2.splat(0.5), theta1), variance1);
  const alpha0 = alphaOf(deviation0, half0, delta0);
  const alpha1 = alphaOf(deviation1, half1, delta1);
  const beta0 = f64x2.neg(half0);
  const beta1 = f64x2.neg(half1);
  const gamma0 = gammaOf(b, deviation0, half0, delta0, variance0);
  const gamma1 = gammaOf(b, deviation1, half1, delta1, variance1);
  let total0 = f64x2.splat(0.0);
  let total1 = total0;
  for (let j = 0; j < l; j++) {
    const at = sums + <usize>load<i32>(starts + ((<usize>j) << 2)) * START_BYTES;
    const base = v128.load64_splat(from(draw.ofBase, j));
    const z0 = influence(v128.load(at), v128.load(at, 32), alpha0, beta0, gamma0, base);
    const z1 = influence(v128.load(at, 16), v128.load(at, 48), alpha1, beta1, gamma1, base);
    total0 = f64x2.add(total0, f64x2.mul(z0, z0));
    total1 = f64x2.add(total1, f64x2.mul(z1, z1));
  }
  v128.store(distances, distanceOf(draw, theta0, means0, variance0, total0));
  v128.store(distances, distanceOf(draw, theta1, means1, variance1, total1), 16);
}

// @ts-ignore: decorator
@inline
function alphaOf(deviation: v128, half: v128, delta: v128): v128 {
  const twice = f64x2.mul(f64x2.mul(f64x2.splat(2.0), half), delta);
  return f64x2.add(f64x2.div(f64x2.splat(1.0), deviation), twice);
}

// @ts-ignore: decorator
@inline
function gammaOf(b: f64, deviation: v128, half: v128, delta: v128, variance: v128): v128 {
  const squares = f64x2.mul(half, f64x2.sub(f64x2.mul(delta, delta), variance));
  return f64x2.mul(f64x2.splat(-b), f64x2.add(f64x2.div(delta, deviation), squares));
}

/** (α·Σx + β·Σx² + γ) − Σw of the base, of one block */
// @ts-ignore: decorator
@inline
function influence(s: v128, q: v128, alpha: v128, beta: v128, gamma: v128, base: v128): v128 {
  return f64x2.sub(f64x2.add(f64x2.add(f64x2.mul(alpha, s), f64x2.mul(beta, q)), gamma), base);
}

/** |Δ* − Δ|·√(lb/ψ*), Infinity where a trial does not vary, or the differences of its blocks do not. */
// @ts-ignore: decorator
@inline
function distanceOf(draw: Resample, theta: v128, means: v128, variance: v128, total: v128): v128 {
  const difference = f64x2.sub(theta, f64x2.splat(draw.theta));
  const expected = f64x2.sub(means, f64x2.splat(draw.original));
  const count = f64x2.splat(<f64>(draw.blocks * draw.blockLength));
  const error = f64x2.div(f64x2.sqrt(total), count);
  const distance = f64x2.div(f64x2.abs(f64x2.sub(difference, expected)), error);
  const zero = f64x2.splat(0.0);
  const isDefined = v128.and(
    v128.and(f64x2.gt(error, zero), f64x2.ge(distance, zero)),
    f64x2.gt(variance, f64x2.splat(ROUNDING)),
  );
  return v128.bitselect(distance, f64x2.splat(Infinity), isDefined);
}
