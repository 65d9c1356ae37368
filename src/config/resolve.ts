import { finerThan } from '../data/rebalance-rule.js';
import { ConfigError } from '../errors.js';
import { kernelProblems } from '../kernels/definition-problems.js';
import { collected, refuse } from '../problems.js';
import { withSelection } from './candidates.js';
import { costProblems } from './costs.js';
import { covariateNameProblems } from './covariates.js';
import { issueText } from './issue-text.js';
import { schemaProblems } from './issues.js';
import { resolveModel } from './model-formula.js';
import { loadingsProblems } from './loadings-problems.js';
import { modelProblems } from './model-problems.js';
import { residualGroupProblems } from './residual-groups.js';
import { kernelFormProblems, ownKernelProblems, resolveKernel } from './resolve-kernels.js';
import { configSchema } from './schema.js';
import { scenarioProblems } from './scenarios.js';
import { averagingProblems, withAveraging } from './averaging.js';
import { stackingProblems, withStacking } from './stacking.js';
import { resolveStrategy } from './strategies.js';
import { strategyProblems } from './strategy-problems.js';
import type { BacktestConfig, ResolvedConfig } from './types.js';

function repeatedAssets({ assets = [] }: BacktestConfig): ConfigError[] {
  return assets.flatMap((ticker, index) => {
    if (assets.indexOf(ticker) === index) return [];
    return new ConfigError('bad-value', `assets lists ${ticker} twice`, 'list each ticker once', {
      path: `assets[${index}]`,
      ticker,
    });
  });
}

function dateProblems({ from, to }: BacktestConfig): ConfigError[] {
  if (from === undefined || to === undefined || from <= to) return [];
  return [
    new ConfigError('bad-value', `from ${from} is after to ${to}`, 'swap the two dates', {
      path: 'from',
      from,
      to,
    }),
  ];
}

/** A history shorter than the window leaves cells missing, which an average over the assets cannot have. */
function historyProblems({ backtest, market, model }: ResolvedConfig): ConfigError[] {
  const { train, minHistory, window } = backtest;
  if (minHistory === 'window' || (window === 'rolling' && minHistory >= train)) return [];
  const path = 'backtest.minHistory';
  if (market === 'average') {
    return [
      new ConfigError(
        'bad-value',
        window === 'rolling'
          ? `${path} ${minHistory} is below backtest.train ${train}, and the market is the average of the assets`
          : `${path} is ${minHistory} periods of a window that expands, and the market is the average of the assets`,
        'an average needs all of its assets in every period: raise minHistory, leave it out, or name a market',
        { path, minHistory, train },
      ),
    ];
  }
  const own = model.fixed.filter((term) => /^\s*asset\s*(:|$)/.test(term)).length;
  if (minHistory > own + 1) return [];
  return [
    new ConfigError(
      'bad-value',
      `${path} ${minHistory} is too short: the model has ${own} effects of each asset`,
      `let an asset have ${own + 2} returns or more`,
      { path, minHistory, needed: own + 2 },
    ),
  ];
}

/** Days that the periods of a run cannot tell apart. */
function rebalanceProblems({ backtest: { rebalance }, frequency }: ResolvedConfig): ConfigError[] {
  const reason = typeof rebalance === 'number' ? null : finerThan(rebalance, frequency);
  if (reason === null) return [];
  return [
    new ConfigError(
      'bad-value',
      `backtest.rebalance "${rebalance}" is finer than the frequency ${frequency}: ${reason}`,
      `use a higher frequency, or a number of ${frequency}s between decisions`,
      { path: 'backtest.rebalance', value: rebalance, frequency },
    ),
  ];
}

interface Usual extends Pick<ResolvedConfig, 'market'> {
  backtest: Pick<ResolvedConfig['backtest'], 'train' | 'window'>;
}

/** The history that an asset needs where the configuration does not say. */
function usualHistory({ market, backtest: { train, window } }: Usual): number | 'window' {
  return market === 'average' && window === 'expanding' ? 'window' : train;
}

/**
 * Checks a configuration and fills in every default; what it returns shares nothing with the input and resolves
 * to itself. Tickers are checked later, against the data.
 *
 * @param input a parsed JSON configuration
 * @throws ConfigError `unknown-key`, `missing-key`, `bad-value`, `average-market`,
 *         `duplicate-strategy`, `reserved-name`, `unknown-covariate`, `unknown-kernel`, `kernel-cycle` …, with the field
 *         in `details.path`. Several problems are all in the message; code and details are those of the first. What
 *         depends on several fields is checked once each of them fits the schema; candidates of a selection once the rest
 *         of the configuration does
 */
export function resolveConfig(input: unknown): ResolvedConfig {
  const parsed = configSchema.safeParse(input, { error: issueText });
  if (!parsed.success) throw collected(schemaProblems(parsed.error, input, configSchema));
  const { data } = parsed;
  const { kernels: given, selection, ...rest } = data;
  const kernels =
    given &&
    Object.fromEntries(
      Object.entries(given).map(([name, kernel]) => [name, resolveKernel(kernel, data.backtest.train)]),
    );
  const formula = resolveModel(data.model, (input as BacktestConfig).model);
  const config: ResolvedConfig = {
    ...rest,
    ...(kernels && { kernels }),
    model: formula.model,
    backtest: { ...data.backtest, minHistory: data.backtest.minHistory ?? usualHistory(data) },
    strategies: data.strategies.map((strategy) =>
      withAveraging(withStacking(resolveStrategy(strategy, data), data.classes !== undefined)),
    ),
  };
  refuse([
    ...kernelFormProblems(given ?? {}),
    ...ownKernelProblems(config),
    ...kernelProblems(kernels ?? {}, data.classes !== undefined),
    ...repeatedAssets(config),
    ...dateProblems(config),
    ...historyProblems(config),
    ...rebalanceProblems(config),
    ...costProblems(config),
    ...covariateNameProblems(config),
    ...formula.problems,
    ...(formula.problems.length > 0 ? [] : modelProblems(config, data.model.formula !== undefined)),
    ...residualGroupProblems(config),
    ...(formula.problems.length > 0 ? [] : stackingProblems(config)),
    ...(formula.problems.length > 0 ? [] : loadingsProblems(config)),
    ...averagingProblems(config),
    ...strategyProblems(data.strategies, data),
    ...scenarioProblems(config),
  ]);
  if (selection === undefined) return config;
  const written = { ...(input as BacktestConfig), strategies: data.strategies };
  return withSelection(written, config, selection, resolveConfig);
}
