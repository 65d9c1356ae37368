import * as z from 'zod';
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  description?: string;
  not?: unknown;
}

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
  for (const [first] of issue.errors) {
    if (first === undefined) continue;
    const inner = closestIssue({ ...first, path: [...issue.path, ...first.path] });
    if (inner === null) continue;
    const wrongType = inner.code === 'invalid_type' && inner.path.length === issue.path.length;
    if (!wrongType) return inner;
  }
  return null;
}

/**
 * The first thing that a schema has against a configuration, as a ConfigError: `unknown-key`, `missing-key`,
 * `not-available` or `bad-value`, with the field in `details.path`.
 */
export function configErrorOf(error: z.ZodError, input: unknown, schema: z.ZodType): ConfigError {
  const root = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  const issue = closestIssue(error.issues[0]) ?? error.issues[0];
  const candidates = schemasAt(root, issue.path);
  const path = fieldPath(issue.path);
  const where = path === '' ? 'the configuration' : path;
  const value = valueAt(input, issue.path);
  const meaning = candidates.find((candidate) => candidate.description)?.description ?? 'see the schema';

  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0];
    const known = candidates.flatMap((candidate) => Object.keys(candidate.properties ?? {}));
    return new ConfigError(
      'unknown-key',
      path === '' ? `the configuration has no field "${key}"` : `${path} has no field "${key}"`,
      suggestion(key, known),
      { path: fieldPath([...issue.path, key]), key },
    );
  }
  if (value === undefined && path !== '') {
    return new ConfigError('missing-key', `${path} is missing`, meaning, { path });
  }
  if (candidates.some((candidate) => candidate.not !== undefined)) {
    return new ConfigError('not-available', `${path} is not available`, meaning, { path });
  }
  const problem = issue.code === 'invalid_union' ? 'none of its forms fits' : issue.message.toLowerCase();
  return new ConfigError('bad-value', `${where} cannot be ${shown(value)}: ${problem}`, meaning, {
    path,
    value: shown(value),
  });
}
