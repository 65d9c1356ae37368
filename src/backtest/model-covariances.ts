/** Covariances of a training window that are made of its model, each by the estimator that its name says. */
import { averagedCovariance } from '../bayes/averaged-covariance.js';
import { type StrategyCovarianceOptions } from '../config/stacking.js';
import { resolveAveraging } from '../config/averaging.js';
import type { StrategyCovarianceName } from '../config/strategy.types.js';
import type { ResolvedConfig } from '../config/types.js';
import { covariance } from '../covariance/covariance.js';
import { isFiltered, ofConstantLoadings } from '../covariance/filtered.js';
import { lowRankCovariance } from '../covariance/low-rank.js';
import { checkOptions } from '../covariance/options.js';
import { choosesHalfLife } from '../covariance/posterior/half-lives.js';
import type { Covariance } from '../covariance/types.js';
import type { Engine } from '../create-engine.js';
import type { MovementOptions } from '../loadings/types.js';
import { halfLifeTimeline } from './half-life-timeline.js';
import type { BacktestInputs } from './inputs.types.js';
import { type MovedModel, movedModel } from './moved-model.js';
import { type Once, type Outcome, attempt, once } from './outcome.js';
import type { ScheduledDecision } from './schedule.js';
import type { FittedModel } from './window.js';
import { windowStack, type WindowParts } from './window-stack.js';

/** What the window is of, and who takes part in it. */
export interface ModelledWindow extends WindowParts {
  engine: Engine;
  inputs: BacktestInputs;
  config: ResolvedConfig;
  decision: ScheduledDecision;
}

/**
 * @param converged the window's fit, or why there is none that can be used
 */
export function modelCovarianceOf(
  { engine, inputs, config, decision, positions, market, classes, definitions }: ModelledWindow,
  converged: () => Outcome<FittedModel>,
): (name: StrategyCovarianceName, options: StrategyCovarianceOptions) => Outcome<Covariance> {
  const window = { engine, inputs, config, decision, positions, market, classes, definitions };
  const filters = new Map<string, Once<Outcome<MovedModel>>>();
  /** One filter for the covariances that are made of it; a search that did not converge is a failure, as that of a fit is. */
  const filtered = (loadings: MovementOptions): Outcome<MovedModel> => {
    const key = JSON.stringify(loadings);
    const known = filters.get(key) ?? once(() => movedModel(window, converged(), loadings));
    filters.set(key, known);
    return known();
  };

  return (name, { stacking = {}, averaging, ...options }) => {
    if (isFiltered(name)) {
      const { loadings = {}, ...others } = options;
      const moved = filtered(loadings);
      if ('failure' in moved) return moved;
      const { movement, ...fittedTo } = moved.value;
      return attempt(() => {
        checkOptions(name, others);
        return { ...covariance(engine, ofConstantLoadings[name], fittedTo), name, movement };
      });
    }
    if (name === 'stacked') {
      return attempt(() =>
        windowStack(engine, inputs, config, decision, { positions, market, classes, definitions }, stacking),
      );
    }
    const outcome = converged();
    if ('failure' in outcome) return outcome;
    const { lowRank, ...fittedTo } = outcome.value;
    if (name === 'averaged') {
      const day = inputs.returns.dates[decision.decision];
      return attempt(() => {
        // the sampler has kernels as whole matrices
        const { panel, model } = fittedTo;
        const window = lowRank === undefined ? fittedTo : { ...fittedTo, fit: engine.fitPanel(panel, model) };
        return averagedCovariance(engine, window, resolveAveraging(averaging), config.seed, day);
      });
    }
    if (
      lowRank !== undefined &&
      (name === 'systematic' || name === 'total') &&
      options.standardise !== true
    ) {
      return attempt(() => lowRankCovariance(engine, name, { ...fittedTo, model: lowRank }));
    }
    return attempt(() => {
      const halfLifeScores = choosesHalfLife(options.halfLife)
        ? halfLifeTimeline(inputs, config).at(decision.decision)
        : undefined;
      return covariance(engine, name, { ...options, ...fittedTo, halfLifeScores });
    });
  };
}
