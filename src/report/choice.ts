import { html, type Html } from './html.js';

/** A list to choose from. */
export interface Choice {
  label: string;
  options: readonly string[];
}

/** The control of a chart: what to choose from in the order of the chart's views; none where there is one view alone. */
export function choice(chart: string, label: string, options: readonly string[]): Html {
  return choices(chart, [{ label, options }]);
}

/**
 * The controls of a chart whose views are every combination, the last list varying fastest; a list of one choice is
 * left out.
 */
export function choices(chart: string, lists: readonly Choice[]): Html {
  const shown = lists.filter(({ options }) => options.length > 1);
  if (shown.length === 0) return html``;
  return html`<p class="controls">
    ${shown.map(({ label, options }, k) => {
      const id = k === 0 ? `${chart}-choice` : `${chart}-choice-${k + 1}`;
      return html`<span>
        <label for="${id}">${label}</label>
        <select id="${id}" data-chart="${chart}">
          ${options.map((option, value) => html`<option value="${value}">${option}</option>`)}
        </select>
      </span> `;
    })}
  </p>`;
}
