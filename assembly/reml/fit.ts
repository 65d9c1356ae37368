import { allocateVector, mark, release, vectorBytes } from '../arena';
import { copy, fill, get, set } from '../linalg/vector';
import { buildBases } from './basis';
import { collapseReturns, collapseWorkspace, normaliseReturns } from './collapse';
import { collapsedWorkspace, prepareCollapsed } from './collapsed';
import { computeEffects, effectsWorkspace } from './effects';
import { fixedEffectsWorkspace } from './fixed-effects';
import { checkIdentifiability, identifiabilityWorkspace } from './identifiability';
import { inferenceWorkspace, inferVariances, varianceUnit } from './inference';
import { kernelsWorkspace, prepareKernels } from './kernels';
import { Components } from './components';
import { evaluate, likelihoodWorkspace } from './likelihood';
import { CONVERGED, optimise, optimiseWorkspace } from './optimise';
import {
  allocatePanel,
  isHeld,
  isSpectral,
  kernelOf,
  kindOf,
  maxDirections,
  Panel,
  panelBytes,
  pathOf,
  report,
  reported,
} from './panel';
import { polish, polishWorkspace } from './polish';
import { patternsEffects, patternsEffectsWorkspace } from './patterns/effects';
import { patternsEvaluateWorkspace } from './patterns/evaluate';
import { checkPatternsIdentifiability, patternsIdentifiabilityWorkspace } from './patterns/identifiability';
import { ordinaryLeastSquares, ordinaryWorkspace } from './patterns/ordinary';
import { preparePatterns, preparePatternsWorkspace } from './patterns/prepare';
import { mostRows, mostUnknowns } from './patterns/state';
import { prepareSpectral, spectralWorkspace } from './spectral';
import { countDeterminant, wholeWorkspace } from './whole';
import { FitStatus, PanelRequest, Path, Summary, TermKind } from './request';
import { isGrouped, isResidual, residualSizes, residualTerms } from './residual';
import { kernelsSuffice, kernelsSufficeWorkspace, othersSuffice, SINGULAR } from './within';

/** Share of what is small at another start. */
const SMALL: f64 = 1e-3;
/** Lower bound of a residual's normalised variance, in units of its size, where the kernels alone may leave Ω singular. */
const RESIDUAL_FLOOR: f64 = 1e-9;

/**
 * Fits a mixed model to a panel by REML or maximum likelihood, see docs/theory.md.
 *
 * address a PanelRequest in engine memory, with its inputs filled in and its outputs allocated
 * returns a FitStatus
 * work    `fitPanelWorkspace(address)` bytes of the arena
 */
export function fitPanel(address: usize): i32 {
  const position = mark();
  const status = fit(changetype<PanelRequest>(address));
  release(position);
  return status;
}

function fit(request: PanelRequest): i32 {
  const panel = allocatePanel(request);
  let status = preparePanel(panel);
  if (status != FitStatus.FITTED) return status;
  if (!maximise(panel)) return FitStatus.SINGULAR;
  if (request.severalStarts) tryOtherStarts(panel, panel.firstResidual);
  else if (!request.warmStart && isUnsure(panel)) tryOtherStarts(panel, 0);
  releaseResiduals(panel);
  inferVariances(panel);
  if (panel.path == Path.PATTERNS) patternsEffects(panel);
  else computeEffects(panel);
  report(request, Summary.PATH, <f64>panel.path);
  return status;
}

/** Everything before the first evaluation of the likelihood: bases, checks, sums, starting values. */
export function preparePanel(panel: Panel): i32 {
  let status = buildBases(panel);
  if (status != FitStatus.FITTED) return status;
  countDeterminant(panel);
  status = panel.path == Path.PATTERNS ? prepareWithMissing(panel) : prepareComplete(panel);
  if (status == FitStatus.FITTED) setStart(panel);
  return status;
}

/** A complete panel: collapsed to its sums, on the spectral or the collapsed path. */
function prepareComplete(panel: Panel): i32 {
  collapseReturns(panel);
  let status = normaliseReturns(panel);
  if (status != FitStatus.FITTED) return status;
  status = prepareKernels(panel);
  if (status != FitStatus.FITTED) return status;
  status = checkIdentifiability(panel);
  if (status != FitStatus.FITTED) return status;
  if (isSpectral(panel)) prepareSpectral(panel);
  else prepareCollapsed(panel);
  return status;
}

/** A panel with missing cells: periods grouped by the assets that they see. */
function prepareWithMissing(panel: Panel): i32 {
  let status = ordinaryLeastSquares(panel);
  if (status != FitStatus.FITTED) return status;
  status = prepareKernels(panel);
  if (status != FitStatus.FITTED) return status;
  preparePatterns(panel);
  return checkPatternsIdentifiability(panel);
}

/** Most components for which Newton's method, of as many evaluations a step, is tried on a fit that has not converged. */
const MOST_POLISHED: i32 = 24;

/** Optimises, polishes what has not converged, and reports how it went; false when the start cannot be evaluated. */
function maximise(panel: Panel): bool {
  if (!optimise(panel, evaluatePanel)) return false;
  if (panel.residual >= CONVERGED && panel.q <= MOST_POLISHED) polish(panel, evaluatePanel);
  report(panel.request, Summary.ITERATIONS, <f64>panel.iterations);
  report(panel.request, Summary.KKT_RESIDUAL, panel.residual);
  report(panel.request, Summary.CONVERGED, panel.residual < CONVERGED ? 1.0 : 0.0);
  return true;
}

function evaluatePanel(state: Components): bool {
  return evaluate(changetype<Panel>(changetype<usize>(state)));
}

/**
 * Starting values: those of the request when warm, else equal shares, a residual's in the size of its cells; lower bounds,
 * numbers of effects and the residuals' shares of the cells. Held components stay in place.
 */
function setStart(panel: Panel): void {
  const q = panel.q;
  const position = mark();
  const sizes = allocateVector(q);
  fill(q, 1.0, sizes);
  for (let k = 0; k < q; k++) set(panel.effects, k, effectsOf(panel, k));
  residualSizes(panel, panel.effects, sizes);
  for (let k = panel.firstResidual; k < q; k++) {
    set(panel.shares, k, get(panel.effects, k) / <f64>panel.cells);
  }
  fill(q, 0.0, panel.lower);
  setShares(panel, sizes, 1.0, 1.0 / <f64>(panel.firstResidual + 1));
  if (!residualMayVanish(panel)) {
    for (let k = panel.firstResidual; k < q; k++) set(panel.lower, k, RESIDUAL_FLOOR * get(sizes, k));
  }
  for (let k = 0; k < q; k++) {
    const given = get(panel.request.variances, k) / varianceUnit(panel, k);
    if (isHeld(panel, k)) {
      set(panel.tau, k, given);
      set(panel.lower, k, given);
    } else if (panel.request.warmStart) {
      set(panel.tau, k, isResidual(panel, k) ? Math.max(given, 1e-3 * get(sizes, k)) : given);
    }
  }
  release(position);
}

/** τ of the components that are not held: others·(equal shares of a cell's variance), the residuals `residual`·sizes. */
function setShares(panel: Panel, sizes: usize, others: f64, residual: f64): void {
  const share = others / <f64>(panel.firstResidual + 1);
  for (let k = 0; k < panel.q; k++) {
    if (isHeld(panel, k)) continue;
    set(panel.tau, k, isResidual(panel, k) ? residual * get(sizes, k) : share);
  }
}

function effectsOf(panel: Panel, k: i32): f64 {
  const kind = kindOf(panel, k);
  if (kind == TermKind.TIME) return <f64>panel.T;
  return kind == TermKind.PERSISTENT ? <f64>panel.N : <f64>panel.N * <f64>panel.T;
}

/** Whether a component other than `time` ended at its bound: then kernels and residual may have been confused. */
function isUnsure(panel: Panel): bool {
  for (let k = 0; k < panel.q; k++) {
    if (isHeld(panel, k)) continue;
    if (kindOf(panel, k) != TermKind.TIME && get(panel.tau, k) <= get(panel.lower, k)) return true;
  }
  return false;
}

/**
 * The likelihood may have other maxima: optimises from other starts too and keeps the best. The first has equal shares and
 * small residuals; with residual groups another one nothing but residuals; then the first `terms` terms have nearly all of
 * the variance in turn. Iterations are counted together.
 */
function tryOtherStarts(panel: Panel, terms: i32): void {
  const q = panel.q;
  const request = panel.request;
  const position = mark();
  const tau = allocateVector(q);
  const sizes = allocateVector(q);
  const summary = allocateVector(Summary.LENGTH);
  let objective = panel.objective;
  let iterations = reported(request, Summary.ITERATIONS);
  let stale = false;
  residualSizes(panel, panel.effects, sizes);
  copy(q, panel.tau, tau);
  copy(Summary.LENGTH, request.summary, summary);
  for (let start = isGrouped(panel) ? -1 : 0; start <= terms; start++) {
    if (start <= 0) setShares(panel, sizes, start < 0 ? SMALL : 1.0, start < 0 ? 1.0 : SMALL);
    else setDominant(panel, sizes, start - 1);
    stale = true;
    if (!maximise(panel)) continue;
    iterations += reported(request, Summary.ITERATIONS);
    if (reported(request, Summary.CONVERGED) != 1.0) continue;
    if (!(panel.objective < objective - 1e-9 * Math.abs(objective))) continue;
    stale = false;
    objective = panel.objective;
    copy(q, panel.tau, tau);
    copy(Summary.LENGTH, request.summary, summary);
  }
  if (stale) {
    copy(q, tau, panel.tau);
    evaluate(panel);
    copy(Summary.LENGTH, summary, request.summary);
  }
  report(request, Summary.ITERATIONS, iterations);
  release(position);
}

/** τ with nearly all of the variance in term k; held components stay in place. */
function setDominant(panel: Panel, sizes: usize, k: i32): void {
  for (let l = 0; l < panel.q; l++) {
    if (isHeld(panel, l)) continue;
    set(panel.tau, l, l == k ? 1.0 : SMALL * (isResidual(panel, l) ? get(sizes, l) : 1.0));
  }
}

/** Whether one kernel makes Ω positive definite whatever the other variances are. */
function residualMayVanish(panel: Panel): bool {
  let kernels = 0;
  for (let k = 0; k < panel.q; k++) if (kindOf(panel, k) == TermKind.ASSET_TIME) kernels++;
  if (kernels != 1) return false;
  return isSpectral(panel) ? get(panel.lambda, 0) > SINGULAR : kernelsSuffice(panel);
}

/** Residuals at their floors go on to 0 where Ω is positive definite without them at the variances found. */
function releaseResiduals(panel: Panel): void {
  if (isSpectral(panel)) return;
  let atFloor = false;
  for (let k = panel.firstResidual; k < panel.q; k++) if (isAtFloor(panel, k)) atFloor = true;
  if (!atFloor || !othersSuffice(panel)) return;
  const request = panel.request;
  const iterations = reported(request, Summary.ITERATIONS);
  for (let k = panel.firstResidual; k < panel.q; k++) {
    if (!isAtFloor(panel, k)) continue;
    set(panel.lower, k, 0.0);
    set(panel.tau, k, 0.0);
  }
  maximise(panel);
  report(request, Summary.ITERATIONS, iterations + reported(request, Summary.ITERATIONS));
}

/** Whether component k is estimated and at a lower bound above 0. */
function isAtFloor(panel: Panel, k: i32): bool {
  const floor = get(panel.lower, k);
  return !isHeld(panel, k) && floor > 0.0 && get(panel.tau, k) <= floor;
}

/** Arena bytes that `fitPanel` takes for this request. */
export function fitPanelWorkspace(address: usize): usize {
  const request = changetype<PanelRequest>(address);
  const N = request.assets;
  const q = request.terms;
  const m = maxDirections(request);
  const shared = max(
    kernelsWorkspace(N, m),
    max(
      max(inferenceWorkspace(q), wholeWorkspace(request.assetFixed, request.persistent)),
      max(optimiseWorkspace(q, 0), polishWorkspace(q, 0)) + 2 * vectorBytes(q) + vectorBytes(Summary.LENGTH),
    ),
  );
  const own = request.patternCount > 0 ? missingWorkspace(request) : completeWorkspace(request);
  return panelBytes(request) + shared + own;
}

function completeWorkspace(request: PanelRequest): usize {
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const m = maxDirections(request);
  const path =
    pathOf(request) == Path.SPECTRAL
      ? spectralWorkspace(N, m, request.persistent, q, p)
      : collapsedWorkspace(N, request.persistent, q - residualTerms(request));
  const steps = max(
    max(collapseWorkspace(T, N, m, mA, p), identifiabilityWorkspace(N, q, p)),
    max(likelihoodWorkspace(N, p), effectsWorkspace(T, N, m, q) + fixedEffectsWorkspace(N, m, mA, p, q)),
  );
  return path + steps;
}

function missingWorkspace(request: PanelRequest): usize {
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const d = mA + maxDirections(request);
  const h = mostUnknowns(request);
  const steps = max(
    max(patternsIdentifiabilityWorkspace(request, d, h), patternsEffectsWorkspace(T, N, d, p, mA)),
    max(
      patternsEvaluateWorkspace(N, d, h, q, mostRows(request)),
      max(ordinaryWorkspace(T, mA, p, N), kernelsSufficeWorkspace(N)),
    ),
  );
  return preparePatternsWorkspace(request, d) + steps;
}
