import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { checkBound, readable } from './bounds.js';
import type { ReturnTarget } from './quadratic.js';
import type { ConstraintMultipliers, PortfolioOptions } from './types.js';
import { heldWeights } from './weight-vector.js';

/** What a row is called where its multiplier is reported. */
export type RowName =
  | Extract<
      keyof ConstraintMultipliers,
      'budget' | 'targetReturn' | 'turnoverLimit' | 'maxLong' | 'maxShort' | 'maxGross'
    >
  | { group: string }
  | { linearConstraint: string }
  | { factor: string };

/** A constraint lower ≤ coefficients'w ≤ upper, and what its sides are called. */
export interface Row {
  name: RowName;
  coefficients: Float64Array;
  lower: number;
  upper: number;
  describe(side: 'lower' | 'upper'): string;
}

/** w'μ ≥ r */
export function targetRow({ expected, targetReturn }: ReturnTarget): Row {
  return {
    name: 'targetReturn',
    coefficients: expected,
    lower: targetReturn,
    upper: Infinity,
    describe: () => `targetReturn is ${readable(targetReturn)}`,
  };
}

/**
 * minWeight ≤ Σ_{i in group} w_i ≤ maxWeight for each group, in their order; none for a group without limits that a linear
 * constraint is about.
 *
 * @param named groups that linear constraints are about
 * @throws ConfigError `unknown-asset`, `repeated-asset`, `bad-bound` (NaN, +Infinity as the smallest or −Infinity as the
 *         largest weight), `no-limit` where a group has neither
 */
export function groupRows(
  groups: NonNullable<PortfolioOptions['groups']>,
  assets: readonly string[],
  named: ReadonlySet<string> = new Set(),
): Row[] {
  const position = new Map(assets.map((asset, i) => [asset, i]));
  return Object.entries(groups).flatMap(([group, { assets: members, minWeight, maxWeight }]) => {
    const isFree = minWeight === undefined && maxWeight === undefined;
    if (isFree && !named.has(group)) {
      throw new ConfigError(
        'no-limit',
        `the group ${group} has neither minWeight nor maxWeight`,
        'give one of them, 0.3 for 30 %, name the group in linearConstraints, or leave it out',
        { group },
      );
    }
    const coefficients = new Float64Array(assets.length);
    for (const asset of members) {
      const index = position.get(asset);
      if (index === undefined) {
        throw new ConfigError(
          'unknown-asset',
          `the group ${group} has ${asset}, which is not among the ${assets.length} assets`,
          suggestion(asset, assets),
          { option: 'groups', group, asset },
        );
      }
      if (coefficients[index] !== 0) {
        throw new ConfigError(
          'repeated-asset',
          `the group ${group} names ${asset} twice`,
          'name each asset of a group once',
          { group, asset },
        );
      }
      coefficients[index] = 1;
    }
    if (isFree) return [];
    const lower = limitOf(minWeight, -Infinity, Infinity, `groups.${group}.minWeight`);
    const upper = limitOf(maxWeight, Infinity, -Infinity, `groups.${group}.maxWeight`);
    const row: Row = {
      name: { group },
      coefficients,
      lower,
      upper,
      describe: (side) =>
        side === 'lower'
          ? `minWeight of the group ${group} is ${readable(lower)}`
          : `maxWeight of the group ${group} is ${readable(upper)}`,
    };
    return [row];
  });
}

function limitOf(value: number | undefined, otherwise: number, excluded: number, field: string): number {
  return value === undefined ? otherwise : checkBound(value, excluded, field, 'none');
}

/** Σ|w − previous| ≤ limit */
export interface TurnoverLimit {
  previous: Float64Array;
  limit: number;
  /** c_i: what trading a unit of value costs, in units of the expected returns; free where they are not there */
  costs?: Float64Array;
}

/**
 * The limit on trading, null where none is given. An asset that `previousWeights` does not name was not held.
 *
 * @throws ConfigError `bad-turnover-limit`, `missing-previous-weights`, `unused-option` for previous weights alone
 * @throws DataError `not-finite`, `not-in-covariance` for a weight that is not 0 of an asset that is not there
 */
export function turnoverLimitOf(
  { turnoverLimit, previousWeights }: PortfolioOptions,
  assets: readonly string[],
): TurnoverLimit | null {
  if (turnoverLimit === undefined) {
    if (previousWeights === undefined) return null;
    throw new ConfigError(
      'unused-option',
      'previousWeights are given without turnoverLimit or transactionCosts',
      'give one of them, or leave previousWeights out',
      { option: 'previousWeights' },
    );
  }
  if (!(typeof turnoverLimit === 'number' && turnoverLimit >= 0)) {
    throw new ConfigError(
      'bad-turnover-limit',
      `turnoverLimit is ${String(turnoverLimit)}`,
      'give a number that is not negative: 0.2 where 10 % are sold and 10 % bought',
      { value: String(turnoverLimit) },
    );
  }
  if (previousWeights === undefined) {
    throw new ConfigError(
      'missing-previous-weights',
      'turnoverLimit needs previousWeights',
      'give the weights that are held now, by ticker; {} where nothing is',
      { option: 'previousWeights' },
    );
  }
  const previous = heldWeights(previousWeights, assets, {
    of: 'the previous weight of',
    hint: 'sell it first: leave it out, and lower turnoverLimit by its weight',
  });
  return { previous, limit: turnoverLimit };
}
