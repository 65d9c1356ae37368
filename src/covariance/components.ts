import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import type { ReturnTable } from '../data/types.js';
import { idiosyncraticCovariance } from './idiosyncratic.js';
import { type CovarianceComponent, systematicComponents } from './systematic.js';
import { matchUniverse } from './universe.js';

/**
 * The parts of the covariance `total` of a fitted model, which add up to it: `covariates`, the `time` and
 * `asset:time(K)` terms as the model writes them, and `residual`.
 *
 * @param input what `covariance` takes for `total`: the returns of the window, and the fit with its panel and model
 * @returns N×N each, in the order of `returns.assets`
 * @throws DataError `not-in-model`, `different-periods`, `missing-covariate`
 * @throws ModelError `fit-mismatch`, `bad-term`, `unknown-covariate`, `unknown-kernel`, `kernel-label`
 */
export function covarianceComponents(input: {
  returns: ReturnTable;
  fit: PanelFit;
  panel: Panel;
  model: PanelModel;
}): CovarianceComponent[] {
  const { returns, fit, panel, model } = input;
  const universe = matchUniverse(returns, panel);
  return [
    ...systematicComponents(universe, panel, model, fit),
    { label: 'residual', values: idiosyncraticCovariance(universe, panel, model, fit) },
  ];
}
