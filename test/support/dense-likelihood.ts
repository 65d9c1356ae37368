import { CholeskyDecomposition, Matrix, QrDecomposition, inverse as matrixInverse } from 'ml-matrix';
import type { DenseModel, DenseTerm } from './dense-model.js';

/** Everything the REML (or ML) likelihood says at one θ, from the n×n matrices themselves. */
export interface DenseEvaluation {
  theta: number[];
  /** ℓ = −½[log|V| + log|X'V⁻¹X| + y'Py + (n − p) log 2π]; ML: −½[log|V| + y'Py + n log 2π] */
  logLikelihood: number;
  /** ∂ℓ/∂θ_k = −½[tr(PV_k) − y'PV_kPy]; ML: V⁻¹ in the place of P in the trace */
  score: number[];
  /** ½ y'PV_kPV_lPy */
  averageInformation: Matrix;
  /** ½ tr(PV_kPV_l); ML: ½ tr(V⁻¹V_kV⁻¹V_l) */
  expectedInformation: Matrix;
  /** generalised least squares: b̂ and (X'V⁻¹X)⁻¹ */
  beta: number[];
  betaCovariance: Matrix;
  /** Py */
  Py: number[];
}

/** What the likelihood itself needs of a model. */
type ProjectedModel = Pick<DenseModel, 'y' | 'X' | 'method'> & { terms: Pick<DenseTerm, 'V'>[] };

interface Projection {
  logLikelihood: number;
  beta: number[];
  betaCovariance: Matrix;
  P: number[][];
  Vinverse: number[][];
  Py: number[];
}

/** ℓ with its derivatives at θ; null where V is not positive definite. */
export function evaluate(model: DenseModel, theta: number[]): DenseEvaluation | null {
  const projection = project(model, theta);
  if (!projection) return null;
  const { P, Py, Vinverse } = projection;
  const working = model.terms.map(({ V }) => V.mmul(Matrix.columnVector(Py)).to1DArray());
  const projected = working.map((w) => P.map((row) => dot(row, w)));
  const PV = model.terms.map((term) => timesV(model.method === 'ML' ? Vinverse : P, term));
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

/**
 * tr(P₀V_kP₀V_l) with P₀ = I − X(X'X)⁻¹X', scaled to a unit diagonal: singular where terms cannot be told apart,
 * NaN where one has no information.
 */
export function normalisedGram(model: DenseModel): number[][] {
  const gram = new CholeskyDecomposition(symmetric(model.X.transpose().mmul(model.X)));
  const hat = model.X.mmul(gram.solve(model.X.transpose()));
  const P = Matrix.eye(model.y.length).sub(hat).to2DArray();
  const PV = model.terms.map((term) => timesV(P, term));
  const products = PV.map((a) => PV.map((b) => traceOfProduct(a, b)));
  return products.map((row, k) => row.map((value, l) => value / Math.sqrt(products[k][k] * products[l][l])));
}

/** ℓ(θ), −∞ where V is not positive definite. */
export function logLikelihoodAt(model: ProjectedModel, theta: number[]): number {
  return project(model, theta)?.logLikelihood ?? -Infinity;
}

/** P at θ, where V has to be positive definite. */
export function projectionAt(model: DenseModel, theta: number[]): number[][] {
  return project(model, theta)!.P;
}

/** P = V⁻¹ − V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹ and what comes with it. */
function project(model: ProjectedModel, theta: number[]): Projection | null {
  const { y, X } = model;
  const V = Matrix.zeros(y.length, y.length);
  model.terms.forEach((term, k) => {
    if (theta[k] !== 0) V.add(Matrix.mul(term.V, theta[k]));
  });
  const L = lowerFactor(V.to2DArray());
  if (!L) return null;
  const inverse = new Matrix(inverseFromFactor(L));
  // X = QR: in the coordinates of Q no trend that starts far from 0 costs digits
  const { orthogonalMatrix: Q, upperTriangularMatrix: R } = new QrDecomposition(X);
  const VinvQ = inverse.mmul(Q);
  const gram = new CholeskyDecomposition(symmetric(Q.transpose().mmul(VinvQ)));
  const gramInverse = gram.solve(Matrix.eye(X.columns));
  const coordinates = gram.solve(VinvQ.transpose().mmul(Matrix.columnVector(y)));
  const r = Matrix.sub(Matrix.columnVector(y), Q.mmul(coordinates));
  const Py = inverse.mmul(r).to1DArray();
  const P = Matrix.sub(inverse, VinvQ.mmul(gramInverse).mmul(VinvQ.transpose())).to2DArray();
  const logR = R.diagonal().reduce((sum, value) => sum + 2 * Math.log(Math.abs(value)), 0);
  const logXVX = logDeterminant(gram.lowerTriangularMatrix.to2DArray()) + logR;
  const yPy = dot(r.to1DArray(), Py);
  const logLikelihood =
    model.method === 'ML'
      ? -0.5 * (logDeterminant(L) + yPy + y.length * Math.log(2 * Math.PI))
      : -0.5 * (logDeterminant(L) + logXVX + yPy + (y.length - X.columns) * Math.log(2 * Math.PI));
  const Rinverse = matrixInverse(R);
  const beta = Rinverse.mmul(coordinates);
  const betaCovariance = Rinverse.mmul(gramInverse).mmul(Rinverse.transpose());
  return { logLikelihood, beta: beta.to1DArray(), betaCovariance, P, Vinverse: inverse.to2DArray(), Py };
}

function logDeterminant(L: number[][]): number {
  return L.reduce((sum, row, i) => sum + 2 * Math.log(row[i]), 0);
}

/** Smallest pivot of V's Cholesky factorisation, relative to its diagonal: below it only rounding is left. */
const singular = 1e-13;

/** L with V = LL', null where V is not positive definite. */
function lowerFactor(V: number[][]): number[][] | null {
  const L = V.map((row) => new Array<number>(row.length).fill(0));
  for (let i = 0; i < V.length; i++) {
    const row = L[i];
    for (let j = 0; j <= i; j++) {
      const other = L[j];
      let sum = V[i][j];
      for (let k = 0; k < j; k++) sum -= row[k] * other[k];
      if (j < i) row[j] = sum / other[j];
      else if (sum > singular * V[i][i]) row[j] = Math.sqrt(sum);
      else return null;
    }
  }
  return L;
}

/** V⁻¹ = L⁻ᵀL⁻¹. */
function inverseFromFactor(L: number[][]): number[][] {
  const n = L.length;
  const columns = Array.from({ length: n }, (_, c) => inverseColumn(L, c));
  const inverse = L.map((row) => new Array<number>(row.length).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += columns[i][k] * columns[j][k];
      inverse[i][j] = sum;
      inverse[j][i] = sum;
    }
  }
  return inverse;
}

/** Column c of L⁻¹. */
function inverseColumn(L: number[][], c: number): number[] {
  const x = new Array<number>(L.length).fill(0);
  x[c] = 1 / L[c][c];
  for (let i = c + 1; i < L.length; i++) {
    const row = L[i];
    let sum = 0;
    for (let k = c; k < i; k++) sum -= row[k] * x[k];
    x[i] = sum / row[i];
  }
  return x;
}

/** P·V_k as (P·Z)·C. */
function timesV(P: number[][], { level, loading, effectCovariance }: DenseTerm): number[][] {
  const C = effectCovariance.to2DArray();
  const support = C.map((row) => row.flatMap((value, c) => (value === 0 ? [] : [c])));
  return P.map((row) => {
    const PZ = new Array<number>(C.length).fill(0);
    for (let c = 0; c < row.length; c++) PZ[level[c]] += row[c] * loading[c];
    const product = new Array<number>(row.length).fill(0);
    for (let l = 0; l < C.length; l++) {
      const source = C[l];
      const columns = support[l];
      for (let c = 0; c < columns.length; c++) product[columns[c]] += PZ[l] * source[columns[c]];
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

function dot(a: number[], b: number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
