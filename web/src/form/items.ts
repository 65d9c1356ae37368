/** What lists and maps of the form share: boxes for items, which stay while they are edited. */
import { type Configuration, type Json, type Path, valueAt, withField } from '../configuration.js';
import { element } from '../dom.js';
import { fieldsOf, joined } from './object-part.js';
import type { Part } from './field.js';
import type { PartMaker } from './part.js';
import { type JsonSchema, kindOf } from './schema.js';

/** Fields of an item that are always open; where an item has many, the others are folded away. */
const shownFields = new Set(['name', 'covariance', 'objective', 'kind', 'path', 'column']);
const fewFields = 8;

/** What an item without a value has: an object its fields to come, anything else null, which checks refuse. */
export function emptyOf(schema: JsonSchema): Json {
  const kind = kindOf(schema);
  return kind === 'object' || kind === 'map' ? {} : kind === 'list' ? [] : null;
}

/** A configuration in which the item at a path stays, however much of it is emptied. */
export function keeping(config: Configuration, item: Path, schema: JsonSchema): Configuration {
  return {
    ...config,
    set(path, value, origin) {
      const isLeft = valueAt(withField(config.value(), path, value), item) !== undefined;
      if (isLeft && !(path.length === item.length && value === undefined)) config.set(path, value, origin);
      else config.set(item, emptyOf(schema), origin);
    },
  };
}

/** The part for an item, whose name is shown by the box that it is in. */
export function itemPart(path: Path, schema: JsonSchema, config: Configuration, make: PartMaker): Part {
  const own = keeping(config, path, schema);
  if (kindOf(schema) !== 'object') return make(path, schema, own, { label: 'Value' });
  const parts = fieldsOf(path, schema, own, make);
  const names = Object.keys(schema.properties!);
  const isShown = (index: number): boolean => names.length <= fewFields || shownFields.has(names[index]);
  const elements = (shown: boolean): HTMLElement[] =>
    parts.filter((_, index) => isShown(index) === shown).map((part) => part.element);
  const more = elements(false);
  return {
    ...joined(parts),
    element: element(
      'div',
      {},
      element('div', { class: 'fields' }, ...elements(true)),
      ...(more.length === 0
        ? []
        : [
            element(
              'details',
              {},
              element('summary', {}, 'More'),
              element('div', { class: 'fields' }, ...more),
            ),
          ]),
    ),
    isWide: true,
  };
}

/** A name that none of the others has: `strategy 4`. */
export function freshName(names: ReadonlySet<unknown>, singular: string): string {
  let number = names.size + 1;
  while (names.has(`${singular} ${number}`)) number++;
  return `${singular} ${number}`;
}
