/** An object of the form: its fields, folded away under its name. */
import { fieldPath } from '../../../src/config/issues.js';
import { type Configuration, isObject, type Path, valueAt } from '../configuration.js';
import { element } from '../dom.js';
import { type Field, type FieldOptions, focusWithin, idOf, mark, type Part } from './field.js';
import type { PartMaker } from './part.js';
import { type JsonSchema, withDefault, words } from './schema.js';

export function objectPart(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  make: PartMaker,
): Part {
  const parts = fieldsOf(path, schema, config, make);
  const fields = element('div', { class: 'fields' }, ...parts.map((part) => part.element));
  if (options.bare) return { ...joined(parts), element: fields, isWide: true };
  const { label = words(String(path.at(-1))) } = options;
  const fold = folded(path, label, schema.description, [fields]);
  return {
    element: fold.element,
    isWide: true,
    fields: () => [fold.field, ...parts.flatMap((part) => part.fields())],
    show() {
      const value = valueAt(config.value(), path);
      fold.tell(
        isObject(value) && Object.keys(value).length > 0 ? Object.keys(value).map(words).join(', ') : '',
      );
      for (const part of parts) part.show();
    },
  };
}

/** The parts for the fields of an object. */
export function fieldsOf(path: Path, schema: JsonSchema, config: Configuration, make: PartMaker): Part[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties!).map(([name, of]) => {
    const inherited = isObject(schema.default) ? schema.default[name] : undefined;
    return make([...path, name], withDefault(of, inherited), config, { required: required.has(name) });
  });
}

export function joined(parts: readonly Part[]): Pick<Part, 'fields' | 'show'> {
  return {
    fields: () => parts.flatMap((part) => part.fields()),
    show() {
      for (const part of parts) part.show();
    },
  };
}

/** A box that is folded away under a title, with what is set in it beside the title. */
export function folded(path: Path, title: string, description: string | undefined, content: Node[]) {
  const id = idOf(path);
  const state = element('span', { class: 'help' });
  const heading = element('summary', { id }, element('span', {}, title), ' ', state);
  const problem = element('p', { id: `${id}-problem`, class: 'field-problem' });
  const help = description === undefined ? [] : [element('p', { class: 'help' }, description)];
  const self: Field = {
    name: fieldPath(path),
    // a summary has no state of being invalid
    complain: (text) => mark(problem, problem)(text),
    focus() {
      focusWithin(heading);
      heading.parentElement!.setAttribute('open', '');
    },
  };
  return {
    element: element('details', { class: 'wide' }, heading, problem, ...help, ...content),
    field: self,
    tell: (text: string) => (state.textContent = text),
  };
}
