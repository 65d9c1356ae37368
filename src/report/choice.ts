import { html, type Html } from './html.js';

/** The control of a chart: what to choose from in the order of the chart's views; none where there is one view alone. */
export function choice(chart: string, label: string, options: readonly string[]): Html {
  if (options.length < 2) return html``;
  return html`<p class="controls">
    <label for="${chart}-choice">${label}</label>
    <select id="${chart}-choice" data-chart="${chart}">
      ${options.map((option, k) => html`<option value="${k}">${option}</option>`)}
    </select>
  </p>`;
}
