/** One field of the form: label, control, what it means, and what there is against it. */
import { fieldPath } from '../../../src/config/issues.js';
import { type Configuration, type Path, valueAt } from '../configuration.js';
import { element } from '../dom.js';
import { boundsOf, isNumeric, type JsonSchema, typesOf, words } from './schema.js';
import { type Control, controlOf, parsed, textOf } from './text.js';

/** What problems are shown at. */
export interface Field {
  /** as messages name it: `backtest.costs` */
  name: string;
  /** what there is against its value, null where nothing is */
  complain(problem: string | null): void;
  focus(): void;
}

/** A part of the form for the value at a path. */
export interface Part {
  element: HTMLElement;
  /** whether it takes a row of its own */
  isWide: boolean;
  /** every field in it, the outermost first */
  fields(): Field[];
  /** shows what the configuration has, unless the user is writing there */
  show(): void;
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export interface FieldOptions {
  /** whether the schema wants a value */
  required?: boolean;
  /** what it is called; by default the last name of the path */
  label?: string;
  /** whether its label and help are shown by whom it is a part of, which has a label for `idOf(path)` */
  bare?: boolean;
}

/** Fields whose values are tickers of the data. */
const tickerFields = new Set(['market', 'benchmark']);

/** The control of one value. */
export function field(
  path: Path,
  schema: JsonSchema,
  config: Configuration,
  { required = false, label = words(String(path.at(-1))), bare = false }: FieldOptions = {},
): Part {
  const name = fieldPath(path);
  const id = idOf(path);
  const control = controlOf(schema);
  const input = inputOf(control, schema, String(path.at(-1)));
  input.id = id;
  input.required = required;
  input.setAttribute('aria-describedby', `${id}-help ${id}-problem`);
  const problem = element('p', { id: `${id}-problem`, class: 'field-problem' });
  const isWide = input instanceof HTMLTextAreaElement;
  const parts = bare ? [input] : [element('label', { for: id }, label), input, helpOf(id, schema), problem];

  const complain = mark(input, problem);
  const read = (): void => {
    try {
      const value = parsed(input.value, control, schema);
      complain(null);
      config.set(path, value, 'form');
    } catch (error) {
      complain((error as SyntaxError).message);
    }
  };
  input.addEventListener(input instanceof HTMLSelectElement ? 'change' : 'input', read);
  const self: Field = {
    name,
    complain: bare ? (text) => mark(input, document.getElementById(`${id}-problem`))(text) : complain,
    focus: () => focusWithin(input),
  };
  return {
    element: element('div', { class: bare ? 'bare' : isWide ? 'field wide' : 'field' }, ...parts),
    isWide,
    fields: () => [self],
    show() {
      const text = textOf(valueAt(config.value(), path), control);
      if (input instanceof HTMLSelectElement) showChoice(input, text);
      else if (input !== document.activeElement) input.value = text;
    },
  };
}

/** An identifier that no other path has. */
export function idOf(path: Path): string {
  const escaped = path.map((part) => String(part).replace(/[^A-Za-z0-9]/g, (c) => `_${c.charCodeAt(0)}_`));
  return `field-${escaped.join('-')}`;
}

export function helpOf(id: string, schema: JsonSchema): HTMLElement {
  const { description } = schema;
  const bounds = boundsOf(schema);
  const text = [description, bounds].filter((part) => part !== undefined && part !== null).join('; ');
  return element('p', { id: `${id}-help`, class: 'help' }, text);
}

/** Writes what there is against a control beside it. */
export function mark(input: HTMLElement, problem: HTMLElement | null): Field['complain'] {
  return (text) => {
    if (problem !== null && problem.textContent !== (text ?? '')) problem.textContent = text ?? '';
    if (text === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
}

/** Moves the focus to a control, and opens what it is folded away in. */
export function focusWithin(input: HTMLElement): void {
  for (let parent = input.closest('details'); parent; parent = parent.parentElement!.closest('details')) {
    // a control in a summary is in the details and not folded away by it
    if (!parent.querySelector(':scope > summary')!.contains(input)) parent.open = true;
  }
  input.focus();
}

function inputOf(control: Control, schema: JsonSchema, key: string): Input {
  const byDefault = schema.default === undefined ? '' : textOf(schema.default, control);
  if (control === 'choice') {
    const choices = schema.enum ?? [schema.const as string];
    return select(
      choices.map((choice) => [choice, choice]),
      byDefault,
    );
  }
  if (control === 'switch') {
    const answer = byDefault === '' ? '' : byDefault === 'true' ? 'yes' : 'no';
    return select([['true', 'yes'], ['false', 'no']], answer); // prettier-ignore
  }
  const types = typesOf(schema);
  if (control === 'json' && !types.has('string') && !types.has('number')) {
    return element('textarea', { rows: '2', spellcheck: 'false', placeholder: byDefault || 'JSON' });
  }
  return element('input', {
    type: control === 'date' ? 'date' : 'text',
    // what is no number stays to be seen, which an input of type number does not let
    inputmode: isNumeric(schema) ? ((schema.minimum ?? -1) >= 0 ? 'decimal' : 'text') : null,
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: byDefault === '' ? null : byDefault,
    list: tickerFields.has(key) ? 'tickers' : null,
  });
}

export function select(
  choices: readonly (readonly [string, string])[],
  byDefault: string | null,
): HTMLSelectElement {
  const blank = byDefault === '' ? 'by default' : `${byDefault} (default)`;
  return element(
    'select',
    {},
    ...(byDefault === null ? [] : [element('option', { value: '' }, blank)]),
    ...choices.map(([value, text]) => element('option', { value }, text)),
  );
}

/** A value that is none of the choices is shown all the same: the configuration's checks say what is wrong with it. */
function showChoice(input: HTMLSelectElement, text: string): void {
  input.querySelector('[data-unknown]')?.remove();
  const values = Array.from(input.options, ({ value }) => value);
  if (!values.includes(text)) input.append(element('option', { value: text, 'data-unknown': '' }, text));
  input.value = text;
}
