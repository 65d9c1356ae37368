import { boundOf } from '../config/strategies.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { power } from '../numeric/elementary.js';
import { readable } from '../portfolio/bounds.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import { type Outcome, attempt } from './outcome.js';
import { type ConstraintOptions, constraintOptions } from './strategy-constraints.js';
import type { TrainingWindow } from './window.js';

/** Bounds of these assets, by ticker. */
function boundsOf(strategy: ResolvedStrategy, assets: readonly string[]) {
  const byTicker = (bound: ResolvedStrategy['minWeights'], otherwise: number) =>
    Object.fromEntries(assets.map((asset) => [asset, boundOf(bound, asset, otherwise)]));
  return { minWeights: byTicker(strategy.minWeights, 0), maxWeights: byTicker(strategy.maxWeights, 1) };
}

/**
 * The strategy's objective over the assets of a covariance: of numbers a year, a target return is (1 + r)^{1/P} − 1 and a
 * target volatility s/√P a period.
 *
 * @param previous what is held of the last decision, by asset of the universe; null at the first
 */
export function objectiveOf(
  strategy: ResolvedStrategy,
  window: TrainingWindow,
  assets: readonly string[],
  previous: () => Float64Array | null,
): Outcome<ConstraintOptions> {
  const { objective, linkage, riskAversion, targetReturn, targetVolatility } = strategy;
  const constraints = constraintsIn(strategy, window, assets, previous);
  if ('failure' in constraints) return constraints;
  const P = window.periodsPerYear;
  const options: PortfolioOptions = {
    objective,
    ...(strategy.minWeights === undefined ? {} : boundsOf(strategy, assets)),
    ...(linkage === undefined ? {} : { linkage }),
    ...(riskAversion === undefined ? {} : { riskAversion }),
    ...(targetReturn === undefined ? {} : { targetReturn: power(1 + targetReturn, 1 / P) - 1 }),
    ...(targetVolatility === undefined ? {} : { targetVolatility: targetVolatility / Math.sqrt(P) }),
    ...(objective === 'maximumSharpe' ? { riskFree: window.riskFree } : {}),
    ...constraints.value.options,
  };
  const { notes } = constraints.value;
  if (strategy.expectedReturns === undefined) return { value: { options, notes } };
  const expected = window.expectedReturns(strategy.expectedReturns);
  if ('failure' in expected) return expected;
  const expectedReturns = Object.fromEntries(assets.map((asset) => [asset, expected.value[asset]]));
  return { value: { options: { ...options, expectedReturns }, notes } };
}

/** Constraints beside bounds, with the market's betas and what is held. */
export function constraintsIn(
  strategy: ResolvedStrategy,
  window: TrainingWindow,
  assets: readonly string[],
  previous: () => Float64Array | null,
): Outcome<ConstraintOptions> {
  const { universe } = window;
  const { labels, membersOf } = needsClasses(strategy)
    ? window.classes()
    : { labels: [], membersOf: () => [] };
  const read = attempt(() => constraintOptions(strategy, { universe, assets, classes: labels, membersOf }));
  if ('failure' in read) return read;
  const { options, notes } = read.value;
  if (strategy.marketBeta !== undefined) {
    const betas = window.marketBetas();
    const flat = assets.find((asset) => !Number.isFinite(betas[asset]));
    if (flat !== undefined) return { failure: `the market does not vary where ${flat} has returns` };
    const loadings = Object.fromEntries(assets.map((asset) => [asset, betas[asset]]));
    options.factorExposures = {
      ...options.factorExposures,
      marketBeta: { ...strategy.marketBeta, loadings },
    };
  }
  if (strategy.turnoverLimit === undefined) return { value: { options, notes } };
  const held = previous();
  if (held === null) return { value: { options, notes } };
  return turnoverIn(strategy.name, strategy.turnoverLimit, held, { universe, assets, options, notes });
}

const needsClasses = ({ groups, linearConstraints, riskBudgets }: ResolvedStrategy): boolean =>
  groups !== undefined || linearConstraints !== undefined || riskBudgets !== undefined;

/** The limit on trading, less what has to be sold as it has no covariance. */
function turnoverIn(
  name: string,
  turnoverLimit: number,
  held: Float64Array,
  {
    universe,
    assets,
    options,
    notes,
  }: ConstraintOptions & { universe: readonly string[]; assets: readonly string[] },
): Outcome<ConstraintOptions> {
  const all = universe.map((asset, i): [string, number] => [asset, held[i]]);
  const sold = all.filter(([asset, weight]) => weight !== 0 && !assets.includes(asset));
  const traded = sold.reduce((sum, [, weight]) => sum + Math.abs(weight), 0);
  const names = sold.map(([asset]) => asset).join(', ');
  if (traded > turnoverLimit) {
    return {
      failure: `turnoverLimit is ${readable(turnoverLimit)}, and ${readable(traded)} has to be traded of what has no covariance: ${names}`,
    };
  }
  return {
    value: {
      options: {
        ...options,
        turnoverLimit: turnoverLimit - traded,
        previousWeights: Object.fromEntries(all.filter(([asset]) => assets.includes(asset))),
      },
      notes:
        sold.length === 0
          ? notes
          : [
              ...notes,
              `${name}: ${names} sold, not in the covariance of this window; it counts in turnoverLimit`,
            ],
    },
  };
}
