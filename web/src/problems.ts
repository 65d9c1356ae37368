/** What is wrong, in the library's words: what, where, and what helps. */
import type { PlainError } from '../../src/backtest/parallel/plain-error.js';
import { button, element } from './dom.js';
import type { FieldProblem } from './form/form.js';

/** Moves the focus to the field of a path, false where there is none. */
export type GoTo = (path: string) => boolean;

/** What each live region shows, so that it does not say again what it has said. */
const said = new WeakMap<HTMLElement, string>();

/** Shows problems in a live region, several as a list; none takes them away. */
export function showProblems(region: HTMLElement, errors: readonly PlainError[], goTo?: GoTo): void {
  const text = JSON.stringify(errors.map(({ message, known }) => [message, known?.hint]));
  if (said.get(region) === text && region.childElementCount > 0 === errors.length > 0) return;
  said.set(region, text);
  if (errors.length === 0) region.replaceChildren();
  else if (errors.length === 1)
    region.replaceChildren(element('div', { class: 'problem' }, ...content(errors[0], goTo))); // prettier-ignore
  else {
    const items = errors.map((error) => element('li', {}, ...content(error, goTo)));
    const title = `The configuration has ${errors.length} problems:`;
    region.replaceChildren(
      element('div', { class: 'problem' }, element('p', {}, title), element('ol', {}, ...items)),
    );
  }
}

/** Shows one problem; null takes it away. */
export function showProblem(region: HTMLElement, error: PlainError | null, goTo?: GoTo): void {
  showProblems(region, error === null ? [] : [error], goTo);
}

function content(error: PlainError, goTo?: GoTo): HTMLElement[] {
  const [first, ...further] = error.message.split('\n');
  const made: HTMLElement[] = [element('p', {}, sentence(first))];
  if (further.length > 0)
    made.push(element('ul', {}, ...further.map((line) => element('li', {}, line.trim()))));
  else if (error.known) made.push(element('p', { class: 'hint' }, sentence(error.known.hint)));
  const path = pathOf(error);
  if (path !== null && goTo) {
    made.push(
      element(
        'p',
        {},
        button('Go to the field', () => void goTo(path), `Go to the field ${path}`),
      ),
    );
  }
  return made;
}

/** What errors have against fields. */
export function fieldProblems(errors: readonly PlainError[]): FieldProblem[] {
  return errors.map((error) => ({ path: pathOf(error), text: error.message.split('\n')[0] }));
}

/** The field that an error is about. */
function pathOf(error: PlainError): string | null {
  const path = error.known?.details.path;
  return typeof path === 'string' && path !== '' ? path : null;
}

/** An error of the page itself, in the form of the library's. */
export function pageError(message: string): PlainError {
  return { name: 'Error', message, stack: undefined, known: null };
}

function sentence(text: string): string {
  // names such as backtest.costs and tickers stay as they are written
  const isWord = /^[a-z]+[ ,]/.test(text);
  const capital = isWord ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.?!…]$/.test(capital) ? capital : `${capital}.`;
}
