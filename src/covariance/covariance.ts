import type { Engine } from '../create-engine.js';
import type { ReturnMatrix } from '../data/check-returns.js';
import { ConfigError } from '../errors.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { suggestion } from '../suggest.js';
import { type Estimate, exponential, linearShrinkage, nonlinearShrinkage, pcaFactor } from './baselines.js';
import { conditionNumber, conditionOfMany } from './condition-number.js';
import { filteredFit } from '../loadings/filtered-fit.js';
import { type FilteredName, ofConstantLoadings } from './filtered.js';
import { fittedCovariance } from './fitted.js';
import { idiosyncraticCovariance, residualNotes } from './idiosyncratic.js';
import { type LedoitWolfOptions, ledoitWolf } from './ledoit-wolf.js';
import { oas } from './oas.js';
import { checkOptions, type CovarianceOptions } from './options.js';
import { posteriorCovariance } from './posterior.js';
import type { HalfLifeScores } from './posterior/half-life-scores.js';
import { sampleCovariance } from './sample.js';
import { scaleBack, standardised } from './standardised.js';
import { systematicCovariance } from './systematic.js';
import type { Covariance, CovarianceName } from './types.js';
import { matchUniverse } from './universe.js';

/** What a covariance is estimated from, and what its estimator can be told. */
export interface CovarianceInput extends LedoitWolfOptions, CovarianceOptions {
  /** of one training window; its assets are those of the result, in that order */
  returns: ReturnMatrix;
  /** returns of the market in these periods, the factor of `singleFactor`; default the mean of the assets */
  market?: Float64Array;
  /** the fitted model of the same window, with what it was fitted to; only model covariances need the three */
  fit?: PanelFit;
  panel?: Panel;
  model?: PanelModel;
  /** that the half-lives of `posterior` are chosen by, where `auto` asks for it; default those within the panel */
  halfLifeScores?: HalfLifeScores;
}

/** An estimator: values of the result, and what else it tells. */
type Estimator = (engine: Engine, input: CovarianceInput) => Estimate;

const estimators: Record<CovarianceName, Estimator> = {
  sample: (engine, { returns }) => ({ values: sampleCovariance(engine, returns) }),
  ledoitWolf: (engine, { returns, divisor }) => ledoitWolf(engine, returns, { divisor }),
  oas: (engine, { returns }) => oas(engine, returns),
  constantCorrelation: (engine, { returns }) => linearShrinkage(engine, 'constantCorrelation', returns),
  singleFactor: (engine, { returns, market }) => linearShrinkage(engine, 'singleFactor', returns, market),
  nonlinear: (engine, { returns }) => nonlinearShrinkage(engine, 'nonlinear', returns),
  nonlinear2020: (engine, { returns }) => nonlinearShrinkage(engine, 'nonlinear2020', returns),
  // `checkOptions` has refused other values than numbers
  exponential: (engine, { returns, halfLife }) =>
    exponential(engine, returns, halfLife as number | undefined),
  pcaFactor: (engine, { returns, factors }) => pcaFactor(engine, returns, factors),
  systematic: (_, input) => {
    const { universe, panel, model, fit } = fittedModel('systematic', input);
    return { values: systematicCovariance(universe, panel, model, fit) };
  },
  idiosyncratic: (_, input) => {
    const { universe, panel, model, fit } = fittedModel('idiosyncratic', input);
    return { values: idiosyncraticCovariance(universe, panel, model, fit), notes: residualNotes(fit) };
  },
  total: (_, input) => {
    const { universe, panel, model, fit } = fittedModel('total', input);
    const values = systematicCovariance(universe, panel, model, fit);
    const own = idiosyncraticCovariance(universe, panel, model, fit);
    for (let index = 0; index < values.length; index++) values[index] += own[index];
    return { values, notes: residualNotes(fit) };
  },
  filtered: (engine, input) => ofMovingLoadings(engine, 'filtered', input),
  filteredSystematic: (engine, input) => ofMovingLoadings(engine, 'filteredSystematic', input),
  posterior: (engine, input) => {
    const { universe, panel, model, fit } = fittedModel('posterior', input);
    return posteriorCovariance(engine, universe, panel, model, fit, input.halfLife, input.halfLifeScores);
  },
  fitted: (engine, input) => {
    const { universe, panel, model, fit } = fittedModel('fitted', input);
    return { values: fittedCovariance(engine, input.returns, universe, panel, model, fit) };
  },
};

/** Names of all covariances, see `covariance`. */
export const covarianceNames = Object.keys(estimators) as CovarianceName[];

/** Covariances that are made of a fitted model's parts, and need a heritability worth using. */
export const structuredCovariances: readonly CovarianceName[] = [
  'systematic',
  'fitted',
  'idiosyncratic',
  'total',
  'filtered',
  'filteredSystematic',
];

/** Covariances that need the fit: `posterior` too, which believes a model as far as the returns do, with kernels or without. */
export const modelCovariances: readonly CovarianceName[] = [...structuredCovariances, 'posterior'];

/**
 * Covariance of the assets' returns, per period, by the estimator of that name.
 *
 * Most estimators need the returns alone. `systematic`, `idiosyncratic`, `total` (the sum of these two), `filtered` and
 * `filteredSystematic` (`total` and `systematic` with the loadings of the last period), `posterior` and
 * `fitted` need the fit, and the panel and the model it was made from. An asset of the returns that is not in the
 * panel must be one of its covariates, number for number: the market itself.
 *
 * @returns exactly symmetric, in the order of `returns.assets`; `conditionNumber` is null where the smallest
 *          eigenvalue is at most 1e-13 of the largest
 * @throws ConfigError `unknown-covariance`, `needs-fit`, `unknown-divisor`, `unused-option` and `bad-value` of options
 * @throws DataError `missing-return`, `not-finite`, `too-few-periods`, `duplicate-asset`, `wrong-length`, `zero-variance`,
 *         `singular-sample`, `too-many-factors`, `not-in-model` (an asset), `different-periods`, `missing-covariate`
 * @throws ModelError `fit-mismatch`, `bad-term`, `unknown-covariate`, `unknown-kernel`, `kernel-label`, `dropped-loading`; of
 *         `posterior` also as `posteriorCovariance`, of filtered ones as `filterLoadings`
 * @throws EngineError `not-loaded` of filtered ones before `prepareFilters`; a search that did not converge is among the notes
 * @see docs/theory.md#covariances
 *
 * @example
 * ```ts
 * import { covariance, createEngine, simulatePrices, toReturns } from 'mixfolio';
 *
 * const returns = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * const { assets, values, shrinkage } = covariance(await createEngine(), 'ledoitWolf', { returns });
 * console.log(assets[0], Math.sqrt(12 * values[0]).toFixed(3), shrinkage?.toFixed(3)); // volatility a year
 * // prints
 * //   SPY 0.167 0.065
 * ```
 */
export function covariance(engine: Engine, name: CovarianceName, input: CovarianceInput): Covariance {
  if (!Object.hasOwn(estimators, name)) {
    throw new ConfigError(
      'unknown-covariance',
      `there is no covariance "${String(name)}"`,
      suggestion(String(name), covarianceNames),
      { name },
    );
  }
  checkOptions(name, input);
  const estimate = input.standardise === true ? ofStandardised : estimators[name];
  const { values, notes = [], ...diagnostics } = estimate(engine, input, name);
  const assets = [...input.returns.assets];
  const known = conditionOfMany(engine, name, input, { values, ...diagnostics });
  return {
    name,
    assets,
    values,
    conditionNumber: known === undefined ? conditionNumber(engine, values, assets.length) : known,
    ...(notes.length === 0 ? {} : { notes }),
    ...(input.standardise === true ? { standardised: true } : {}),
    ...diagnostics,
  };
}

/** Σ̂ of loadings that stay, with those of the last period in their place, and the variances of the filter. */
function ofMovingLoadings(engine: Engine, name: FilteredName, input: CovarianceInput): Estimate {
  const { panel, model, fit: constant } = fittedModel(name, input);
  const { fit, moving, test, notes } = filteredFit(engine, panel, model, constant, input.loadings);
  const estimate = estimators[ofConstantLoadings[name]](engine, { ...input, fit });
  return { ...estimate, movement: { moving, test }, notes: [...(estimate.notes ?? []), ...notes] };
}

/** D·Ĉ·D, Ĉ the estimate from returns divided by their sample deviations D. */
function ofStandardised(engine: Engine, input: CovarianceInput, name: CovarianceName): Estimate {
  const { returns, deviations } = standardised(input.returns);
  const estimate = estimators[name](engine, { ...input, returns });
  scaleBack(estimate.values, deviations);
  return estimate;
}

function fittedModel(name: CovarianceName, { returns, fit, panel, model }: CovarianceInput) {
  if (!fit || !panel || !model) {
    const missing = Object.entries({ fit, panel, model }).flatMap(([key, value]) => (value ? [] : [key]));
    throw new ConfigError(
      'needs-fit',
      `the ${name} covariance needs a fitted model: ${missing.join(', ')} not given`,
      'pass fit, panel and model of the same window, or use sample, ledoitWolf or oas',
      { name, missing },
    );
  }
  return { universe: matchUniverse(returns, panel), panel, model, fit };
}
