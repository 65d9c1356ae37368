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
import { symmetricEigenvalues, symmetricEigenvaluesWorkspace } from '../linalg/eigen';
import { gemv } from '../linalg/gemv';
import { axpy, dot, from, get, row, set } from '../linalg/vector';
import { maximiseEvidence, Prior } from '../posterior/best-prior';
import { Evidence } from '../posterior/evidence';
import { Panel } from '../reml/panel';
import { PriorSummary } from './request';
import { Window } from './window';

const LOG_TWO_PI: f64 = 1.8378770664093453;

/**
 * The evidence of the weight of Ω in the residual covariance (kΩ + S)/(k + ν), and the k of the largest, from the k of the
 * last window where there is one: see `src/covariance/posterior/`. With V and λ of the kernel's eigenbasis
 *
 *     Ω = V(D + σ_time² cc')V',   D = σ_K² diag(λ) + σ_e² I,   c = V'1
 *     Ω⁻¹S has the eigenvalues of (I − γvv')M(I − γvv'),   M = D^{-½}V'SVD^{-½},   v = σ_time D^{-½}c
 *     γ = (1 − 1/√(1 + v'v))/v'v,   log|Ω| = Σ log D_j + log(1 + v'v)
 *
 * so that what the fit has left of S is whitened by N² operations.
 *
 * panel   after its fit
 * returns false where Ω is singular, or its eigenvalues are not found.
 * work    `weighWorkspace(n)` bytes of the arena.
 */
export function weighPrior(window: Window, panel: Panel, start: f64): bool {
  const n = window.n;
  const position = mark();
  const M = allocateMatrix(n, n);
  const values = allocateVector(n);
  const evidence = changetype<Evidence>(allocate(offsetof<Evidence>()));
  const volume = whiten(window, panel, M);
  const found = volume == volume && symmetricEigenvalues(n, M, n, values) == 0;
  if (found) {
    let zeros = 0;
    while (zeros < n && !(get(values, zeros) > 0.0)) zeros++;
    evidence.size = n;
    evidence.count = n - zeros;
    evidence.degrees = panel.nu;
    evidence.values = from(values, zeros);
    maximiseEvidence(evidence, window.gammaTable, start, window.prior);
    const gaussian = -0.5 * (panel.nu * (<f64>n * LOG_TWO_PI + volume) + evidence.total);
    set(window.prior, PriorSummary.LOG_EVIDENCE, gaussian + get(window.prior, Prior.GAIN));
  }
  release(position);
  return found;
}

/** Writes the matrix with the eigenvalues of Ω⁻¹S; returns log|Ω| + 2 Σ log s_a, NaN where a D_j is not positive. */
function whiten(window: Window, panel: Panel, M: usize): f64 {
  const n = window.n;
  const request = window.request;
  const q = panel.q;
  const related = get(window.variances, q - 2) * get(panel.kernelScales, 0);
  const own = get(window.variances, q - 1);
  const time = request.hasTime ? Math.sqrt(get(window.variances, 0)) : 0.0;
  const position = mark();
  const roots = allocateVector(n);
  const v = allocateVector(n);
  const w = allocateVector(n);
  let logs = 0.0;
  let product = 1.0;
  for (let j = 0; j < n; j++) {
    const D = related * get(panel.lambda, j) + own;
    const s = get(window.scales, j);
    const inverse = 1.0 / Math.sqrt(D);
    product *= D * (s * s);
    if (!(product > 1e-150 && product < 1e150)) {
      logs += Math.log(product);
      product = 1.0;
    }
    set(roots, j, inverse * panel.c);
    set(v, j, time * get(panel.one, j) * inverse);
  }
  logs += Math.log(product);
  for (let i = 0; i < n; i++) {
    const line = row(M, i, n);
    const source = row(panel.Sw, i, n);
    const root = get(roots, i);
    for (let j = 0; j < n; j++) set(line, j, get(source, j) * (root * get(roots, j)));
  }
  const length = dot(n, v, v);
  if (length > 0.0) {
    // M − vu' − uv', u = γMv − ½γ²(v'Mv)v
    const gamma = (1.0 - 1.0 / Math.sqrt(1.0 + length)) / length;
    gemv(false, n, n, gamma, M, n, v, 0.0, w);
    axpy(n, -0.5 * gamma * dot(n, v, w), v, w);
    for (let i = 0; i < n; i++) {
      axpy(i + 1, -get(v, i), w, row(M, i, n));
      axpy(i + 1, -get(w, i), v, row(M, i, n));
    }
    logs += Math.log(1.0 + length);
  }
  release(position);
  return logs;
}

/** Arena bytes that `weighPrior` takes. */
export function weighWorkspace(n: i32): usize {
  return (
    matrixBytes(n, n) +
    vectorBytes(n) +
    roundUp(offsetof<Evidence>()) +
    max(3 * vectorBytes(n), symmetricEigenvaluesWorkspace(n))
  );
}

/** κ = k/(k + ν) of the window's prior, the share of Ω. */
export function priorWeight(window: Window): f64 {
  const k = get(window.prior, Prior.K);
  return k == Infinity ? 1.0 : k / (k + <f64>(window.T - 2));
}

/**
 * Lower triangle of values := values + share·S/ν over the panel's assets, S_ij = C_ij − c_i·c_j/Σ(m − m̄)² what fixed intercepts
 * and slopes leave of the cross-products.
 */
export function addResidualProducts(window: Window, share: f64, values: usize): void {
  const N = window.N;
  const market = window.request.marketAsset;
  const factor = share / <f64>(window.T - 2);
  for (let i = 0; i < N; i++) {
    if (i == market) continue;
    const before = market >= 0 && market < i ? market : i + 1;
    addResidualRow(window, i, 0, before, factor, values);
    addResidualRow(window, i, before + 1, i + 1, factor, values);
  }
}

function addResidualRow(window: Window, i: i32, first: i32, end: i32, factor: f64, values: usize): void {
  const line = from(row(values, i, window.N), first);
  const products = from(row(window.C, i, window.N), first);
  axpy(end - first, factor, products, line);
  axpy(end - first, -factor * get(window.slopes, i), from(window.marketProducts, first), line);
}
