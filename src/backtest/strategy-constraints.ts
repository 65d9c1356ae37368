/** The constraints of a strategy over the assets of one covariance: others have the weight 0. */
import type { ResolvedStrategy } from '../config/types.js';
import { groupsNamed } from '../portfolio/linear-rows.js';
import { parseLinearConstraint } from '../portfolio/linear-constraints.js';
import type { GroupLimits, PortfolioOptions } from '../portfolio/types.js';

/** Who there is: the universe, those that have a covariance, the classes and their members. */
export interface KnownAssets {
  universe: readonly string[];
  assets: readonly string[];
  classes: readonly string[];
  membersOf: (name: string) => readonly string[];
}

/** Options, and what was set aside in them. */
export interface ConstraintOptions {
  options: PortfolioOptions;
  notes: string[];
}

/** Whether a strategy's limits may be about classes. */
export function usesClasses({ groups, linearConstraints, riskBudgets }: ResolvedStrategy): boolean {
  return groups !== undefined || linearConstraints !== undefined || riskBudgets !== undefined;
}

/**
 * Groups with their members, linear constraints, loadings, benchmark and risk budgets over the assets that there are. A
 * ticker that is not among them is the sum of nothing where a linear constraint names it; notes name each that was set aside.
 *
 * @throws ConfigError of constraints that cannot be read
 */
export function constraintOptions(strategy: ResolvedStrategy, known: KnownAssets): ConstraintOptions {
  const { name, groups: given = {}, linearConstraints, factorExposures } = strategy;
  const { benchmarkWeights, riskBudgets } = strategy;
  const present = new Set(known.assets);
  const absent = new Set(known.universe.filter((ticker) => !present.has(ticker)));
  const notes: string[] = [];
  const setAside = (field: string, tickers: Iterable<string>): void => {
    const gone = [...tickers].filter((ticker) => absent.has(ticker));
    if (gone.length > 0)
      notes.push(`${name}: ${gone.join(', ')} set aside in ${field}, not in the covariance of this window`);
  };
  const kept = (of: Readonly<Record<string, number>>): Record<string, number> =>
    Object.fromEntries(Object.entries(of).filter(([ticker]) => !absent.has(ticker)));
  const members = (list: readonly string[]): string[] => list.filter((ticker) => !absent.has(ticker));

  const groups: Record<string, GroupLimits> = {};
  for (const [group, { assets, ...limits }] of Object.entries(given)) {
    setAside(`groups.${group}`, assets ?? []);
    groups[group] = { ...limits, assets: members(assets ?? known.membersOf(group)) };
  }
  for (const [index, text] of (linearConstraints ?? []).entries()) {
    const classes = known.classes.filter((label) => !(label in groups));
    const names = [...known.universe, ...Object.keys(groups), ...classes];
    const constraint = parseLinearConstraint(text, [...new Set(names)], index);
    const tickers = [...constraint.coefficients.keys()].filter((label) => absent.has(label));
    setAside(`"${text}"`, tickers);
    for (const ticker of tickers) groups[ticker] ??= { assets: [] };
    const named = groupsNamed([constraint], Object.fromEntries(classes.map((label) => [label, null])));
    for (const label of named) {
      if (!known.universe.includes(label)) groups[label] = { assets: members(known.membersOf(label)) };
    }
  }
  const exposures = Object.entries(factorExposures ?? {}).map(([factor, { loadings, ...limits }]) => {
    setAside(`factorExposures.${factor}`, Object.keys(loadings));
    return [factor, { ...limits, loadings: kept(loadings) }] as const;
  });
  setAside('benchmarkWeights', Object.keys(benchmarkWeights ?? {}));
  const { budget, minBudget, maxBudget, maxLong, maxShort, maxGross } = strategy;
  const plain = { budget, minBudget, maxBudget, maxLong, maxShort, maxGross, linearConstraints };
  const options: PortfolioOptions = {
    ...Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)),
    ...(Object.keys(groups).length === 0 ? {} : { groups }),
    ...(exposures.length === 0 ? {} : { factorExposures: Object.fromEntries(exposures) }),
    ...(benchmarkWeights === undefined ? {} : { benchmarkWeights: kept(benchmarkWeights) }),
    ...(riskBudgets === undefined ? {} : riskOptions(riskBudgets)),
  };
  return { options, notes };

  /** Budgets of assets and of classes that have members. */
  function riskOptions(
    budgets: Readonly<Record<string, number>>,
  ): Pick<PortfolioOptions, 'riskBudgets' | 'riskGroups'> {
    setAside('riskBudgets', Object.keys(budgets));
    const labels = Object.keys(budgets).filter(
      (label) => known.classes.includes(label) && !known.universe.includes(label),
    );
    const riskGroups = Object.fromEntries(labels.map((label) => [label, members(known.membersOf(label))]));
    const empty = labels.filter((label) => riskGroups[label].length === 0);
    if (empty.length > 0)
      notes.push(
        `${name}: no asset of ${empty.join(', ')} in the covariance of this window, riskBudgets set aside`,
      );
    for (const label of empty) delete riskGroups[label];
    const shares = Object.entries(kept(budgets)).filter(([label]) => !empty.includes(label));
    return {
      riskBudgets: Object.fromEntries(shares),
      ...(Object.keys(riskGroups).length === 0 ? {} : { riskGroups }),
    };
  }
}
