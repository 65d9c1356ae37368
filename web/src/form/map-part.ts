/** Values by names of the user's, such as kernels or weights by ticker: each with its name, and what adds and removes it. */
import {
  type Configuration,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  valueAt,
} from '../configuration.js';
import { button, element } from '../dom.js';
import { type FieldOptions, idOf, type Part } from './field.js';
import { emptyOf, freshName, itemPart } from './items.js';
import { folded } from './object-part.js';
import type { PartMaker } from './part.js';
import { type JsonSchema, kindOf, singular, words } from './schema.js';

export function mapPart(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  make: PartMaker,
): Part {
  const key = String(path.at(-1));
  const of = schema.additionalProperties as JsonSchema;
  const isSimple = kindOf(of) === 'leaf';
  const one = isSimple ? 'entry' : words(singular(key)).toLowerCase();
  const boxes = element('div', { class: isSimple ? 'entries' : 'items' });
  let built: { name: string; part: Part; box: HTMLElement; input: HTMLInputElement }[] = [];

  const entries = (): JsonObject => {
    const value = valueAt(config.value(), path);
    return isObject(value) ? value : {};
  };
  const replace = (pairs: readonly (readonly [string, Json])[]): void =>
    config.set(path, pairs.length === 0 ? undefined : Object.fromEntries(pairs), 'page');
  const add = button(`Add ${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one}`, () => {
    const name = freshName(new Set(Object.keys(entries())), isSimple ? 'name' : one);
    replace([...Object.entries(entries()), [name, emptyOf(of)]]);
    const { input } = built[built.length - 1];
    input.focus();
    input.select();
  });
  const rename = (from: string, input: HTMLInputElement): void => {
    const to = input.value.trim();
    if (to === from) return;
    if (to === '' || Object.hasOwn(entries(), to)) {
      input.value = from; // a name is needed, and another's is taken
      return;
    }
    replace(Object.entries(entries()).map(([name, value]) => [name === from ? to : name, value]));
  };
  const remove = (name: string): void => {
    const index = Object.keys(entries()).indexOf(name);
    replace(Object.entries(entries()).filter(([other]) => other !== name));
    (built[Math.min(index, built.length - 1)]?.input ?? add).focus();
  };

  const build = (names: readonly string[]): void => {
    const focused = built.findIndex(({ input }) => input === document.activeElement);
    // those that stay keep their boxes, so that a name that changes takes no other's place
    const old = new Map(built.map((entry) => [entry.name, entry]));
    built = names.map((name) => old.get(name) ?? entry(name));
    boxes.replaceChildren(...built.map(({ box }) => box));
    if (focused >= 0) built[Math.min(focused, built.length - 1)]?.input.focus();
  };
  const entry = (name: string): (typeof built)[number] => {
    const to = [...path, name];
    const part = itemPart(to, of, config, make);
    const input = element('input', { id: `${idOf(to)}-name`, type: 'text', spellcheck: 'false', autocapitalize: 'off' }); // prettier-ignore
    if (isSimple && key !== 'grid') input.setAttribute('list', 'tickers');
    input.value = name;
    input.addEventListener('change', () => rename(name, input));
    const label = element('label', { for: input.id }, `Name of ${isSimple ? 'entry' : `the ${one}`}`);
    const taken = button('Remove', () => remove(name), `Remove ${name}`);
    const box = element(
      'fieldset',
      { class: isSimple ? 'entry' : null },
      element('legend', {}, name),
      element('div', { class: 'field' }, label, input),
      part.element,
      element('p', { class: 'buttons small' }, taken),
    );
    return { name, part, box, input };
  };
  const content = [boxes, element('p', {}, add)];
  const fold = folded(path, options.label ?? words(key), schema.description, content);
  return {
    element: options.bare ? element('div', {}, ...content) : fold.element,
    isWide: true,
    fields: () => [...(options.bare ? [] : [fold.field]), ...built.flatMap(({ part }) => part.fields())],
    show() {
      const names = Object.keys(entries());
      if (names.length !== built.length || names.some((name, index) => name !== built[index].name))
        build(names);
      fold.tell(names.slice(0, 8).join(', ') + (names.length > 8 ? ' …' : ''));
      for (const { part } of built) part.show();
    },
  };
}
