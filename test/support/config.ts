import { resolveConfig } from '../../src/config/resolve.js';
import { ConfigError } from '../../src/errors.js';

/** The ConfigError that a configuration is refused with. */
export function refusal(config: unknown): ConfigError {
  try {
    resolveConfig(config);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

/** The configuration of the README, with ten ETFs. */
export const smallest = {
  prices: 'etf10_adj.csv',
  frequency: 'month',
  market: 'SPY',
  backtest: { train: 36, rebalance: 3 },
};
