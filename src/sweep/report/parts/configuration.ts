import { html, type Html } from '../../../report/html.js';
import { preformatted } from '../../../report/page-parts.js';
import type { SweepConfig } from '../../types.js';
import { limits } from '../limits.js';
import { counted } from '../names.js';

/** The sweep as it was resolved; of a very long one the beginning. */
export function configurationText(config: SweepConfig): Html {
  const text = JSON.stringify(config, null, 2);
  const hidden = text.length - limits.configuration;
  return html`<p>With every default of the sweep filled in.</p>
    ${preformatted('Configuration', text.slice(0, limits.configuration))}
    ${hidden > 0 && html`<p class="note">${counted(hidden, 'letter')} more are not shown; plan.json has all of it.</p>`}`;
}
