/**
 * Covariances of returns by their definitions, element by element over dense matrices: a second path beside the engine's,
 * which works with sums and with the eigendecomposition of its own.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { ReturnMatrix } from '../../src/browser.js';

type Linear = { values: Float64Array; shrinkage: number };

/** Σ over i ≠ j. */
function offDiagonal(N: number, term: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) if (i !== j) sum += term(i, j);
  return sum;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export function centredMatrix({ assets, dates, returns }: ReturnMatrix): Matrix {
  return Matrix.from1DArray(dates.length, assets.length, Array.from(returns)).center('column');
}

const flat = (matrix: Matrix): Float64Array => Float64Array.from(matrix.to1DArray());

function sample(Y: Matrix): Matrix {
  return Y.transpose()
    .mmul(Y)
    .div(Y.rows - 1);
}

/** ρF + (1 − ρ)S from π_ij, and from what F has in common with it for i ≠ j. */
function shrunk(Y: Matrix, F: Matrix, common: (i: number, j: number, pi: Matrix) => number): Linear {
  const n = Y.rows - 1;
  const N = Y.columns;
  const S = sample(Y);
  const squares = Matrix.mul(Y, Y);
  const pi = squares.transpose().mmul(squares).div(n).sub(Matrix.mul(S, S));
  const rho = pi.trace() + offDiagonal(N, (i, j) => common(i, j, pi));
  const gamma = Matrix.sub(F, S).norm() ** 2;
  const shrinkage = Math.max(0, Math.min(1, (pi.sum() - rho) / gamma / n));
  return { values: flat(Matrix.mul(F, shrinkage).add(Matrix.mul(S, 1 - shrinkage))), shrinkage };
}

/** Ledoit and Wolf (2004, "Honey, I shrunk the sample covariance matrix"). */
export function denseConstantCorrelation(returns: ReturnMatrix): Linear {
  const Y = centredMatrix(returns);
  const [n, N] = [Y.rows - 1, Y.columns];
  const S = sample(Y);
  const d = S.diagonal().map(Math.sqrt);
  const average = offDiagonal(N, (i, j) => S.get(i, j) / (d[i] * d[j])) / (N * (N - 1));
  const F = Matrix.zeros(N, N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) F.set(i, j, i === j ? S.get(i, i) : average * d[i] * d[j]);
  const theta = Matrix.pow(Y, 3).transpose().mmul(Y).div(n);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) theta.set(i, j, theta.get(i, j) - S.get(i, i) * S.get(i, j));
  return shrunk(Y, F, (i, j) => average * (d[j] / d[i]) * theta.get(i, j));
}

/** Ledoit and Wolf (2003, "Improved estimation of the covariance matrix of stock returns"). */
export function denseSingleFactor(
  returns: ReturnMatrix,
  market = Matrix.from1DArray(returns.dates.length, returns.assets.length, Array.from(returns.returns)).mean(
    'row',
  ),
): Linear {
  const Y = centredMatrix(returns);
  const [T, N] = [Y.rows, Y.columns];
  const n = T - 1;
  const S = sample(Y);
  const m = market.map((value) => value - mean(market));
  const of = (term: (t: number) => number): number => m.reduce((sum, _, t) => sum + term(t), 0) / n;
  const v = of((t) => m[t] ** 2);
  const c = Array.from({ length: N }, (_, i) => of((t) => Y.get(t, i) * m[t]));
  const F = Matrix.zeros(N, N);
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++) F.set(i, j, i === j ? S.get(i, i) : (c[i] * c[j]) / v);
  // asymptotic covariances of s_ij with c_i, c_j and v, by the delta method
  return shrunk(Y, F, (i, j) => {
    const y = (t: number): number => Y.get(t, i) * Y.get(t, j);
    const withI = of((t) => y(t) * Y.get(t, i) * m[t]) - c[i] * S.get(i, j);
    const withJ = of((t) => y(t) * Y.get(t, j) * m[t]) - c[j] * S.get(i, j);
    const withMarket = of((t) => y(t) * m[t] ** 2) - v * S.get(i, j);
    return (c[j] / v) * withI + (c[i] / v) * withJ - ((c[i] * c[j]) / v ** 2) * withMarket;
  });
}

/** V·diag(δ(λ))·V' of the sample covariance, λ ascending. */
function withEigenvalues(
  returns: ReturnMatrix,
  shrink: (lambda: number[], n: number) => number[],
): Float64Array {
  const Y = centredMatrix(returns);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(sample(Y), {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i).sort((a, b) => realEigenvalues[a] - realEigenvalues[b]);
  const V = eigenvectorMatrix.subMatrixColumn(order);
  const delta = shrink(
    order.map((i) => realEigenvalues[i]),
    Y.rows - 1,
  );
  return flat(V.mmul(Matrix.diag(delta)).mmul(V.transpose()));
}

/** Ledoit and Wolf (2022), in the notation of inverse eigenvalues. */
export function denseQuadraticInverse(returns: ReturnMatrix): Float64Array {
  return withEigenvalues(returns, (lambda, n) => {
    const p = lambda.length;
    const c = p / n;
    const h = Math.min(c ** 2, 1 / c ** 2) ** 0.35 / p ** 0.35;
    const inverse = lambda.slice(Math.max(0, p - n)).map((value) => 1 / value);
    const amplitude = (i: number): { theta: number; squared: number } => {
      const bell = (l: number): number => (l - inverse[i]) ** 2 + h ** 2 * l ** 2;
      const theta = mean(inverse.map((l) => (l * (l - inverse[i])) / bell(l)));
      const conjugate = mean(inverse.map((l) => (l * (h * l)) / bell(l)));
      return { theta, squared: theta ** 2 + conjugate ** 2 };
    };
    const bulk = inverse.map((l, i) => {
      const { theta, squared } = amplitude(i);
      if (p > n) return 1 / (l * squared);
      return 1 / ((1 - c) ** 2 * l + 2 * c * (1 - c) * l * theta + c ** 2 * l * squared);
    });
    const delta = [...Array<number>(Math.max(0, p - n)).fill(1 / ((c - 1) * mean(inverse))), ...bulk];
    const trace = lambda.slice(Math.max(0, p - n)).reduce((sum, value) => sum + value, 0);
    const total = delta.reduce((sum, value) => sum + value, 0);
    return delta.map((value) => (value * trace) / total);
  });
}

/** Gauss–Legendre nodes and weights on (−√5, √5), from the Jacobi matrix of Legendre's polynomials. */
const quadrature = (() => {
  const J = Matrix.zeros(32, 32);
  for (let k = 1; k < 32; k++) {
    J.set(k, k - 1, k / Math.sqrt(4 * k * k - 1));
    J.set(k - 1, k, J.get(k, k - 1));
  }
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(J, { assumeSymmetric: true });
  return realEigenvalues.map((node, i) => ({
    t: Math.sqrt(5) * node,
    weight: 2 * Math.sqrt(5) * eigenvectorMatrix.get(0, i) ** 2,
  }));
})();

/**
 * Hilbert transform of k(t) = 3/(4√5)·(1 − t²/5) at x: (4.8) where its terms do not cancel, else as it is defined,
 * ∫ k(t)/(t − x) dt/π, by quadrature.
 */
function kernelTransform(x: number): number {
  const r5 = Math.sqrt(5);
  const k = (t: number): number => (3 / 4 / r5) * (1 - t ** 2 / 5);
  if (Math.abs(x) > 1.5 * r5)
    return quadrature.reduce((sum, { t, weight }) => sum + (weight * k(t)) / (t - x), 0) / Math.PI;
  if (Math.abs(x) === r5) return (-3 / 10 / Math.PI) * x;
  return (-3 / 10 / Math.PI) * x + (k(x) / Math.PI) * Math.log(Math.abs((r5 - x) / (r5 + x)));
}

/** Ledoit and Wolf (2020), equations (4.3), (4.7) – (4.9) and (C.4), (C.5), (C.8). */
export function denseAnalytical(returns: ReturnMatrix): Float64Array {
  return withEigenvalues(returns, (lambda, n) => {
    const p = lambda.length;
    const h = n ** (-1 / 3);
    const r5 = Math.sqrt(5);
    const bulk = lambda.slice(Math.max(0, p - n));
    const shrunk = bulk.map((own) => {
      const f = mean(
        bulk.map((l) => {
          const x = (own - l) / (h * l);
          return ((3 / 4 / r5) * Math.max(1 - x ** 2 / 5, 0)) / (h * l);
        }),
      );
      const H = mean(bulk.map((l) => kernelTransform((own - l) / (h * l)) / (h * l)));
      if (p > n) return own / (Math.PI ** 2 * own ** 2 * (f ** 2 + H ** 2));
      const c = p / n;
      return own / ((Math.PI * c * own * f) ** 2 + (1 - c - Math.PI * c * own * H) ** 2);
    });
    const atZero =
      (1 / Math.PI) *
      (3 / 10 / h ** 2 + (3 / 4 / r5 / h) * (1 - 1 / 5 / h ** 2) * Math.log((1 + r5 * h) / (1 - r5 * h))) *
      mean(bulk.map((l) => 1 / l));
    const atNull = 1 / ((Math.PI * (p - n) * atZero) / n);
    return [...Array<number>(Math.max(0, p - n)).fill(atNull), ...shrunk];
  });
}

/** Σ w(y − ȳ)(y − ȳ)'/(1 − Σw²), weights halving every `halfLife` periods. */
export function denseExponential({ assets, dates, returns }: ReturnMatrix, halfLife: number): Float64Array {
  const [N, T] = [assets.length, dates.length];
  const raw = dates.map((_, t) => 2 ** (-(T - 1 - t) / halfLife));
  const total = raw.reduce((sum, value) => sum + value, 0);
  const w = raw.map((value) => value / total);
  const at = (t: number, i: number): number => returns[t * N + i];
  const means = assets.map((_, i) => w.reduce((sum, weight, t) => sum + weight * at(t, i), 0));
  const left = 1 - w.reduce((sum, weight) => sum + weight ** 2, 0);
  return Float64Array.from({ length: N * N }, (_, k) => {
    const [i, j] = [Math.floor(k / N), k % N];
    return (
      w.reduce((sum, weight, t) => sum + weight * (at(t, i) - means[i]) * (at(t, j) - means[j]), 0) / left
    );
  });
}

/** V_kΛ_kV_k' + diag(S − V_kΛ_kV_k'). */
export function densePcaFactor(returns: ReturnMatrix, k: number): Float64Array {
  const N = returns.assets.length;
  const common = withEigenvalues(returns, (lambda) =>
    lambda.map((value, i) => (i < N - k ? 0 : Math.max(0, value))),
  );
  const S = sample(centredMatrix(returns));
  for (let i = 0; i < N; i++) common[i * N + i] = S.get(i, i);
  return common;
}

/** Eigenvalues of the correlation matrix above (1 + √(N/n))², in 1 … min(N, n) − 1. */
export function denseFactorCount(returns: ReturnMatrix): number {
  const Y = centredMatrix(returns);
  const [n, N] = [Y.rows - 1, Y.columns];
  const R = sample(Y);
  const d = R.diagonal().map(Math.sqrt);
  for (let i = 0; i < N; i++) for (let j = 0; j < N; j++) R.set(i, j, R.get(i, j) / (d[i] * d[j]));
  const { realEigenvalues } = new EigenvalueDecomposition(R, { assumeSymmetric: true });
  const count = realEigenvalues.filter((value) => value > (1 + Math.sqrt(N / n)) ** 2).length;
  return Math.max(1, Math.min(count, Math.min(N, n) - 1));
}
