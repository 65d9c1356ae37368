/** Training windows from end to end, for the host. */
import { allocateMatrix, allocateVector, mark, matrixBytes, release, roundUp, vectorBytes } from '../arena';
import { symmetricEigenvalues, symmetricEigenvaluesWorkspace } from '../linalg/eigen';
import { getIndex, setIndex } from '../linalg/indexed';
import { copy, from, get, row, set } from '../linalg/vector';
import { syrkWorkspace } from '../linalg/syrk';
import { Prior } from '../posterior/best-prior';
import { fitPanelWorkspace } from '../reml/fit';
import { PanelRequest, Summary } from '../reml/request';
import { loadReturns } from './characteristics';
import { covarianceOf } from './covariances';
import { crossProducts } from './cross-products';
import { buildKernel, kernelWorkspace } from './kernel';
import { allocateModel, describeModel, fitWindow, measureAssets, modelBytes, writeFit } from './model';
import { allocateProgram, chooseWeights, portfolioWorkspace, Program, programBytes } from './portfolio';
import { weighWorkspace } from './posterior';
import {
  PriorSummary,
  priorPosition,
  summaryLength,
  varianceCount,
  WeightSource,
  weighs,
  WindowsRequest,
  WindowStatus,
  WindowSummary,
} from './request';
import { allocateWindow, Window, windowBytes } from './window';

/** Eigenvalues below this share of the largest are rounding of 0. */
const SINGULAR: f64 = 1e-13;

/**
 * Runs the training windows of a request, one after the other, each from the end of the one before it where that was
 * done. What a window cannot do here is left to the host: its status says so, its weights mean nothing.
 *
 * address a WindowsRequest in engine memory
 * work    `runWindowsWorkspace(address)` bytes of the arena
 */
export function runWindows(address: usize): void {
  const request = changetype<WindowsRequest>(address);
  const position = mark();
  const window = allocateWindow(request);
  const model = allocateModel(window);
  const program = allocateProgram(request.assets);
  const length = summaryLength(request);
  const size = request.strategies * request.assets;
  for (let w = 0; w < request.windows; w++) {
    const summary = row(request.summaries, w, length);
    const weights = row(request.weights, w, size);
    const isWarm = load<i32>(request.isWarm) != 0;
    const status = runWindow(window, model, program, getIndex(request.firsts, w), isWarm, weights, summary);
    setIndex(request.statuses, w, status);
    store<i32>(request.isWarm, status == WindowStatus.DONE ? 1 : 0);
  }
  release(position);
}

function runWindow(
  window: Window,
  model: PanelRequest,
  program: Program,
  first: i32,
  isWarm: bool,
  weights: usize,
  summary: usize,
): i32 {
  const request = window.request;
  memory.fill(window.known, 0, WeightSource.COUNT << 2);
  if (!loadReturns(window, first)) {
    store<i32>(request.rolledFirst, -1);
    return WindowStatus.RETURNS;
  }
  crossProducts(window, first);
  if (request.fits) {
    let status = buildKernel(window);
    if (status != WindowStatus.DONE) return status;
    if (!measureAssets(window)) return WindowStatus.FIT;
    status = request.chooses ? estimateModel(window, model, isWarm, summary) : recall(window, summary);
    if (status != WindowStatus.DONE) return status;
  }
  for (let s = 0; s < request.strategies; s++) {
    const source = getIndex(request.sources, s);
    const values: usize = source == WeightSource.EQUAL ? <usize>0 : covarianceOf(window, source);
    if (!request.chooses) continue;
    if (!chooseWeights(window, program, s, values, isWarm, row(weights, s, window.N))) {
      return WindowStatus.WEIGHTS;
    }
  }
  if (request.measures) writeConditionNumbers(window, from(summary, WindowSummary.CONDITION_NUMBERS));
  return WindowStatus.DONE;
}

/** The fit, if it may be used; its variances go to the summary and to the next window. */
function estimateModel(window: Window, model: PanelRequest, isWarm: bool, summary: usize): i32 {
  const status = fitWindow(window, model, isWarm);
  if (status != WindowStatus.DONE) return status;
  if (!(get(model.summary, Summary.HERITABILITY) >= get(window.request.minHeritability, 0))) {
    return WindowStatus.HERITABILITY;
  }
  writeFit(window, model, summary);
  copy(model.terms, window.variances, window.request.warmVariances);
  if (window.prior != 0) {
    copy(PriorSummary.LENGTH, window.prior, from(summary, priorPosition(window.request)));
    set(window.request.warmPrior, 0, get(window.prior, Prior.K));
  }
  return WindowStatus.DONE;
}

/** The variances and the prior of a window that was fitted before. */
function recall(window: Window, summary: usize): i32 {
  copy(varianceCount(window.request), from(summary, WindowSummary.VARIANCES), window.variances);
  if (window.prior != 0)
    copy(PriorSummary.LENGTH, from(summary, priorPosition(window.request)), window.prior);
  return WindowStatus.DONE;
}

/** Of every covariance that was computed, −1 of the others; Ledoit–Wolf's follows from the sample's eigenvalues. */
function writeConditionNumbers(window: Window, numbers: usize): void {
  let sampleIsLast = false;
  for (let source = 1; source < WeightSource.COUNT; source++) {
    let number = -1.0;
    if (getIndex(window.known, source) != 0) {
      number =
        source == WeightSource.LEDOIT_WOLF && sampleIsLast
          ? ratio(shrunk(window, window.smallest), shrunk(window, window.largest))
          : conditionNumber(window, covarianceOf(window, source));
    }
    sampleIsLast = source == WeightSource.SAMPLE && number >= 0.0;
    set(numbers, source - 1, number);
  }
}

/** The eigenvalue of Ledoit–Wolf's covariance that belongs to one of the sample covariance. */
function shrunk(window: Window, eigenvalue: f64): f64 {
  return (1.0 - window.shrinkage) * eigenvalue + window.shrinkage * window.meanVariance;
}

/** Largest over smallest eigenvalue of an N×N covariance, 0 where it is singular, −1 where the iteration failed. */
function conditionNumber(window: Window, values: usize): f64 {
  const N = window.N;
  const position = mark();
  const scratch = allocateMatrix(N, N);
  const eigenvalues = allocateVector(N);
  copy(N * N, values, scratch);
  const failed = symmetricEigenvalues(N, scratch, N, eigenvalues) != 0;
  window.smallest = get(eigenvalues, 0);
  window.largest = get(eigenvalues, N - 1);
  release(position);
  return failed ? -1.0 : ratio(window.smallest, window.largest);
}

/** Largest over smallest eigenvalue, 0 where that is 0 but for rounding. */
function ratio(smallest: f64, largest: f64): f64 {
  return smallest > SINGULAR * largest ? largest / smallest : 0.0;
}

/** Arena bytes that `runWindows` takes. */
export function runWindowsWorkspace(address: usize): usize {
  const request = changetype<WindowsRequest>(address);
  const N = request.assets;
  const own = windowBytes(request) + modelBytes(request) + programBytes(N);
  const condition = matrixBytes(N, N) + vectorBytes(N) + symmetricEigenvaluesWorkspace(N);
  const steps = max(syrkWorkspace(N, request.train), max(portfolioWorkspace(N), condition));
  const model = changetype<PanelRequest>(request.scratch);
  const kinds = request.scratch + roundUp(offsetof<PanelRequest>());
  describeModel(model, kinds, request.train, N, varianceCount(request));
  const fit = fitPanelWorkspace(request.scratch) + kernelWorkspace(N);
  return own + max(steps, weighs(request) ? fit + weighWorkspace(N) : fit);
}
