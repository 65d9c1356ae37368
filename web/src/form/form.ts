/** The form of a configuration, made from its JSON schema. */
import type { Configuration } from '../configuration.js';
import { element } from '../dom.js';
import type { Field, Part } from './field.js';
import { fieldsOf } from './object-part.js';
import { partOf } from './part.js';
import { type JsonSchema, kindOf, words } from './schema.js';

/** What there is against a field; the path is null of what is about none. */
export interface FieldProblem {
  path: string | null;
  text: string;
}

export interface Form {
  /** shows the configuration as it is now */
  show(): void;
  /** marks the fields that problems are about, and takes the mark from all others */
  complain(problems: readonly FieldProblem[]): void;
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
  const parts: Part[] = [];
  const elementsOf = (made: readonly Part[]): HTMLElement[] => {
    parts.push(...made);
    return made.map((part) => part.element);
  };
  const fields = (elements: readonly HTMLElement[]): HTMLElement =>
    element('div', { class: 'fields' }, ...elements);
  /** the parts for the fields of an object, essential ones or the others */
  const partsOf = (path: readonly string[], of: JsonSchema, isEssential: boolean): [string, Part][] => {
    const properties = Object.entries(of.properties!).filter(
      ([name]) => !hidden.has(name) && essential.includes([...path, name].join('.')) === isEssential,
    );
    const made = fieldsOf(path, { ...of, properties: Object.fromEntries(properties) }, config, partOf);
    return made.map((part, index) => [[...path, properties[index][0]].join('.'), part]);
  };
  const objects = Object.entries(schema.properties!).filter(([, of]) => kindOf(of) === 'object');
  const isObjects = new Set(objects.map(([name]) => name));

  const shown = new Map([
    ...partsOf([], schema, true),
    ...objects.flatMap(([name, of]) => partsOf([name], of, true)),
  ]);
  root.append(fields(elementsOf(essential.flatMap((name) => shown.get(name) ?? []))));
  const top = partsOf([], schema, false).filter(([name]) => !isObjects.has(name));
  const isList = (name: string): boolean => kindOf(schema.properties![name]) === 'list';
  root.append(...elementsOf(top.filter(([name]) => isList(name)).map(([, part]) => part)));
  for (const [name, of] of objects) {
    const rest = partsOf([name], of, false).map(([, part]) => part);
    root.append(group(words(name), of.description, fields(elementsOf(rest))));
  }
  const others = top.filter(([name]) => !isList(name)).map(([, part]) => part);
  root.append(
    group('More data', 'files, universe, rates and what else there is', fields(elementsOf(others))),
  );

  const allFields = (): Field[] => parts.flatMap((part) => part.fields());
  return {
    show() {
      for (const part of parts) part.show();
    },
    complain(problems) {
      const fields = allFields();
      const against = new Map<Field, string[]>();
      for (const { path, text } of problems) {
        const about = path === null ? null : nearest(fields, path);
        if (about !== null) against.set(about, [...(against.get(about) ?? []), text]);
      }
      for (const one of fields) one.complain(against.get(one)?.join('; ') ?? null);
    },
    focus(path) {
      const about = nearest(allFields(), path);
      about?.focus();
      return about !== null;
    },
  };
}

function group(title: string, description: string | undefined, fields: HTMLElement): HTMLElement {
  const heading = element('summary', {}, title);
  const meaning = description === undefined ? [] : [element('p', { class: 'help' }, description)];
  return element('details', {}, heading, ...meaning, fields);
}

/** The field of a path such as `backtest.costs.SPY`: the longest name that it begins with. */
function nearest(fields: readonly Field[], path: string): Field | null {
  const isWithin = ({ name }: Field): boolean =>
    path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`);
  return fields.filter(isWithin).sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}
