import { allocate, allocateMatrix, allocateVector, matrixBytes, roundUp, vectorBytes } from '../arena';
import { setIndex } from '../linalg/indexed';
import { get, set } from '../linalg/vector';
import { GRID, tabulateGamma } from '../posterior/best-prior';
import { CHARACTERISTICS } from './characteristics';
import { PriorSummary, WeightSource, weighs, WindowsRequest } from './request';

/** One training window: what its steps leave for the next ones. A C struct in the arena. */
@unmanaged
export class Window {
  request: WindowsRequest;
  /** T periods, N assets, and N rounded up to an even number: the leading dimension of what has an asset a column */
  T: i32;
  N: i32;
  ld: i32;

  /** T×ld: returns beside each asset's mean; ld: the means; T: the market beside its mean */
  Y: usize;
  means: usize;
  market: usize;
  /** largest |return| of an asset and of the market */
  largestReturn: f64;
  largestMarket: f64;
  /** Σ_t m_t and Σ_t (m_t − m̄)² */
  marketSum: f64;
  marketSquares: f64;
  /** ld: Σ_t (m_t − m̄)(y_ti − ȳ_i) */
  marketProducts: usize;
  /** ld·CHARACTERISTICS, standardised: the first one of assets 0 and 1, their second one, …, the first one of 2 and 3, … */
  X: usize;
  /** N(N − 1)/2 distances of the pairs j < i, row i after row; room for as many; their median in the window before, or 0 */
  distances: usize;
  room: usize;
  typicalDistance: f64;
  /** N×N: kernel; Y'Y */
  K: usize;
  C: usize;

  /** N: room for what `crossProducts` does */
  shift: usize;

  /** n assets of the panel: all but the market; how many are before it, all where it is none; n integers, their positions */
  n: i32;
  before: i32;
  positions: usize;
  /** n×n: the kernel of the panel's assets; its eigenbasis where all windows have the same one, else 0, see PanelRequest */
  panelKernel: usize;
  basis: usize;
  /** whether the kernel that all windows share has been built */
  hasKernel: bool;
  /** Σ_a S_aa/s_a², what fixed effects leave of all assets */
  squares: f64;
  /** n each: f_a, what makes an asset's returns into those of the fit; f_a·Σ_t (m_t − m̄)(y_ta − ȳ_a)/√Σ(m − m̄)² */
  factors: usize;
  along: usize;
  /** n: residual standard deviations s_a; N: the same by asset, 0 of the market; N: slopes on the market, 1 of itself */
  scales: usize;
  assetScales: usize;
  slopes: usize;
  /** q each: variances and their standard errors */
  variances: usize;
  errors: usize;
  /** where a posterior covariance is asked for, else 0: what is known of its prior, and the table of `tabulateGamma` */
  prior: usize;
  gammaTable: usize;

  /** N×N a WeightSource: its covariance; as many integers, whether it was computed in this window */
  covariances: usize;
  known: usize;
  /** intensity ρ and target m of Ledoit–Wolf's, where it was computed */
  shrinkage: f64;
  meanVariance: f64;
  /** extreme eigenvalues of the covariance whose condition number was computed last */
  smallest: f64;
  largest: f64;
}

/** Allocates the arrays of a window; they serve one window after the other. */
export function allocateWindow(request: WindowsRequest): Window {
  const window = changetype<Window>(allocate(offsetof<Window>()));
  const T = request.train;
  const N = request.assets;
  const ld = (N + 1) & ~1;
  window.request = request;
  window.T = T;
  window.N = N;
  window.ld = ld;
  window.Y = allocateMatrix(T, ld);
  window.means = allocateVector(ld);
  window.market = allocateVector(T);
  window.marketProducts = allocateVector(ld);
  window.X = allocateMatrix(CHARACTERISTICS, ld);
  window.distances = allocateVector(pairs(N));
  window.room = allocateVector(pairs(N));
  window.typicalDistance = 0.0;
  window.K = allocateMatrix(N, N);
  window.C = allocateMatrix(N, N);
  window.n = request.marketAsset < 0 ? N : N - 1;
  window.before = request.marketAsset < 0 ? N : request.marketAsset;
  window.positions = allocate((<usize>N) << 2);
  window.panelKernel = allocateMatrix(N, N);
  window.basis = isConstant(request) ? allocateVector(basisLength(N)) : 0;
  if (window.basis != 0) set(window.basis, 0, 0.0);
  window.hasKernel = false;
  window.shift = allocateVector(N);
  window.factors = allocateVector(N);
  window.along = allocateVector(N);
  window.scales = allocateVector(N);
  window.assetScales = allocateVector(N);
  window.slopes = allocateVector(N);
  window.variances = allocateVector(3);
  window.errors = allocateVector(3);
  window.prior = 0;
  if (weighs(request)) {
    window.prior = allocateVector(PriorSummary.LENGTH);
    window.gammaTable = allocateVector(GRID);
    tabulateGamma(window.n, <f64>(T - 2), window.gammaTable);
  }
  window.covariances = allocate(<usize>WeightSource.COUNT * ((<usize>N * <usize>N) << 3));
  window.known = allocate(WeightSource.COUNT << 2);
  if (request.marketAsset >= 0) {
    set(window.slopes, request.marketAsset, 1.0);
    set(window.assetScales, request.marketAsset, 0.0);
  }
  let n = 0;
  for (let i = 0; i < N; i++) {
    if (i != request.marketAsset) setIndex(window.positions, n++, i);
  }
  return window;
}

/** Whether all windows have the same kernel. */
function isConstant(request: WindowsRequest): bool {
  return request.fits != 0 && get(request.characteristicsWeight, 0) == 0.0;
}

/** Doubles of an eigenbasis of N assets, see PanelRequest. */
function basisLength(N: i32): i32 {
  return 1 + N + N * N;
}

/** Number of pairs of N assets. */
// @ts-ignore: decorator
@inline
export function pairs(N: i32): i32 {
  return (N * (N - 1)) / 2;
}

/** Arena bytes that `allocateWindow` takes. */
export function windowBytes(request: WindowsRequest): usize {
  const T = request.train;
  const N = request.assets;
  const ld = (N + 1) & ~1;
  return (
    roundUp(offsetof<Window>()) +
    matrixBytes(T, ld) +
    2 * vectorBytes(ld) +
    vectorBytes(T) +
    matrixBytes(CHARACTERISTICS, ld) +
    2 * vectorBytes(pairs(N)) +
    3 * matrixBytes(N, N) +
    (isConstant(request) ? vectorBytes(basisLength(N)) : 0) +
    roundUp((<usize>N) << 2) +
    6 * vectorBytes(N) +
    2 * vectorBytes(3) +
    (weighs(request) ? vectorBytes(PriorSummary.LENGTH) + vectorBytes(GRID) : 0) +
    roundUp(<usize>WeightSource.COUNT * ((<usize>N * <usize>N) << 3)) +
    roundUp(WeightSource.COUNT << 2)
  );
}
