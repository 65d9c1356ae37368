/** What is wrong, in the library's words: what, where, and what helps. */
import type { PlainError } from '../../src/backtest/parallel/plain-error.js';
import { button, element } from './dom.js';

/**
 * Shows an error in a live region; null takes it away.
 *
 * @param goTo moves the focus to the field of a path, false where there is none
 */
export function showProblem(
  region: HTMLElement,
  error: PlainError | null,
  goTo?: (path: string) => boolean,
): void {
  if (error === null) {
    region.replaceChildren();
    return;
  }
  const [first, ...further] = error.message.split('\n');
  const box = element('div', { class: 'problem' }, element('p', {}, sentence(first)));
  if (further.length > 0) {
    box.append(element('ul', {}, ...further.map((line) => element('li', {}, line.trim()))));
  } else if (error.known) box.append(element('p', { class: 'hint' }, sentence(error.known.hint)));
  const path = pathOf(error);
  if (path !== null && goTo) {
    box.append(
      element(
        'p',
        {},
        button('Go to the field', () => void goTo(path), `Go to the field ${path}`),
      ),
    );
  }
  region.replaceChildren(box);
}

/** The field that an error is about. */
export function pathOf(error: PlainError): string | null {
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
