import { ConfigError } from '../errors.js';
import type { CovarianceName } from '../covariance/types.js';
import { checkModel } from './check-model.js';
import { checkCovariateNames } from './covariates.js';
import { resolveKernels } from './resolve-kernels.js';
import { configErrorOf } from './issues.js';
import { configSchema } from './schema.js';
import type { BacktestConfig, ResolvedConfig, ResolvedStrategy, StrategyConfig } from './types.js';

const covarianceNames: readonly string[] = [
  'sample',
  'systematic',
  'fitted',
  'idiosyncratic',
  'total',
  'ledoitWolf',
  'oas',
] satisfies CovarianceName[];

function objectiveOf({ name, objective, targetReturn }: StrategyConfig): ResolvedStrategy['objective'] {
  if (objective !== undefined) return objective;
  if (targetReturn !== undefined) return 'targetReturn';
  return name === 'equalWeight' ? 'equalWeight' : 'minimumVariance';
}

function resolveStrategy(strategy: StrategyConfig, index: number): ResolvedStrategy {
  const objective = objectiveOf(strategy);
  checkObjective(strategy, objective, `strategies[${index}]`);
  const namesake = covarianceNames.includes(strategy.name) ? (strategy.name as CovarianceName) : 'systematic';
  const { covariance = objective === 'equalWeight' ? undefined : namesake } = strategy;
  return {
    name: strategy.name,
    ...(covariance === undefined ? {} : { covariance }),
    objective,
    ...(objective === 'unconstrainedMinimumVariance'
      ? {}
      : { minWeights: strategy.minWeights ?? 0, maxWeights: strategy.maxWeights ?? 1 }),
    ...(objective === 'targetReturn'
      ? { targetReturn: strategy.targetReturn, expectedReturns: strategy.expectedReturns ?? 'sample' }
      : {}),
  };
}

/** A target where there is to be one, and no field that the objective would pass over. */
function checkObjective(
  strategy: StrategyConfig,
  objective: ResolvedStrategy['objective'],
  path: string,
): void {
  if (objective === 'targetReturn' && strategy.targetReturn === undefined) {
    throw new ConfigError(
      'missing-key',
      `${path}.targetReturn is missing`,
      'the objective targetReturn needs it: a return a year, 0.06 for 6 %',
      { path: `${path}.targetReturn`, strategy: strategy.name },
    );
  }
  const unused = [
    ...(objective === 'targetReturn' ? [] : (['targetReturn', 'expectedReturns'] as const)),
    ...(objective === 'unconstrainedMinimumVariance' ? (['minWeights', 'maxWeights'] as const) : []),
  ].find((field) => strategy[field] !== undefined);
  if (unused === undefined) return;
  throw new ConfigError(
    'bad-value',
    `${path}.${unused} is not used by the objective ${objective}`,
    'leave one of the two out',
    { path: `${path}.${unused}`, strategy: strategy.name, objective },
  );
}

/** The bound of one ticker: an unlisted ticker has the default. */
export function boundOf(
  bound: number | Record<string, number> | undefined,
  ticker: string,
  otherwise: number,
): number {
  if (bound === undefined) return otherwise;
  return typeof bound === 'number' ? bound : Object.hasOwn(bound, ticker) ? bound[ticker] : otherwise;
}

function checkBounds(strategy: ResolvedStrategy, path: string): void {
  const { minWeights, maxWeights } = strategy;
  const listed = [minWeights, maxWeights].flatMap((bound) =>
    typeof bound === 'object' ? Object.keys(bound) : [],
  );
  for (const ticker of [...listed, '']) {
    const lower = boundOf(minWeights, ticker, 0);
    const upper = boundOf(maxWeights, ticker, 1);
    if (lower > upper) {
      throw new ConfigError(
        'bad-value',
        `${path}.minWeights ${lower} is above maxWeights ${upper}${ticker === '' ? '' : ` for ${ticker}`}`,
        'a smallest weight has to be at most the largest',
        { path: `${path}.minWeights`, strategy: strategy.name, lower, upper },
      );
    }
  }
}

function checkStrategies(strategies: readonly ResolvedStrategy[]): void {
  strategies.forEach((strategy, index) => {
    const path = `strategies[${index}]`;
    if (strategies.findIndex(({ name }) => name === strategy.name) < index) {
      throw new ConfigError(
        'duplicate-strategy',
        `two strategies are called "${strategy.name}"`,
        'give each strategy a name of its own',
        { path: `${path}.name`, strategy: strategy.name },
      );
    }
    checkBounds(strategy, path);
  });
}

function checkAssets({ assets = [] }: BacktestConfig): void {
  const twice = assets.findIndex((ticker, index) => assets.indexOf(ticker) < index);
  if (twice < 0) return;
  throw new ConfigError('bad-value', `assets lists ${assets[twice]} twice`, 'list each ticker once', {
    path: `assets[${twice}]`,
    ticker: assets[twice],
  });
}

function checkDates({ from, to }: BacktestConfig): void {
  if (from !== undefined && to !== undefined && from > to) {
    throw new ConfigError('bad-value', `from ${from} is after to ${to}`, 'swap the two dates', {
      path: 'from',
      from,
      to,
    });
  }
}

function checkWalkForward({ train, minHistory }: ResolvedConfig['backtest']): void {
  if (minHistory < train) {
    throw new ConfigError(
      'bad-value',
      `backtest.minHistory ${minHistory} is below backtest.train ${train}`,
      'an asset needs a full training window: raise minHistory or leave it out',
      { path: 'backtest.minHistory', minHistory, train },
    );
  }
}

/**
 * Checks a configuration and fills in every default; what it returns shares nothing with the input and resolves
 * to itself. Tickers are checked later, against the data.
 *
 * @param input a parsed JSON configuration
 * @throws ConfigError `unknown-key`, `missing-key`, `bad-value`, `not-available`, `average-market`,
 *         `duplicate-strategy`, `reserved-name`, `unknown-covariate`, `unknown-kernel`, `kernel-cycle` …, with the field
 *         in `details.path`
 */
export function resolveConfig(input: unknown): ResolvedConfig {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) throw configErrorOf(parsed.error, input, configSchema);
  const { data } = parsed;
  const { kernels, ...rest } = data;
  const config: ResolvedConfig = {
    ...rest,
    ...(kernels && { kernels: resolveKernels(kernels, data.classes !== undefined) }),
    backtest: { ...data.backtest, minHistory: data.backtest.minHistory ?? data.backtest.train },
    strategies: data.strategies.map(resolveStrategy),
  };
  checkAssets(config);
  checkDates(config);
  checkWalkForward(config.backtest);
  checkCovariateNames(config);
  checkModel(config);
  checkStrategies(config.strategies);
  return config;
}
