/** The limits that a strategy's weights keep in a window: bounds, constraints, what a function of the caller adds. */
import { isConstrained } from '../config/strategy-constraints.js';
import { ofAssets } from '../config/by-ticker.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import { classMembers } from './classes.js';
import type { Deciding, DecisionContext } from './decide.js';
import { marketBetas } from './market-betas.js';
import { type Outcome, attempt } from './outcome.js';
import { constraintOptions, usesClasses } from './strategy-constraints.js';
import { tradingIn } from './trading.js';
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
function boundsOf({ minWeights, maxWeights }: ResolvedStrategy, assets: readonly string[]) {
  return { minWeights: ofAssets(minWeights, assets), maxWeights: ofAssets(maxWeights, assets, 1) };
}

/** Constraints beside bounds, with the market's betas, what is held and what trading costs. */
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
  const trading = tradingIn(strategy, context, assets);
  if ('failure' in trading) return trading;
  const { cardinality, minPosition } = strategy;
  return {
    value: {
      ...options,
      ...trading.value,
      ...(minPosition === undefined ? {} : { minPosition: ofAssets(minPosition, assets) }),
      ...(cardinality === undefined ? {} : { cardinality }),
    },
  };
}
