/** The search for the maximum of a prepared panel's likelihood: where it starts, and what becomes of residuals at 0. */
import { allocateVector, mark, release, vectorBytes } from '../arena';
import { copy, fill, get, set } from '../linalg/vector';
import { Components } from './components';
import { inferenceWorkspace, inferVariances, varianceUnit } from './inference';
import { evaluate } from './likelihood';
import { CONVERGED, optimise, optimiseWorkspace } from './optimise';
import { isHeld, isSpectral, kindOf, Panel, report, reported } from './panel';
import { polish, polishWorkspace } from './polish';
import { FitStatus, Summary, TermKind } from './request';
import { isGrouped, isResidual, residualSizes } from './residual';
import { kernelsSuffice, othersSuffice, SINGULAR } from './within';

/** Share of what is small at another start. */
const SMALL: f64 = 1e-3;
/** Lower bound of a residual's normalised variance, in units of its size, where the kernels alone may leave Ω singular. */
const RESIDUAL_FLOOR: f64 = 1e-9;

/** The maximum of the likelihood of a prepared panel, and what is inferred of its variances; SINGULAR where there is none. */
export function estimateVariances(panel: Panel): i32 {
  const request = panel.request;
  if (!maximise(panel)) return FitStatus.SINGULAR;
  if (request.severalStarts) tryOtherStarts(panel, panel.firstResidual);
  else if (!request.warmStart && isUnsure(panel)) tryOtherStarts(panel, 0);
  if (reported(request, Summary.CONVERGED) != 1.0) goOn(panel);
  releaseResiduals(panel);
  inferVariances(panel);
  return FitStatus.FITTED;
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
export function setStart(panel: Panel): void {
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
export function isUnsure(panel: Panel): bool {
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
  remember(panel, tau, summary);
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
    remember(panel, tau, summary);
  }
  if (stale) goBack(panel, tau, summary);
  report(request, Summary.ITERATIONS, iterations);
  release(position);
}

/** A search that stalled goes on from where it is, with residuals away from 0; the better of both is kept. */
function goOn(panel: Panel): void {
  const q = panel.q;
  const request = panel.request;
  const position = mark();
  const tau = allocateVector(q);
  const sizes = allocateVector(q);
  const summary = allocateVector(Summary.LENGTH);
  const objective = panel.objective;
  const iterations = reported(request, Summary.ITERATIONS);
  remember(panel, tau, summary);
  residualSizes(panel, panel.effects, sizes);
  for (let k = panel.firstResidual; k < q; k++) {
    if (!isHeld(panel, k)) set(panel.tau, k, Math.max(get(tau, k), SMALL * get(sizes, k)));
  }
  const found = maximise(panel);
  const total = iterations + (found ? reported(request, Summary.ITERATIONS) : 0.0);
  if (!found || (reported(request, Summary.CONVERGED) != 1.0 && panel.objective > objective)) {
    goBack(panel, tau, summary);
  }
  report(request, Summary.ITERATIONS, total);
  release(position);
}

/** Keeps where the panel is and what was reported of it. */
function remember(panel: Panel, tau: usize, summary: usize): void {
  copy(panel.q, panel.tau, tau);
  copy(Summary.LENGTH, panel.request.summary, summary);
}

/** Takes the panel back there. */
function goBack(panel: Panel, tau: usize, summary: usize): void {
  copy(panel.q, tau, panel.tau);
  evaluate(panel);
  copy(Summary.LENGTH, summary, panel.request.summary);
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

/** Arena bytes that `estimateVariances` takes, beside those of the likelihood. */
export function searchWorkspace(q: i32): usize {
  const steps = max(optimiseWorkspace(q, 0), polishWorkspace(q, 0));
  return max(inferenceWorkspace(q), steps + 2 * vectorBytes(q) + vectorBytes(Summary.LENGTH));
}
