/** What the page needs of a JSON Schema: what kind of control a value has, and in how many forms it comes. */
import { isObject, type Json } from '../configuration.js';

export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: Json;
  enum?: string[];
  const?: Json;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: JsonSchema | boolean;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/**
 * `leaf` one control · `object` fields · `list` items that are more than names · `map` values by names of the user's ·
 * `union` one of several forms
 */
export type Kind = 'leaf' | 'object' | 'list' | 'map' | 'union';

export function kindOf(schema: JsonSchema): Kind {
  if (schema.anyOf) return schema.anyOf.every(isKnown) ? 'union' : 'leaf';
  if (!isKnown(schema)) return 'leaf';
  if (schema.properties) return 'object';
  if (schema.type === 'object') return 'map';
  return schema.type === 'array' && !isName(schema.items!) ? 'list' : 'leaf';
}

/** Whether the schema says what may be there, down to single values; JSON is what is left to the others. */
function isKnown(schema: JsonSchema): boolean {
  if (schema.anyOf) return schema.anyOf.every(isKnown);
  if (schema.properties) return true;
  if (schema.type === 'object') {
    const { additionalProperties: of } = schema;
    return typeof of === 'object' && isKnown(of);
  }
  if (schema.type === 'array') return schema.items !== undefined && isKnown(schema.items);
  return typeof schema.type === 'string';
}

/** A name of the user's, many of which can stand in one line. */
function isName({ type, enum: names }: JsonSchema): boolean {
  return type === 'string' && names === undefined;
}

/** One of the forms of a union: a value of its own, or a schema. */
export type Form =
  { label: string; fixed: string; schema: null } | { label: string; fixed: null; schema: JsonSchema };

export function formsOf(schema: JsonSchema): Form[] {
  return (schema.anyOf ?? [schema]).flatMap((one): Form[] => {
    if (one.anyOf) return formsOf(one);
    const fixed = one.enum ?? (typeof one.const === 'string' ? [one.const] : null);
    return fixed
      ? fixed.map((value) => ({ label: value, fixed: value, schema: null }))
      : [{ label: formLabel(one), fixed: null, schema: one }];
  });
}

function formLabel(schema: JsonSchema): string {
  switch (kindOf(schema)) {
    case 'object': {
      const names = Object.keys(schema.properties!);
      const most = names.slice(0, 3).map((name) => words(name).toLowerCase());
      return `${names.length === 1 ? 'by' : 'with'} ${most.join(', ')}${names.length > 3 ? ' …' : ''}`;
    }
    case 'map':
      return 'by name';
    case 'list':
      return 'list';
    default:
      return schema.type === 'string' ? 'name' : isNumeric(schema) ? 'number' : String(schema.type);
  }
}

/** The form that a value comes closest to, −1 where it fits none. */
export function formOfValue(forms: readonly Form[], value: Json): number {
  const fits = forms.map(({ fixed, schema }) =>
    fixed === null ? fitness(schema, value) : fixed === value ? 3 : 0,
  );
  const best = Math.max(...fits);
  return best === 0 ? -1 : fits.indexOf(best);
}

/** 0 of another type; of objects, those whose every field is known fit best, and names of the user's next. */
function fitness(schema: JsonSchema, value: Json): number {
  if (isObject(value)) {
    if (schema.properties) {
      const known = Object.keys(value).filter((key) => Object.hasOwn(schema.properties!, key)).length;
      return known === Object.keys(value).length ? 2 : 0.5 + known / 1000;
    }
    return schema.type === 'object' ? 1 : 0;
  }
  const type = Array.isArray(value) ? 'array' : typeof value;
  return typesOf(schema).has(type) ? 1 : 0;
}

/** Kinds of values that a field may have, by their names in schemas. */
export function typesOf(schema: JsonSchema): Set<string> {
  const alternatives = schema.anyOf?.flatMap((alternative) => [...typesOf(alternative)]) ?? [];
  const own = [schema.type ?? []].flat().map((type) => (type === 'integer' ? 'number' : type));
  return new Set([...own, ...alternatives]);
}

export function isNumeric({ type }: JsonSchema): boolean {
  return type === 'number' || type === 'integer';
}

/** Whether a form for the value can be shown; what has another shape is left to JSON. */
export function hasShape(kind: Kind, value: Json | undefined): boolean {
  if (value === undefined || kind === 'leaf' || kind === 'union') return true;
  return kind === 'list' ? Array.isArray(value) : isObject(value);
}

/** A schema whose default is the parent's, where that has one. */
export function withDefault(schema: JsonSchema, byDefault: Json | undefined): JsonSchema {
  return byDefault === undefined ? schema : { ...schema, default: byDefault };
}

/** Bounds in words, `from 0 to below 1`; null where there are none. */
export function boundsOf({ type, ...bounds }: JsonSchema): string | null {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = bounds;
  const least = exclusiveMinimum !== undefined ? `above ${exclusiveMinimum}` : minimum;
  const most = exclusiveMaximum !== undefined ? `below ${exclusiveMaximum}` : maximum;
  const hasMost = most !== undefined && most !== Number.MAX_SAFE_INTEGER;
  const whole = type === 'integer' ? 'a whole number' : 'a number';
  const atMost = maximum === undefined ? most : `${most} or less`;
  if (least === undefined) return hasMost ? `${whole}, ${atMost}` : null;
  if (!hasMost) return `${whole}, ${minimum === undefined ? least : `${least} or more`}`;
  return minimum === undefined ? `${whole} ${least} and ${atMost}` : `${whole} from ${least} to ${most}`;
}

/** `minHistory` as people read it. */
export function words(key: string): string {
  const spaced = key.replace(/[a-z][A-Z](?=[a-z]|$)/g, (pair) => `${pair[0]} ${pair[1].toLowerCase()}`);
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What one of a list or map is called: strategies, strategy. */
export function singular(key: string): string {
  return key.replace(/ies$/, 'y').replace(/(ss)es$|s$/, '$1');
}
