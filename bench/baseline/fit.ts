/** REML of the default model from sums over the periods: collapse, eigenbasis of the kernel, search. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { COMPONENTS, KERNEL, RESIDUAL, type SpectralPanel, scratchOf } from './likelihood.js';
import { type Optimum, optimise } from './optimiser.js';
import { centred, dot, rowProducts, symmetricRowProducts } from './products.js';

/** Sums over the periods of a panel of n assets beside their market. */
export interface PanelSums {
  n: number;
  T: number;
  /** n×n: cross-products of the returns beside their means */
  C: Float64Array;
  /** Σ(m − m̄)², and Σ(m − m̄)(y_i − ȳ_i) by asset */
  marketSquares: number;
  marketProducts: Float64Array;
}

export interface PanelFit {
  /** time, asset:time(K), residual; of returns over their scales */
  variances: Float64Array;
  heritability: number;
  converged: boolean;
  iterations: number;
  /** n each: residual standard deviations, and slopes on the market */
  scales: Float64Array;
  slopes: Float64Array;
}

/** Share of a residual that is small at another start. */
const SMALL = 1e-3;

/**
 * @param K    n×n
 * @param warm variances of a fit nearby
 */
export function fitSums(sums: PanelSums, K: Float64Array, warm: Float64Array | null = null): PanelFit {
  const { S, scales, slopes, c } = collapsed(sums);
  const panel = inEigenbasis(S, K, sums.n, sums.T - 2);
  const found = maximise(panel, warm && warm.map((variance) => variance / (c * c)));
  const total = found.tau.reduce((sum, t) => sum + t, 0);
  return {
    variances: found.tau.map((t) => t * c * c),
    heritability: found.tau[KERNEL] / total,
    converged: found.converged,
    iterations: found.iterations,
    scales,
    slopes,
  };
}

/**
 * A panel by itself.
 *
 * @param returns T×n
 * @param market  T
 */
export function fitPanel(returns: Float64Array, market: Float64Array, K: Float64Array): PanelFit {
  const T = market.length;
  const n = returns.length / T;
  const m = centred(market);
  const Y = new Float64Array(n * T);
  const marketProducts = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const y = Y.subarray(i * T, (i + 1) * T);
    for (let t = 0; t < T; t++) y[t] = returns[t * n + i];
    y.set(centred(y));
    marketProducts[i] = dot(y, 0, m, 0, T);
  }
  const C = symmetricRowProducts(Y, Y, n, T);
  return fitSums({ n, T, C, marketSquares: dot(m, 0, m, 0, T), marketProducts }, K);
}

/**
 * S of the returns without intercepts and slopes on the market, divided by residual standard deviations and by c, the
 * root mean square of what is left.
 */
function collapsed({ n, T, C, marketSquares, marketProducts }: PanelSums) {
  const S = new Float64Array(n * n);
  const slopes = marketProducts.map((product) => product / marketSquares);
  const scales = slopes.map((slope, i) => Math.sqrt((C[i * n + i] - slope * marketProducts[i]) / (T - 2)));
  let total = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      S[i * n + j] = (C[i * n + j] - slopes[i] * marketProducts[j]) / (scales[i] * scales[j]);
    }
    total += S[i * n + i];
  }
  const square = total / ((T - 2) * n);
  for (let index = 0; index < S.length; index++) S[index] /= square;
  return { S, scales, slopes, c: Math.sqrt(square) };
}

function inEigenbasis(S: Float64Array, K: Float64Array, n: number, nu: number): SpectralPanel {
  const eigen = new EigenvalueDecomposition(Matrix.from1DArray(n, n, K), { assumeSymmetric: true });
  const Q = eigen.eigenvectorMatrix.to1DArray();
  const transposed = new Float64Array(n * n);
  const c = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      transposed[j * n + i] = Q[i * n + j];
      c[j] += Q[i * n + j];
    }
  }
  const half = rowProducts(transposed, S, n, n, n);
  return {
    n,
    nu,
    lambda: Float64Array.from(eigen.realEigenvalues),
    c,
    S: symmetricRowProducts(half, transposed, n, n),
  };
}

/** From the last window's variances where there are any, from equal shares else, and again where a bound is in doubt. */
function maximise(panel: SpectralPanel, warm: Float64Array | null): Optimum {
  const work = scratchOf(panel.n);
  if (warm) {
    const found = optimise(
      panel,
      warm.map((t, k) => (k === RESIDUAL ? Math.max(t, SMALL) : t)),
      work,
    );
    if (found?.converged && !isUnsure(found)) return found;
  }
  const share = 1 / COMPONENTS;
  const first = optimise(panel, Float64Array.of(share, share, share), work);
  if (first === null) throw new Error('the likelihood cannot be evaluated at equal shares');
  if (!isUnsure(first)) return first;
  const other = optimise(panel, Float64Array.of(share, share, SMALL), work);
  const isBetter = other?.converged && other.objective < first.objective - 1e-9 * Math.abs(first.objective);
  return isBetter ? other : first;
}

/** Whether a kernel and the residual may have been confused: one of them is 0. */
function isUnsure({ tau }: Optimum): boolean {
  return tau[KERNEL] <= 0 || tau[RESIDUAL] <= 0;
}
