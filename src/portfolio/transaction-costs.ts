/** Linear costs of trading from previous weights, Σ c_i|w_i − p_i|. */
import { ConfigError } from '../errors.js';
import { byAsset } from './by-asset.js';
import type { WeightConstraints } from './quadratic.js';
import { innerProduct } from './result.js';
import { type TurnoverLimit, turnoverLimitOf } from './rows.js';
import type { PortfolioOptions, PortfolioResult } from './types.js';

/**
 * Limit on trading and its costs, null where there are neither.
 *
 * @throws ConfigError `bad-cost`, `unknown-asset`, `missing-previous-weights` and what `turnoverLimitOf` throws
 * @throws DataError see `turnoverLimitOf`
 */
export function tradingOf(options: PortfolioOptions, assets: readonly string[]): TurnoverLimit | null {
  const { transactionCosts, previousWeights, turnoverLimit = Infinity } = options;
  if (transactionCosts === undefined) return turnoverLimitOf(options, assets);
  const costs = costsOf(transactionCosts, assets);
  if (previousWeights === undefined) {
    throw new ConfigError(
      'missing-previous-weights',
      'transactionCosts need previousWeights',
      'give the weights that are held now, by ticker; {} where nothing is',
      { option: 'previousWeights' },
    );
  }
  const limited = turnoverLimitOf({ ...options, turnoverLimit }, assets);
  return limited && { ...limited, costs };
}

function costsOf(
  given: NonNullable<PortfolioOptions['transactionCosts']>,
  assets: readonly string[],
): Float64Array {
  const check = (value: unknown, field: string): number => {
    if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
    throw new ConfigError(
      'bad-cost',
      `${field} is ${String(value)}`,
      'give what a unit of value traded costs, 0.001 for 0.1 %, in the units of the expected returns',
      { field, value: String(value) },
    );
  };
  return byAsset(given, { name: 'transactionCosts', otherwise: 0, check }, assets);
}

/** Σ c_i|w_i − p_i|, 0 where trading is free */
export function costsOfTrading(weights: Float64Array, trading: TurnoverLimit | null): number {
  if (!trading?.costs) return 0;
  const { previous, costs } = trading;
  return innerProduct(
    costs,
    weights.map((weight, i) => Math.abs(weight - previous[i])),
  );
}

/** The result with what trading costs, and without the multiplier of a limit on it that was not asked for. */
export function withCosts(
  result: PortfolioResult,
  weights: Float64Array,
  { turnover }: WeightConstraints,
  { turnoverLimit }: PortfolioOptions,
): PortfolioResult {
  if (!turnover?.costs) return result;
  if (turnoverLimit === undefined) delete result.multipliers?.turnoverLimit;
  return { ...result, transactionCosts: costsOfTrading(weights, turnover) };
}
