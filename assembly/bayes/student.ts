/**
 * Multivariate t errors as a mixture of normal ones: period t has the precision λ_t ~ Gamma(df/2, df/2), its returns the
 * covariance Ω/λ_t. Complete panels whose fixed effects are all per asset and whose random effects are within a period.
 */
import {
  allocate,
  allocateMatrix,
  allocateVector,
  mark,
  matrixBytes,
  release,
  roundUp,
  vectorBytes,
} from '../arena';
import { cholesky, choleskyLogDeterminant, choleskySolveMany, choleskyWorkspace } from '../linalg/cholesky';
import { gemm, gemmWorkspace } from '../linalg/gemm';
import { getIndex } from '../linalg/indexed';
import { symmetricProduct } from '../linalg/symmetric-product';
import { symmetrize, syrk, syrkWorkspace } from '../linalg/syrk';
import { trsm, trsmWorkspace } from '../linalg/triangular';
import { copy, fill, get, row, set } from '../linalg/vector';
import { log } from '../numeric/log';
import { isSpectral, Panel } from '../reml/panel';
import { PanelRequest } from '../reml/request';
import { buildOmega } from '../reml/within';
import { Posterior, sinh } from './posterior';
import { gamma, normal, RandomNumbers } from './random';
import { StudentInput } from './request';


@unmanaged
export class Student {
  panel: Panel;
  degrees: f64;
  isEstimated: bool;
  /** of the prior Gamma(shape, rate) of df above `least` */
  shape: f64;
  rate: f64;
  least: f64;
  /** T: λ; squared distances δ² */
  weights: usize;
  squares: usize;
  /** mA×T: W_aΛ, or F⁻¹W_a; mA×mA: F, FF' = W_aΛW_a'; mA×N: effects, or random numbers */
  columns: usize;
  factor: usize;
  effects: usize;
  /** T×N: residuals E of the regression with weights λ, or times √λ; N×T: distances by asset; N×N: Ω, then its factor */
  residuals: usize;
  weighted: usize;
  standardised: usize;
  Omega: usize;
}

/** Bytes that `allocateStudent` and the functions of this file take. */
export function studentBytes(request: PanelRequest): usize {
  const T = request.periods;
  const N = request.assets;
  const a = request.assetFixed;
  const products = max(max(gemmWorkspace(a, a, T), gemmWorkspace(a, N, T)), gemmWorkspace(T, N, a));
  const squares = max(
    max(syrkWorkspace(N, T), gemmWorkspace(N, T, a)),
    matrixBytes(N, N) + 2 * gemmWorkspace(N, N, N),
  );
  const solves = max(max(trsmWorkspace(N, T), trsmWorkspace(a, T)), trsmWorkspace(a, N));
  return (
    roundUp(offsetof<Student>()) +
    2 * vectorBytes(T) +
    matrixBytes(a, T) +
    matrixBytes(a, a) +
    matrixBytes(a, N) +
    2 * matrixBytes(T, N) +
    matrixBytes(N, T) +
    matrixBytes(N, N) +
    max(max(products, squares), max(solves, max(choleskyWorkspace(N), choleskyWorkspace(a))))
  );
}

/** @param input StudentInput.LENGTH doubles */
export function allocateStudent(panel: Panel, input: usize): Student {
  const T = panel.T;
  const N = panel.N;
  const student = changetype<Student>(allocate(offsetof<Student>()));
  student.panel = panel;
  student.degrees = get(input, StudentInput.DEGREES);
  student.isEstimated = student.degrees == 0.0;
  student.shape = get(input, StudentInput.SHAPE);
  student.rate = get(input, StudentInput.RATE);
  student.least = get(input, StudentInput.LEAST);
  student.weights = allocateVector(T);
  student.squares = allocateVector(T);
  student.columns = allocateMatrix(panel.mA, T);
  student.factor = allocateMatrix(panel.mA, panel.mA);
  student.effects = allocateMatrix(panel.mA, N);
  student.residuals = allocateMatrix(T, N);
  student.weighted = allocateMatrix(T, N);
  student.standardised = allocateMatrix(N, T);
  student.Omega = allocateMatrix(N, N);
  return student;
}

/**
 * The panel's cross-products at λ, fixed effects integrated out:
 *
 *     S(λ) = E'ΛE,  E = Y − W_a'(W_aΛW_a')⁻¹W_aΛY
 *
 * Its likelihood is then log p(y | Ω, λ) but for ½N·Σ log λ_t − ½N·log|W_aΛW_a'|, see `weightsDensity`.
 *
 * returns false where W_aΛW_a' is singular: so few periods have all the weight
 */
export function weighPeriods(student: Student): bool {
  const panel = student.panel;
  const T = panel.T;
  const N = panel.N;
  const a = panel.mA;
  copy(T * N, panel.Yperp, student.residuals);
  if (a > 0) {
    for (let k = 0; k < a; k++) {
      const source = row(panel.Wa, k, T);
      const target = row(student.columns, k, T);
      for (let t = 0; t < T; t++) set(target, t, get(source, t) * get(student.weights, t));
    }
    gemm(false, true, a, a, T, 1.0, student.columns, T, panel.Wa, T, 0.0, student.factor, a);
    if (cholesky(student.factor, a, a) >= 0) return false;
    gemm(false, false, a, N, T, 1.0, student.columns, T, panel.Yperp, N, 0.0, student.effects, N);
    choleskySolveMany(a, N, student.factor, a, student.effects, N);
    gemm(true, false, T, N, a, -1.0, panel.Wa, T, student.effects, N, 1.0, student.residuals, N);
  }
  for (let t = 0; t < T; t++) {
    const root = Math.sqrt(get(student.weights, t));
    const source = row(student.residuals, t, N);
    const target = row(student.weighted, t, N);
    for (let i = 0; i < N; i++) set(target, i, root * get(source, i));
  }
  syrk(true, N, T, 1.0, student.weighted, N, 0.0, panel.S, N);
  symmetrize(N, panel.S, N);
  toWorking(panel);
  return true;
}

/** S in the working coordinates of the assets. */
function toWorking(panel: Panel): void {
  const N = panel.N;
  if (!isSpectral(panel) || panel.request.kernelCount == 0) {
    copy(N * N, panel.S, panel.Sw);
    return;
  }
  const position = mark();
  const V = panel.eigenvectors;
  const product = allocateMatrix(N, N);
  gemm(false, false, N, N, N, 1.0, panel.S, N, V, N, 0.0, product, N);
  symmetricProduct(true, false, N, N, 1.0, V, N, product, N, 0.0, panel.Sw, N);
  release(position);
}

/**
 * δ_t² = r_t'Ω⁻¹r_t at the panel's variances, r_t = y_t − B'w_t with B drawn given Ω and λ:
 *
 *     B = B̂ + F⁻ᵀZL',  L⁻¹r_t = L⁻¹e_t − Z'F⁻¹w_t,  Ω = LL', FF' = W_aΛW_a', Z (mA×N) standard normal
 *
 * Periods have to be weighed at λ.
 *
 * returns false where Ω is singular
 */
export function drawDistances(student: Student, random: RandomNumbers): bool {
  const panel = student.panel;
  const T = panel.T;
  const N = panel.N;
  const a = panel.mA;
  const X = student.standardised;
  buildOmega(panel, student.Omega);
  if (cholesky(student.Omega, N, N) >= 0) return false;
  for (let t = 0; t < T; t++) {
    const source = row(student.residuals, t, N);
    for (let i = 0; i < N; i++) set(row(X, i, T), t, get(source, i));
  }
  trsm(false, N, T, student.Omega, N, X, T);
  if (a > 0) {
    copy(a * T, panel.Wa, student.columns);
    trsm(false, a, T, student.factor, a, student.columns, T);
    for (let i = 0; i < a * N; i++) set(student.effects, i, normal(random));
    gemm(true, false, N, T, a, -1.0, student.effects, N, student.columns, T, 1.0, X, T);
  }
  fill(T, 0.0, student.squares);
  for (let i = 0; i < N; i++) {
    const own = row(X, i, T);
    for (let t = 0; t < T; t++) set(student.squares, t, get(student.squares, t) + get(own, t) * get(own, t));
  }
  return true;
}

/** λ_t ~ Gamma((df + N)/2, (df + δ_t²)/2) */
export function drawWeights(student: Student, random: RandomNumbers): void {
  const shape = 0.5 * (student.degrees + <f64>student.panel.N);
  for (let t = 0; t < student.panel.T; t++) {
    set(student.weights, t, gamma(random, shape) / (0.5 * (student.degrees + get(student.squares, t))));
  }
}

/** ½N·Σ log λ_t − ½N·log|W_aΛW_a'|: what the restricted likelihood of the weighted rows lacks. */
export function weightsDensity(student: Student): f64 {
  const panel = student.panel;
  let logs = 0.0;
  for (let t = 0; t < panel.T; t++) logs += log(get(student.weights, t));
  if (panel.mA > 0) logs -= choleskyLogDeterminant(panel.mA, student.factor, panel.mA);
  return 0.5 * <f64>panel.N * logs;
}

/** The panel's variances at θ. */
export function setVariances(posterior: Posterior, theta: usize): void {
  for (let j = 0; j < posterior.d; j++) {
    const x = sinh(get(theta, j));
    set(posterior.panel.tau, getIndex(posterior.free, j), x * x);
  }
}
