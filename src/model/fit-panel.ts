import { DataError, ModelError } from '../errors.js';
import type { EngineCore } from '../engine/core.js';
import { checkLength } from '../engine/linear-algebra.js';
import { kernelBlock } from '../kernels/block.js';
import { refuseAverage } from './average.js';
import { fitContrasts } from './contrasts.js';
import { designPanel, type PanelDesign } from './design.js';
import type { PanelInputs } from './request.js';
import { checkDegrees, describeFit, runFit, startingValues } from './run-fit.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/**
 * Fits a mixed model to a complete panel by REML; see docs/theory.md.
 *
 * Every kernel under one name takes the spectral path, several names the collapsed path; results are the same.
 *
 * @param start a fit of the same terms whose variances are the starting values
 * @throws DataError `missing-cell`, `infinite-return`, `missing-covariate`, `duplicate-asset`, `duplicate-period`,
 *         `wrong-length`;
 *         ModelError for terms, kernels and components that cannot be estimated, each naming what and where;
 *         `average-market` where the residuals add up to zero and the model has no `contrasts`
 */
export function fitPanel(core: EngineCore, panel: Panel, model: PanelModel, start?: PanelFit): PanelFit {
  checkPanel(panel);
  if (model.scale !== undefined && model.scale !== 'none' && model.scale !== 'residual') {
    throw new ModelError('bad-scale', `scale is ${String(model.scale)}`, 'scale is none or residual', {
      scale: String(model.scale),
    });
  }
  const design = designPanel(panel, model);
  if (model.contrasts !== undefined) return fitContrasts(core, panel, model, design, start);
  refuseAverage(panel, design);
  checkDegrees(panel.periods.length, panel.assets.length, design);
  const inputs = panelInputs(panel, model, design, start);
  return describeFit(runFit(core, inputs, panel), panel.assets, design);
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
  const cell = returns.findIndex((value) => !Number.isFinite(value));
  if (cell >= 0) {
    const [period, asset] = [periods[Math.floor(cell / assets.length)], assets[cell % assets.length]];
    if (!Number.isNaN(returns[cell])) {
      throw new DataError(
        'infinite-return',
        `asset ${asset} has the return ${returns[cell]} in period ${period}`,
        'returns are finite numbers',
        { asset, period },
      );
    }
    throw new DataError(
      'missing-cell',
      `asset ${asset} has no return in period ${period}`,
      'leave the asset or the period out: panels with missing cells cannot be fitted yet',
      { asset, period },
    );
  }
}

function panelInputs(panel: Panel, model: PanelModel, design: PanelDesign, start?: PanelFit): PanelInputs {
  return {
    periods: panel.periods.length,
    assets: panel.assets.length,
    design,
    returns: panel.returns,
    kernels: design.kernels.map((name) => kernelBlock(name, model.kernels[name], panel.assets)),
    scaleResidual: model.scale === 'residual',
    start: startingValues(design, start),
  };
}
