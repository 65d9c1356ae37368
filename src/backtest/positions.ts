/** What is said of limits on positions: what a search did not prove, and what weights of another kind do not keep. */
import { boundOf } from '../config/by-ticker.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { readable } from '../portfolio/bounds.js';
import type { PortfolioOptions, PortfolioResult } from '../portfolio/types.js';
import type { TrainingWindow } from './window.js';

/** Room for rounding where a weight is at its least. */
const ROUNDING = 1e-9;

/** That weights are not proven to be the best within the limits on positions, in words; null where they are. */
export function unproven({ name }: ResolvedStrategy, { status, optimality }: PortfolioResult): string | null {
  if (status !== 'nodeLimit' || optimality === undefined) return null;
  const { nodes, objective, gap } = optimality;
  const words = `the objective ${readable(objective)} may be above the least by up to ${readable(gap)}`;
  return `${name}: positions not proven to be the best within ${nodes} parts of the search, ${words}`;
}

/** Why there is no answer, of a search or of one program. */
export function unfinished({ optimality }: PortfolioResult): string {
  return optimality === undefined
    ? 'the quadratic program reached its iteration limit'
    : `no weights within the limits on positions were found in ${optimality.nodes} parts of the search`;
}

/** Limits on positions that weights break, in words. */
export function brokenPositions(
  { minPosition, cardinality }: Pick<PortfolioOptions, 'minPosition' | 'cardinality'>,
  window: TrainingWindow,
  weights: Float64Array,
): string[] {
  let held = 0;
  const small: string[] = [];
  window.spread((asset, position) => {
    const size = Math.abs(weights[position]);
    if (size > ROUNDING) held++;
    if (size > ROUNDING && size < boundOf(minPosition, asset, 0) - ROUNDING) small.push(asset);
    return 0;
  });
  return [
    ...(small.length > 0 ? [`minPosition of ${small.join(', ')}`] : []),
    ...(cardinality !== undefined && held > cardinality ? [`cardinality by holding ${held} assets`] : []),
  ];
}
