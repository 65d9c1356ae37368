/** Half-lives of a posterior covariance by their definitions: dense hat matrices, densities by the gamma function. */
import { inverse, Matrix } from 'ml-matrix';
import { lanczosLogGamma } from './dense-student.js';

/** 2^{−(T − 1 − t)/h} */
export function denseDiscounts(T: number, halfLife: number | null): number[] {
  return Array.from({ length: T }, (_, t) => (halfLife === null ? 1 : 2 ** (-(T - 1 - t) / halfLife)));
}

/** H = X(X'DX)⁻¹X'D and B = (X'DX)⁻¹X'DY. */
export function denseRegression(X: Matrix, Y: Matrix, d: number[]): { B: Matrix; H: Matrix } {
  const XD = X.transpose().mmul(Matrix.diag(d));
  const solved = inverse(XD.mmul(X)).mmul(XD);
  return { B: solved.mmul(Y), H: X.mmul(solved) };
}

/** Σ_t d_vt·e_t²/tr[(I − H)'D_v(I − H)] of every column of Y. */
export function denseVariances(
  X: Matrix,
  Y: Matrix,
  loadings: number | null,
  volatilities: number | null,
): number[] {
  const T = Y.rows;
  const { H } = denseRegression(X, Y, denseDiscounts(T, loadings));
  const M = Matrix.eye(T).sub(H);
  const D = Matrix.diag(denseDiscounts(T, volatilities));
  const weight = M.transpose().mmul(D).mmul(M).trace();
  const E = M.mmul(Y);
  return Array.from({ length: Y.columns }, (_, i) => {
    const e = E.subMatrix(0, T - 1, i, i);
    return e.transpose().mmul(D).mmul(e).get(0, 0) / weight;
  });
}

/** log density of a t variable with 5 degrees of freedom, mean 0 and a standard deviation. */
export function denseStudent(x: number, deviation: number): number {
  const [df, scale] = [5, deviation * Math.sqrt(3 / 5)];
  return (
    lanczosLogGamma((df + 1) / 2) -
    lanczosLogGamma(df / 2) -
    0.5 * Math.log(df * Math.PI) -
    Math.log(scale) -
    0.5 * (df + 1) * Math.log(1 + (x / scale) ** 2 / df)
  );
}

/**
 * Scores of one block after a window: of loadings, and of volatilities beside loadings of the half-life `chosen`.
 *
 * @param slopes columns of X that are predicted with
 */
export function denseBlockScores(
  window: { X: Matrix; Y: Matrix },
  block: { X: Matrix; Y: Matrix },
  slopes: readonly number[],
  candidates: readonly (number | null)[],
  chosen: number | null,
): { loadings: number[]; volatilities: number[] } {
  const scoreOf = (halfLife: number | null, variances: number[]): number => {
    const { B } = denseRegression(window.X, window.Y, denseDiscounts(window.Y.rows, halfLife));
    let sum = 0;
    for (let t = 0; t < block.Y.rows; t++)
      for (let i = 0; i < block.Y.columns; i++) {
        const predicted = slopes.reduce((s, k) => s + block.X.get(t, k) * B.get(k, i), 0);
        sum += denseStudent(block.Y.get(t, i) - predicted, Math.sqrt(variances[i]));
      }
    return sum;
  };
  const plain = denseVariances(window.X, window.Y, null, null);
  return {
    loadings: candidates.map((h) => scoreOf(h, plain)),
    volatilities: candidates.map((h) => scoreOf(chosen, denseVariances(window.X, window.Y, chosen, h))),
  };
}
