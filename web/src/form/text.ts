/** Values as the text of a control, and back. */
import { locateJsonError } from '../../../src/files/locate-json-error.js';
import type { Json } from '../configuration.js';
import { type JsonSchema, typesOf } from './schema.js';

/**
 * `choice` one of a few names · `switch` yes or no · `date` · `list` of names with commas between · `text` a name or
 * number as it is · `json` a text where the schema lets it be one, else JSON
 */
export type Control = 'choice' | 'switch' | 'date' | 'list' | 'text' | 'json';

export function controlOf(schema: JsonSchema): Control {
  if (schema.enum || typeof schema.const === 'string') return 'choice';
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

/** A value as its control shows it; null is a value that is still to be given. */
export function textOf(value: Json | undefined, control: Control): string {
  if (value === undefined || (value === null && control !== 'json')) return '';
  if (typeof value === 'string') return value;
  const isName = (item: Json): item is string =>
    typeof item === 'string' && !item.includes(',') && item.trim() === item;
  return control === 'list' && Array.isArray(value) && value.every(isName)
    ? value.join(', ')
    : JSON.stringify(value);
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
  const isAny = types.size === 0;
  if ((isAny || types.has('number')) && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (!/^[[{]/.test(trimmed)) {
    const isLiteral = (trimmed === 'true' || trimmed === 'false') && (isAny || types.has('boolean'));
    return isLiteral ? trimmed === 'true' : trimmed;
  }
  if (!isAny && !types.has('object') && !types.has('array')) return trimmed;
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
