import type { Covariance } from '../covariance/types.js';
import { compareRisk, compareWeights, type Portfolios, type WeightComparison } from '../portfolio/compare.js';
import { diversificationRatio } from '../statistics/diversification.js';
import { riskShares } from '../portfolio/risk.js';
import { classOf } from './classes.js';
import { comparisonBase } from './compare.js';
import { attempt } from './outcome.js';
import type { BacktestWindow, LastDecision, VarianceShares } from './types.js';
import type { TrainingWindow } from './window.js';

/** Weights of the last decision by strategy, with the differences from the strategy that reports compare with. */
export function lastWeights(portfolios: Portfolios): Pick<LastDecision, 'base' | 'weights'> {
  const base = comparisonBase(Object.keys(portfolios));
  const [first] = Object.keys(portfolios);
  const rows = compareWeights(portfolios, base ?? first);
  return {
    base,
    weights: base === null ? rows.map((row): WeightComparison => ({ ...row, differences: {} })) : rows,
  };
}

/**
 * The portfolios of the last decision side by side: what they hold, and how volatile each is under one covariance of its
 * window, the total of the model, or Ledoit–Wolf's where there is none.
 *
 * @param held by strategy
 * @param withModel whether the window may fit its model for this: a run without model strategies fits none
 */
export function lastDecisionOf(
  window: TrainingWindow,
  decision: string,
  held: Portfolios,
  withModel: boolean,
): LastDecision {
  const { base, weights } = lastWeights(held);
  const invested = Object.entries(held).filter(([, weights]) =>
    Object.values(weights).some((weight) => weight !== 0),
  );
  const compared = { decision, base, weights };
  if (invested.length === 0)
    return { ...compared, covariance: null, reason: 'no strategy holds an asset', risk: [] };

  const reasons: string[] = withModel ? [] : ['total: no strategy uses the model'];
  for (const name of withModel ? (['total', 'ledoitWolf'] as const) : (['ledoitWolf'] as const)) {
    const estimate = window.covariance(name);
    if ('failure' in estimate) {
      reasons.push(`${name}: ${estimate.failure}`);
      continue;
    }
    const portfolios = Object.fromEntries(invested);
    const hasBase = base !== null && Object.hasOwn(portfolios, base);
    const measured = attempt(() => compareRisk(estimate.value, portfolios, hasBase ? base : invested[0][0]));
    if ('failure' in measured) {
      reasons.push(`${name}: ${measured.failure}`);
      continue;
    }
    const risk = measured.value.map((row) => ({
      ...row,
      reduction: hasBase ? row.reduction : null,
      annualVolatility: Math.sqrt(window.periodsPerYear) * row.volatility,
      diversificationRatio: diversificationRatio(
        estimate.value.assets.map((asset) => portfolios[row.portfolio][asset] ?? 0),
        estimate.value.values,
      ),
    }));
    const shares = sharesOf(window, name, estimate.value, portfolios);
    return { ...compared, covariance: name, reason: reasons[0] ?? null, risk, shares };
  }
  return { ...compared, covariance: null, reason: reasons.join('; '), risk: [] };
}

/** Where the variance of portfolios comes from: assets, classes, and components where the covariance is the model's. */
function sharesOf(
  window: TrainingWindow,
  name: 'total' | 'ledoitWolf',
  covariance: Covariance,
  portfolios: Portfolios,
): Record<string, VarianceShares> {
  const { classes } = window;
  const ofModel = name === 'total' ? window.components() : null;
  const components = ofModel !== null && 'value' in ofModel ? ofModel.value : undefined;
  const groups: Record<string, string[]> = {};
  if (classes !== undefined)
    for (const asset of covariance.assets) (groups[classOf(asset, classes)] ??= []).push(asset);
  return Object.fromEntries(
    Object.entries(portfolios).flatMap(([strategy, weights]) => {
      const shares = attempt(() => riskShares(covariance, weights, { groups, components }));
      if ('failure' in shares) return [];
      const { assets, groups: byClass = {}, components: parts = null } = shares.value;
      return [[strategy, { assets, classes: classes === undefined ? null : byClass, components: parts }]];
    }),
  );
}

/** A strategy with what it chose, the last choice last. */
export interface LastChoices {
  name: string;
  windows: readonly Pick<BacktestWindow, 'weights'>[];
}

/** The weights that each strategy of a result chose last. */
export function portfoliosOf(strategies: readonly LastChoices[]): Portfolios {
  return Object.fromEntries(strategies.map(({ name, windows }) => [name, windows.at(-1)?.weights ?? {}]));
}
