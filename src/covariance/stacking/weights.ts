import { exp, log } from '../../numeric/elementary.js';

/** Weights of models by what they predicted. */
export interface StackingWeights {
  /** M, 0 or more, sum 1 */
  weights: Float64Array;
  /** Σ_t log Σ_m w_m p_m(t) */
  logScore: number;
  /** how far the mean of log Σ_m w_m p_m(t) can be below its maximum */
  gap: number;
  iterations: number;
}

/** Of the mean log score of a unit. */
const TOLERANCE = 1e-9;
const MOST_ITERATIONS = 20_000;
/** A step of extrapolation leaves a weight at least this share of itself. */
const KEPT = 1e-3;

/**
 * Stacking weights (Yao, Vehtari, Simpson and Gelman 2018), the point of the simplex that maximises
 *
 *     f(w) = Σ_t log Σ_m w_m p_m(t)
 *
 * which is concave. EM: w_m ← w_m g_m, g_m = (1/n) Σ_t p_m(t)/Σ_l w_l p_l(t), from equal weights, so that models that predict the
 * same share alike. Two such steps are extrapolated (Varadhan and Roland 2008), and the result is kept where f is no less. At
 * the maximum g_m ≤ 1, and max_m g_m − 1 bounds what f/n lacks: that is the gap, taken to 1e-9.
 *
 * @param scores log p_m(t), one array of n a model, all finite
 */
export function stackingWeights(scores: readonly Float64Array[]): StackingWeights {
  const [M, n] = [scores.length, scores[0].length];
  const tops = Float64Array.from({ length: n }, (_, t) => Math.max(...scores.map((own) => own[t])));
  const densities = new Float64Array(n * M);
  scores.forEach((own, m) => {
    for (let t = 0; t < n; t++) densities[t * M + m] = exp(own[t] - tops[t]);
  });
  let current = scoreAt(densities, new Float64Array(M).fill(1 / M), n);
  let iterations = 0;
  while (current.gap > TOLERANCE && iterations < MOST_ITERATIONS) {
    const once = scoreAt(densities, step(current), n);
    const twice = scoreAt(densities, step(once), n);
    iterations += 2;
    const further = scoreAt(densities, extrapolated(current.weights, once.weights, twice.weights), n);
    current = further.value >= twice.value ? further : twice;
  }
  const logScore = current.value + tops.reduce((sum, top) => sum + top, 0);
  return { weights: current.weights, logScore, gap: Math.max(0, current.gap), iterations };
}

/** f, g and the gap at some weights. */
interface Point {
  weights: Float64Array;
  value: number;
  gains: Float64Array;
  gap: number;
}

function scoreAt(densities: Float64Array, weights: Float64Array, n: number): Point {
  const M = weights.length;
  const gains = new Float64Array(M);
  let value = 0;
  for (let t = 0; t < n; t++) {
    let mixture = 0;
    for (let m = 0; m < M; m++) mixture += weights[m] * densities[t * M + m];
    if (!(mixture > 0)) return { weights, value: -Infinity, gains: gains.fill(1), gap: Infinity };
    value += log(mixture);
    for (let m = 0; m < M; m++) gains[m] += densities[t * M + m] / mixture;
  }
  for (let m = 0; m < M; m++) gains[m] /= n;
  return { weights, value, gains, gap: Math.max(...gains) - 1 };
}

function step({ weights, gains }: Point): Float64Array {
  return normalised(weights.map((weight, m) => weight * gains[m]));
}

/** w + 2a·r + a²·v with r = w₁ − w, v = w₂ − 2w₁ + w, a = |r|/|v|, and not below a small share of w₂. */
function extrapolated(w: Float64Array, once: Float64Array, twice: Float64Array): Float64Array {
  const r = once.map((value, m) => value - w[m]);
  const v = twice.map((value, m) => value - 2 * once[m] + w[m]);
  const [ofR, ofV] = [r, v].map((values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)));
  if (!(ofV > 0)) return twice;
  const a = ofR / ofV;
  return normalised(w.map((value, m) => Math.max(value + 2 * a * r[m] + a * a * v[m], KEPT * twice[m])));
}

/**
 * Pseudo-BMA weights, w_m ∝ exp(Σ_t log p_m(t)): what the same scores say where one model is taken to be the true one.
 *
 * @param scores log p_m(t), one array of n a model
 */
export function pseudoBayesWeights(scores: readonly Float64Array[]): Float64Array {
  const sums = scores.map((own) => own.reduce((sum, value) => sum + value, 0));
  const top = Math.max(...sums);
  return normalised(Float64Array.from(sums, (sum) => exp(sum - top)));
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
