/** Correlation of the market model's residuals in the periods before a training window, as a relationship kernel. */
import type { ResidualCorrelationConfig } from '../config/types.js';
import { covarianceToCorrelation } from '../covariance/correlation.js';
import { covariance } from '../covariance/covariance.js';
import type { Engine } from '../create-engine.js';
import type { ReturnTable } from '../data/types.js';
import type { AbsentKernel } from '../kernels/definitions.js';
import type { Kernel } from '../kernels/types.js';

/** Returns of the assets that take part and of the market, all before the first period of the training window. */
export interface PastReturns {
  returns: ReturnTable;
  market: Float64Array;
}

/** Fewest periods of the past: nonlinear shrinkage needs 12 beyond the two effects of each asset. */
const FEWEST_PERIODS = 14;
/** A residual sum of squares below this share of the whole is rounding: the asset is the market. */
const ROUNDING = 1e-10;

/** Periods of the past that there have to be: half of those asked for, and never fewer than 14. */
function fewestPast({ periods }: Pick<ResidualCorrelationConfig, 'periods'>): number {
  return Math.max(FEWEST_PERIODS, Math.ceil(periods / 2));
}

/**
 * r_i = a_i + b_i·m + e_i by least squares over the past; K is the correlation of a shrunk covariance of e, standardised
 * before it is shrunk, and so positive definite. Residuals are handed to the estimator in T − 1 rows that have the very
 * same cross-products and mean 0, for they have T − 2 degrees of freedom. An asset without a return in each of the
 * periods, or without a residual, is unrelated to the others: K_ij = 0, K_ii = 1.
 *
 * @returns or why there is none
 * @throws DataError `singular-sample`, as `covariance`
 */
export function residualCorrelation(
  engine: Engine,
  name: string,
  { periods, estimator }: ResidualCorrelationConfig,
  { returns, market }: PastReturns,
): { kernel: Kernel | AbsentKernel; notes: string[] } {
  const { assets, dates } = returns;
  const [N, T] = [assets.length, dates.length];
  const needed = fewestPast({ periods });
  if (T < needed) {
    return {
      kernel: {
        absent: `there are ${T} periods of the market before the training window, and kernel "${name}" needs ${needed}`,
      },
      notes: [],
    };
  }
  const rows = assets.map((_, i) => Float64Array.from(dates, (__, t) => returns.returns[t * N + i]));
  const short = rows.map((row) => row.some(Number.isNaN));
  const residuals = rows.map((row, i) => (short[i] ? null : residualRows(row, market)));
  const related = assets.map((_, i) => i).filter((i) => residuals[i] !== null);
  const named = (of: number[]): string => of.map((i) => assets[i]).join(', ');
  const late = assets.map((_, i) => i).filter((i) => short[i]);
  const lines = assets.map((_, i) => i).filter((i) => !short[i] && residuals[i] === null);
  const notes = [
    ...(T < periods ? [`kernel "${name}" is of ${T} periods, all that there are before the window`] : []),
    ...(late.length > 0
      ? [
          `kernel "${name}": without returns in all of the ${T} periods before the window, and unrelated to others: ${named(late)}`,
        ]
      : []),
    ...(lines.length > 0
      ? [`kernel "${name}": without a residual, and unrelated to others: ${named(lines)}`]
      : []),
  ];
  if (related.length < 2)
    return { kernel: { absent: `kernel "${name}" knows the past of ${related.length} assets` }, notes };
  const n = related.length;
  const values = new Float64Array((T - 1) * n);
  related.forEach((i, k) => residuals[i]!.forEach((value, t) => (values[t * n + k] = value)));
  const past = { ...returns, assets: related.map((i) => assets[i]), dates: dates.slice(1), returns: values };
  const correlations = covarianceToCorrelation(
    covariance(engine, estimator, { returns: past, standardise: true }),
  );
  const kernel = new Float64Array(N * N);
  for (let i = 0; i < N; i++) kernel[i * N + i] = 1;
  related.forEach((i, k) => related.forEach((j, l) => (kernel[i * N + j] = correlations[k * n + l])));
  return { kernel: { labels: [...assets], values: kernel }, notes };
}

/**
 * T − 1 numbers with mean 0 whose products with those of another asset are the products of the residuals: reflections
 * H₂H₁ take 1/√T and the market about its mean to the first two axes, where residuals have nothing, and a third takes
 * an axis of the other T − 2 to the constant. Null where nothing is left of the returns.
 */
function residualRows(returns: Float64Array, market: Float64Array): Float64Array | null {
  const T = returns.length;
  const total = sumOfSquares(returns);
  const ones = new Float64Array(T).fill(1);
  const [x, m] = [returns.slice(), market.slice()];
  const first = reflector(ones);
  reflect(first, x);
  reflect(first, m);
  const second = reflector(m.subarray(1));
  if (second !== null) reflect(second, x.subarray(1));
  const rotated = x.slice(1);
  rotated[0] = 0;
  if (!(sumOfSquares(rotated) > ROUNDING * total)) return null;
  reflect(reflector(ones.subarray(1)), rotated);
  return rotated;
}

function sumOfSquares(x: Float64Array): number {
  return x.reduce((sum, value) => sum + value * value, 0);
}

/** v of the reflection I − 2vv'/v'v that takes x to a multiple of the first axis; null where x is 0. */
function reflector(x: Float64Array): Float64Array | null {
  const length = Math.sqrt(sumOfSquares(x));
  if (length === 0) return null;
  const v = x.slice();
  v[0] += x[0] < 0 ? -length : length;
  return v;
}

function reflect(v: Float64Array | null, x: Float64Array): void {
  if (v === null) return;
  let product = 0;
  for (let t = 0; t < v.length; t++) product += v[t] * x[t];
  const scale = (2 * product) / sumOfSquares(v);
  for (let t = 0; t < v.length; t++) x[t] -= scale * v[t];
}
