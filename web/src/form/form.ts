/** The form of a configuration, made from its JSON schema. */
import type { Configuration, Path } from '../configuration.js';
import { element } from '../dom.js';
import { type Field, field } from './field.js';
import { type ItemList, itemList } from './item-list.js';
import { type JsonSchema, words } from './schema.js';

export interface Form {
  /** shows the configuration as it is now */
  show(): void;
  /** marks the field that a problem is about, and takes the mark from all others */
  complain(path: string | null, problem: string): void;
  /** moves the focus to the field that a problem is about, or that is nearest to it; false where none is */
  focus: (path: string) => boolean;
}

/** What every run has to say, in the order in which one thinks of it; the others are folded away. */
const essential = [
  'prices',
  'market',
  'frequency',
  'backtest.train',
  'backtest.rebalance',
  'backtest.costs',
  'from',
  'to',
];

/** Fields that are for files only. */
const hidden = new Set(['$schema']);

/** @param root gets the form */
export function form(root: HTMLElement, schema: JsonSchema, config: Configuration): Form {
  const fields: Field[] = [];
  const lists: ItemList[] = [];
  const required = new Set((schema as { required?: string[] }).required ?? []);
  const made = (path: Path, of: JsonSchema): HTMLElement => {
    const one = field(path, of, config, path.length === 1 && required.has(String(path[0])));
    fields.push(one);
    return one.element;
  };
  const schemaAt = (path: Path): JsonSchema =>
    path.reduce<JsonSchema>((inner, key) => inner.properties![key], schema);

  const shown = essential.map((name) => name.split('.')).filter((path) => valueExists(schema, path));
  root.append(element('div', { class: 'fields' }, ...shown.map((path) => made(path, schemaAt(path)))));

  const groups: HTMLElement[] = [];
  const others: HTMLElement[] = [];
  for (const [key, inner] of Object.entries(schema.properties ?? {})) {
    if (hidden.has(key) || essential.includes(key)) continue;
    if (inner.type === 'array' && inner.items?.properties) {
      const list = itemList(key, inner, config);
      lists.push(list);
      root.append(list.element);
    } else if (inner.properties) {
      const rest = Object.entries(inner.properties).filter(([name]) => !essential.includes(`${key}.${name}`));
      const elements = rest.map(([name, of]) => made([key, name], of));
      groups.push(group(words(key), inner.description, elements));
    } else others.push(made([key], inner));
  }
  root.append(...groups, group('More data', 'files, universe, rates and what else there is', others));

  const allFields = (): Field[] => [...fields, ...lists.flatMap((list) => list.fields())];
  return {
    show() {
      for (const list of lists) list.show();
      for (const one of fields) one.show();
    },
    complain(path, problem) {
      const about = path === null ? null : nearest(allFields(), path);
      for (const one of allFields()) one.complain(one === about ? problem : null);
    },
    focus(path) {
      const about = nearest(allFields(), path);
      about?.focus();
      return about !== null;
    },
  };
}

function valueExists(schema: JsonSchema, path: readonly string[]): boolean {
  return path.reduce<JsonSchema | undefined>((inner, key) => inner?.properties?.[key], schema) !== undefined;
}

function group(title: string, description: string | undefined, fields: readonly HTMLElement[]): HTMLElement {
  const heading = element('summary', {}, title);
  const meaning = description === undefined ? [] : [element('p', { class: 'help' }, description)];
  return element('details', {}, heading, ...meaning, element('div', { class: 'fields' }, ...fields));
}

/** The field of a path such as `backtest.costs.SPY`: the longest name that it begins with. */
function nearest(fields: readonly Field[], path: string): Field | null {
  const isWithin = ({ name }: Field): boolean =>
    path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
  return fields.filter(isWithin).sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}
