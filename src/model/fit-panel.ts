import { DataError, ModelError } from '../errors.js';
import type { EngineCore } from '../engine/core.js';
import { checkLength } from '../engine/linear-algebra.js';
import { kernelBlock } from '../kernels/block.js';
import { refuseAverage } from './average.js';
import { fitContrasts } from './contrasts.js';
import { designPanel, type PanelDesign } from './design.js';
import { heldVariances } from './held-variances.js';
import { originOf } from './origin.js';
import { observedCells, patternsOf } from './patterns.js';
import type { PanelInputs, PanelOutputs } from './request.js';
import { checkDegrees, describeFit, runFit, startingValues } from './run-fit.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/**
 * Fits a mixed model to a panel by REML; see docs/theory.md.
 *
 * A panel with missing cells takes the patterns path; of complete ones, those with one kernel the spectral path, with
 * several the collapsed path. Results are the same where two apply.
 *
 * @param start a fit of the same terms whose variances are the starting values
 * @throws DataError `empty-panel`, `infinite-return`, `missing-covariate`, `duplicate-asset`, `duplicate-period`,
 *         `wrong-length`;
 *         ModelError for terms, kernels and components that cannot be estimated, each naming what and where;
 *         `unknown-variance`, `bad-variance` for `fixedVariances`;
 *         `missing-contrasts` for contrasts of a panel with missing cells; `average-market` where the residuals add up to zero and the model has no `contrasts`
 */
export function fitPanel(core: EngineCore, panel: Panel, model: PanelModel, start?: PanelFit): PanelFit {
  return solvePanel(core, panel, model, start).fit;
}

/** `fitPanel`, with what the engine left behind. */
export function solvePanel(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  start?: PanelFit,
): { fit: PanelFit; outputs: PanelOutputs } {
  checkPanel(panel);
  if (model.scale !== undefined && model.scale !== 'none' && model.scale !== 'residual') {
    throw new ModelError('bad-scale', `scale is ${String(model.scale)}`, 'scale is none or residual', {
      scale: String(model.scale),
    });
  }
  const design = designPanel(panel, model);
  if (model.contrasts !== undefined) {
    refuseMissing(panel);
    const { fit, outputs } = fitContrasts(core, panel, model, design, start);
    return { fit: { ...fit, origin: originOf(panel, model, design) }, outputs };
  }
  const inputs = panelInputs(panel, model, design, start);
  if (inputs.patterns === null) refuseAverage(panel, design);
  const seen = observedCells(panel);
  const cells = seen.reduce((sum, count) => sum + count, 0);
  checkDegrees(panel.periods.length, panel.assets.length, design, inputs.held, cells);
  const outputs = runFit(core, inputs, panel);
  const fit = describeFit(outputs, panel.assets, inputs);
  const notes = inputs.scaleResidual ? rarelySeen(panel, design, seen) : [];
  const origin = originOf(panel, model, design);
  return { fit: { ...fit, notes: [...fit.notes, ...notes], origin }, outputs };
}

function checkPanel({ assets, periods, returns }: Panel): void {
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
  const rare = assets.filter((_, i) => seen[i] <= design.assetFixed.length);
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
  design: PanelDesign,
  start?: PanelFit,
): PanelInputs {
  return {
    periods: panel.periods.length,
    assets: panel.assets.length,
    design,
    returns: panel.returns,
    patterns: patternsOf(panel),
    kernels: design.kernels.map((name) => kernelBlock(name, model.kernels[name], panel.assets)),
    scaleResidual: model.scale === 'residual',
    start: startingValues(design, start),
    held: heldVariances(model, design),
  };
}
