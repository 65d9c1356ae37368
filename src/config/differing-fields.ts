import { isNamedList, isObject, sameJson } from './merge.js';

/** A field that two configurations have different values of; undefined where one has none. */
export interface DifferingField {
  /** `backtest.train`, `strategies.systematic.maxWeights`: items with names go by name */
  path: string;
  first: unknown;
  second: unknown;
}

/** The innermost fields in which two configurations differ, in the order of the first. */
export function differingFields(first: unknown, second: unknown, path = ''): DifferingField[] {
  if (sameJson(first, second)) return [];
  const [a, b] = [fieldsOf(first), fieldsOf(second)];
  if (a === null || b === null) return [{ path, first, second }];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  const within = keys.flatMap((key) => differingFields(a[key], b[key], path === '' ? key : `${path}.${key}`));
  // items that differ in their order alone
  return within.length > 0 ? within : [{ path, first, second }];
}

/** The fields of an object, or the items of a list with names by name; null of anything else. */
function fieldsOf(value: unknown): Record<string, unknown> | null {
  if (isObject(value)) return value;
  return isNamedList(value) ? Object.fromEntries(value.map((item) => [item.name, item])) : null;
}
