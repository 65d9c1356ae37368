/** What the page needs of a JSON Schema: which control a field has, and what its text means. */
import { locateJsonError } from '../../../src/cli/locate-json-error.js';
import type { Json } from '../configuration.js';

export interface JsonSchema {
  type?: string;
  description?: string;
  default?: Json;
  enum?: string[];
  format?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/**
 * `choice` one of a few names · `switch` yes or no · `date` · `list` of names with commas between · `text` a name or
 * number as it is · `json` a text where the schema lets it be one, else JSON
 */
export type Control = 'choice' | 'switch' | 'date' | 'list' | 'text' | 'json';

export function controlOf(schema: JsonSchema): Control {
  if (schema.enum) return 'choice';
  switch (schema.type) {
    case 'boolean':
      return 'switch';
    case 'string':
      return schema.format === 'date' ? 'date' : 'text';
    case 'number':
    case 'integer':
      return 'text';
    case 'array':
      return schema.items?.type === 'string' ? 'list' : 'json';
    default:
      return 'json';
  }
}

/** Kinds of values that a field may have, by their names in schemas. */
export function typesOf(schema: JsonSchema): Set<string> {
  const alternatives = schema.anyOf?.flatMap((alternative) => [...typesOf(alternative)]) ?? [];
  const own = schema.type === undefined ? [] : [schema.type === 'integer' ? 'number' : schema.type];
  return new Set([...own, ...alternatives]);
}

/** A value as its control shows it. */
export function textOf(value: Json | undefined, control: Control): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  const isNames = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return control === 'list' && isNames ? value.join(', ') : JSON.stringify(value);
}

/**
 * What a text of a control means; a blank one is no value. What fits no type of the field stays as it is, for the
 * configuration's own checks to refuse.
 *
 * @throws SyntaxError of what begins as JSON and is none, saying where it ends to be
 */
export function parsed(text: string, control: Control, schema: JsonSchema): Json | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (control === 'switch') return trimmed === 'true';
  if (control === 'list' && !trimmed.startsWith('[')) {
    return trimmed
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  }
  const types = typesOf(schema);
  if (types.has('number') && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (!/^[[{]/.test(trimmed)) {
    const isLiteral = (trimmed === 'true' || trimmed === 'false') && types.has('boolean');
    return isLiteral ? trimmed === 'true' : trimmed;
  }
  if (!types.has('object') && !types.has('array')) return trimmed;
  return parseJson(trimmed);
}

/** @throws SyntaxError with line and column, the same in every browser */
export function parseJson(text: string): Json {
  const place = locateJsonError(text);
  if (place === null) return JSON.parse(text) as Json;
  const { line, column, found } = place;
  throw new SyntaxError(
    `line ${line}, column ${column}: ${found === null ? 'the text ends too early' : `unexpected ${JSON.stringify(found)}`}`,
  );
}

/** `minHistory` as people read it. */
export function words(key: string): string {
  const spaced = key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
