import type { Engine } from '../create-engine.js';
import { requiredCore, type EngineCore } from '../engine/core.js';
import type { FurtherExports } from '../engine/exports.js';
import { ModelError } from '../errors.js';
import { columnTerm, designPanel } from '../model/design.js';
import { checkPanel } from '../model/fit-panel.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { type EstimatedLoadings, estimateRatios } from './estimate-ratios.js';
import { filterAt } from './filter-at.js';
import { noiseLabel } from './movements.js';
import { onAssets } from './on-assets.js';
import type { LoadingsOptions, LoadingsPath } from './types.js';

/** @throws ConfigError `wrapped-engine` */
export function engineCore(engine: Engine): EngineCore {
  return requiredCore(engine, 'filters of loadings were');
}

/**
 * `filterLoadings` with its module loaded.
 *
 * @param paths `last`: only the last period of the filtered loadings, and no smoothed ones or innovations
 * @param known a fit of the panel and the model, where there is one
 */
export function loadingsPath(
  core: EngineCore,
  further: EngineCore<FurtherExports>,
  panel: Panel,
  model: PanelModel,
  options: LoadingsOptions,
  paths: 'last' | 'all',
  known?: PanelFit,
): LoadingsPath {
  checkPanel(panel);
  const estimate = estimateRatios(core, further, panel, model, options, known);
  const { rows, ratios, residual } = estimate;
  const at = filterAt(core, further, rows, ratios, paths, residual);
  if (at === null) throw notDefinite();
  if (at.split === null && at.output.aliased >= 0) {
    const effect = at.output.aliased;
    const column = [...rows.constant, ...rows.moving][Math.floor(effect / rows.width)];
    const asset = panel.assets[effect % rows.width];
    throw new ModelError(
      'untold-effect',
      `${asset} is seen too rarely for its effect of ${column.label}`,
      'leave the asset out until it has more returns',
      { asset, covariate: column.label },
    );
  }
  return described(panel, model, estimate, {
    ...onAssets(core, rows, at),
    logLikelihood: at.logLikelihood,
    path: at.split === null ? 'joint' : 'split',
  });
}

/** @throws ModelError `bad-variances` */
export function notDefinite(): ModelError {
  return new ModelError(
    'bad-variances',
    'the covariance within a period is not positive definite at these variances',
    'give a residual variance above 0',
  );
}

function described(
  panel: Panel,
  model: PanelModel,
  { rows, fit, moving, variances, test, ...estimate }: EstimatedLoadings,
  { effects, ...values }: ReturnType<typeof onAssets> & Pick<LoadingsPath, 'logLikelihood' | 'path'>,
): LoadingsPath {
  const { constant } = rows;
  const design = designPanel(panel, model);
  const constants: Record<string, number> = {};
  constant.forEach(({ label }, k) => {
    const term = columnTerm(
      design,
      true,
      design.assetFixed.findIndex((column) => column.label === label),
    );
    panel.assets.forEach(
      (asset, i) => (constants[`${term}[${asset}]`] = effects[k * panel.assets.length + i]),
    );
  });
  return {
    assets: [...panel.assets],
    periods: [...panel.periods],
    covariates: rows.moving.map(({ label }) => label),
    kernels: rows.kernels.map(({ name }) => name),
    moving,
    noise: Object.fromEntries(
      moving.map(({ covariate, kernel, variance }) => [
        noiseLabel(covariate, kernel, rows.kernels.length),
        variance,
      ]),
    ),
    variances,
    scales: fit.scales.slice(),
    ...values,
    constants,
    constantLogLikelihood: estimate.constantLogLikelihood,
    test,
    converged: estimate.converged,
    evaluations: estimate.evaluations,
    notes: estimate.notes,
  };
}
