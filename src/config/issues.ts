import * as z from 'zod';
import { ConfigError } from '../errors.js';
import { nearestName, suggestion } from '../suggest.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  description?: string;
}

/** Made once for each schema: a sweep may have thousands of configurations that are refused. */
const jsonSchemas = new WeakMap<z.ZodType, JsonSchema>();

/** `backtest.costs.SPY`, `strategies[1].name`: how messages and `details.path` name a field. */
export function fieldPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** A value as a message shows it: JSON, cut short. */
function shown(value: unknown): string {
  const text = typeof value === 'number' || value === undefined ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (value === null || typeof value !== 'object' ? undefined : Reflect.get(value, part)),
    input,
  );
}

/** The schemas that may describe the value at `path`, alternatives side by side. */
function schemasAt(root: JsonSchema, path: Path): JsonSchema[] {
  const alternatives = (schema: JsonSchema): JsonSchema[] => [schema, ...(schema.anyOf ?? [])];
  return path.reduce<JsonSchema[]>(
    (schemas, part) =>
      schemas
        .flatMap((schema) => {
          if (typeof part === 'number') return schema.items ?? [];
          const other = schema.additionalProperties;
          return schema.properties?.[String(part)] ?? (typeof other === 'object' ? other : []);
        })
        .flatMap(alternatives),
    alternatives(root),
  );
}

/** Of a value that fits no alternative: the issue of the alternative it comes closest to, null when none is close. */
function closestIssue(issue: Issue): Issue | null {
  if (issue.code !== 'invalid_union') return issue;
  let unlisted: Issue | null = null;
  const fewestFirst = [...issue.errors].sort((a, b) => a.length - b.length);
  for (const [first] of fewestFirst) {
    if (first === undefined) continue;
    const within = { ...first, path: [...issue.path, ...first.path] };
    // a union within one of the alternatives, none of whose forms is close
    const inner = closestIssue(within) ?? (first.path.length > 0 ? within : null);
    if (inner === null) continue;
    const isOfAll = inner.path.length === issue.path.length;
    // names of fields are no keys of a list by ticker
    if ((isOfAll && inner.code === 'invalid_type') || inner.code === 'invalid_key') continue;
    // none of the words of a list: an alternative with a field of the value is closer
    if (isOfAll && inner.code === 'invalid_value') unlisted ??= inner;
    else return inner;
  }
  return unlisted;
}

/**
 * What a schema has against a configuration: `unknown-key`, `missing-key` or `bad-value`, with the
 * field in `details.path`.
 */
export function schemaProblems(error: z.ZodError, input: unknown, schema: z.ZodType): ConfigError[] {
  const root = jsonSchemas.get(schema) ?? (z.toJSONSchema(schema, { io: 'input' }) as JsonSchema);
  jsonSchemas.set(schema, root);
  return error.issues.flatMap((issue) => problemsOf(closestIssue(issue) ?? issue, input, root));
}

/** The problems of one issue: several for unknown keys, else one. */
function problemsOf(issue: Issue, input: unknown, root: JsonSchema): ConfigError[] {
  const candidates = schemasAt(root, issue.path);
  const path = fieldPath(issue.path);
  const value = valueAt(input, issue.path);
  const meaning = meaningOf(root, issue.path);

  if (issue.code === 'unrecognized_keys') {
    const known = candidates.flatMap((candidate) => availableKeys(candidate));
    return issue.keys.map(
      (key) =>
        new ConfigError(
          'unknown-key',
          path === '' ? `the configuration has no field "${key}"` : `${path} has no field "${key}"`,
          elsewhere(key, known, issue.path, root) ?? suggestion(key, known),
          { path: fieldPath([...issue.path, key]), key },
        ),
    );
  }
  if (path === '') {
    return [
      new ConfigError(
        'bad-value',
        `the configuration is ${shown(value)}, not an object of fields`,
        'write { "prices": …, "market": … }',
        { path, value: shown(value) },
      ),
    ];
  }
  if (value === undefined) return [new ConfigError('missing-key', `${path} is missing`, meaning, { path })];
  const problem = uncapitalised(issue.message);
  const nearest =
    issue.code === 'invalid_value' && typeof value === 'string'
      ? nearestName(value, issue.values.map(String))
      : null;
  // a name in the place of what has one
  const isName =
    issue.code === 'invalid_type' &&
    typeof value === 'string' &&
    candidates.some(({ properties }) => properties?.name);
  const written = isName ? `write { "name": ${shown(value)} }` : meaning;
  const hint = nearest === null ? written : `did you mean "${nearest}"?`;
  return [
    new ConfigError('bad-value', `${path} cannot be ${shown(value)}: ${problem}`, hint, {
      path,
      value: shown(value),
    }),
  ];
}

/** Where a field belongs that stands at the top and is one of a part of the configuration; null for others. */
function elsewhere(key: string, known: readonly string[], path: Path, root: JsonSchema): string | null {
  if (path.length > 0 || nearestName(key, known) !== null) return null;
  for (const part of ['backtest', 'model'])
    if (schemasAt(root, [part]).some((schema) => availableKeys(schema).includes(key)))
      return `did you mean "${part}.${key}", a field of ${part}?`;
  return null;
}

/** A message within a sentence; the values that it names stay as they have to be written. */
function uncapitalised(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** What the schema says of a field, or of the one that it is a part of. */
function meaningOf(root: JsonSchema, path: Path): string {
  const { description } = schemasAt(root, path).find((candidate) => candidate.description) ?? {};
  return description ?? (path.length === 0 ? 'see the schema' : meaningOf(root, path.slice(0, -1)));
}

function availableKeys({ properties = {} }: JsonSchema): string[] {
  return Object.keys(properties);
}
