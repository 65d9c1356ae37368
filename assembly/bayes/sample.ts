import { allocateVector, mark, release, vectorBytes } from '../arena';
import { getIndex } from '../linalg/indexed';
import { add, fill, from, get, row, set } from '../linalg/vector';
import { exp } from '../numeric/exp';
import { log } from '../numeric/log';
import { fitPanelWorkspace, preparePanel } from '../reml/fit';
import { varianceUnit } from '../reml/inference';
import { allocatePanel, Panel } from '../reml/panel';
import { FitStatus, PanelRequest } from '../reml/request';
import {
  adaptationBytes,
  adaptMetric,
  adaptStepSize,
  allocateAdaptation,
  finalStepSize,
  findStepSize,
  restartStepSize,
  startAdaptation,
} from './adapt';
import {
  allocateHamiltonian,
  densityAt,
  evaluatePoint,
  Hamiltonian,
  hamiltonianBytes,
  pointLength,
  resetMetric,
} from './hamiltonian';
import { allocateStudent, Student, studentBytes, weightsDensity } from './student';
import { startStudent, sweepStudent } from './student-sweep';
import { allocatePosterior, logDensity, Posterior, posteriorBytes, sinh } from './posterior';
import { allocateRandom, randomBytes, startIteration, uniform } from './random';
import { DrawStatistic, NO_START, SampleRequest } from './request';
import { trajectoryWorkspace, transition } from './trajectory';

/** Half the width of where chains start, in log σ about equal shares of the variance; and how often that is tried. */
const SPREAD: f64 = 1.5;
const TRIES: i32 = 100;

/** The iteration whose random numbers the start of a chain has. */
const START: u32 = 0xffffffff;

/**
 * Draws from the posterior of a panel's variances by the no-U-turn sampler, chain after chain, see docs/bayes.md.
 *
 * address a SampleRequest in engine memory with its inputs filled in and its outputs allocated; the panel's own outputs are
 *         undefined afterwards
 * returns a FitStatus, or NO_START
 * work    `samplePanelWorkspace(address)` bytes of the arena
 */
export function samplePanel(address: usize): i32 {
  const position = mark();
  const status = sample(changetype<SampleRequest>(address));
  release(position);
  return status;
}

/** Arena bytes that `samplePanel` takes for this request. */
export function samplePanelWorkspace(address: usize): usize {
  const request = changetype<SampleRequest>(address);
  const panel = changetype<PanelRequest>(request.panel);
  const q = panel.terms;
  return (
    fitPanelWorkspace(request.panel) +
    (request.student == 0 ? 0 : studentBytes(panel)) +
    posteriorBytes(q) +
    randomBytes() +
    hamiltonianBytes(q) +
    adaptationBytes(q) +
    2 * vectorBytes(q) +
    vectorBytes(pointLength(q)) +
    vectorBytes(1) +
    trajectoryWorkspace(q, request.maxDepth)
  );
}

function sample(request: SampleRequest): i32 {
  const panel = allocatePanel(changetype<PanelRequest>(request.panel));
  const status = preparePanel(panel);
  if (status != FitStatus.FITTED) return status;
  const posterior = allocatePosterior(panel, request.priors, priorRatios(panel, request));
  const random = allocateRandom(request.seedLow, request.seedHigh);
  const h = allocateHamiltonian(posterior, random);
  const adaptation = allocateAdaptation(h.d, request.warmup, get(request.target, 0));
  const point = allocateVector(pointLength(h.d));
  const energy = allocateVector(1);
  const student = request.student == 0 ? changetype<Student>(0) : allocateStudent(panel, request.student);
  const hasStudent = request.student != 0;
  if (hasStudent) fill(request.chains * panel.T, 0.0, request.weights);
  for (let c = 0; c < request.chains; c++) {
    const chain = <u32>(request.firstChain + c);
    resetMetric(h);
    startIteration(random, chain, START);
    if (hasStudent && !startStudent(student, h)) return FitStatus.SINGULAR;
    if (!start(h, point)) return NO_START;
    h.stepSize = 1.0;
    findStepSize(h, point);
    restartStepSize(adaptation, h.stepSize);
    startAdaptation(adaptation, h.d);
    for (let t = 0; t < request.warmup; t++) {
      startIteration(random, chain, t);
      transition(h, point, request.maxDepth, energy);
      fold(h, point);
      if (hasStudent && !sweepStudent(student, h, point)) return FitStatus.SINGULAR;
      h.stepSize = adaptStepSize(adaptation, h.acceptance / <f64>h.leapfrogs);
      if (!adaptMetric(adaptation, h, t, point)) continue;
      findStepSize(h, point);
      restartStepSize(adaptation, h.stepSize);
    }
    if (request.warmup > 0) h.stepSize = finalStepSize(adaptation);
    set(request.stepSizes, c, h.stepSize);
    for (let t = 0; t < request.draws; t++) {
      startIteration(random, chain, request.warmup + t);
      const depth = transition(h, point, request.maxDepth, energy);
      fold(h, point);
      if (hasStudent && !sweepStudent(student, h, point)) return FitStatus.SINGULAR;
      const index = c * request.draws + t;
      keep(request, panel, h, index, point, depth, get(energy, 0));
      if (hasStudent) keepStudent(request, student, c, index);
    }
  }
  return FitStatus.FITTED;
}

/** u_k over the scale of its prior; the units and shares are left in the request. */
function priorRatios(panel: Panel, request: SampleRequest): usize {
  const q = panel.q;
  const ratios = allocateVector(q);
  for (let k = 0; k < q; k++) {
    const unit = Math.sqrt(varianceUnit(panel, k));
    set(request.units, k, unit);
    set(request.shares, k, get(panel.shares, k));
    const scale = get(request.scales, k);
    set(ratios, k, scale > 0.0 ? unit / scale : 1.0 / get(request.relative, k));
  }
  return ratios;
}

/** A dispersed start that has a density: log σ_k uniform about that of equal shares of the variance. */
function start(h: Hamiltonian, point: usize): bool {
  const centre = -0.5 * log(<f64>h.posterior.panel.q);
  for (let tries = 0; tries < TRIES; tries++) {
    for (let j = 0; j < h.d; j++) {
      const x = exp(centre + SPREAD * (2.0 * uniform(h.random) - 1.0));
      set(point, j, log(x + Math.sqrt(1.0 + x * x)));
    }
    evaluatePoint(h, point);
    if (densityAt(h, point) > -Infinity) return true;
  }
  return false;
}

/**
 * θ := |θ|. The density is that of |θ|, so that the chain of the folded points has the same; the metric would see the two signs
 * of a component as two places.
 */
function fold(h: Hamiltonian, point: usize): void {
  const gradient = from(point, 2 * h.d);
  for (let j = 0; j < h.d; j++) {
    if (!(get(point, j) < 0.0)) continue;
    set(point, j, -get(point, j));
    set(gradient, j, -get(gradient, j));
  }
}

/** Writes a draw: σ² of all components, held ones too, and the statistics of its trajectory. */
function keep(
  request: SampleRequest,
  panel: Panel,
  h: Hamiltonian,
  index: i32,
  point: usize,
  depth: i32,
  energy: f64,
): void {
  const q = panel.q;
  const variances = row(request.variances, index, q);
  for (let k = 0; k < q; k++) set(variances, k, get(panel.tau, k) * varianceUnit(panel, k));
  writeDrawn(h.posterior, point, variances);
  const statistics = row(request.statistics, index, DrawStatistic.LENGTH);
  set(statistics, DrawStatistic.LOG_DENSITY, densityAt(h, point));
  set(statistics, DrawStatistic.ENERGY, energy);
  set(statistics, DrawStatistic.ACCEPTANCE, h.acceptance / <f64>h.leapfrogs);
  set(statistics, DrawStatistic.DEPTH, <f64>depth);
  set(statistics, DrawStatistic.LEAPFROGS, <f64>h.leapfrogs);
  set(statistics, DrawStatistic.DIVERGENT, h.isDivergent ? 1.0 : 0.0);
}

/** Writes what a draw has with t errors, after `keep`. */
function keepStudent(request: SampleRequest, student: Student, chain: i32, index: i32): void {
  const T = student.panel.T;
  const weights = row(request.weights, chain, T);
  set(request.degrees, index, student.degrees);
  for (let t = 0; t < T; t++) add(weights, t, get(student.weights, t) / <f64>request.draws);
  const statistics = row(request.statistics, index, DrawStatistic.LENGTH);
  add(statistics, DrawStatistic.LOG_DENSITY, weightsDensity(student));
}

/** σ_k² = u_k²·sinh²θ_k of the components that are drawn. */
function writeDrawn(posterior: Posterior, theta: usize, variances: usize): void {
  for (let j = 0; j < posterior.d; j++) {
    const k = getIndex(posterior.free, j);
    const x = sinh(get(theta, j));
    set(variances, k, x * x * varianceUnit(posterior.panel, k));
  }
}

/**
 * log p(θ | y) without constants and its gradient at one θ, for checks of both.
 *
 * address a SampleRequest as for `samplePanel`, of which no output but units and shares is written
 * theta   d, in; the gradient is written behind it, d more
 * out     1, the density
 * returns a FitStatus
 * work    as `samplePanel`
 */
export function posteriorDensity(address: usize, theta: usize, out: usize): i32 {
  const request = changetype<SampleRequest>(address);
  const position = mark();
  const panel = allocatePanel(changetype<PanelRequest>(request.panel));
  const status = preparePanel(panel);
  if (status == FitStatus.FITTED) {
    const posterior = allocatePosterior(panel, request.priors, priorRatios(panel, request));
    set(out, 0, logDensity(posterior, theta, from(theta, posterior.d)));
  }
  release(position);
  return status;
}
