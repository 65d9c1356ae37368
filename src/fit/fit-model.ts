import { requireFurther, usesFilter } from '../backtest/further.js';
import { backtestInputs } from '../backtest/inputs.js';
import type { BacktestSources } from '../backtest/inputs.types.js';
import { withRepairedKernels } from '../backtest/kernels.js';
import { decisionAtEnd, type Schedule } from '../backtest/schedule.js';
import { type TrainingWindow, trainingWindow } from '../backtest/window.js';
import { strategyCovarianceOptions } from '../config/stacking.js';
import { resolveConfig } from '../config/resolve.js';
import type { BacktestConfig } from '../config/types.js';
import { covarianceNames } from '../covariance/covariance.js';
import { isFiltered } from '../covariance/filtered.js';
import type { Engine } from '../create-engine.js';
import { dataHash } from '../data/data-hash.js';
import type { PriceTable } from '../data/types.js';
import { ConfigError, DataError } from '../errors.js';
import { betterMaximum } from './better-maximum.js';
import type { ModelFit } from './types.js';

/** Which periods to fit, and the files of the configuration. */
export interface ModelFitOptions {
  /** fit to the last so many periods; by default to all that `from` and `to` leave */
  train?: number;
  /** the files that the configuration names, read by the caller */
  sources?: BacktestSources;
}

/**
 * Fits the configured model once, by the code that fits it in each training window of a backtest: to the same panel,
 * with the same covariates and kernels, here of all periods or the last `train`. Then estimates every covariance.
 *
 * Filtered covariances are estimated where a strategy of the configuration uses one.
 * A fit that does not converge is returned, with `fit.converged` false and without the covariances that need it.
 *
 * @param prices prices, or returns where `config.input` says so
 * @param config as in the JSON file; its `prices` is not read here, of its `backtest` nothing but the bounds' checks
 * @throws ConfigError as `backtest`, and `bad-value` for `train`
 * @throws DataError `too-few-periods`, `too-few-assets` with why the others sat out, and what reading the series throws
 * @throws EngineError `not-loaded` where a strategy uses a filtered covariance, before `prepareFilters`
 * @throws ModelError what `engine.fitPanel` and the kernels throw
 *
 * @example
 * ```ts
 * import { createEngine, fitModel, simulatePrices } from 'mixfolio';
 *
 * const { prices, classes } = simulatePrices({ seed: 1 });
 * const { fit } = fitModel(await createEngine(), prices, { market: 'SPY', frequency: 'month', classes });
 * for (const { label, estimate } of fit.variances) console.log(label, estimate.toFixed(3));
 * console.log('heritability', fit.heritability.estimate.toFixed(3));
 * // prints
 * //   time 0.108
 * //   asset:time(combined) 0.359
 * //   residual 0.532
 * //   heritability 0.359
 * ```
 */
export function fitModel(
  engine: Engine,
  prices: PriceTable,
  config: BacktestConfig,
  options: ModelFitOptions = {},
): ModelFit {
  const { train, sources = {} } = options;
  const resolved = resolveConfig(config);
  requireFurther(engine, resolved.strategies);
  const read = backtestInputs(prices, resolved, sources, ({ dates }) => lastPeriods(dates.length, train));
  const inputs = withRepairedKernels(engine, read, resolved);
  const window = trainingWindow(engine, inputs, resolved, inputs.schedule.first);
  refuseTooFew(window, window.report().satOut);

  const fitted = window.fitted();
  if ('failure' in fitted) throw fitted.error ?? new TypeError(fitted.failure);
  const covariances: ModelFit['covariances'] = {};
  const covarianceFailures: ModelFit['covarianceFailures'] = {};
  for (const name of covarianceNames) {
    if (isFiltered(name) && !resolved.strategies.some(usesFilter)) {
      covarianceFailures[name] = 'no strategy of the configuration uses a filtered covariance';
      continue;
    }
    const outcome = window.covariance(name);
    if ('failure' in outcome) covarianceFailures[name] = outcome.failure;
    else covariances[name] = outcome.value;
  }
  const stacks = resolved.strategies.flatMap((strategy): ModelFit['stacks'] => {
    if (strategy.covariance !== 'stacked') return [];
    const outcome = window.covariance('stacked', strategyCovarianceOptions(strategy));
    const { name } = strategy;
    return 'failure' in outcome
      ? [{ strategy: name, stacking: null, reason: outcome.failure }]
      : [{ strategy: name, stacking: outcome.value.stacking ?? null, reason: null }];
  });
  const kernels = window.kernels();
  const { satOut, notes } = window.report();
  return {
    config: resolved,
    engineVersion: engine.version,
    dataHash: dataHash(prices),
    universe: inputs.universe,
    marketAsset: window.marketAsset,
    satOut,
    notes: [...inputs.notes, ...notes, ...betterMaximum(engine, fitted.value)],
    ...fitted.value,
    kernels: 'failure' in kernels ? null : kernels.value,
    covariances,
    covarianceFailures,
    stacks,
  };
}

/** A decision at the end of the data that looks at the last `train` periods, or at all of them. */
function lastPeriods(periods: number, train = periods): Schedule {
  if (!Number.isInteger(train) || train < 2) {
    throw new ConfigError('bad-value', `train is ${train}`, 'fit to a whole number of periods, 2 or more', {
      path: 'train',
      value: train,
    });
  }
  if (train > periods) {
    throw new DataError(
      'too-few-periods',
      `the data hold ${periods} return periods, and train asks for ${train}`,
      'use more data, a shorter train, or none to fit to all periods',
      { periods, train },
    );
  }
  return decisionAtEnd(periods, train);
}

function refuseTooFew({ modelled, marketAsset }: TrainingWindow, satOut: ModelFit['satOut']): void {
  const size = modelled.length;
  if (size >= 2) return;
  const beside = marketAsset === null ? '' : ` beside the market ${marketAsset}`;
  const [first] = satOut;
  const why = first === undefined ? '' : `; ${satOut.length} sat out, ${first.asset}: ${first.reason}`;
  throw new DataError(
    'too-few-assets',
    `${size} ${size === 1 ? 'asset' : 'assets'}${beside} can be fitted, and 2 are needed${why}`,
    first === undefined ? 'add assets' : 'fit to fewer periods, those that all assets have returns in',
    { assets: size, satOut: satOut.map(({ asset }) => asset) },
  );
}
