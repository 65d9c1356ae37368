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
  report,
  reported,
} from './panel';
import { patternsEffects, patternsEffectsWorkspace } from './patterns/effects';
import { patternsEvaluateWorkspace } from './patterns/evaluate';
import { checkPatternsIdentifiability, patternsIdentifiabilityWorkspace } from './patterns/identifiability';
import { ordinaryLeastSquares, ordinaryWorkspace } from './patterns/ordinary';
import { preparePatterns, preparePatternsWorkspace } from './patterns/prepare';
import { mostRows, mostUnknowns } from './patterns/state';
import { prepareSpectral, spectralWorkspace } from './spectral';
import { FitStatus, PanelRequest, Path, Summary, TermKind } from './request';
import { kernelsSuffice, kernelsSufficeWorkspace, SINGULAR } from './within';

/** Share of what is small at another start. */
const SMALL: f64 = 1e-3;
/** Lower bound of the residual's normalised variance where the kernels alone may leave Ω singular. */
const RESIDUAL_FLOOR: f64 = 1e-9;

/**
 * Fits a mixed model to a panel by REML, see docs/theory.md.
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
  status = estimateVariances(panel);
  if (status != FitStatus.FITTED) return status;
  if (panel.path == Path.PATTERNS) patternsEffects(panel);
  else computeEffects(panel);
  report(request, Summary.PATH, <f64>panel.path);
  return status;
}

/** The maximum of the likelihood of a prepared panel, and what is inferred of its variances; SINGULAR where there is none. */
export function estimateVariances(panel: Panel): i32 {
  const request = panel.request;
  if (!maximise(panel)) return FitStatus.SINGULAR;
  if (request.severalStarts) tryOtherStarts(panel, panel.q);
  else if (!request.warmStart && isUnsure(panel)) tryOtherStarts(panel, 1);
  releaseResidual(panel);
  inferVariances(panel);
  return FitStatus.FITTED;
}

/** Everything before the first evaluation of the likelihood: bases, checks, sums, starting values. */
export function preparePanel(panel: Panel): i32 {
  const status = buildBases(panel);
  if (status != FitStatus.FITTED) return status;
  return panel.path == Path.PATTERNS ? prepareWithMissing(panel) : prepareComplete(panel);
}

/** A complete panel: collapsed to its sums. */
function prepareComplete(panel: Panel): i32 {
  collapseReturns(panel);
  const status = normaliseReturns(panel);
  return status == FitStatus.FITTED ? prepareSums(panel) : status;
}

/** A complete panel of which the sums are known, normalised: on the spectral or the collapsed path. */
export function prepareSums(panel: Panel): i32 {
  let status = prepareKernels(panel);
  if (status != FitStatus.FITTED) return status;
  status = checkIdentifiability(panel);
  if (status != FitStatus.FITTED) return status;
  if (isSpectral(panel)) prepareSpectral(panel);
  else prepareCollapsed(panel);
  setStart(panel);
  return status;
}

/** A panel with missing cells: periods grouped by the assets that they see. */
function prepareWithMissing(panel: Panel): i32 {
  let status = ordinaryLeastSquares(panel);
  if (status != FitStatus.FITTED) return status;
  status = prepareKernels(panel);
  if (status != FitStatus.FITTED) return status;
  preparePatterns(panel);
  status = checkPatternsIdentifiability(panel);
  if (status == FitStatus.FITTED) setStart(panel);
  return status;
}

/** Optimises and reports how it went; false when the start cannot be evaluated. */
function maximise(panel: Panel): bool {
  if (!optimise(panel, evaluatePanel)) return false;
  report(panel.request, Summary.ITERATIONS, <f64>panel.iterations);
  report(panel.request, Summary.KKT_RESIDUAL, panel.residual);
  report(panel.request, Summary.CONVERGED, panel.residual < CONVERGED ? 1.0 : 0.0);
  return true;
}

function evaluatePanel(state: Components): bool {
  return evaluate(changetype<Panel>(changetype<usize>(state)));
}

/**
 * Starting values: those of the request when warm, else equal shares; lower bounds, and numbers of effects. Held
 * components stay in place.
 */
export function setStart(panel: Panel): void {
  const q = panel.q;
  const e = q - 1;
  fill(q, 0.0, panel.lower);
  fill(q, 1.0 / <f64>q, panel.tau);
  for (let k = 0; k < q; k++) set(panel.effects, k, effectsOf(panel, k));
  if (!residualMayVanish(panel)) set(panel.lower, e, RESIDUAL_FLOOR);
  for (let k = 0; k < q; k++) {
    const given = get(panel.request.variances, k) / varianceUnit(panel, k);
    if (isHeld(panel, k)) {
      set(panel.tau, k, given);
      set(panel.lower, k, given);
    } else if (panel.request.warmStart) set(panel.tau, k, k == e ? Math.max(given, 1e-3) : given);
  }
}

function effectsOf(panel: Panel, k: i32): f64 {
  const kind = kindOf(panel, k);
  if (kind == TermKind.TIME) return <f64>panel.T;
  return kind == TermKind.PERSISTENT ? <f64>panel.N : <f64>panel.N * <f64>panel.T;
}

/** Whether a component other than `time` ended at its bound: then kernels and residual may have been confused. */
export function isUnsure(panel: Panel): bool {
  for (let k = 0; k < panel.q; k++) {
    if (isHeld(panel, k)) continue;
    if (kindOf(panel, k) != TermKind.TIME && get(panel.tau, k) <= get(panel.lower, k)) return true;
  }
  return false;
}

/**
 * The likelihood may have other maxima: optimises from `starts` other starts too and keeps the best. The first has equal
 * shares and a small residual, start 1 + k nearly all of the variance in term k. Iterations are counted together.
 */
function tryOtherStarts(panel: Panel, starts: i32): void {
  const q = panel.q;
  const request = panel.request;
  const position = mark();
  const tau = allocateVector(q);
  const summary = allocateVector(Summary.LENGTH);
  let objective = panel.objective;
  let iterations = reported(request, Summary.ITERATIONS);
  let stale = false;
  copy(q, panel.tau, tau);
  copy(Summary.LENGTH, request.summary, summary);
  for (let start = 0; start < starts; start++) {
    setOtherStart(panel, start);
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

/** Held components stay in place. */
function setOtherStart(panel: Panel, start: i32): void {
  const q = panel.q;
  for (let k = 0; k < q; k++) {
    if (isHeld(panel, k)) continue;
    if (start == 0) set(panel.tau, k, k < q - 1 ? 1.0 / <f64>q : SMALL);
    else set(panel.tau, k, k == start - 1 ? 1.0 : SMALL);
  }
}

/** Whether one kernel makes Ω positive definite whatever the other variances are. */
function residualMayVanish(panel: Panel): bool {
  let kernels = 0;
  for (let k = 0; k < panel.q; k++) if (kindOf(panel, k) == TermKind.ASSET_TIME) kernels++;
  if (kernels != 1) return false;
  return isSpectral(panel) ? get(panel.lambda, 0) > SINGULAR : kernelsSuffice(panel);
}

/** A residual at its floor goes on to 0 where the kernels make Ω positive definite at the variances found. */
function releaseResidual(panel: Panel): void {
  const e = panel.q - 1;
  const floor = get(panel.lower, e);
  if (
    isHeld(panel, e) ||
    floor == 0.0 ||
    get(panel.tau, e) > floor ||
    isSpectral(panel) ||
    !kernelsSuffice(panel)
  )
    return;
  const request = panel.request;
  const iterations = reported(request, Summary.ITERATIONS);
  set(panel.lower, e, 0.0);
  set(panel.tau, e, 0.0);
  maximise(panel);
  report(request, Summary.ITERATIONS, iterations + reported(request, Summary.ITERATIONS));
}

/** Arena bytes that `fitPanel` takes for this request. */
export function fitPanelWorkspace(address: usize): usize {
  const request = changetype<PanelRequest>(address);
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const m = maxDirections(request);
  const shared = max(
    kernelsWorkspace(N, m),
    max(inferenceWorkspace(q), optimiseWorkspace(q, 0) + vectorBytes(q) + vectorBytes(Summary.LENGTH)),
  );
  const own = request.patternCount > 0 ? missingWorkspace(request) : completeWorkspace(request);
  return panelBytes(T, N, q, p, mA, m, request.kernelCount) + shared + own;
}

function completeWorkspace(request: PanelRequest): usize {
  const T = request.periods;
  const N = request.assets;
  const q = request.terms;
  const p = request.commonFixed;
  const mA = request.assetFixed;
  const m = maxDirections(request);
  const path =
    request.kernelCount <= 1 ? spectralWorkspace(N, m, q, p) : collapsedWorkspace(N, request.persistent, q);
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
    max(patternsIdentifiabilityWorkspace(N, d, h, q), patternsEffectsWorkspace(T, N, d, p, mA)),
    max(
      patternsEvaluateWorkspace(N, d, h, q, mostRows(request)),
      max(ordinaryWorkspace(T, mA, p, N), kernelsSufficeWorkspace(N)),
    ),
  );
  return preparePatternsWorkspace(request, d) + steps;
}
