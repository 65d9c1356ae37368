import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { DenseModel, DenseTerm } from './dense-model.js';

/** Everything the REML likelihood says at one θ, from the n×n matrices themselves. */
export interface DenseEvaluation {
  theta: number[];
  /** ℓ = −½[log|V| + log|X'V⁻¹X| + y'Py + (n − p) log 2π] */
  logLikelihood: number;
  /** ∂ℓ/∂θ_k = −½[tr(PV_k) − y'PV_kPy] */
  score: number[];
  /** ½ y'PV_kPV_lPy */
  averageInformation: Matrix;
  /** ½ tr(PV_kPV_l) */
  expectedInformation: Matrix;
  /** generalised least squares: b̂ and (X'V⁻¹X)⁻¹ */
  beta: number[];
  betaCovariance: Matrix;
  /** Py */
  Py: number[];
}

interface Projection {
  logLikelihood: number;
  beta: number[];
  betaCovariance: Matrix;
  P: number[][];
  Py: number[];
}

/** ℓ(θ), −∞ where V is not positive definite. */
export function logLikelihoodAt(model: DenseModel, theta: number[]): number {
  const factor = factorised(model, theta);
  if (!factor) return -Infinity;
  const { y, X } = model;
  const L = factor.lowerTriangularMatrix.to2DArray();
  const solved = solveLower(L, [...X.transpose().to2DArray(), y]);
  const Z = new Matrix(solved.slice(0, X.columns));
  const z = Matrix.columnVector(solved[X.columns]);
  const gram = new CholeskyDecomposition(symmetric(Z.mmul(Z.transpose())));
  const r = Matrix.sub(z, Z.transpose().mmul(gram.solve(Z.mmul(z))));
  return remlLogLikelihood(
    y.length,
    X.columns,
    logDeterminant(factor),
    logDeterminant(gram),
    squares(r.to1DArray()),
  );
}

/** ℓ with its derivatives at θ; null where V is not positive definite. */
export function evaluate(model: DenseModel, theta: number[]): DenseEvaluation | null {
  const projection = project(model, theta);
  if (!projection) return null;
  const { P, Py } = projection;
  const working = model.terms.map(({ V }) => V.mmul(Matrix.columnVector(Py)).to1DArray());
  const projected = working.map((w) => P.map((row) => dot(row, w)));
  const PV = model.terms.map((term) => multiplySparse(P, term));
  const score = model.terms.map((_, k) => {
    const trace = PV[k].reduce((sum, row, i) => sum + row[i], 0);
    return -0.5 * (trace - dot(Py, working[k]));
  });
  const q = model.terms.length;
  const averageInformation = Matrix.zeros(q, q);
  const expectedInformation = Matrix.zeros(q, q);
  for (let k = 0; k < q; k++) {
    for (let l = 0; l <= k; l++) {
      const average = 0.5 * dot(working[k], projected[l]);
      averageInformation.set(k, l, average).set(l, k, average);
      const expected = 0.5 * traceOfProduct(PV[k], PV[l]);
      expectedInformation.set(k, l, expected).set(l, k, expected);
    }
  }
  return { theta, score, averageInformation, expectedInformation, ...projection };
}

/** tr(P₀V_kP₀V_l) with P₀ = I − X(X'X)⁻¹X', scaled to a unit diagonal: singular where terms cannot be told apart. */
export function normalisedGram(model: DenseModel): Matrix {
  const identity: DenseModel = { ...model, terms: model.terms.map((term) => ({ ...term })) };
  const residualOnly = { ...identity, terms: [identityTerm(model.y.length)] };
  const { P } = project(residualOnly, [1])!;
  const PV = model.terms.map((term) => multiplySparse(P, term));
  const gram = new Matrix(PV.map((a) => PV.map((b) => traceOfProduct(a, b))));
  return new Matrix(
    gram.to2DArray().map((row, k) => row.map((v, l) => v / Math.sqrt(gram.get(k, k) * gram.get(l, l)))),
  );
}

function identityTerm(n: number): DenseTerm {
  return {
    label: 'residual',
    V: Matrix.eye(n),
    support: Array.from({ length: n }, (_, i) => [i]),
    effectCovariance: null,
    contribution: () => 0,
    hasKernel: false,
    meanDiagonal: 1,
  };
}

function factorised(model: DenseModel, theta: number[]): CholeskyDecomposition | null {
  const V = Matrix.zeros(model.y.length, model.y.length);
  model.terms.forEach((term, k) => {
    if (theta[k] !== 0) V.add(Matrix.mul(term.V, theta[k]));
  });
  const factor = new CholeskyDecomposition(V);
  return factor.isPositiveDefinite() ? factor : null;
}

/** P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ and what comes with it. */
function project(model: DenseModel, theta: number[]): Projection | null {
  const factor = factorised(model, theta);
  if (!factor) return null;
  const { y, X } = model;
  const inverse = new Matrix(inverseFromFactor(factor.lowerTriangularMatrix.to2DArray()));
  const VinvX = inverse.mmul(X);
  const gram = new CholeskyDecomposition(symmetric(X.transpose().mmul(VinvX)));
  const betaCovariance = gram.solve(Matrix.eye(X.columns));
  const beta = gram.solve(VinvX.transpose().mmul(Matrix.columnVector(y)));
  const r = Matrix.sub(Matrix.columnVector(y), X.mmul(beta));
  const Py = inverse.mmul(r).to1DArray();
  const P = Matrix.sub(inverse, VinvX.mmul(betaCovariance).mmul(VinvX.transpose())).to2DArray();
  const logLikelihood = remlLogLikelihood(
    y.length,
    X.columns,
    logDeterminant(factor),
    logDeterminant(gram),
    dot(r.to1DArray(), Py),
  );
  return { logLikelihood, beta: beta.to1DArray(), betaCovariance, P, Py };
}

function remlLogLikelihood(n: number, p: number, logV: number, logXVX: number, yPy: number): number {
  return -0.5 * (logV + logXVX + yPy + (n - p) * Math.log(2 * Math.PI));
}

function logDeterminant(factor: CholeskyDecomposition): number {
  return factor.lowerTriangularMatrix.diagonal().reduce((sum, pivot) => sum + 2 * Math.log(pivot), 0);
}

/** V⁻¹ = L⁻ᵀL⁻¹. */
function inverseFromFactor(L: number[][]): number[][] {
  const n = L.length;
  // rows of M are the columns of L⁻¹: M[c][i] = (L⁻¹)[i][c]
  const M = solveLower(
    L,
    Array.from({ length: n }, (_, c) => Array.from({ length: n }, (__, i) => (i === c ? 1 : 0))),
  );
  const inverse = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += M[i][k] * M[j][k];
      inverse[i][j] = sum;
      inverse[j][i] = sum;
    }
  }
  return inverse;
}

/** L⁻¹b for every right-hand side b. */
function solveLower(L: number[][], rightHandSides: number[][]): number[][] {
  return rightHandSides.map((b) => {
    const x = b.slice();
    const first = Math.max(
      0,
      b.findIndex((value) => value !== 0),
    );
    for (let i = first; i < x.length; i++) {
      const row = L[i];
      let sum = x[i];
      for (let k = first; k < i; k++) sum -= row[k] * x[k];
      x[i] = sum / row[i];
    }
    return x;
  });
}

/** P·V_k, skipping the zeros of V_k. */
function multiplySparse(P: number[][], { V, support }: DenseTerm): number[][] {
  const rows = V.to2DArray();
  return P.map((row) => {
    const product = new Array<number>(row.length).fill(0);
    for (let k = 0; k < row.length; k++) {
      const factor = row[k];
      const source = rows[k];
      const columns = support[k];
      for (let c = 0; c < columns.length; c++) product[columns[c]] += factor * source[columns[c]];
    }
    return product;
  });
}

function traceOfProduct(a: number[][], b: number[][]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < a.length; j++) sum += a[i][j] * b[j][i];
  return sum;
}

/** ½(A + A'): rounding aside A itself, which ml-matrix's Cholesky insists on. */
function symmetric(A: Matrix): Matrix {
  return Matrix.add(A, A.transpose()).mul(0.5);
}

function squares(x: number[]): number {
  return dot(x, x);
}

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
