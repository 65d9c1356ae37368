/**
 * Studentised circular block bootstrap of differences of Sharpe ratios or log variances (Ledoit and Wolf 2008, 2011).
 *
 * A resample is l = ⌊T/b⌋ blocks of b periods in a row, the first period following the last; each start is uniform on
 * 0 … T − 1. All series have the same blocks. With stars for what is of a resample, and
 *
 *     θ = μ/σ        w_t = (x_t − μ)/σ − ½(μ/σ³)((x_t − μ)² − σ²)
 *     θ = log σ²     w_t = ((x_t − μ)² − σ²)/σ²
 *
 * w the influence of a period on θ (the gradient of θ times what it does to the moments), series k and base 0:
 *
 *     Δ* = θ*_k − θ*_0,   ψ* = (1/l)·Σ_blocks (Σ_{t in block} (w*_kt − w*_0t))²/b,   d* = |Δ* − Δ|·√(lb/ψ*)
 *
 * ψ* is ∇'Ψ*∇ of the papers. All that a resample needs are sums of x and x² over the blocks, made once for every start:
 * O(l) a resample and series, whatever b is.
 */
import { allocate, allocateMatrix, mark, matrixBytes, release, roundUp } from '../arena';
import { get, row, set } from '../linalg/vector';
import { log } from '../numeric/log';
import { philox } from './philox';
import { BootstrapRequest, Statistic } from './request';

/** Below this share of a series' variance a resample has none: its series is constant but for rounding. */
export const ROUNDING: f64 = 1e-20;

/** Bytes of workspace. */
export function blockBootstrapWorkspace(address: usize): usize {
  const request = changetype<BootstrapRequest>(address);
  const blocks = request.periods / request.blockLength;
  return (
    2 * matrixBytes(request.series, request.periods) +
    2 * matrixBytes(1, blocks) +
    roundUp((<usize>blocks) << 2) +
    roundUp(16)
  );
}

/**
 * Every d* of a request, M of each series but the base. A resample in which a series does not vary, or the differences of
 * the blocks do not, has d* = Infinity.
 */
export function blockBootstrap(address: usize): void {
  const request = changetype<BootstrapRequest>(address);
  const T = request.periods;
  const K = request.series;
  const b = request.blockLength;
  const l = T / b;
  const base = request.base;
  const position = mark();
  const sums = allocateMatrix(K, T);
  const squares = allocateMatrix(K, T);
  const ofBase = allocateMatrix(1, l);
  const own = allocateMatrix(1, l);
  const starts = allocate((<usize>l) << 2);
  const words = allocate(16);
  for (let k = 0; k < K; k++) blockSums(T, b, row(request.values, k, T), row(sums, k, T), row(squares, k, T));
  for (let m = 0; m < request.samples; m++) {
    drawStarts(request, m, l, starts, words);
    const theta = resample(request, base, l, starts, sums, squares, ofBase);
    for (let k = 0; k < K; k++) {
      if (k == base) continue;
      const difference = resample(request, k, l, starts, sums, squares, own) - theta;
      const expected = original(request, k) - original(request, base);
      let total = 0.0;
      for (let j = 0; j < l; j++) {
        const z = get(own, j) - get(ofBase, j);
        total += z * z;
      }
      // √(ψ*/(lb)) = √Σz²/(lb)
      const error = Math.sqrt(total) / <f64>(l * b);
      const distance = Math.abs(difference - expected) / error;
      set(
        row(request.distances, k, request.samples),
        m,
        error > 0.0 && distance >= 0.0 ? distance : Infinity,
      );
    }
  }
  release(position);
}

/** θ of a series as it was: its variance is 1 */
function original(request: BootstrapRequest, k: i32): f64 {
  return request.statistic == Statistic.SHARPE ? get(request.means, k) : 0.0;
}

/** Σx and Σx² over the b values from each on, the first following the last. */
export function blockSums(T: i32, b: i32, x: usize, sums: usize, squares: usize): void {
  for (let start = 0; start < T; start++) {
    let sum = 0.0;
    let square = 0.0;
    for (let j = 0; j < b; j++) {
      const t = start + j;
      const value = get(x, t < T ? t : t - T);
      sum += value;
      square += value * value;
    }
    set(sums, start, sum);
    set(squares, start, square);
  }
}

/** Starts of the l blocks of resample m: ⌊T·word/2³²⌋, four words of Philox a counter (block, m, name of the stream). */
export function drawStarts(request: BootstrapRequest, m: i32, l: i32, starts: usize, words: usize): void {
  for (let j = 0; j < l; j++) {
    const word = j & 3;
    if (word == 0) {
      philox(j >> 2, m, request.streamHigh, request.streamLow, request.keyLow, request.keyHigh, words);
    }
    const start = (<u64>load<u32>(words + ((<usize>word) << 2)) * <u64>request.periods) >> 32;
    store<i32>(starts + ((<usize>j) << 2), <i32>start);
  }
}

/** θ* of series k, NaN where it does not vary; influences := Σw* over each block. */
export function resample(
  request: BootstrapRequest,
  k: i32,
  l: i32,
  starts: usize,
  sums: usize,
  squares: usize,
  influences: usize,
): f64 {
  const T = request.periods;
  const b = <f64>request.blockLength;
  const count = b * <f64>l;
  const ownSums = row(sums, k, T);
  const ownSquares = row(squares, k, T);
  let sum = 0.0;
  let square = 0.0;
  for (let j = 0; j < l; j++) {
    const start = load<i32>(starts + ((<usize>j) << 2));
    sum += get(ownSums, start);
    square += get(ownSquares, start);
  }
  // x was centred: δ is how far the mean of the resample is from that of the series
  const delta = sum / count;
  const variance = square / count - delta * delta;
  if (!(variance > ROUNDING)) return NaN;
  let theta: f64;
  // Σw over a block is α·Σx + β·Σx² + γ
  let alpha: f64;
  let beta: f64;
  let gamma: f64;
  if (request.statistic == Statistic.SHARPE) {
    const deviation = Math.sqrt(variance);
    theta = (get(request.means, k) + delta) / deviation;
    const half = (0.5 * theta) / variance;
    alpha = 1.0 / deviation + 2.0 * half * delta;
    beta = -half;
    gamma = -b * (delta / deviation + half * (delta * delta - variance));
  } else {
    theta = log(variance);
    alpha = (-2.0 * delta) / variance;
    beta = 1.0 / variance;
    gamma = (b * (delta * delta - variance)) / variance;
  }
  for (let j = 0; j < l; j++) {
    const start = load<i32>(starts + ((<usize>j) << 2));
    set(influences, j, alpha * get(ownSums, start) + beta * get(ownSquares, start) + gamma);
  }
  return theta;
}
