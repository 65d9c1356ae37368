/** A grid of values by path, as partial configurations. */
import { ConfigError } from '../errors.js';
import { refuse } from '../problems.js';
import { keepingNulls, labelsOf, partAt, pathProblems, shown, valueProblems } from './paths.js';
import type { PartialConfig } from './selection.types.js';
import type { BacktestConfig } from './types.js';

export interface NamedPart {
  name: string;
  part: PartialConfig;
}

/** Each is a backtest of its own. */
const mostCandidates = 1000;

/**
 * Every combination of the values, the last path varying fastest. Names are those of the last fields with their values,
 * `train=24, halfLife=none`, of whole paths where two end alike.
 *
 * @param written the configuration that paths lead into, with its strategies
 * @throws ConfigError `unknown-key`, `unknown-strategy`, `unknown-kernel`, `bad-value`
 */
export function gridCandidates(
  grid: Readonly<Record<string, unknown[]>>,
  written: BacktestConfig,
): NamedPart[] {
  const paths = Object.keys(grid);
  refuse([
    ...paths.flatMap((path) => pathProblems('selection.grid', path, written)),
    ...paths.flatMap((path) => valueProblems('selection.grid', path, grid[path])),
    ...sizeProblems(grid),
  ]);
  const labels = labelsOf(paths);
  let combinations: NamedPart[] = [{ name: '', part: {} }];
  paths.forEach((path, k) => {
    combinations = combinations.flatMap(({ name, part }) =>
      grid[path].map((value) => ({
        name: `${name === '' ? '' : `${name}, `}${labels[k]}=${shown(value)}`,
        part: keepingNulls(part, partAt(path.split('.'), value)),
      })),
    );
  });
  return combinations;
}

function sizeProblems(grid: Readonly<Record<string, unknown[]>>): ConfigError[] {
  const count = Object.values(grid).reduce((product, values) => product * values.length, 1);
  if (count <= mostCandidates) return [];
  return [
    new ConfigError(
      'bad-value',
      `selection.grid has ${count} combinations, each a backtest of its own; ${mostCandidates} are the most`,
      'use fewer values, or list candidates by name',
      { path: 'selection.grid', candidates: count },
    ),
  ];
}
