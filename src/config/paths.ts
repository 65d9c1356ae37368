/** Fields of a configuration by their paths, `backtest.train` or `strategies.NAME.maxWeights`. */
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { canonicalJson } from './canonical-json.js';
import { isNamedList, isObject, type NamedItem } from './merge.js';
import type { PartialConfig } from './selection.types.js';
import type { BacktestConfig } from './types.js';

/** Short names of paths: their last fields, or whole paths where two end alike. */
export function labelsOf(paths: readonly string[]): string[] {
  const ends = paths.map((path) => path.slice(path.lastIndexOf('.') + 1));
  return paths.map((path, k) => (ends.indexOf(ends[k]) === ends.lastIndexOf(ends[k]) ? ends[k] : path));
}

/** A value in the name of what has it: JSON, texts without quotes, and `none` where a field is left out. */
export function shown(value: unknown): string {
  if (value === null) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `strategies.sample.maxWeights` is a field of the strategy of that name, everything else of nested objects. */
export function partAt(keys: readonly string[], value: unknown): PartialConfig {
  const nested = (rest: readonly string[]): unknown =>
    rest.length === 0 ? value : { [rest[0]]: nested(rest.slice(1)) };
  if (keys[0] !== 'strategies') return nested(keys) as PartialConfig;
  const [, name, ...rest] = keys;
  return { strategies: [{ name, ...(nested(rest) as object) }] };
}

/** Two parts as one, with the nulls that leave out fields of the configuration; where both say something, the second does. */
export function keepingNulls(a: PartialConfig, b: PartialConfig): PartialConfig {
  const nulls: PartialConfig = {};
  const rest: PartialConfig = {};
  for (const [key, value] of Object.entries(b)) {
    const before = Object.hasOwn(a, key) ? a[key] : undefined;
    if (value === null) nulls[key] = null;
    else if (isObject(before) && isObject(value)) rest[key] = keepingNulls(before, value);
    else if (isNamedList(before) && isNamedList(value)) rest[key] = strategiesOf(before, value);
    else rest[key] = value;
  }
  return { ...a, ...rest, ...nulls };
}

function strategiesOf(a: readonly NamedItem[], b: readonly NamedItem[]): PartialConfig[] {
  const byName = new Map<string, PartialConfig>(a.map((item) => [item.name, item]));
  for (const item of b) {
    const before = byName.get(item.name);
    byName.set(item.name, before === undefined ? item : keepingNulls(before, item));
  }
  return [...byName.values()];
}

/**
 * Typing errors in names that would make something new; those in fields are found when the configuration that the path
 * leads to is checked.
 *
 * @param field   that lists the path, which messages and `details.path` name
 * @param written the configuration that the path leads into, with its strategies
 */
export function pathProblems(field: string, path: string, written: BacktestConfig): ConfigError[] {
  const keys = path.split('.');
  const problem = (code: string, message: string, hint: string): ConfigError[] => [
    new ConfigError(code, `${field} has the path "${path}": ${message}`, hint, {
      path: `${field}.${path}`,
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

/** Values that are listed twice, at `at` in the configuration, `field` and path by default. */
export function valueProblems(
  field: string,
  path: string,
  values: readonly unknown[],
  at = `${field}.${path}`,
): ConfigError[] {
  const seen = new Set<string>();
  return values.flatMap((value, index) => {
    const text = canonicalJson(value);
    if (!seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [
      new ConfigError(
        'bad-value',
        `${field} lists ${shown(value)} twice for ${path}`,
        'list each value once',
        { path: `${at}[${index}]` },
      ),
    ];
  });
}
