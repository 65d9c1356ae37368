/** What weights that no optimisation chose do not keep of a strategy's limits. */
import { boundOf } from '../config/by-ticker.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import type { PortfolioOptions } from '../portfolio/types.js';
import { brokenConstraints } from '../portfolio/violation.js';
import type { Deciding } from './decide.js';
import { isLimited, limitsOf } from './limits.js';
import { attempt } from './outcome.js';
import { brokenPositions } from './positions.js';
import type { TrainingWindow } from './window.js';

/** Room for rounding where a weight is at its bound. */
const ROUNDING = 1e-9;

/** Assets that take part with weights outside their bounds, rounding aside; the closed form has none. */
export function outsideBounds(
  { objective, minWeights, maxWeights }: Pick<ResolvedStrategy, 'objective' | 'minWeights' | 'maxWeights'>,
  window: TrainingWindow,
  weights: Float64Array,
): string[] {
  if (objective === 'unconstrainedMinimumVariance') return [];
  const outside = new Set<string>();
  window.spread((asset, position) => {
    const weight = weights[position];
    const [lower, upper] = [boundOf(minWeights, asset, 0), boundOf(maxWeights, asset, 1)];
    if (weight < lower - ROUNDING || weight > upper + ROUNDING) outside.add(asset);
    return weight;
  });
  return [...outside];
}

/**
 * Limits that weights break, by name; of limits that cannot be read only the strategy's bounds.
 *
 * @param cash whether what is not invested breaks nothing where no budget is given, as with weights that a function of the
 *        caller chose
 */
export function brokenLimits(
  strategy: ResolvedStrategy,
  context: Deciding,
  weights: Float64Array,
  { cash = false }: { cash?: boolean } = {},
): string[] {
  const { window } = context;
  const { assets } = window;
  const limits = isLimited(strategy, context)
    ? limitsOf(strategy, { ...context, note: () => {} }, assets)
    : { value: {} };
  const options = 'value' in limits ? limits.value : {};
  const outside = outsideBounds({ ...strategy, ...boundsIn(options) }, window, weights);
  return [
    ...(outside.length === 0 ? [] : [`the bounds of ${outside.join(', ')}`]),
    ...constraintsBroken(options, context, weights, cash),
    ...brokenPositions(options, window, weights),
  ];
}

function constraintsBroken(
  options: PortfolioOptions,
  { window: { assets, universe } }: Deciding,
  weights: Float64Array,
  cash: boolean,
): string[] {
  if (Object.keys(options).length === 0) return [];
  const { budget, minBudget, maxBudget } = options;
  const isFree = cash && budget === undefined && minBudget === undefined && maxBudget === undefined;
  const own = Float64Array.from(assets, (asset) => weights[universe.indexOf(asset)]);
  const asked = isFree ? { ...options, minBudget: -Infinity, maxBudget: Infinity } : options;
  const broken = attempt(() => brokenConstraints(asked, assets, own));
  return 'value' in broken && broken.value.length > 0 ? [broken.value.join(', ')] : [];
}

const boundsIn = ({ minWeights, maxWeights }: Pick<ResolvedStrategy, 'minWeights' | 'maxWeights'>) => ({
  ...(minWeights === undefined ? {} : { minWeights }),
  ...(maxWeights === undefined ? {} : { maxWeights }),
});
