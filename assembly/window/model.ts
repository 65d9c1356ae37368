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
import { getIndex, setIndex } from '../linalg/indexed';
import { copy, fill, from, get, row, set } from '../linalg/vector';
import { prepareSums } from '../reml/fit';
import { allocatePanel, Panel } from '../reml/panel';
import { estimateVariances, isUnsure, setStart } from '../reml/search';
import { countDeterminant } from '../reml/whole';
import { FitStatus, PanelRequest, Summary, TermKind } from '../reml/request';
import { isPositiveDefinite } from './kernel';
import { weighPrior } from './posterior';
import { varianceCount, WindowsRequest, WindowStatus, WindowSummary } from './request';
import { Window } from './window';

/** A share of an asset's variance that rounding of the sums has left digits of: the market explains all but that. */
const EXPLAINED: f64 = 1e-8;

/** The request of a fit whose sums are known, with its outputs; kernels and sizes are those of the panel's assets. */
export function allocateModel(window: Window): PanelRequest {
  const n = window.n;
  const q = varianceCount(window.request);
  const request = changetype<PanelRequest>(allocate(offsetof<PanelRequest>()));
  describeModel(request, allocate((<usize>q) << 2), window.T, n, q);
  request.scaleResidual = window.request.scaleResidual;
  request.maxIterations = window.request.maxIterations;
  request.termColumns = allocate((<usize>q) << 2);
  request.termKernels = allocate((<usize>q) << 2);
  for (let k = 0; k < q; k++) {
    setIndex(request.termColumns, k, -1);
    setIndex(request.termKernels, k, getIndex(request.kinds, k) == TermKind.ASSET_TIME ? 0 : -1);
  }
  request.kernels = window.panelKernel;
  request.basis = window.basis;
  request.scales = window.scales;
  request.variances = window.variances;
  request.varianceErrors = window.errors;
  request.summary = allocateVector(Summary.LENGTH);
  request.varianceCovariance = allocateMatrix(q, q);
  request.shares = allocateVector(q);
  request.score = allocateVector(q);
  request.information = allocateMatrix(q, q);
  return request;
}

/**
 * The sizes of a fit to n assets: two columns fixed per asset, one kernel, and q variances.
 *
 * kinds   room for q integers: `time` where there are three, `asset:time(K)`, the residual
 */
export function describeModel(request: PanelRequest, kinds: usize, T: i32, n: i32, q: i32): void {
  memory.fill(changetype<usize>(request), 0, offsetof<PanelRequest>());
  request.periods = T;
  request.assets = n;
  request.assetFixed = 2;
  request.terms = q;
  request.kernelCount = 1;
  request.kinds = kinds;
  for (let k = 0; k < q; k++) {
    setIndex(kinds, k, k == q - 1 ? TermKind.RESIDUAL : k == q - 2 ? TermKind.ASSET_TIME : TermKind.TIME);
  }
}

/** Arena bytes that `allocateModel` takes. */
export function modelBytes(windows: WindowsRequest): usize {
  const q = varianceCount(windows);
  return (
    roundUp(offsetof<PanelRequest>()) +
    3 * roundUp((<usize>q) << 2) +
    vectorBytes(Summary.LENGTH) +
    2 * matrixBytes(q, q) +
    2 * vectorBytes(q)
  );
}

/**
 * Slopes on the market and residual standard deviations s_a of what fixed intercepts and slopes leave, 1 each without a
 * scale; false where the market leaves too little of an asset for these sums.
 */
export function measureAssets(window: Window): bool {
  const degrees = <f64>(window.T - 2);
  window.squares = 0.0;
  for (let a = 0; a < window.n; a++) {
    const i = getIndex(window.positions, a);
    const c = get(window.marketProducts, i);
    const all = get(row(window.C, i, window.N), i);
    const left = all - (c * c) / window.marketSquares;
    if (!(left > EXPLAINED * all)) return false;
    const s = window.request.scaleResidual ? Math.sqrt(left / degrees) : 1.0;
    set(window.slopes, i, c / window.marketSquares);
    set(window.scales, a, s);
    set(window.assetScales, i, s);
    const h = 1.0 / s;
    window.squares += left * h * h;
  }
  return true;
}

/**
 * Fits the model to the sums of the window: S = Y'Y − cc'/Σ(m − m̄)², c = Y'm, is what fixed intercepts and slopes on the
 * market leave, so that nothing of the periods is needed. Starts from the last window's variances where there are any
 * inside their bounds; a fit from there that a cold one would start again for is made from a cold start.
 *
 * Where a posterior covariance is asked for, what is known of its prior is left in the window.
 *
 * returns DONE, KERNEL where that needs a repair, FIT where the fit is refused or did not converge, PRIOR where it is no prior.
 * work    `fitPanelWorkspace` of the request, and `weighWorkspace(n)` where a posterior covariance is asked for.
 */
export function fitWindow(window: Window, request: PanelRequest, isWarm: bool): i32 {
  const position = mark();
  const panel = allocatePanel(request);
  collapse(window, panel);
  let status = estimate(window, panel, isWarm);
  if (status == WindowStatus.DONE && window.prior != 0) {
    const start = isWarm ? get(window.request.warmPrior, 0) : 0.0;
    if (!weighPrior(window, panel, start)) status = WindowStatus.PRIOR;
  }
  release(position);
  return status;
}

function estimate(window: Window, panel: Panel, isWarm: bool): i32 {
  const request = panel.request;
  const q = panel.q;
  const last = window.request.warmVariances;
  const starts = isWarm && get(last, q - 2) > 0.0 && get(last, q - 1) > 0.0;
  request.warmStart = starts ? 1 : 0;
  if (starts) copy(q, last, request.variances);
  if (prepareSums(panel) != FitStatus.FITTED) return WindowStatus.FIT;
  if (!isPositiveDefinite(window, panel)) return WindowStatus.KERNEL;
  if (estimateVariances(panel) != FitStatus.FITTED) return WindowStatus.FIT;
  if (starts && isUnsure(panel)) {
    request.warmStart = 0;
    setStart(panel);
    if (estimateVariances(panel) != FitStatus.FITTED) return WindowStatus.FIT;
  }
  const atFloor = get(request.varianceErrors, q - 1) < 0.0 && get(request.variances, q - 1) > 0.0;
  const isUsable = !atFloor && get(request.summary, Summary.CONVERGED) == 1.0;
  return isUsable ? WindowStatus.DONE : WindowStatus.FIT;
}

/** What `buildBases`, `collapseReturns` and `normaliseReturns` leave, from the sums. */
function collapse(window: Window, panel: Panel): void {
  const n = window.n;
  const T = window.T;
  const degrees = <f64>(T - 2);
  panel.m = 0;
  panel.r = 0;
  panel.nu = degrees;
  countDeterminant(panel);
  const rootT = Math.sqrt(<f64>T);
  set(panel.Ra, 0, rootT);
  set(panel.Ra, 1, window.marketSum / rootT);
  set(panel.Ra, 2, 0.0);
  set(panel.Ra, 3, Math.sqrt(window.marketSquares));
  fill(panel.q, 1.0, panel.columnScales);
  panel.c = Math.sqrt(window.squares / (degrees * <f64>n));
  const root = Math.sqrt(window.marketSquares);
  for (let a = 0; a < n; a++) {
    const h = 1.0 / get(window.scales, a);
    const factor = h / panel.c;
    set(panel.h, a, h);
    set(window.factors, a, factor);
    set(window.along, a, (factor * get(window.marketProducts, getIndex(window.positions, a))) / root);
  }
  for (let a = 0; a < n; a++) {
    const source = row(window.C, getIndex(window.positions, a), window.N);
    const target = row(panel.S, a, n);
    explain(window, a, 0, window.before, source, target);
    explain(window, a, window.before, n, from(source, window.N - n), target);
  }
}

/** S_ab := f_a·f_b·c_b − g_a·g_b for b from `first` to `end`; f are the factors, g what is along the market. */
function explain(window: Window, a: i32, first: i32, end: i32, c: usize, target: usize): void {
  const factor = get(window.factors, a);
  const along = get(window.along, a);
  const f = f64x2.splat(factor);
  const g = f64x2.splat(along);
  let b = first;
  for (; b + 2 <= end; b += 2) {
    const factors = f64x2.mul(f, v128.load(from(window.factors, b)));
    const market = f64x2.mul(g, v128.load(from(window.along, b)));
    v128.store(from(target, b), f64x2.sub(f64x2.mul(v128.load(from(c, b)), factors), market));
  }
  if (b < end) set(target, b, get(c, b) * (factor * get(window.factors, b)) - along * get(window.along, b));
}

/** Writes what the result shows of the fit. */
export function writeFit(window: Window, request: PanelRequest, summary: usize): void {
  const q = request.terms;
  set(summary, WindowSummary.LOG_LIKELIHOOD, get(request.summary, Summary.LOG_LIKELIHOOD));
  set(summary, WindowSummary.ITERATIONS, get(request.summary, Summary.ITERATIONS));
  set(summary, WindowSummary.KKT_RESIDUAL, get(request.summary, Summary.KKT_RESIDUAL));
  set(summary, WindowSummary.HERITABILITY, get(request.summary, Summary.HERITABILITY));
  set(summary, WindowSummary.HERITABILITY_ERROR, get(request.summary, Summary.HERITABILITY_ERROR));
  for (let k = 0; k < q; k++) {
    set(summary, WindowSummary.VARIANCES + k, get(window.variances, k));
    set(summary, WindowSummary.VARIANCES + q + k, get(window.errors, k));
  }
}
