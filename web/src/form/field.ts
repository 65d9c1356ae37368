/** One field of the form: label, control, what it means, and what there is against it. */
import { fieldPath } from '../../../src/config/issues.js';
import { type Configuration, type Json, type Path, valueAt } from '../configuration.js';
import { element } from '../dom.js';
import { type Control, controlOf, type JsonSchema, parsed, textOf, typesOf, words } from './schema.js';

export interface Field {
  /** as messages name it: `backtest.costs` */
  name: string;
  element: HTMLElement;
  /** shows what the configuration has, unless the user is writing here */
  show(): void;
  /** what there is against its value, null where nothing is */
  complain(problem: string | null): void;
  focus(): void;
}

type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Fields whose values are tickers of the data. */
const tickerFields = new Set(['market', 'benchmark']);

/** @param required whether the schema wants a value */
export function field(path: Path, schema: JsonSchema, config: Configuration, required = false): Field {
  const name = fieldPath(path);
  const id = `field-${name.replace(/[^\w]+/g, '-')}`;
  const control = controlOf(schema);
  const input = inputOf(control, schema, String(path.at(-1)));
  input.id = id;
  input.required = required;
  input.setAttribute('aria-describedby', `${id}-help ${id}-problem`);
  const problem = element('p', { id: `${id}-problem`, class: 'field-problem' });
  const help = element('p', { id: `${id}-help`, class: 'help' }, schema.description ?? '');
  const label = element('label', { for: id }, words(String(path.at(-1))));
  const isWide = input instanceof HTMLTextAreaElement;

  const complain = (text: string | null): void => {
    problem.textContent = text ?? '';
    if (text === null) input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
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
  return {
    name,
    element: element('div', { class: isWide ? 'field wide' : 'field' }, label, input, help, problem),
    show() {
      const text = textOf(valueAt(config.value(), path), control);
      if (input instanceof HTMLSelectElement) showChoice(input, text);
      else if (input !== document.activeElement) input.value = text;
    },
    complain,
    focus() {
      for (let parent = input.closest('details'); parent; parent = parent.parentElement!.closest('details')) {
        parent.open = true;
      }
      input.focus();
    },
  };
}

function inputOf(control: Control, schema: JsonSchema, key: string): Input {
  const byDefault = schema.default === undefined ? '' : textOf(schema.default, control);
  if (control === 'choice')
    return select(
      schema.enum!.map((choice) => [choice, choice]),
      byDefault,
    );
  if (control === 'switch') {
    const answer = byDefault === '' ? '' : byDefault === 'true' ? 'yes' : 'no';
    return select([['true', 'yes'], ['false', 'no']], answer); // prettier-ignore
  }
  if (control === 'json' && !typesOf(schema).has('string') && !typesOf(schema).has('number')) {
    return element('textarea', { rows: '2', spellcheck: 'false', placeholder: byDefault || 'JSON' });
  }
  return element('input', {
    type: control === 'date' ? 'date' : 'text',
    spellcheck: 'false',
    autocapitalize: 'off',
    placeholder: byDefault === '' ? null : byDefault,
    list: tickerFields.has(key) ? 'tickers' : null,
  });
}

function select(choices: readonly (readonly [string, string])[], byDefault: string): HTMLSelectElement {
  const blank = element('option', { value: '' }, byDefault === '' ? 'by default' : `${byDefault} (default)`);
  return element('select', {}, blank, ...choices.map(([value, text]) => element('option', { value }, text)));
}

/** A value that is none of the choices is shown all the same: the configuration's checks say what is wrong with it. */
function showChoice(input: HTMLSelectElement, text: string): void {
  input.querySelector('[data-unknown]')?.remove();
  const values = Array.from(input.options, ({ value }) => value);
  if (!values.includes(text)) input.append(element('option', { value: text, 'data-unknown': '' }, text));
  input.value = text;
}

/** A value of the schema's default, which shares nothing with it. */
export function defaultOf(schema: JsonSchema): Json | undefined {
  return structuredClone(schema.default);
}
