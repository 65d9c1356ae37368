import { exp, log, log1p } from '../numeric/elementary.js';
import { goldenSection } from '../numeric/golden-section.js';
import { logGamma } from '../numeric/log-gamma.js';

/** What the t likelihood of all periods depends on, at given effects and covariances. */
export interface PeriodDistances {
  /** δ_t², with what the uncertainty of the fixed effects adds */
  squares: Float64Array;
  /** n_t, the number of observed assets (of contrasts one less) */
  dimensions: readonly number[];
}

/** Bounds of estimated degrees of freedom; at the upper one errors are as good as normal. */
export const SMALLEST_DEGREES = 2.1;
export const LARGEST_DEGREES = 200;

/** Points of the first search, and width of the last interval, over 1/df. */
const GRID = 24;
const WIDTH = 1e-12;

/** w_t = (df + n_t)/(df + δ_t²/c), the expected precision of a period given its distance. */
export function studentWeights(
  { squares, dimensions }: PeriodDistances,
  degrees: number,
  c = 1,
): Float64Array {
  return squares.map((square, t) => (degrees + dimensions[t]) / (degrees + square / c));
}

/**
 * What takes the normal log-likelihood with weights w to that of t errors: with a = ½(df + n), of each period
 *
 *     lnΓ(a) − lnΓ(½df) + ½df ln ½df − a ln(a/w) − ½n ln w + a − ½df·w
 *
 * At w = (df + n)/(df + δ²) this is log t_df(e; 0, Ω) − log N(e; 0, Ω/w), in which the determinants of Ω cancel.
 */
export function studentCorrection(
  dimensions: readonly number[],
  degrees: number,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let t = 0; t < weights.length; t++) {
    const n = dimensions[t];
    const w = weights[t];
    sum += normalising(degrees, n) - 0.5 * n * log(0.5 * w);
    sum -= 0.5 * (degrees + n) * log1p((degrees * (1 - w) + n) / (degrees * w));
    sum += 0.5 * (degrees * (1 - w) + n);
  }
  return sum;
}

/**
 * Degrees of freedom df and a common factor c of all covariances that maximise, the distances given,
 *
 *     Σ_t [lnΓ((df + n_t)/2) − lnΓ(df/2) − ½n_t ln(c·df) − ½(df + n_t) ln(1 + δ_t²/(c·df))]
 *
 * c is the one root of Σ_t (df + n_t)δ_t²/(c·df + δ_t²) = Σ_t n_t; 1/df is searched over a grid, then by golden section.
 *
 * @param degrees fixed, or null to estimate them within their bounds
 * @param rescale false keeps c = 1
 */
export function studentStep(
  distances: PeriodDistances,
  degrees: number | null,
  rescale: boolean,
): { degrees: number; c: number } {
  const factor = (df: number): number => (rescale ? commonFactor(distances, df) : 1);
  if (degrees !== null) return { degrees, c: factor(degrees) };
  const value = (inverse: number): number => profile(distances, 1 / inverse, factor(1 / inverse));
  const [lowest, highest] = [1 / LARGEST_DEGREES, 1 / SMALLEST_DEGREES];
  const points = Array.from(
    { length: GRID + 1 },
    (_, k) => lowest + ((highest - lowest) * k * k) / (GRID * GRID),
  );
  const values = points.map(value);
  const best = values.indexOf(Math.max(...values));
  const [below, above] = [points[Math.max(0, best - 1)], points[Math.min(GRID, best + 1)]];
  const { left, right } = goldenSection(value, below, above, WIDTH);
  const inside = 0.5 * (left + right);
  const ends = [lowest, highest].filter((end) => value(end) >= value(inside));
  const df = ends.length > 0 ? 1 / ends[0] : 1 / inside;
  return { degrees: df, c: factor(df) };
}

/** Step of the second difference over ln df. */
const STEP = 0.02;

/**
 * Standard error of estimated degrees of freedom: df/√(−ℓ″), ℓ″ the second derivative over ln df of the likelihood that
 * `studentStep` raises, maximised over c at each df. Relative variances and effects count as known; it is the scale that
 * depends on df most.
 *
 * @returns null at a bound, and where the likelihood is not curved
 */
export function degreesStandardError(
  distances: PeriodDistances,
  degrees: number,
  rescale: boolean,
): number | null {
  if (degrees <= SMALLEST_DEGREES || degrees >= LARGEST_DEGREES) return null;
  const value = (df: number): number => profile(distances, df, rescale ? commonFactor(distances, df) : 1);
  const ratio = exp(STEP);
  const curvature = (value(degrees * ratio) - 2 * value(degrees) + value(degrees / ratio)) / (STEP * STEP);
  return curvature < 0 ? degrees / Math.sqrt(-curvature) : null;
}

/** lnΓ((df + n)/2) − lnΓ(df/2) − ½n ln df */
function normalising(df: number, n: number): number {
  return logGamma(0.5 * (df + n)) - logGamma(0.5 * df) - 0.5 * n * log(df);
}

function profile({ squares, dimensions }: PeriodDistances, df: number, c: number): number {
  let sum = 0;
  const logC = log(c);
  let [known, constant] = [-1, 0];
  for (let t = 0; t < squares.length; t++) {
    const n = dimensions[t];
    if (n !== known) [known, constant] = [n, normalising(df, n)];
    sum += constant - 0.5 * n * logC - 0.5 * (df + n) * log1p(squares[t] / (c * df));
  }
  return sum;
}

/** The root c of Σ_t (df + n_t)δ_t²/(c·df + δ_t²) = Σ_t n_t, which falls in c: Newton's steps within a bracket. */
function commonFactor({ squares, dimensions }: PeriodDistances, df: number): number {
  const cells = dimensions.reduce((sum, n) => sum + n, 0);
  const excess = (c: number): [value: number, slope: number] => {
    let [value, slope] = [-cells, 0];
    for (let t = 0; t < squares.length; t++) {
      const below = c * df + squares[t];
      const term = below > 0 ? ((df + dimensions[t]) * squares[t]) / below : 0;
      value += term;
      slope -= below > 0 ? (term * df) / below : 0;
    }
    return [value, slope];
  };
  let [low, high] = [0, 1];
  while (excess(high)[0] > 0) [low, high] = [high, 2 * high];
  let c = high;
  for (let step = 0; step < 100; step++) {
    const [value, slope] = excess(c);
    if (value > 0) low = c;
    else high = c;
    const next = c - value / slope;
    const inside = next > low && next < high;
    const moved = inside ? next : 0.5 * (low + high);
    if (Math.abs(moved - c) <= 1e-15 * c) return moved;
    c = moved;
  }
  return c;
}
