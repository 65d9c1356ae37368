/** A value that comes in several forms: a choice of the form, and the part for it. */
import { fieldPath } from '../../../src/config/issues.js';
import { type Configuration, isObject, type Json, type Path, valueAt } from '../configuration.js';
import { element } from '../dom.js';
import {
  type Field,
  type FieldOptions,
  focusWithin,
  helpOf,
  idOf,
  mark,
  type Part,
  select,
} from './field.js';
import type { PartMaker } from './part.js';
import { type Form, formOfValue, formsOf, type JsonSchema, kindOf, withDefault, words } from './schema.js';

/** How what has no form is shown. */
const other = 'as JSON';

export function unionPart(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  options: FieldOptions,
  make: PartMaker,
): Part {
  const { label = words(String(path.at(-1))), required = false } = options;
  const id = idOf(path);
  const forms = formsOf(schema);
  const jsonForm: Form = { label: other, fixed: null, schema: {} };
  const usual = schema.default === undefined ? -1 : formOfValue(forms, schema.default);
  const unset = usual >= 0 ? usual : isLine(forms[0]) ? 0 : -1;
  const hasBlank = unset < 0 || !isLine(forms[unset]);
  const blank = hasBlank ? (schema.default === undefined ? '' : JSON.stringify(schema.default)) : null;
  const all = [...forms, jsonForm];
  const choice = select(
    all.map((form, index) => [String(index), form.label]),
    blank,
  );
  choice.id = `${id}-form`;
  choice.setAttribute('aria-describedby', `${id}-help ${id}-problem`);
  const problem = element('p', { id: `${id}-problem`, class: 'field-problem' });
  const title = element('label', {}, label);
  const line = element('div', { class: 'line' }, choice);
  const below = element('div', { class: 'form', role: 'group', 'aria-label': `${label}: parts` });
  const box = element('div', { class: 'field' }, title, line, helpOf(id, schema), problem, below);

  /** what each form held when another took its place, to be back with it */
  const held = new Map<number, Json>();
  let shown = -2; // nothing yet; −1 is no form
  let part: Part | null = null;

  const build = (index: number): void => {
    if (index === shown) return;
    shown = index;
    const form = all[index] as Form | undefined;
    const of = form?.schema ?? null;
    const isOne = form !== undefined && isLine(form);
    part =
      of === null
        ? null
        : make(path, withDefault(of, index === usual ? schema.default : undefined), config, {
            label,
            required,
            bare: true,
          });
    const inLine = part !== null && isOne;
    line.replaceChildren(choice, ...(inLine ? [part!.element] : []));
    below.replaceChildren(...(part !== null && !inLine ? [part.element] : []));
    below.hidden = part === null || inLine;
    box.classList.toggle('wide', !below.hidden);
    const isLabelled = of === null || kindOf(of) !== 'leaf';
    title.htmlFor = isLabelled ? choice.id : id;
    if (isLabelled) choice.removeAttribute('aria-label');
    else choice.setAttribute('aria-label', `${label}: form`);
  };
  choice.addEventListener('change', () => {
    const before = valueAt(config.value(), path);
    if (before !== undefined && shown >= 0) held.set(shown, before);
    const index = choice.value === '' ? -1 : Number(choice.value);
    const { fixed = null, schema: of = null } = (all[index] as Form | undefined) ?? {};
    build(index);
    choice.focus();
    config.set(path, index < 0 ? undefined : (fixed ?? held.get(index) ?? carried(before, of)), 'page');
  });
  const self: Field = {
    name: fieldPath(path),
    complain: mark(choice, problem),
    focus: () => focusWithin(choice),
  };
  return {
    element: box,
    isWide: false,
    fields: () => {
      const inner = part?.fields() ?? [];
      // a single control speaks for both
      return inner.some(({ name }) => name === self.name) && below.hidden ? inner : [self, ...inner];
    },
    show() {
      const value = valueAt(config.value(), path);
      if (value !== undefined && document.activeElement?.id !== id) {
        const current = all[shown] as Form | undefined;
        const fitting = formOfValue(forms, value);
        const stays =
          current?.schema != null && shown !== all.length - 1 && fits(current, value, fitting, forms);
        build(stays || shown === all.length - 1 ? shown : fitting < 0 ? all.length - 1 : fitting);
      } else if (shown === -2)
        build(value === undefined ? (hasBlank ? -1 : unset) : formOfValue(forms, value));
      else if (value === undefined && all[shown]?.fixed != null) build(hasBlank ? -1 : unset);
      choice.value = shown < 0 ? '' : String(shown);
      part?.show();
    },
  };
}

/** One control in a line. */
function isLine({ schema }: Form): boolean {
  return (
    schema !== null && kindOf(schema) === 'leaf' && schema.type !== undefined && schema.type !== 'object'
  );
}

/** Whether a form that the user chose can hold the value, though another may be as near. */
function fits(form: Form, value: Json, fitting: number, forms: readonly Form[]): boolean {
  if (forms[fitting] === form) return true;
  return formOfValue([form], value) === 0 && isObject(value) && Object.keys(value).length === 0;
}

/** What another form keeps of a value: the name of a file. */
function carried(before: Json | undefined, schema: JsonSchema | null): Json | undefined {
  if (schema?.properties?.path && typeof before === 'string') return { path: before };
  if (schema?.type === 'string' && isObject(before) && typeof before.path === 'string') return before.path;
  return undefined;
}
