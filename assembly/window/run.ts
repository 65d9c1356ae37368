/** Training windows from end to end, for the host. */
import { allocateMatrix, allocateVector, mark, matrixBytes, release, vectorBytes } from '../arena';
import { symmetricEigen, symmetricEigenWorkspace } from '../linalg/eigen';
import { getIndex, setIndex } from '../linalg/indexed';
import { copy, get, row, set } from '../linalg/vector';
import { syrkWorkspace } from '../linalg/syrk';
import { fitPanelWorkspace } from '../reml/fit';
import { PanelRequest, Summary } from '../reml/request';
import { loadReturns, standardise } from './characteristics';
import { covarianceOf, crossProducts } from './covariances';
import { buildKernel, isPositiveDefinite, kernelWorkspace } from './kernel';
import { allocateModel, describeModel, fitWindow, modelBytes, writeFit } from './model';
import { allocateProgram, chooseWeights, portfolioWorkspace, Program, programBytes } from './portfolio';
import {
  summaryLength,
  varianceCount,
  WeightSource,
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
  const length = summaryLength(varianceCount(request));
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
  const N = window.N;
  memory.fill(window.known, 0, WeightSource.COUNT << 2);
  if (!loadReturns(window, first)) return WindowStatus.RETURNS;
  crossProducts(window);
  if (request.fits) {
    if (!standardise(window) || !buildKernel(window)) return WindowStatus.CHARACTERISTICS;
    if (!isPositiveDefinite(window)) return WindowStatus.KERNEL;
    if (!fitWindow(window, model, isWarm)) return WindowStatus.FIT;
    if (!(get(model.summary, Summary.HERITABILITY) >= get(request.minHeritability, 0))) {
      return WindowStatus.HERITABILITY;
    }
    writeFit(window, model, summary);
    copy(model.terms, window.variances, request.warmVariances);
  }
  for (let s = 0; s < request.strategies; s++) {
    const source = getIndex(request.sources, s);
    const values = source == WeightSource.EQUAL ? 0 : covarianceOf(window, source);
    if (!chooseWeights(window, program, s, values, isWarm, row(weights, s, N))) return WindowStatus.WEIGHTS;
  }
  for (let source = 1; source < WeightSource.COUNT; source++) {
    const isKnown = getIndex(window.known, source) != 0;
    const number = isKnown ? conditionNumber(window, covarianceOf(window, source)) : -1.0;
    set(summary, WindowSummary.CONDITION_NUMBERS + source - 1, number);
  }
  return WindowStatus.DONE;
}

/** Largest over smallest eigenvalue of an N×N covariance, 0 where it is singular. */
function conditionNumber(window: Window, values: usize): f64 {
  const N = window.N;
  const position = mark();
  const scratch = allocateMatrix(N, N);
  const vectors = allocateMatrix(N, N);
  const eigenvalues = allocateVector(N);
  copy(N * N, values, scratch);
  symmetricEigen(N, scratch, N, eigenvalues, vectors, N);
  const smallest = get(eigenvalues, 0);
  const largest = get(eigenvalues, N - 1);
  release(position);
  return smallest > SINGULAR * largest ? largest / smallest : 0.0;
}

/** Arena bytes that `runWindows` takes. */
export function runWindowsWorkspace(address: usize): usize {
  const request = changetype<WindowsRequest>(address);
  const N = request.assets;
  const own = windowBytes(request) + modelBytes(request) + programBytes(N);
  const condition = 2 * matrixBytes(N, N) + vectorBytes(N) + symmetricEigenWorkspace(N);
  const steps = max(
    max(syrkWorkspace(N, request.train), kernelWorkspace(N)),
    max(portfolioWorkspace(N), condition),
  );
  const model = changetype<PanelRequest>(request.scratch);
  describeModel(model, request.train, N, varianceCount(request));
  return own + max(steps, fitPanelWorkspace(request.scratch));
}
