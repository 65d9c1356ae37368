import { mark, release } from '../arena';
import { buildBases } from './basis';
import { collapseReturns, collapseWorkspace, normaliseReturns } from './collapse';
import { collapsedWorkspace, prepareCollapsed } from './collapsed';
import { computeEffects, effectsWorkspace } from './effects';
import { fixedEffectsWorkspace } from './fixed-effects';
import { checkIdentifiability, identifiabilityWorkspace } from './identifiability';
import { kernelsWorkspace, prepareKernels } from './kernels';
import { likelihoodWorkspace } from './likelihood';
import { allocatePanel, isSpectral, maxDirections, Panel, panelBytes, pathOf, report } from './panel';
import { patternsEffects, patternsEffectsWorkspace } from './patterns/effects';
import { patternsEvaluateWorkspace } from './patterns/evaluate';
import { checkPatternsIdentifiability, patternsIdentifiabilityWorkspace } from './patterns/identifiability';
import { ordinaryLeastSquares, ordinaryWorkspace } from './patterns/ordinary';
import { preparePatterns, preparePatternsWorkspace } from './patterns/prepare';
import { mostRows, mostUnknowns } from './patterns/state';
import { FitStatus, PanelRequest, Path, Summary } from './request';
import { residualTerms } from './residual';
import { estimateVariances, searchWorkspace, setStart } from './search';
import { prepareSpectral, spectralWorkspace } from './spectral';
import { countDeterminant, wholeWorkspace } from './whole';
import { kernelsSufficeWorkspace } from './within';

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
  status = estimateVariances(panel);
  if (status != FitStatus.FITTED) return status;
  if (panel.path == Path.PATTERNS) patternsEffects(panel);
  else computeEffects(panel);
  report(request, Summary.PATH, <f64>panel.path);
  return status;
}

/** Everything before the first evaluation of the likelihood: bases, checks, sums, starting values. */
export function preparePanel(panel: Panel): i32 {
  const status = buildBases(panel);
  if (status != FitStatus.FITTED) return status;
  countDeterminant(panel);
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

/** Arena bytes that `fitPanel` takes for this request. */
export function fitPanelWorkspace(address: usize): usize {
  const request = changetype<PanelRequest>(address);
  const N = request.assets;
  const q = request.terms;
  const m = maxDirections(request);
  const shared = max(
    kernelsWorkspace(N, m),
    max(searchWorkspace(q), wholeWorkspace(request.assetFixed, request.persistent)),
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
