import { allocateVector, mark, release, vectorBytes } from '../arena';
import { copy, get, set } from '../linalg/vector';
import { getIndex } from '../linalg/indexed';
import { rankOf } from '../reml/cone';
import { Evaluate } from '../reml/components';
import { CONVERGED, optimise, optimiseWorkspace } from '../reml/optimise';
import { polish, polishWorkspace } from '../reml/polish';
import { crossProductsWorkspace } from './cross-products';
import { denseWorkspace, evaluateDense, factorCovariance, prepareDense } from './dense';
import { mixedEffectsWorkspace, writePy } from './effects';
import { gramDenseWorkspace } from './gram-dense';
import { evaluateHenderson, hendersonWorkspace, prepareHenderson } from './henderson';
import { checkMixedIdentifiability, mixedIdentifiabilityWorkspace } from './identifiability';
import { componentUnit, inferMixed, mixedInferenceWorkspace } from './inference';
import { mixedKernelsWorkspace, prepareMixedKernels } from './kernels';
import {
  allocateMixed,
  componentCount,
  componentKind,
  firstOf,
  isFixed,
  Mixed,
  mixedBytes,
  reportMixed,
  residualOf,
} from './model';
import { normaliseObservations, normaliseTerms } from './normalise';
import { ComponentKind, MixedRequest, MixedStatus, MixedSummary } from './request';

/** Share of what is small at another start. */
const SMALL: f64 = 1e-3;
/** Residual variance next to 0: Henderson's equations lose their digits, and V may be singular. */
const VANISHING: f64 = 1e-6;
/** Order of the matrix up to which every other start is tried, and not only the first. */
const MANY_STARTS: i32 = 500;
/** Lower bound of a residual's normalised variance until it is known that V is regular without it. */
const RESIDUAL_FLOOR: f64 = 1e-10;
/** The same in Henderson's form, which divides by it. */
const HENDERSON_FLOOR: f64 = 1e-8;

/**
 * Fits a general mixed model by REML or ML, see docs/theory.md.
 *
 * address a MixedRequest in engine memory, with its inputs filled in and its outputs allocated
 * returns a MixedStatus
 * work    `fitMixedModelWorkspace(address)` bytes of the arena
 */
export function fitMixedModel(address: usize): i32 {
  const position = mark();
  const status = fit(changetype<MixedRequest>(address));
  release(position);
  return status;
}

function fit(request: MixedRequest): i32 {
  const mixed = allocateMixed(request);
  let status = prepareMixed(mixed);
  if (status != MixedStatus.FITTED) return status;
  if (!isGiven(mixed)) status = checkMixedIdentifiability(mixed);
  if (status != MixedStatus.FITTED) return status;
  const evaluate: Evaluate = mixed.dense ? evaluateDense : evaluateHenderson;
  if (!maximise(mixed, evaluate)) return MixedStatus.SINGULAR;
  if (isUnsure(mixed)) tryOtherStarts(mixed, evaluate);
  status = releaseResiduals(mixed, evaluate);
  if (status != MixedStatus.FITTED) return status;
  inferMixed(mixed);
  writePy(mixed);
  reportMixed(mixed, MixedSummary.KKT_RESIDUAL, mixed.residual);
  reportMixed(mixed, MixedSummary.ITERATIONS, <f64>mixed.iterations);
  reportMixed(mixed, MixedSummary.CONVERGED, mixed.residual < CONVERGED ? 1.0 : 0.0);
  return status;
}

/** Scales the observations, the terms and the kernels, allocates the form in use, and sets the components' start. */
export function prepareMixed(mixed: Mixed): i32 {
  let status = normaliseObservations(mixed);
  if (status != MixedStatus.FITTED) return status;
  status = normaliseTerms(mixed);
  if (status != MixedStatus.FITTED) return status;
  status = prepareMixedKernels(mixed);
  if (status != MixedStatus.FITTED) return status;
  if (mixed.dense) prepareDense(mixed);
  else prepareHenderson(mixed);
  setStart(mixed);
  return MixedStatus.FITTED;
}

/** Whether every component is given, so that nothing has to be told apart. */
function isGiven(mixed: Mixed): bool {
  for (let c = 0; c < mixed.q; c++) if (!isFixed(mixed, c)) return false;
  return true;
}

/** Optimises, and polishes what has not converged; false when the start cannot be evaluated. */
function maximise(mixed: Mixed, evaluate: Evaluate): bool {
  if (!optimise(mixed, evaluate)) return false;
  if (mixed.residual >= CONVERGED) polish(mixed, evaluate);
  return true;
}

/** Equal shares for what is estimated, no covariances; what is given as it is. */
function setStart(mixed: Mixed): void {
  const share = 1.0 / <f64>(mixed.terms + 1);
  for (let c = 0; c < mixed.q; c++) {
    const kind = componentKind(mixed, c);
    if (isFixed(mixed, c)) {
      const tau = get(mixed.request.variances, c) / componentUnit(mixed, c);
      set(mixed.tau, c, tau);
      set(mixed.lower, c, kind == ComponentKind.COVARIANCE ? -Infinity : 0.0);
    } else if (kind == ComponentKind.COVARIANCE) {
      set(mixed.tau, c, 0.0);
      set(mixed.lower, c, -Infinity);
    } else {
      set(mixed.tau, c, share);
      const floor = mixed.dense ? RESIDUAL_FLOOR : HENDERSON_FLOOR;
      set(mixed.lower, c, kind == ComponentKind.RESIDUAL ? floor : 0.0);
    }
  }
}

/** Whether a component that is estimated ended at its bound: the likelihood may have another maximum. */
function isUnsure(mixed: Mixed): bool {
  for (let c = 0; c < mixed.q; c++) {
    if (!isFixed(mixed, c) && get(mixed.tau, c) <= get(mixed.lower, c)) return true;
  }
  for (let block = 0; block < mixed.blockCount; block++) if (rankOf(mixed, block) < 2) return true;
  return false;
}

/**
 * Optimises from other starts too and keeps the best maximum: small residuals; then, where the matrices are small,
 * the residual of each group small, and each term with nearly all of the variance. Iterations are counted together.
 */
function tryOtherStarts(mixed: Mixed, evaluate: Evaluate): void {
  const q = mixed.q;
  const position = mark();
  const best = allocateVector(q);
  copy(q, mixed.tau, best);
  let objective = mixed.objective;
  let residual = mixed.residual;
  let iterations = mixed.iterations;
  const groups = mixed.groups > 1 ? mixed.groups : 0;
  const starts = (mixed.dense ? mixed.n : mixed.d) > MANY_STARTS ? 1 : 1 + groups + mixed.terms;
  for (let start = 0; start < starts; start++) {
    setOtherStart(mixed, start, groups);
    if (!maximise(mixed, evaluate)) continue;
    iterations += mixed.iterations;
    if (mixed.residual >= CONVERGED && !residualVanishes(mixed)) continue;
    if (residual < CONVERGED && !(mixed.objective < objective - 1e-9 * Math.abs(objective))) continue;
    copy(q, mixed.tau, best);
    objective = mixed.objective;
    residual = mixed.residual;
  }
  copy(q, best, mixed.tau);
  evaluate(mixed);
  mixed.residual = residual;
  mixed.iterations = iterations;
  release(position);
}

/** Whether a residual variance is where Henderson's equations lose their digits. */
function residualVanishes(mixed: Mixed): bool {
  if (mixed.dense) return false;
  for (let g = 0; g < mixed.groups; g++) {
    const c = residualOf(mixed, g);
    if (!isFixed(mixed, c) && get(mixed.tau, c) < VANISHING) return true;
  }
  return false;
}

function setOtherStart(mixed: Mixed, start: i32, groups: i32): void {
  setStart(mixed);
  for (let c = 0; c < mixed.q; c++) {
    const kind = componentKind(mixed, c);
    if (isFixed(mixed, c) || kind == ComponentKind.COVARIANCE) continue;
    const isResidual = kind == ComponentKind.RESIDUAL;
    if (start == 0) {
      if (isResidual) set(mixed.tau, c, SMALL);
    } else if (start <= groups) {
      if (isResidual && firstOf(mixed, c) == start - 1) set(mixed.tau, c, SMALL);
    } else set(mixed.tau, c, !isResidual && firstOf(mixed, c) == start - 1 - groups ? 1.0 : 0.05);
  }
}

/**
 * Lets residual variances that ended at their floor, or stalled next to it, go to 0 where V is regular without them.
 *
 * returns FITTED; NEEDS_DENSE in Henderson's form, which has to invert them; or UNBOUNDED with the component whose
 *         variance the likelihood drives to 0, where V is singular
 */
function releaseResiduals(mixed: Mixed, evaluate: Evaluate): i32 {
  let released = false;
  for (let g = 0; g < mixed.groups; g++) {
    const c = residualOf(mixed, g);
    const stalled = mixed.residual >= CONVERGED && get(mixed.tau, c) < VANISHING;
    if (isFixed(mixed, c) || (get(mixed.tau, c) > get(mixed.lower, c) && !stalled)) continue;
    reportMixed(mixed, MixedSummary.DETAIL, <f64>c);
    if (!mixed.dense) return MixedStatus.NEEDS_DENSE;
    set(mixed.tau, c, 0.0);
    set(mixed.lower, c, 0.0);
    if (!factorCovariance(mixed)) return MixedStatus.UNBOUNDED;
    released = true;
  }
  if (!released) return MixedStatus.FITTED;
  const iterations = mixed.iterations;
  if (!maximise(mixed, evaluate)) return MixedStatus.SINGULAR;
  mixed.iterations += iterations;
  // V became singular on the way: there is no maximum where the residual is 0
  return mixed.residual < CONVERGED ? MixedStatus.FITTED : MixedStatus.UNBOUNDED;
}

/** Arena bytes that `fitMixedModel` takes for this request. */
export function fitMixedModelWorkspace(address: usize): usize {
  const request = changetype<MixedRequest>(address);
  const q = componentCount(request);
  const p = request.columns;
  let m = 0;
  let levels = 0;
  for (let k = 0; k < request.terms; k++) {
    m += getIndex(request.levelCounts, k);
    levels = max(levels, getIndex(request.levelCounts, k));
  }
  const gram = request.dense != 0 ? gramDenseWorkspace(request) : 0;
  const steps = max(
    max(
      max(
        mixedIdentifiabilityWorkspace(q) + gram,
        max(optimiseWorkspace(q, request.pairCount), polishWorkspace(q, request.pairCount)) + vectorBytes(q),
      ),
      max(mixedInferenceWorkspace(q, p), mixedEffectsWorkspace(m + p, levels)),
    ),
    prepareWorkspace(request, m),
  );
  return mixedBytes(request) + formWorkspace(request, m, levels) + steps;
}

/** Arena bytes that `prepareMixed` takes beside the model and its form; m levels of all terms. */
export function prepareWorkspace(request: MixedRequest, m: i32): usize {
  return max(mixedKernelsWorkspace(request), request.dense != 0 ? 0 : crossProductsWorkspace(request, m));
}

/** Arena bytes of the form in use and of its evaluation; m levels of all terms, at most `levels` a term. */
export function formWorkspace(request: MixedRequest, m: i32, levels: i32): usize {
  return request.dense != 0 ? denseWorkspace(request, levels) : hendersonWorkspace(request, m);
}
