import { DataError, ModelError } from '../errors.js';
import type { EngineCore } from '../engine/core.js';
import { checkLength } from '../engine/linear-algebra.js';
import { averageColumn, refuseAverage } from './average.js';
import { fitContrasts } from './contrasts.js';
import { designPanel, type PanelDesign } from './design.js';
import {
  describeDiscount,
  type Discount,
  discountedDegrees,
  discountOf,
  refuseDiscount,
} from './half-life.js';
import { heldVariances } from './held-variances.js';
import { kernelBlocks, originOf } from './origin.js';
import { observedCells, observedInPeriods, patternsOf } from './patterns.js';
import {
  checkPeriodWeights,
  unweightFit,
  type WeightedRows,
  weightJacobian,
  weightRows,
} from './period-weights.js';
import type { PanelInputs, PanelOutputs } from './request.js';
import { checkDegrees, describeFit, runFit, startingValues } from './run-fit.js';
import { fitStudentErrors } from './student-errors.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/**
 * Fits a mixed model to a panel by REML or maximum likelihood; see docs/theory.md.
 *
 * A panel with missing cells takes the patterns path; of complete ones, those with one kernel the spectral path, with
 * several the collapsed path. Results are the same where two apply.
 *
 * @param start a fit of the same terms whose variances are the starting values
 * @throws DataError `empty-panel`, `infinite-return`, `missing-covariate`, `duplicate-asset`, `duplicate-period`,
 *         `wrong-length`;
 *         ModelError `bad-scale`, `bad-method`, `bad-aliased`, `bad-period-weight`, `bad-errors`, `bad-half-life`, `half-life-model`, `half-life-too-short`, and for
 *         terms, kernels and components that cannot be estimated, each naming what and where; `unknown-variance`,
 *         `bad-variance` for `fixedVariances`;
 *         `missing-contrasts` for contrasts of a panel with missing cells; `average-market` where the residuals add up to zero and the model has no `contrasts`
 */
export function fitPanel(core: EngineCore, panel: Panel, model: PanelModel, start?: PanelFit): PanelFit {
  return solvePanel(core, panel, model, start).fit;
}

/** A fit with what the engine left behind. */
export interface SolvedPanel {
  fit: PanelFit;
  outputs: PanelOutputs;
}

/** `fitPanel`, with what the engine left behind; with t errors, at its last weights. */
export function solvePanel(core: EngineCore, panel: Panel, model: PanelModel, start?: PanelFit): SolvedPanel {
  checkPanel(panel);
  checkChoices(model);
  if (model.periodWeights !== undefined) checkPeriodWeights(panel, model.periodWeights);
  const design = designPanel(panel, model);
  if (model.halfLife !== undefined) refuseDiscount(panel, model, design);
  const kernels = kernelBlocks(panel, model, design);
  const given = { design, kernels, origin: originOf(panel, model, design, kernels) };
  if (model.errors === undefined) {
    return solveWeighted(core, panel, model, given, model.periodWeights, start);
  }
  let last: SolvedPanel | null = null;
  const weighted = (weights: Float64Array | undefined, from?: PanelFit): PanelFit => {
    last = solveWeighted(core, panel, model, given, weights, from);
    return last.fit;
  };
  const fit = fitStudentErrors(core, panel, model, design, weighted, start);
  return { fit, outputs: last!.outputs };
}

/**
 * A fit with covariances within a period ∝ 1/w_t, of periods that count by their discount: of rows multiplied by
 * √(w_t·c·d_t), read back in the unit of the returns.
 */
function solveWeighted(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  given: Pick<WeightedRows, 'design' | 'kernels' | 'origin'>,
  precisions: Float64Array | undefined,
  start?: PanelFit,
): SolvedPanel {
  const { design } = given;
  const N = panel.assets.length;
  const average = model.contrasts === undefined ? null : contrastAverage(panel, model, design);
  const width = average === null ? N : N - 1;
  const { rows, weights, discount } = countedRows(panel, model, given, precisions);
  const solved =
    average === null
      ? solveRows(core, panel, model, rows, start)
      : fitContrasts(core, panel, model, rows, average, start);
  if (weights === undefined) return solved;
  const own = unweightFit(solved.fit, design, weights);
  const dimensions = observedInPeriods(panel).map((count) => count - N + width);
  const gained = precisions ? weightJacobian(precisions, dimensions, discount?.counts ?? null) : 0;
  const read = { ...own, logLikelihood: own.logLikelihood + gained };
  const fit = discount ? describeDiscount(read, N, rows.design, discount, rows.degrees!.residual) : read;
  return { fit, outputs: solved.outputs };
}

/**
 * The rows that the engine is given: those of the panel times √(w_t·c·d_t).
 *
 * @param precisions w, of the model and of t errors
 * @returns weights: w_t·c·d_t, undefined where all are 1; discount: null without a half-life
 */
export function countedRows(
  panel: Panel,
  model: PanelModel,
  given: Pick<WeightedRows, 'design' | 'kernels' | 'origin'>,
  precisions: Float64Array | undefined,
): { rows: WeightedRows; weights: Float64Array | undefined; discount: Discount | null } {
  const { design } = given;
  const width = panel.assets.length - (model.contrasts === undefined ? 0 : 1);
  const discount = model.halfLife === undefined ? null : discountOf(panel.periods.length, model.halfLife);
  const weights = discount ? discount.counts.map((count, t) => count * (precisions?.[t] ?? 1)) : precisions;
  const weighted = weights ? weightRows(panel.returns, design, weights) : { returns: panel.returns, design };
  const degrees = discount && discountedDegrees(discount, width, weighted.design, model.halfLife!);
  return { rows: { ...given, ...weighted, degrees }, weights, discount };
}

/** @param rows of the panel, of which the fit is */
function solveRows(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  rows: WeightedRows,
  start?: PanelFit,
): SolvedPanel {
  const { design } = rows;
  const inputs = panelInputs(panel, model, rows, start);
  if (!panel.returns.includes(NaN)) refuseAverage(rows.returns, panel.assets.length, design);
  const seen = observedCells(panel);
  const cells = seen.reduce((sum, count) => sum + count, 0);
  checkDegrees(panel.periods.length, panel.assets.length, design, inputs.held, cells);
  const outputs = runFit(core, inputs, panel);
  const fit = describeFit(outputs, panel.assets, inputs);
  const notes = inputs.scaleResidual ? rarelySeen(panel, design, seen) : [];
  return { fit: { ...fit, notes: [...fit.notes, ...notes] }, outputs };
}

/** Position of the average among the covariates with a slope per asset. */
export function contrastAverage(panel: Panel, model: PanelModel, design: PanelDesign): number {
  refuseMissing(panel);
  return averageColumn(panel, model, design);
}

/** @throws ModelError `bad-scale`, `bad-starts`, `bad-method`, `bad-aliased` */
export function checkChoices(model: Pick<PanelModel, 'scale' | 'starts' | 'method' | 'aliased'>): void {
  if (model.scale !== undefined && model.scale !== 'none' && model.scale !== 'residual') {
    throw new ModelError('bad-scale', `scale is ${String(model.scale)}`, 'scale is none or residual', {
      scale: String(model.scale),
    });
  }
  if (model.starts !== undefined && model.starts !== 'few' && model.starts !== 'several') {
    throw new ModelError('bad-starts', `starts is ${String(model.starts)}`, 'starts is few or several', {
      starts: String(model.starts),
    });
  }
  if (model.method !== undefined && model.method !== 'REML' && model.method !== 'ML') {
    throw new ModelError('bad-method', `method is ${String(model.method)}`, 'method is REML or ML', {
      method: String(model.method),
    });
  }
  if (model.aliased !== undefined && model.aliased !== 'refuse' && model.aliased !== 'drop') {
    throw new ModelError('bad-aliased', `aliased is ${String(model.aliased)}`, 'aliased is refuse or drop', {
      aliased: String(model.aliased),
    });
  }
}

/** @throws DataError `wrong-length`, `empty-panel`, `duplicate-asset`, `duplicate-period`, `infinite-return` */
export function checkPanel({ assets, periods, returns }: Panel): void {
  checkLength('returns', returns, periods.length * assets.length);
  if (assets.length === 0 || periods.length === 0) {
    throw new DataError(
      'empty-panel',
      `the panel has ${assets.length} assets and ${periods.length} periods`,
      'give at least one of each',
    );
  }
  for (const [kind, labels] of Object.entries({ asset: assets, period: periods })) {
    const repeated = labels.find((label, index) => labels.indexOf(label) !== index);
    if (repeated !== undefined) {
      throw new DataError(
        `duplicate-${kind}`,
        `the ${kind} ${repeated} occurs twice`,
        `labels of ${kind}s are unique`,
        { [kind]: repeated },
      );
    }
  }
  const cell = returns.findIndex((value) => Math.abs(value) === Infinity);
  if (cell >= 0) {
    const [period, asset] = [periods[Math.floor(cell / assets.length)], assets[cell % assets.length]];
    throw new DataError(
      'infinite-return',
      `asset ${asset} has the return ${returns[cell]} in period ${period}`,
      'returns are finite numbers, and NaN where there is none',
      { asset, period },
    );
  }
  if (returns.every(Number.isNaN)) {
    throw new DataError(
      'empty-panel',
      `none of the ${returns.length} cells of the panel has a return`,
      'give returns of at least one asset',
    );
  }
}

/** Assets whose residual standard deviation is not their own: no period is left beside their fixed effects. */
function rarelySeen({ assets }: Panel, design: PanelDesign, seen: readonly number[]): string[] {
  const N = assets.length;
  const effects = (i: number): number =>
    design.assetFixed.filter((_, k) => design.absent?.[k * N + i] !== 1).length;
  const rare = assets.filter((_, i) => seen[i] <= effects(i));
  if (rare.length === 0) return [];
  return [
    `${rare.join(', ')}: too few returns for a residual standard deviation; the root mean square of the others' is used`,
  ];
}

/** The average of a changing set of assets is no covariate that all of them share. */
function refuseMissing({ assets, periods, returns }: Panel): void {
  const cell = returns.findIndex(Number.isNaN);
  if (cell < 0) return;
  const [period, asset] = [periods[Math.floor(cell / assets.length)], assets[cell % assets.length]];
  throw new ModelError(
    'missing-contrasts',
    `asset ${asset} has no return in period ${period}: contrasts need all assets in every period`,
    'leave the asset or the period out, or use a market that is not the average of the assets',
    { asset, period },
  );
}

/** What the engine is asked for without contrasts. */
export function panelInputs(
  panel: Panel,
  model: PanelModel,
  { returns, design, kernels, degrees, origin }: WeightedRows,
  start?: PanelFit,
): PanelInputs {
  return {
    periods: panel.periods.length,
    assets: panel.assets.length,
    design,
    returns,
    patterns: patternsOf(panel, design.residual.periodGroups),
    kernels,
    scaleResidual: model.scale === 'residual',
    severalStarts: model.starts === 'several',
    start: startingValues(design, start),
    degrees,
    held: heldVariances(model, design),
    origin,
  };
}
