/**
 * The evidence-weighted covariance by its definitions, over dense matrices: determinants and multivariate gamma functions
 * of every k, all cells of a panel stacked where some are missing.
 */
import { EigenvalueDecomposition, inverse, Matrix, pseudoInverse } from 'ml-matrix';
import { lanczosLogGamma } from './dense-student.js';

export function logDeterminant(A: Matrix): number {
  return new EigenvalueDecomposition(A, { assumeSymmetric: true }).realEigenvalues.reduce(
    (sum, value) => sum + Math.log(value),
    0,
  );
}

/** log Γ_N(a) = ¼N(N − 1) log π + Σ_{i=1..N} lnΓ(a + (1 − i)/2) */
export function logMultivariateGamma(N: number, a: number): number {
  let sum = 0.25 * N * (N - 1) * Math.log(Math.PI);
  for (let i = 1; i <= N; i++) sum += lanczosLogGamma(a + (1 - i) / 2);
  return sum;
}

/** log m(k) = −½νN log π + log Γ_N((n + ν)/2)/Γ_N(n/2) + ½n log|kΩ| − ½(n + ν) log|kΩ + S|, n = k + N + 1 */
export function denseEvidence(Omega: Matrix, S: Matrix, degrees: number, k: number): number {
  const N = Omega.rows;
  const n = k + N + 1;
  return (
    -0.5 * degrees * N * Math.log(Math.PI) +
    logMultivariateGamma(N, (n + degrees) / 2) -
    logMultivariateGamma(N, n / 2) +
    0.5 * n * logDeterminant(Matrix.mul(Omega, k)) -
    0.5 * (n + degrees) * logDeterminant(Matrix.mul(Omega, k).add(S))
  );
}

/** −½[νN log 2π + ν log|Ω| + tr(Ω⁻¹S)] */
export function denseGaussian(Omega: Matrix, S: Matrix, degrees: number): number {
  const N = Omega.rows;
  return (
    -0.5 * (degrees * (N * Math.log(2 * Math.PI) + logDeterminant(Omega)) + inverse(Omega).mmul(S).trace())
  );
}

/** I − C(C'C)⁻C' */
export function beyondColumns(C: Matrix): Matrix {
  return C.columns === 0 ? Matrix.eye(C.rows) : Matrix.eye(C.rows).sub(C.mmul(pseudoInverse(C)));
}

/**
 * E[Y'(I − WW')Y | observed cells] of Y = CB + E, B flat: missing cells by universal kriging over the stacked observed
 * ones, their error covariance written out.
 *
 * @param Y periods × assets, NaN where missing
 */
export function denseExpected(Y: Matrix, C: Matrix, Omega: Matrix): Matrix {
  const [T, N] = [Y.rows, Y.columns];
  const y = Y.to1DArray();
  const seen = y.flatMap((value, cell) => (Number.isNaN(value) ? [] : [cell]));
  const missing = y.flatMap((value, cell) => (Number.isNaN(value) ? [cell] : []));
  const V = Matrix.eye(T).kroneckerProduct(Omega);
  const X = C.kroneckerProduct(Matrix.eye(N));
  const all = Array.from({ length: X.columns }, (_, c) => c);
  const [Xo, Xm] = [X.selection(seen, all), X.selection(missing, all)];
  const Voo = inverse(V.selection(seen, seen));
  const weights = V.selection(missing, seen).mmul(Voo);
  const information = pseudoInverse(Xo.transpose().mmul(Voo).mmul(Xo), 1e-10);
  const yo = Matrix.columnVector(seen.map((cell) => y[cell]));
  const beta = information.mmul(Xo.transpose()).mmul(Voo).mmul(yo);
  const mean = weights.mmul(Matrix.sub(yo, Xo.mmul(beta))).add(Xm.mmul(beta));
  const open = Matrix.sub(Xm, weights.mmul(Xo));
  const error = V.selection(missing, missing)
    .sub(weights.mmul(V.selection(seen, missing)))
    .add(open.mmul(information).mmul(open.transpose()));
  missing.forEach((cell, k) => (y[cell] = mean.get(k, 0)));
  const filled = Matrix.from1DArray(T, N, y);
  const Q = beyondColumns(C);
  const S = filled.transpose().mmul(Q).mmul(filled);
  missing.forEach((a, k) =>
    missing.forEach((b, l) => {
      const [i, j] = [a % N, b % N];
      const share = Q.get(Math.floor(a / N), Math.floor(b / N)) * error.get(k, l);
      S.set(i, j, S.get(i, j) + share);
    }),
  );
  return S;
}
