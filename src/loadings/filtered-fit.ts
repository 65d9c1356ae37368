import type { Engine } from '../create-engine.js';
import { furtherOf } from '../engine/further.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { engineCore, loadingsPath } from './loadings-path.js';
import type { LoadingsMovement, LoadingsOptions } from './types.js';

/** A fit whose loadings and variances are the filter's, and how the loadings move. */
export interface FilteredFit extends LoadingsMovement {
  fit: PanelFit;
  /** whether the search for the variances did */
  converged: boolean;
  /** beyond those of the fit */
  notes: string[];
}

/**
 * The fit with the loadings as they are filtered in the last period, and the variances of the filter's maximum: what
 * covariances of constant loadings make of it are those of moving ones.
 *
 * @param constant fit of the panel and the model with loadings that stay
 * @throws EngineError `not-loaded`, ConfigError `wrapped-engine`, and as `filterLoadings`
 */
export function filteredFit(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  constant: PanelFit,
  options: LoadingsOptions = {},
): FilteredFit {
  const core = engineCore(engine);
  const path = loadingsPath(core, furtherOf(core), panel, model, options, 'last', constant);
  const m = path.covariates.length;
  const moved = new Map(
    panel.assets.flatMap((asset, i) =>
      path.covariates.map((name, j): [string, number] => [
        `asset:${name}[${asset}]`,
        path.filtered[i * m + j],
      ]),
    ),
  );
  return {
    fit: {
      ...constant,
      scales: path.scales,
      fixedEffects: constant.fixedEffects.map((effect) => ({
        ...effect,
        estimate: moved.get(effect.label) ?? effect.estimate,
      })),
      variances: constant.variances.map((variance) => ({
        ...variance,
        estimate: path.variances[variance.label],
      })),
    },
    moving: path.moving,
    test: path.test,
    converged: path.converged,
    notes: path.notes.filter((note) => !constant.notes.includes(note)),
  };
}
