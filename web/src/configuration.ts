/** The configuration that the page edits, whichever way: by the form, as JSON, by files or a link. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
export type Path = readonly (string | number)[];

/** Who changed it: fields know their own edits, everybody else's are shown again. */
export type Origin = 'form' | 'json' | 'page';

export interface Configuration {
  value(): JsonObject;
  replace(value: JsonObject, origin: Origin): void;
  /** sets one field, or takes it away; what is left empty above it goes too */
  set(path: Path, value: Json | undefined, origin: Origin): void;
  onChange(listener: (origin: Origin) => void): void;
}

export function configuration(): Configuration {
  let current: JsonObject = {};
  const listeners: ((origin: Origin) => void)[] = [];
  const replace = (value: JsonObject, origin: Origin): void => {
    current = value;
    for (const listener of listeners) listener(origin);
  };
  return {
    value: () => current,
    replace,
    set: (path, value, origin) => replace(withField(current, path, value) as JsonObject, origin),
    onChange: (listener) => void listeners.push(listener),
  };
}

export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key)
        ? (inner as JsonObject)[key]
        : undefined,
    value,
  );
}

/** A copy in which the field has the value; without a value the field is missing, and so is what is then empty. */
export function withField(whole: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  if (typeof key === 'number') {
    const items = Array.isArray(whole) ? whole : [];
    const item = withField(items[key], rest, value) ?? {};
    return items.map((old, index) => (index === key ? item : old));
  }
  const fields = isObject(whole) ? whole : {};
  const inner = withField(fields[key], rest, value);
  const others = Object.entries(fields).filter(([name]) => name !== key);
  if (inner === undefined || (rest.length > 0 && isObject(inner) && Object.keys(inner).length === 0)) {
    return Object.fromEntries(others);
  }
  if (Object.hasOwn(fields, key)) {
    return Object.fromEntries(
      Object.entries(fields).map(([name, old]) => [name, name === key ? inner : old]),
    );
  }
  return Object.fromEntries([...others, [key, inner]]);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
