/** Costs and dividends of a configuration: what cannot be. */
import { ConfigError } from '../errors.js';
import type { EventFile, ResolvedConfig, TradingCostsConfig } from './types.js';

/** How costs by kind are called: no ticker of linear costs is. */
export const costKinds = ['linear', 'quadratic', 'impact', 'borrow', 'margin'] as const;

/** The costs of a configuration by kind; null where it is a number or numbers by ticker. */
export function costsByKind({ costs }: Pick<ResolvedConfig['backtest'], 'costs'>): TradingCostsConfig | null {
  if (typeof costs === 'number' || !costKinds.some((kind) => kind in costs)) return null;
  return costs;
}

/** The file of delisting returns, where they come from one. */
export function delistingFile({
  delistingReturns,
}: Pick<ResolvedConfig['backtest'], 'delistingReturns'>): EventFile | null {
  return typeof delistingReturns === 'object' && typeof delistingReturns.path === 'string'
    ? (delistingReturns as EventFile)
    : null;
}

/** `missing-key` of the capital of market impact, `bad-value` of dividends and splits beside returns. */
export function costProblems({ backtest, input, dividends, splits }: ResolvedConfig): ConfigError[] {
  const problems: ConfigError[] = [];
  if (costsByKind(backtest)?.impact !== undefined && backtest.capital === undefined) {
    problems.push(
      new ConfigError(
        'missing-key',
        'backtest.capital is missing',
        'market impact grows with the money that is traded: say how much there is at the first decision, in the currency of backtest.costs.impact.volume',
        { path: 'backtest.capital' },
      ),
    );
  }
  for (const [path, file] of Object.entries({ dividends, splits })) {
    if (file === undefined || input === 'prices') continue;
    problems.push(
      new ConfigError(
        'bad-value',
        `${path} is for prices, and input says returns`,
        'returns have their dividends and splits already: leave one of the two out',
        { path, input },
      ),
    );
  }
  return problems;
}
