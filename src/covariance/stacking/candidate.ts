import type { Engine } from '../../create-engine.js';
import type { EngineCore } from '../../engine/core.js';
import { ModelError } from '../../errors.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { idiosyncraticCovariance } from '../idiosyncratic.js';
import { residualPosterior } from '../posterior/posterior.js';
import { systematicComponents } from '../systematic.js';
import { matchUniverse } from '../universe.js';
import type { Block } from './blocks.js';
import { predictiveDensities } from './predictive.js';
import type { StackCandidate } from './types.js';

/** The panel cut to the periods before `to` and to some of its assets. */
export function cutPanel(panel: Panel, to: number, assets: readonly number[]): Panel {
  const N = panel.assets.length;
  const cut = <Values extends Float64Array | string[]>(values: Values): Values =>
    values.slice(0, to) as Values;
  return {
    ...panel,
    assets: assets.map((i) => panel.assets[i]),
    periods: panel.periods.slice(0, to),
    returns: Float64Array.from({ length: to * assets.length }, (_, cell) => {
      const [t, i] = [Math.floor(cell / assets.length), assets[cell % assets.length]];
      return panel.returns[t * N + i];
    }),
    covariates: Object.fromEntries(
      Object.entries(panel.covariates).map(([name, values]) => [name, cut(values)]),
    ),
  };
}

/**
 * The model of a candidate for a panel, fitted.
 *
 * @throws ModelError `stack-model` for models whose covariance differs between periods, `not-converged`, and as `fitPanel`
 */
export function fitCandidate(
  engine: Engine,
  { model: given }: StackCandidate,
  panel: Panel,
): { model: PanelModel; fit: PanelFit } {
  const model = typeof given === 'function' ? given(panel) : given;
  if (model.periodWeights !== undefined || model.residualGroups?.periods !== undefined) {
    throw new ModelError(
      'stack-model',
      'its variances differ between periods, and a stack is of models whose periods are all alike',
      'leave out period weights and residual groups of periods',
    );
  }
  const fit = engine.fitPanel(panel, model);
  if (fit.converged) return { model, fit };
  throw new ModelError(
    'not-converged',
    `the fit did not converge in ${fit.iterations} iterations, KKT residual ${fit.kktResidual.toExponential(1)}`,
    'use a simpler model or more periods',
    { iterations: fit.iterations },
  );
}

/** log p of each period of a block, the candidate fitted to the periods before it. */
export function scoreBlock(
  engine: Engine,
  core: EngineCore,
  candidate: StackCandidate,
  panel: Panel,
  { from, to, fitted, scored }: Block,
  df: number | undefined,
): Float64Array {
  const past = cutPanel(panel, from, fitted);
  const { model, fit } = fitCandidate(engine, candidate, past);
  const covariance =
    candidate.covariance === 'posterior'
      ? residualPosterior(engine, past, model, fit).values
      : withinPeriods(past, model, fit);
  const degreesOfFreedom = df ?? fit.errors?.degreesOfFreedom ?? null;
  const known = { model, fit, covariance, degreesOfFreedom };
  return predictiveDensities(core, cutPanel(panel, to, fitted), from, known, scored);
}

/** N×N over the panel's assets: the total covariance without what comes from covariates. */
function withinPeriods(panel: Panel, model: PanelModel, fit: PanelFit): Float64Array {
  const universe = matchUniverse({ ...panel, dates: panel.periods }, panel);
  const values = idiosyncraticCovariance(universe, panel, model, fit);
  for (const part of systematicComponents(universe, panel, model, fit).slice(1)) {
    for (let cell = 0; cell < values.length; cell++) values[cell] += part.values[cell];
  }
  return values;
}
