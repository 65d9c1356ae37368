import { meanResidualVariances } from '../model/residual-groups.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { identity, offAverage } from './off-average.js';
import { checkFit, withinPeriod } from './systematic.js';
import type { Universe } from './universe.js';

/**
 * Idiosyncratic covariance σ_e² D²: what each asset does on its own, D = diag(s) the residual scales of the fit (I when
 * it is not scaled), times df/(df − 2) with t errors. An asset that is a covariate itself has none.
 *
 * With residual groups it is D·diag(ψ)·D, ψ_i the variance of the asset's group. Where variances differ between periods, ψ_i
 * is their mean over the panel's periods, as Σ_x of the systematic covariance is: the variance in a period of which
 * nothing is known. `residualNotes` says so in the result.
 *
 * Of a model with contrasts to the average it is σ_e² D(I − P)D, P = ss'/s's: what assets do on their own adds up to
 * zero, since the market is their average.
 *
 * @throws ModelError `fit-mismatch`
 */
export function idiosyncraticCovariance(
  universe: Universe,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Float64Array {
  checkFit(panel, model, fit);
  const own = identity(panel.assets.length);
  if (fit.residualGroups !== undefined) {
    meanResidualVariances(fit).forEach((variance, i) => (own[i * (panel.assets.length + 1)] = variance));
    return withinPeriod(universe, fit, 1, own);
  }
  const { estimate } = fit.variances[fit.variances.length - 1];
  return withinPeriod(
    universe,
    fit,
    estimate,
    model.contrasts === undefined ? own : offAverage(own, fit.scales),
  );
}

/** What a reader of a covariance has to know of its residual variances. */
export function residualNotes({ residualGroups }: PanelFit): string[] {
  const periods = residualGroups?.periods;
  if (periods === undefined) return [];
  const levels = [...new Set(periods)].sort();
  if (levels.length === 1) return [];
  const shares = levels.map((level) => {
    const count = periods.filter((own) => own === level).length;
    return `${level} ${count}`;
  });
  return [
    `residual variances are means over the ${periods.length} periods of the panel: ${shares.join(', ')}`,
  ];
}
