import { html, type Html } from '../../../report/html.js';
import { limits } from '../limits.js';
import { counted } from '../names.js';

/** What was done to plan and data, a sentence each. */
export function notesPart(notes: readonly string[]): Html {
  if (notes.length === 0) return html`<p>There is nothing to note of plan and data.</p>`;
  const hidden = notes.length - limits.notes;
  return html`<ul>
      ${notes.slice(0, limits.notes).map((note) => html`<li>${note}</li> `)}
    </ul>
    ${hidden > 0 && html`<p class="note">${counted(hidden, 'note')} more are not shown.</p>`}`;
}
