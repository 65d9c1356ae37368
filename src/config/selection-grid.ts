/** A grid of values by path, as partial configurations. */
import { ConfigError } from '../errors.js';
import { refuse } from '../problems.js';
import { suggestion } from '../suggest.js';
import { isObject, sameJson } from './merge.js';
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
    ...paths.flatMap((path) => pathProblems(path, written)),
    ...paths.flatMap((path) => valueProblems(path, grid[path])),
    ...sizeProblems(grid),
  ]);
  const ends = paths.map((path) => path.slice(path.lastIndexOf('.') + 1));
  const labels = paths.map((path, k) =>
    ends.indexOf(ends[k]) === ends.lastIndexOf(ends[k]) ? ends[k] : path,
  );
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

function shown(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `strategies.sample.maxWeights` is a field of the strategy of that name, everything else of nested objects. */
function partAt(keys: readonly string[], value: unknown): PartialConfig {
  const nested = (rest: readonly string[]): unknown =>
    rest.length === 0 ? value : { [rest[0]]: nested(rest.slice(1)) };
  if (keys[0] !== 'strategies') return nested(keys) as PartialConfig;
  const [, name, ...rest] = keys;
  return { strategies: [{ name, ...(nested(rest) as object) }] };
}

/** Two parts as one, with the nulls that leave out fields of the configuration. */
function keepingNulls(a: PartialConfig, b: PartialConfig): PartialConfig {
  const nulls: PartialConfig = {};
  const rest: PartialConfig = {};
  for (const [key, value] of Object.entries(b)) {
    const before = a[key];
    if (value === null) nulls[key] = null;
    else if (isObject(before) && isObject(value)) rest[key] = keepingNulls(before, value);
    else if (Array.isArray(before) && Array.isArray(value))
      rest[key] = strategiesOf(before as PartialConfig[], value as PartialConfig[]);
    else rest[key] = value;
  }
  return { ...a, ...rest, ...nulls };
}

function strategiesOf(a: PartialConfig[], b: PartialConfig[]): PartialConfig[] {
  const [one] = b;
  return a.some(({ name }) => name === one.name)
    ? a.map((item) => (item.name === one.name ? keepingNulls(item, one) : item))
    : [...a, one];
}

/** Typing errors in names that would make something new; those in fields are found when the candidate is checked. */
function pathProblems(path: string, written: BacktestConfig): ConfigError[] {
  const keys = path.split('.');
  const problem = (code: string, message: string, hint: string): ConfigError[] => [
    new ConfigError(code, `selection.grid has the path "${path}": ${message}`, hint, {
      path: `selection.grid.${path}`,
    }),
  ];
  if (keys.some((key) => key === ''))
    return problem('bad-value', 'a field has no name', 'write fields with a full stop between each two');
  if (keys[0] === 'strategies') {
    const names = (written.strategies ?? []).map(({ name }) => name);
    if (keys.length < 3)
      return problem('bad-value', 'it names no field of a strategy', 'write strategies.NAME.FIELD');
    if (!names.includes(keys[1]))
      return problem('unknown-strategy', `there is no strategy "${keys[1]}"`, suggestion(keys[1], names));
    if (keys[2] === 'name')
      return problem('bad-value', 'a name changes nothing', 'let another field of the strategy vary');
  }
  if (keys[0] === 'kernels' && keys.length > 2) {
    const names = Object.keys(written.kernels ?? {});
    if (!names.includes(keys[1]))
      return problem(
        'unknown-kernel',
        `the configuration defines no kernel "${keys[1]}"`,
        suggestion(keys[1], names),
      );
  }
  let place: unknown = written;
  for (let k = 0; k < keys.length - 1; k++) {
    const list = k === 1 && keys[0] === 'strategies' && Array.isArray(place);
    place = list
      ? (place as { name: string }[]).find(({ name }) => name === keys[1])
      : isObject(place) && Object.hasOwn(place, keys[k])
        ? place[keys[k]]
        : undefined;
    const inStrategies = k === 0 && keys[0] === 'strategies';
    if (place === undefined) return [];
    if (!isObject(place) && !inStrategies)
      return problem(
        'bad-value',
        `${keys.slice(0, k + 1).join('.')} is ${JSON.stringify(place)}, which has no fields`,
        `let ${keys.slice(0, k + 1).join('.')} itself vary`,
      );
  }
  return [];
}

function valueProblems(path: string, values: readonly unknown[]): ConfigError[] {
  return values.flatMap((value, index) => {
    if (values.findIndex((other) => sameJson(other, value)) === index) return [];
    return [
      new ConfigError(
        'bad-value',
        `selection.grid lists ${shown(value)} twice for ${path}`,
        'list each value once',
        { path: `selection.grid.${path}[${index}]` },
      ),
    ];
  });
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
