/** A list of objects in the form, such as strategies: each a box of fields, with what adds and removes them. */
import { type Configuration, isObject, type Json, type JsonObject } from '../configuration.js';
import { button, element } from '../dom.js';
import { defaultOf, type Field, field } from './field.js';
import { type JsonSchema, words } from './schema.js';

export interface ItemList {
  element: HTMLElement;
  fields(): Field[];
  show(): void;
}

/** Fields of an item that are always open; the others are folded away. */
const shownFields = new Set(['name', 'covariance', 'objective']);

/** @param key of the list in the configuration, in the plural */
export function itemList(key: string, schema: JsonSchema, config: Configuration): ItemList {
  const singular = key.replace(/ies$/, 'y').replace(/s$/, '');
  const boxes = element('div', { class: 'items' });
  const properties = Object.entries(schema.items!.properties!);
  let built: { fields: Field[]; legend: HTMLElement }[] = [];

  const items = (): Json[] => {
    const value = config.value()[key] ?? defaultOf(schema);
    return Array.isArray(value) ? value : [];
  };
  const replace = (list: Json[], focus: number): void => {
    config.set([key], list, 'page');
    const box = boxes.children[Math.min(focus, list.length - 1)];
    (box?.querySelector<HTMLElement>('input, select') ?? add).focus();
  };
  /** edits of a list that the configuration does not have begin with the default one */
  const own: Configuration = {
    ...config,
    value: () => ({ ...config.value(), [key]: items() }),
    set(path, value, origin) {
      if (config.value()[key] === undefined) config.set([key], items(), origin);
      config.set(path, value, origin);
    },
  };
  const add = button(`Add a ${singular}`, () => {
    const list = items();
    replace([...list, { name: freshName(list, singular) }], list.length);
  });

  const build = (): void => {
    built = items().map((_, index) => {
      const fields = properties.map(([name, of]) => field([key, index, name], of, own));
      return { fields, legend: element('legend') };
    });
    boxes.replaceChildren(
      ...built.map(({ fields, legend }, index) => {
        const elements = (shown: boolean): HTMLElement[] =>
          fields.filter((__, k) => shownFields.has(properties[k][0]) === shown).map((one) => one.element);
        const remove = button(
          'Remove',
          () => replace(items().filter((_, other) => other !== index), index), // prettier-ignore
          `Remove ${singular} ${index + 1}`,
        );
        const more = element(
          'details',
          {},
          element('summary', {}, 'More'),
          element('div', { class: 'fields' }, ...elements(false)),
        );
        return element(
          'fieldset',
          {},
          legend,
          element('div', { class: 'fields' }, ...elements(true)),
          more,
          remove,
        );
      }),
    );
  };

  return {
    element: element(
      'details',
      { class: 'list' },
      element('summary', {}, words(key)),
      element('p', { class: 'help' }, schema.description ?? ''),
      boxes,
      element('p', {}, add),
    ),
    fields: () => built.flatMap(({ fields }) => fields),
    show() {
      const list = items();
      if (list.length !== built.length) build();
      built.forEach(({ fields, legend }, index) => {
        legend.textContent = nameOf(list[index]) ?? `${words(singular)} ${index + 1}`;
        for (const one of fields) one.show();
      });
    },
  };
}

function nameOf(item: Json): string | null {
  return isObject(item) && typeof item.name === 'string' && item.name !== '' ? item.name : null;
}

function freshName(list: readonly Json[], singular: string): string {
  const names = new Set(list.map((item) => (item as JsonObject | null)?.name));
  let number = list.length + 1;
  while (names.has(`${singular} ${number}`)) number++;
  return `${singular} ${number}`;
}
