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
import { copy, fill, get, row, set } from '../linalg/vector';
import { prepareSums } from '../reml/fit';
import { allocatePanel, Panel } from '../reml/panel';
import { estimateVariances, isUnsure, setStart } from '../reml/search';
import { countDeterminant } from '../reml/whole';
import { FitStatus, PanelRequest, Summary, TermKind } from '../reml/request';
import { varianceCount, WindowsRequest, WindowSummary } from './request';
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
 * Fits the model to the sums of the window: S = Y'Y − cc'/Σ(m − m̄)², c = Y'm, is what fixed intercepts and slopes on the
 * market leave, so that nothing of the periods is needed. Starts from the last window's variances where there are any;
 * a fit from there that a cold one would start again for is made from a cold start.
 *
 * returns false where it is refused, did not converge, or the market leaves too little of an asset for these sums.
 * work    `fitPanelWorkspace` of the request.
 */
export function fitWindow(window: Window, request: PanelRequest, isWarm: bool): bool {
  const position = mark();
  const panel = allocatePanel(request);
  const fitted = collapse(window, panel) && estimate(window, panel, isWarm);
  release(position);
  return fitted;
}

function estimate(window: Window, panel: Panel, isWarm: bool): bool {
  const request = panel.request;
  const q = panel.q;
  request.warmStart = isWarm ? 1 : 0;
  if (isWarm) copy(q, window.request.warmVariances, request.variances);
  if (prepareSums(panel) != FitStatus.FITTED) return false;
  if (estimateVariances(panel) != FitStatus.FITTED) return false;
  if (isWarm && isUnsure(panel)) {
    request.warmStart = 0;
    setStart(panel);
    if (estimateVariances(panel) != FitStatus.FITTED) return false;
  }
  const atFloor = get(request.varianceErrors, q - 1) < 0.0 && get(request.variances, q - 1) > 0.0;
  return !atFloor && get(request.summary, Summary.CONVERGED) == 1.0;
}

/** What `buildBases`, `collapseReturns` and `normaliseReturns` leave, from the sums. */
function collapse(window: Window, panel: Panel): bool {
  const n = window.n;
  const T = window.T;
  const degrees = <f64>(T - 2);
  panel.m = 0;
  panel.r = 0;
  panel.nu = degrees;
  countDeterminant(panel);
  const root = Math.sqrt(<f64>T);
  set(panel.Ra, 0, root);
  set(panel.Ra, 1, window.marketSum / root);
  set(panel.Ra, 2, 0.0);
  set(panel.Ra, 3, Math.sqrt(window.marketSquares));
  fill(panel.q, 1.0, panel.columnScales);
  for (let a = 0; a < n; a++) {
    const i = getIndex(window.positions, a);
    const c = get(window.marketProducts, i);
    set(window.slopes, i, c / window.marketSquares);
    const source = row(window.C, i, window.N);
    const target = row(panel.S, a, n);
    for (let b = 0; b < n; b++) {
      const j = getIndex(window.positions, b);
      set(target, b, get(source, j) - (c * get(window.marketProducts, j)) / window.marketSquares);
    }
    if (!(get(target, a) > EXPLAINED * get(source, i))) return false;
  }
  let total = 0.0;
  for (let a = 0; a < n; a++) {
    const s = window.request.scaleResidual ? Math.sqrt(get(row(panel.S, a, n), a) / degrees) : 1.0;
    set(window.scales, a, s);
    set(window.assetScales, getIndex(window.positions, a), s);
    set(panel.h, a, 1.0 / s);
    total += get(row(panel.S, a, n), a) / (s * s);
  }
  panel.c = Math.sqrt(total / (degrees * <f64>n));
  const unit = 1.0 / (panel.c * panel.c);
  for (let a = 0; a < n; a++) {
    const line = row(panel.S, a, n);
    const factor = unit * get(panel.h, a);
    for (let b = 0; b < n; b++) set(line, b, get(line, b) * factor * get(panel.h, b));
  }
  return true;
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
