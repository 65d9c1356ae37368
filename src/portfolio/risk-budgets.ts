import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { groupByAsset } from './risk.js';
import type { PortfolioOptions } from './types.js';

/**
 * Shares of the variance by asset, adding up to 1: equal ones, or `riskBudgets` by ticker or by the name of a group, whose
 * members have equal parts.
 *
 * @throws ConfigError `unknown-asset` for a name that is neither an asset without group nor a group, `bad-risk-budget`
 *         for a number that is negative or not finite, for none above 0, and for groups without budgets,
 *         `missing-risk-budget`, `overlapping-groups`
 */
export function riskBudgetsOf(
  { riskBudgets, riskGroups = {} }: Pick<PortfolioOptions, 'riskBudgets' | 'riskGroups'>,
  assets: readonly string[],
): Float64Array {
  const groupOf = groupByAsset(riskGroups, assets);
  const names = [...Object.keys(riskGroups), ...assets.filter((asset) => !groupOf.has(asset))];
  if (riskBudgets === undefined) {
    if (Object.keys(riskGroups).length === 0) return new Float64Array(assets.length).fill(1 / assets.length);
    throw new ConfigError(
      'bad-risk-budget',
      'riskGroups are given without riskBudgets',
      'give each group its budget, or leave riskGroups out',
      { option: 'riskGroups' },
    );
  }
  checkBudgets(riskBudgets, names);
  const budgets = Float64Array.from(assets, (asset) => {
    const group = groupOf.get(asset);
    return group === undefined ? riskBudgets[asset] : riskBudgets[group] / riskGroups[group].length;
  });
  const sum = budgets.reduce((total, budget) => total + budget, 0);
  if (sum > 0) return budgets.map((budget) => budget / sum);
  throw new ConfigError('bad-risk-budget', 'no risk budget is above 0', 'give shares of the variance', {
    option: 'riskBudgets',
  });
}

function checkBudgets(riskBudgets: Readonly<Record<string, number>>, names: readonly string[]): void {
  for (const [name, budget] of Object.entries(riskBudgets)) {
    if (!names.includes(name)) {
      throw new ConfigError(
        'unknown-asset',
        `riskBudgets names ${name}, which is neither an asset without a group nor one of riskGroups`,
        suggestion(name, names),
        { option: 'riskBudgets', asset: name },
      );
    }
    if (!(Number.isFinite(budget) && budget >= 0)) {
      throw new ConfigError(
        'bad-risk-budget',
        `the risk budget of ${name} is ${String(budget)}`,
        'give a share of the variance that is not negative, 0.3 for 30 %',
        { option: 'riskBudgets', name, value: String(budget) },
      );
    }
  }
  const missing = names.find((name) => !Object.hasOwn(riskBudgets, name));
  if (missing === undefined) return;
  throw new ConfigError(
    'missing-risk-budget',
    `riskBudgets has no number for ${missing}`,
    'give every asset a budget, itself or by its group; 0 leaves it out',
    { option: 'riskBudgets', name: missing },
  );
}
