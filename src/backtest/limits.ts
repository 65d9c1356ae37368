/** The limits that a strategy's weights keep in a window: bounds, constraints, what a function of the caller adds. */
import { isConstrained } from '../config/strategy-constraints.js';
import { boundOf } from '../config/strategies.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { readable } from '../portfolio/bounds.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import { classMembers } from './classes.js';
import type { Deciding, DecisionContext } from './decide.js';
import { marketBetas } from './market-betas.js';
import { type Outcome, attempt } from './outcome.js';
import { constraintOptions, usesClasses } from './strategy-constraints.js';
import { call, decisionData } from './user-functions.js';

/** Whether there are limits beside bounds. */
export function isLimited(strategy: ResolvedStrategy, { functions }: DecisionContext): boolean {
  return isConstrained(strategy) || functions.constraints !== undefined;
}

/**
 * Limits over these assets as options of a portfolio; those of the caller's function take the place of the strategy's,
 * and may be any options. Fails where a limit cannot be had in the window.
 */
export function limitsOf(
  strategy: ResolvedStrategy,
  context: Deciding,
  assets: readonly string[],
): Outcome<PortfolioOptions> {
  const constraints = constraintsIn(strategy, context, assets);
  if ('failure' in constraints) return constraints;
  const options: PortfolioOptions = {
    ...(strategy.minWeights === undefined ? {} : boundsOf(strategy, assets)),
    ...constraints.value,
  };
  const own = context.functions.constraints;
  if (own === undefined) return { value: options };
  const given = call('constraints', () => own(decisionData(context.window, context.previous), [...assets]));
  return 'failure' in given ? given : { value: { ...options, ...given.value } };
}

/** Bounds of these assets, by ticker. */
function boundsOf(strategy: ResolvedStrategy, assets: readonly string[]) {
  const byTicker = (bound: ResolvedStrategy['minWeights'], otherwise: number) =>
    Object.fromEntries(assets.map((asset) => [asset, boundOf(bound, asset, otherwise)]));
  return { minWeights: byTicker(strategy.minWeights, 0), maxWeights: byTicker(strategy.maxWeights, 1) };
}

/** Constraints beside bounds, with the market's betas and what is held. */
function constraintsIn(
  strategy: ResolvedStrategy,
  context: Deciding,
  assets: readonly string[],
): Outcome<PortfolioOptions> {
  const { window, note } = context;
  const { universe } = window;
  const members = usesClasses(strategy) ? classMembers(window.classes) : {};
  const read = attempt(() =>
    constraintOptions(strategy, {
      ...{ universe, assets, classes: Object.keys(members) },
      membersOf: (label) => members[label] ?? [],
    }),
  );
  if ('failure' in read) return read;
  read.value.notes.forEach(note);
  const { options } = read.value;
  if (strategy.marketBeta !== undefined) {
    const betas = marketBetas(window.returns, window.market);
    const loadings = Object.fromEntries(window.assets.map((asset, i) => [asset, betas[i]]));
    const flat = assets.find((asset) => !Number.isFinite(loadings[asset]));
    if (flat !== undefined) return { failure: `the market does not vary where ${flat} has returns` };
    options.factorExposures = {
      ...options.factorExposures,
      marketBeta: {
        ...strategy.marketBeta,
        loadings: Object.fromEntries(assets.map((asset) => [asset, loadings[asset]])),
      },
    };
  }
  if (strategy.turnoverLimit === undefined) return { value: options };
  const limited = turnoverIn(strategy.name, strategy.turnoverLimit, context, assets);
  return 'failure' in limited ? limited : { value: { ...options, ...limited.value } };
}

/** The limit on trading, less what has to be sold as it has no covariance; none where nothing was decided before. */
function turnoverIn(
  name: string,
  turnoverLimit: number,
  { window, previous, note }: Deciding,
  assets: readonly string[],
): Outcome<Pick<PortfolioOptions, 'turnoverLimit' | 'previousWeights'>> {
  const held = previous();
  if (held === null) return { value: {} };
  const all = window.universe.map((asset, i): [string, number] => [asset, held[i]]);
  const sold = all.filter(([asset, weight]) => weight !== 0 && !assets.includes(asset));
  const traded = sold.reduce((sum, [, weight]) => sum + Math.abs(weight), 0);
  const names = sold.map(([asset]) => asset).join(', ');
  if (traded > turnoverLimit) {
    return {
      failure: `turnoverLimit is ${readable(turnoverLimit)}, and ${readable(traded)} has to be traded of what has no covariance: ${names}`,
    };
  }
  if (sold.length > 0)
    note(`${name}: ${names} sold, not in the covariance of this window; it counts in turnoverLimit`);
  return {
    value: {
      turnoverLimit: turnoverLimit - traded,
      previousWeights: Object.fromEntries(all.filter(([asset]) => assets.includes(asset))),
    },
  };
}
