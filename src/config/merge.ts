/** Partial configurations: one merged into another, and what makes one out of another. */

type Fields = Record<string, unknown>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two values are the same JSON, fields in any order. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, k) => sameJson(value, b[k]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const defined = (fields: Fields): string[] =>
    Object.keys(fields).filter((key) => fields[key] !== undefined);
  const keys = defined(a);
  return (
    keys.length === defined(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]))
  );
}

/**
 * The object with the part in it, neither of them changed: objects field by field, null leaves a field out, lists of
 * objects with names by name (what has a new name comes last), anything else takes the place of what is there.
 */
export function merged<Base extends object>(base: Base, part: object): Base {
  const result = { ...base } as Fields;
  for (const [key, value] of Object.entries(part)) {
    if (value === undefined) continue;
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    if (value === null) delete result[key];
    else setField(result, key, mergedValue(before, value));
  }
  return result as Base;
}

function mergedValue(before: unknown, value: unknown): unknown {
  if (isObject(before) && isObject(value)) return merged(before, value);
  if (isObject(value)) return merged({}, value);
  if (!isNamedList(before) || !isNamedList(value)) return value;
  const byName = new Map(before.map((item) => [item.name, item]));
  for (const item of value) byName.set(item.name, merged(byName.get(item.name) ?? {}, item) as NamedItem);
  return [...byName.values()];
}

/** The part that makes `result` of `base` when it is merged; no part takes an object with a name out of a list. */
export function difference(base: object, result: object): Fields {
  const [from, to] = [base as Fields, result as Fields];
  const part: Fields = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[key], to[key]];
    if (sameJson(before, after)) continue;
    if (after === undefined) setField(part, key, null);
    else if (isObject(before) && isObject(after)) setField(part, key, difference(before, after));
    else if (isNamedList(before) && isNamedList(after) && keepsNames(before, after))
      setField(part, key, namedDifference(before, after));
    else setField(part, key, after);
  }
  return part;
}

export interface NamedItem extends Fields {
  name: string;
}

/** Strategies: whatever else a configuration lists has no names. */
export function isNamedList(value: unknown): value is NamedItem[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => isObject(item) && typeof item.name === 'string')
  );
}

function keepsNames(before: NamedItem[], after: NamedItem[]): boolean {
  return before.length <= after.length && before.every(({ name }, k) => after[k].name === name);
}

function namedDifference(before: NamedItem[], after: NamedItem[]): Fields[] {
  return after.flatMap((item, k) => {
    if (k >= before.length) return [item];
    if (sameJson(before[k], item)) return [];
    return [{ name: item.name, ...difference(before[k], item) }];
  });
}

/** As a field of its own, whatever its name is. */
function setField(fields: Fields, key: string, value: unknown): void {
  if (key !== '__proto__') fields[key] = value;
  else Object.defineProperty(fields, key, { value, configurable: true, enumerable: true, writable: true });
}
