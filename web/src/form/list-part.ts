/** A list of the form, such as strategies: each item a box, with what adds, moves and removes it. */
import { type Configuration, isObject, type Json, type Path, valueAt } from '../configuration.js';
import { button, element } from '../dom.js';
import { type FieldOptions, type Part } from './field.js';
import { emptyOf, freshName, itemPart } from './items.js';
import { folded } from './object-part.js';
import type { PartMaker } from './part.js';
import { type JsonSchema, singular, words } from './schema.js';

export function listPart(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  make: PartMaker,
): Part {
  const key = String(path.at(-1));
  const one = words(singular(key)).toLowerCase();
  const of = schema.items!;
  const boxes = element('div', { class: 'items' });
  let built: {
    part: Part;
    legend: HTMLElement;
    box: HTMLElement;
    up: HTMLButtonElement;
    down: HTMLButtonElement;
  }[] = [];

  const items = (): Json[] => {
    const value = valueAt(config.value(), path) ?? structuredClone(schema.default);
    return Array.isArray(value) ? value : [];
  };
  /** edits of a list that the configuration does not have begin with the default one; only lists at its top have one */
  const own: Configuration = {
    ...config,
    set(to, value, origin) {
      if (valueAt(config.value(), path) === undefined) config.set(path, items(), origin);
      config.set(to, value, origin);
    },
    value: () =>
      valueAt(config.value(), path) === undefined && schema.default !== undefined
        ? { ...config.value(), [key]: items() }
        : config.value(),
  };
  const replace = (list: Json[]): void => {
    built = []; // an item of another place begins anew
    config.set(path, list.length === 0 && schema.default === undefined ? undefined : list, 'page');
  };
  const add = button(`Add a ${one}`, () => {
    const list = items();
    const names = new Set(list.map((item) => (isObject(item) ? item.name : null)));
    const isNamed = of.required?.includes('name') ?? false;
    replace([...list, isNamed ? { name: freshName(names, one) } : emptyOf(of)]);
    focusFirst(built[list.length]?.box);
  });
  const focusFirst = (box: HTMLElement | undefined): void => {
    (box?.querySelector<HTMLElement>('input, select, textarea, summary') ?? add).focus();
  };
  const remove = (index: number): void => {
    const list = items().filter((_, other) => other !== index);
    replace(list);
    focusFirst(built[Math.min(index, list.length - 1)]?.box);
  };
  const move = (index: number, by: -1 | 1): void => {
    const list = [...items()];
    [list[index], list[index + by]] = [list[index + by], list[index]];
    replace(list);
    const { up, down } = built[index + by];
    const same = by < 0 ? up : down;
    (same.disabled ? (by < 0 ? down : up) : same).focus();
  };

  const build = (count: number): void => {
    built = Array.from({ length: count }, (_, index) => {
      const part = itemPart([...path, index], of, own, make);
      const legend = element('legend');
      const name = `${one} ${index + 1}`;
      const up = button('Up', () => move(index, -1), `Move ${name} up`);
      const down = button('Down', () => move(index, 1), `Move ${name} down`);
      up.disabled = index === 0;
      down.disabled = index === count - 1;
      const buttons = element('p', { class: 'buttons small' }, up, down, button('Remove', () => remove(index), `Remove ${name}`)); // prettier-ignore
      return { part, legend, box: element('fieldset', {}, legend, part.element, buttons), up, down };
    });
    boxes.replaceChildren(...built.map(({ box }) => box));
  };
  const content = [boxes, element('p', {}, add)];
  const fold = folded(path, options.label ?? words(key), schema.description, content);
  return {
    element: options.bare ? element('div', {}, ...content) : fold.element,
    isWide: true,
    fields: () => [fold.field, ...built.flatMap(({ part }) => part.fields())],
    show() {
      const list = items();
      if (list.length !== built.length) build(list.length);
      fold.tell(
        list.length === 0 ? '' : list.map((item, index) => nameOf(item) ?? String(index + 1)).join(', '),
      );
      built.forEach(({ part, legend }, index) => {
        legend.textContent = nameOf(list[index]) ?? `${words(singular(key))} ${index + 1}`;
        part.show();
      });
    },
  };
}

function nameOf(item: Json): string | null {
  if (typeof item === 'string') return item;
  return isObject(item) && typeof item.name === 'string' && item.name !== '' ? item.name : null;
}
