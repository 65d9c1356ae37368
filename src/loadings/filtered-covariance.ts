import { conditionNumber } from '../covariance/condition-number.js';
import { idiosyncraticCovariance } from '../covariance/idiosyncratic.js';
import { systematicCovariance } from '../covariance/systematic.js';
import { matchUniverse } from '../covariance/universe.js';
import type { Engine } from '../create-engine.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { prepareFilters } from './filter-loadings.js';
import { filteredFit } from './filtered-fit.js';
import type { LoadingsOptions, MovementTest, MovingCovariate } from './types.js';

/** A covariance with the loadings as they are filtered in its last period. */
export interface FilteredCovariance {
  assets: string[];
  /** N×N, per period, exactly symmetric: the whole, and its part B_T Σ_x B_T' with what assets share within a period */
  values: Float64Array;
  systematic: Float64Array;
  /** largest over smallest eigenvalue of the whole; null where it is singular */
  conditionNumber: number | null;
  /** how the loadings on each covariate move; q = 0 where they stay, and the covariances are then `total` and `systematic` */
  moving: MovingCovariate[];
  test: MovementTest | null;
  notes: string[];
}

/**
 * Covariance B_T Σ_x B_T' + DΩD with loadings B_T as the returns up to the last period tell them, never smoothed ones, and Ω of
 * the maximum of the filter's likelihood. The uncertainty of B_T is no part of it, as that of constant loadings is none of
 * `total`. Σ_x, contrasts and an asset that is a covariate itself are as there.
 *
 * @param input returns of the window, N assets, and the panel and the model of it, with their fit where there is one
 * @throws as `filterLoadings`, and as `covariance` of `total`; a search that did not converge is among the notes
 */
export async function filteredCovariance(
  engine: Engine,
  input: { returns: ReturnMatrix; panel: Panel; model: PanelModel; fit?: PanelFit },
  options: LoadingsOptions = {},
): Promise<FilteredCovariance> {
  await prepareFilters(engine);
  const { returns, panel, model } = input;
  const universe = matchUniverse(returns, panel);
  const constant = input.fit ?? engine.fitPanel(panel, model);
  const { fit, moving, test, notes } = filteredFit(engine, panel, model, constant, options);
  const systematic = systematicCovariance(universe, panel, model, fit);
  const own = idiosyncraticCovariance(universe, panel, model, fit);
  const values = systematic.map((value, cell) => value + own[cell]);
  return {
    assets: [...returns.assets],
    values,
    systematic,
    conditionNumber: conditionNumber(engine, values, returns.assets.length),
    moving,
    test,
    notes: [...constant.notes, ...notes],
  };
}
