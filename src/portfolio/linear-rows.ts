/** Rows of the constraints that are linear: expressions and exposures to factors. */
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { checkBound, readable } from './bounds.js';
import { type LinearConstraint, parseLinearConstraint } from './linear-constraints.js';
import type { Row } from './rows.js';
import type { PortfolioOptions } from './types.js';

type Named = Pick<PortfolioOptions, 'linearConstraints' | 'groups'>;

/**
 * The constraints, read.
 *
 * @throws ConfigError `bad-constraint`, also for one that is there twice, `ambiguous-name` for a group with the name of an
 *         asset
 */
export function linearConstraintsOf(
  { linearConstraints = [], groups = {} }: Named,
  assets: readonly string[],
): LinearConstraint[] {
  if (linearConstraints.length === 0) return [];
  const ambiguous = Object.keys(groups).find((group) => assets.includes(group));
  if (ambiguous !== undefined) {
    throw new ConfigError(
      'ambiguous-name',
      `${ambiguous} is an asset and a group: linearConstraints could mean either`,
      'give the group another name',
      { option: 'groups', group: ambiguous },
    );
  }
  const names = [...assets, ...Object.keys(groups)];
  return linearConstraints.map((text, index) => {
    const constraint = parseLinearConstraint(text, names, index);
    if (linearConstraints.indexOf(text) === index) return constraint;
    throw new ConfigError(
      'bad-constraint',
      `linearConstraints[${index}], "${text}": it is there twice`,
      'leave one of them out',
      { option: 'linearConstraints', index, constraint: text },
    );
  });
}

/** Names of the groups that constraints are about. */
export function groupsNamed(constraints: readonly LinearConstraint[], groups: object): ReadonlySet<string> {
  const names = constraints.flatMap(({ coefficients }) => [...coefficients.keys()]);
  return new Set(names.filter((name) => Object.hasOwn(groups, name)));
}

/** A row for each constraint, groups as the sums of their members. */
export function linearRows(
  constraints: readonly LinearConstraint[],
  groups: NonNullable<PortfolioOptions['groups']>,
  assets: readonly string[],
): Row[] {
  const position = new Map(assets.map((asset, i) => [asset, i]));
  return constraints.map(({ text, coefficients: byName, lower, upper }) => {
    const coefficients = new Float64Array(assets.length);
    for (const [name, value] of byName) {
      const members = Object.hasOwn(groups, name) ? groups[name].assets : [name];
      for (const asset of members) coefficients[position.get(asset)!] += value;
    }
    return { name: { linearConstraint: text }, coefficients, lower, upper, describe: () => text };
  });
}

/**
 * min ≤ b'w ≤ max for each factor, in their order.
 *
 * @throws ConfigError `unknown-asset`, `bad-bound`, `bad-loading`, `no-limit`
 */
export function factorRows(
  exposures: NonNullable<PortfolioOptions['factorExposures']>,
  assets: readonly string[],
): Row[] {
  return Object.entries(exposures).map(([factor, { loadings, min, max }]) => {
    if (min === undefined && max === undefined) {
      throw new ConfigError(
        'no-limit',
        `the factor ${factor} has neither min nor max`,
        'give one of them, or leave the factor out',
        { option: 'factorExposures', factor },
      );
    }
    const field = `factorExposures.${factor}`;
    const lower = min === undefined ? -Infinity : checkBound(min, Infinity, `${field}.min`, 'none');
    const upper = max === undefined ? Infinity : checkBound(max, -Infinity, `${field}.max`, 'none');
    return {
      name: { factor },
      coefficients: loadingsOf(factor, loadings, assets),
      lower,
      upper,
      describe: (side) =>
        side === 'lower'
          ? `min of the factor ${factor} is ${readable(lower)}`
          : `max of the factor ${factor} is ${readable(upper)}`,
    };
  });
}

function loadingsOf(
  factor: string,
  loadings: Readonly<Record<string, number>>,
  assets: readonly string[],
): Float64Array {
  const coefficients = new Float64Array(assets.length);
  for (const [asset, value] of Object.entries(loadings)) {
    const index = assets.indexOf(asset);
    const details = { option: 'factorExposures', factor, asset };
    if (index < 0) {
      throw new ConfigError(
        'unknown-asset',
        `the factor ${factor} has a loading of ${asset}, which is not among the ${assets.length} assets`,
        suggestion(asset, assets),
        details,
      );
    }
    if (!Number.isFinite(value)) {
      throw new ConfigError(
        'bad-loading',
        `the loading of ${asset} on the factor ${factor} is ${String(value)}`,
        'give a finite number, 1.2 for a beta of 1.2',
        details,
      );
    }
    coefficients[index] = value;
  }
  return coefficients;
}
