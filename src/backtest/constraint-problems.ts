/** What a configuration says of groups, classes and constraints, checked against the universe before the first window. */
import { isConstrained } from '../config/strategy-constraints.js';
import type { ResolvedStrategy } from '../config/types.js';
import type { ClassTimeline } from '../data/class-history.js';
import type { ClassTable } from '../data/types.js';
import { ConfigError } from '../errors.js';
import { weightBounds } from '../portfolio/bounds.js';
import { budgetOf } from '../portfolio/budget.js';
import { constraintsOf } from '../portfolio/problem.js';
import { riskBudgetsOf } from '../portfolio/risk-budgets.js';
import { suggestion } from '../suggest.js';
import { classMembers } from './classes.js';
import { constraintOptions } from './strategy-constraints.js';
import { unknownTickers } from './ticker-problems.js';

/**
 * @param classes those of the universe; members of classes that change are not looked at
 * @returns `unknown-ticker`, `unknown-class`, `ambiguous-name`, `bad-constraint`, `no-limit`, `repeated-asset`, and those of
 *          `riskBudgets`, each with the path of its field
 */
export function constraintProblems(
  strategies: readonly ResolvedStrategy[],
  universe: readonly string[],
  classes: ClassTable | ClassTimeline | null,
): ConfigError[] {
  return strategies.flatMap((strategy, index) => {
    const path = `strategies[${index}]`;
    const { benchmarkWeights = {}, groups = {}, factorExposures = {}, riskBudgets } = strategy;
    if (!isConstrained(strategy) && riskBudgets === undefined && strategy.benchmarkWeights === undefined)
      return [];
    const unknown = (tickers: readonly string[], field: string): ConfigError[] =>
      unknownTickers(tickers, universe, `${path}.${field}`, 'universe');
    const names = [
      ...unknown(Object.keys(benchmarkWeights), 'benchmarkWeights'),
      ...Object.entries(groups).flatMap(([group, { assets }]) =>
        assets === undefined
          ? unknownClass(group, classes?.classes ?? [], `${path}.groups.${group}`)
          : unknown(assets, `groups.${group}.assets`),
      ),
      ...Object.entries(factorExposures).flatMap(([factor, { loadings }]) =>
        unknown(Object.keys(loadings), `factorExposures.${factor}.loadings`),
      ),
    ];
    return names.length > 0 ? names : unreadable(strategy, path, universe, classes);
  });
}

function unknownClass(group: string, classes: readonly string[], path: string): ConfigError[] {
  if (classes.includes(group)) return [];
  return [
    new ConfigError(
      'unknown-class',
      `${path} has no assets, and there is no class ${group}`,
      classes.length === 0
        ? 'give its assets, or add classes to the configuration'
        : suggestion(group, classes),
      { path, group },
    ),
  ];
}

/** What the optimiser would refuse, were every asset of the universe there. */
function unreadable(
  strategy: ResolvedStrategy,
  path: string,
  universe: readonly string[],
  classes: ClassTable | ClassTimeline | null,
): ConfigError[] {
  const isFixed = classes === null || !('rows' in classes);
  const members = isFixed ? classMembers(classes ?? undefined) : {};
  const labels = classes?.classes ?? [];
  const both = labels.find((label) => universe.includes(label));
  try {
    const { options } = constraintOptions(strategy, {
      ...{ universe, assets: universe, classes: labels },
      membersOf: (label) => members[label] ?? [],
    });
    const covariance = { assets: [...universe] };
    constraintsOf({ options, covariance, bounds: weightBounds(universe, {}), budget: budgetOf(options) });
    if (options.riskBudgets !== undefined && isFixed) riskBudgetsOf(options, universe);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { option, index, group, factor } = error.details;
    const place =
      typeof index === 'number'
        ? `[${index}]`
        : (group ?? factor) === undefined
          ? ''
          : `.${String(group ?? factor)}`;
    const field = `${path}.${String(option ?? 'groups')}${place}`;
    return [
      new ConfigError(error.code, `${path}: ${error.message}`, error.hint, { ...error.details, path: field }),
    ];
  }
  const isNamed = [...(strategy.linearConstraints ?? []), ...Object.keys(strategy.riskBudgets ?? {})].some(
    (text) => both !== undefined && text.includes(both),
  );
  if (both === undefined || !isNamed) return [];
  return [
    new ConfigError(
      'ambiguous-name',
      `${path}: ${both} is a ticker and a class: constraints could mean either`,
      'give the class another name',
      { path, class: both },
    ),
  ];
}
