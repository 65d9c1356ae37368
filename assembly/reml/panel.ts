import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { getIndex } from '../linalg/indexed';
import { add, get, set, fill, row } from '../linalg/vector';
import { allocateComponents, Components, componentsBytes } from './components';
import { PanelRequest, Path } from './request';
import { allocateResiduals, residualsBytes, residualTerms } from './residual';

/**
 * A panel collapsed to what REML needs, and the state of the likelihood at the current variances.
 *
 * Symbols are those of docs/theory.md. A C struct in the arena; every field is a size or the address of doubles.
 * The components are the normalised variances τ_k = σ_k²·mean diag(A_k ⊗ B_k)/c².
 * Working coordinates: on the collapsed path assets as they are; on the spectral path assets in the kernel's
 * eigenbasis, and the first r directions rotated so that the persistent terms do not couple them.
 */
@unmanaged
export class Panel extends Components {
  request: PanelRequest;
  /** T periods, N assets, p common fixed effects, mA columns fixed per asset */
  T: i32;
  N: i32;
  p: i32;
  mA: i32;
  /** directions of W: m, the first r of them touched by persistent terms; ν = T − mA − m beyond, or what the request says */
  m: i32;
  r: i32;
  path: i32;
  /** maximum likelihood; log|Ω| counts so often in log|V| beside the directions that persistent terms touch, see whole.ts */
  isML: bool;
  omegaCount: f64;
  /**
   * with ML beside fixed effects per asset: number of directions that persistent terms touch, and the terms' coordinates
   * there, the first w of each row of q×persistent; else 0
   */
  w: i32;
  whole: usize;
  /** observed cells, and N: those of each asset */
  cells: i32;
  observed: usize;
  /** components from this one on are residuals; groups of periods; which residual a cell has, see residual.ts */
  firstResidual: i32;
  periodGroupCount: i32;
  residualComponents: usize;

  /** mA×T orthonormal basis of the columns fixed per asset, and its coordinates C_a = W_a'R_a (mA×mA upper) */
  Wa: usize;
  Ra: usize;
  /** p×T orthonormal common columns, and U (p×p upper): common columns = Wa'Ca + G'U; Ca is mA×p */
  G: usize;
  U: usize;
  Ca: usize;
  /** m×T basis of the rest: persistent columns first */
  W: usize;
  /** m×p, orthonormal columns: G in the coordinates of W */
  R: usize;
  /** q×m and q×mA: normalised persistent columns in the coordinates of W and of Wa; zero rows for other terms */
  Q: usize;
  Qa: usize;

  /** mA×N, m×N, T×N, N×N: returns along Wa, along W, beyond both, and S; scaled and normalised */
  Ya: usize;
  Z: usize;
  Yperp: usize;
  S: usize;
  /** N matrices mA×mA that take effects in Wa to those as written, for assets without some of them, see ordinary.ts; or 0 */
  inverses: usize;
  /** N: 1/s_i, what a common fixed effect is multiplied by */
  h: usize;
  /** returns were divided by c·s_i */
  c: f64;

  /** kernelCount N×N matrices with mean diagonal 1, and their mean diagonals before */
  K: usize;
  kernelScales: usize;
  /** q: root mean square of a term's covariate, 1 for the others */
  columnScales: usize;

  /** spectral path: eigenvectors in columns (N×N), eigenvalues (N), rotation of the first r directions (r×r) */
  eigenvectors: usize;
  lambda: usize;
  rotation: usize;

  /** in working coordinates: 1 and h (N), S (N×N), Z (m×N), R (m×p), Q (q×m) */
  one: usize;
  hw: usize;
  Sw: usize;
  Zw: usize;
  Rw: usize;
  Qw: usize;

  /** m×N: u = P·y in the directions of W (working coordinates); p: γ; p×p: (X'V⁻¹X)⁻¹; p×(m·N): V⁻¹X */
  u: usize;
  gamma: usize;
  XVXinverse: usize;
  VX: usize;

  /** scratch of the likelihood: q rows of m·N each, two, then one row of m·N */
  VkU: usize;
  PVkU: usize;
  scratch: usize;

  /** q: share of a component in a cell's variance at τ_k = 1, over the observed cells; ones where none is missing */
  shares: usize;

  /** state of the path in use, see spectral.ts, collapsed.ts and patterns/state.ts */
  state: usize;
}

/** Largest number of directions that a request can need. */
export function maxDirections(request: PanelRequest): i32 {
  return request.persistent + request.commonFixed;
}

/**
 * Missing cells and groups of periods need patterns; one kernel, or none, has an eigenbasis for the whole covariance
 * unless residual variances differ.
 */
export function pathOf(request: PanelRequest): i32 {
  if (request.patternCount > 0) return Path.PATTERNS;
  return request.kernelCount <= 1 && residualTerms(request) == 1 ? Path.SPECTRAL : Path.COLLAPSED;
}

/** Whether the working coordinates are the eigenbasis of the kernel. */
// @ts-ignore: decorator
@inline
export function isSpectral(panel: Panel): bool {
  return panel.path == Path.SPECTRAL;
}

/** Allocates the panel's own arrays; sizes that depend on ranks are taken at their largest. */
export function allocatePanel(request: PanelRequest): Panel {
  const panel = changetype<Panel>(allocate(offsetof<Panel>()));
  panel.request = request;
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const m = maxDirections(request);
  panel.T = T;
  panel.N = N;
  allocateComponents(panel, q);
  panel.maxIterations = request.maxIterations;
  panel.p = p;
  panel.mA = mA;
  panel.path = pathOf(request);
  panel.isML = request.maximumLikelihood != 0;
  panel.w = 0;
  panel.whole = allocateMatrix(q, request.persistent);
  panel.cells = T * N;
  panel.observed = allocateVector(N);
  panel.shares = allocateVector(q);
  fill(N, <f64>T, panel.observed);
  fill(q, 1.0, panel.shares);
  allocateResiduals(panel);
  panel.Wa = allocateMatrix(mA, T);
  panel.Ra = allocateMatrix(mA, mA);
  panel.G = allocateMatrix(p, T);
  panel.U = allocateMatrix(p, p);
  panel.Ca = allocateMatrix(mA, p);
  panel.W = allocateMatrix(m, T);
  panel.R = allocateMatrix(m, p);
  panel.Q = allocateMatrix(q, m);
  panel.Qa = allocateMatrix(q, mA);
  panel.Ya = allocateMatrix(mA, N);
  panel.Z = allocateMatrix(m, N);
  panel.Yperp = allocateMatrix(T, N);
  panel.S = allocateMatrix(N, N);
  panel.inverses = request.absent == 0 ? 0 : allocateMatrix(N, mA * mA);
  panel.h = allocateVector(N);
  panel.K = allocate(<usize>request.kernelCount * ((<usize>N * <usize>N) << 3));
  panel.kernelScales = allocateVector(request.kernelCount);
  panel.columnScales = allocateVector(q);
  panel.eigenvectors = allocateMatrix(N, N);
  panel.lambda = allocateVector(N);
  panel.rotation = allocateMatrix(m, m);
  panel.one = allocateVector(N);
  panel.hw = allocateVector(N);
  panel.Sw = allocateMatrix(N, N);
  panel.Zw = allocateMatrix(m, N);
  panel.Rw = allocateMatrix(m, p);
  panel.Qw = allocateMatrix(q, m);
  panel.u = allocateMatrix(m, N);
  panel.gamma = allocateVector(p);
  panel.XVXinverse = allocateMatrix(p, p);
  panel.VX = allocateMatrix(p, m * N);
  panel.VkU = allocateMatrix(q, m * N);
  panel.PVkU = allocateMatrix(q, m * N);
  panel.scratch = allocateMatrix(m, N);
  fill(q * m, 0.0, panel.Q);
  fill(q * mA, 0.0, panel.Qa);
  return panel;
}

/** Arena bytes that `allocatePanel` takes. */
export function panelBytes(request: PanelRequest): usize {
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const m = maxDirections(request);
  const kernels = request.kernelCount;
  const directions = matrixBytes(m, N);
  return (
    roundUp(offsetof<Panel>()) +
    residualsBytes(request) +
    matrixBytes(mA + p + m, T) +
    3 * 64 +
    matrixBytes(mA, mA) +
    matrixBytes(p, p) * 2 +
    matrixBytes(mA, p) +
    matrixBytes(m, p) * 2 +
    matrixBytes(q, m) * 2 +
    matrixBytes(q, mA) +
    matrixBytes(q, request.persistent) +
    matrixBytes(mA, N) +
    directions * 4 +
    matrixBytes(T, N) +
    matrixBytes(N, N) * 3 +
    (request.absent == 0 ? 0 : matrixBytes(N, mA * mA)) +
    vectorBytes(N) * 5 +
    roundUp(<usize>kernels * ((<usize>N * <usize>N) << 3)) +
    vectorBytes(kernels) +
    vectorBytes(q) * 2 +
    componentsBytes(q) +
    matrixBytes(m, m) +
    vectorBytes(p) +
    matrixBytes(p, m * N) +
    matrixBytes(q, m * N) * 2
  );
}

/** Whether the variance of component k is given and not estimated. */
// @ts-ignore: decorator
@inline
export function isHeld(panel: Panel, k: i32): bool {
  return panel.request.held != 0 && load<i32>(panel.request.held + ((<usize>k) << 2)) != 0;
}

/** TermKind of component k. */
// @ts-ignore: decorator
@inline
export function kindOf(panel: Panel, k: i32): i32 {
  return load<i32>(panel.request.kinds + ((<usize>k) << 2));
}

/** Kernel index of component k, −1 without one. */
// @ts-ignore: decorator
@inline
export function kernelOf(panel: Panel, k: i32): i32 {
  return load<i32>(panel.request.termKernels + ((<usize>k) << 2));
}

/** Persistent column of component k, −1 without one. */
// @ts-ignore: decorator
@inline
export function columnOf(panel: Panel, k: i32): i32 {
  return load<i32>(panel.request.termColumns + ((<usize>k) << 2));
}

/** Normalised kernel by index, N×N. */
// @ts-ignore: decorator
@inline
export function kernelMatrix(panel: Panel, kernel: i32): usize {
  return panel.K + <usize>kernel * ((<usize>panel.N * <usize>panel.N) << 3);
}

/** info_kl := info_kl + value, and info_lk for k ≠ l. */
export function addInformation(panel: Panel, k: i32, l: i32, value: f64): void {
  add(row(panel.info, k, panel.q), l, value);
  if (l != k) add(row(panel.info, l, panel.q), k, value);
}

/** Whether asset i goes without the effect per asset of column a. */
// @ts-ignore: decorator
@inline
export function isAbsent(panel: Panel, a: i32, i: i32): bool {
  const absent = panel.request.absent;
  return absent != 0 && getIndex(absent, a * panel.N + i) != 0;
}

/** Number of effects per asset that asset i has. */
export function effectsOfAsset(panel: Panel, i: i32): i32 {
  let count = 0;
  for (let a = 0; a < panel.mA; a++) if (!isAbsent(panel, a, i)) count++;
  return count;
}

/** Residual degrees of freedom of asset i beside its own fixed effects: its periods less these, or what discounted ones count as. */
export function degreesOf(panel: Panel, i: i32): f64 {
  if (panel.path == Path.PATTERNS && panel.request.degrees == 0) {
    return get(panel.observed, i) - <f64>effectsOfAsset(panel, i);
  }
  return panel.nu + <f64>panel.m;
}

/** Cells of asset i that the likelihood is of: all of its own with ML, `degreesOf` with REML. */
export function likelihoodDegreesOf(panel: Panel, i: i32): f64 {
  if (!panel.isML) return degreesOf(panel, i);
  const degrees = panel.request.degrees;
  return degrees != 0 ? get(degrees, 1) : get(panel.observed, i);
}

/** Writes one number of the summary. */
export function report(request: PanelRequest, position: i32, value: f64): void {
  set(request.summary, position, value);
}

/** Reads one number of the summary. */
export function reported(request: PanelRequest, position: i32): f64 {
  return get(request.summary, position);
}
