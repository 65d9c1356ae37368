import { html, type Html } from './html.js';

/** A list to choose a view of the chart `name` from, in the order of its views; nothing where there is one. */
export function strategyChoice(name: string, label: string, choices: readonly string[]): Html {
  if (choices.length < 2) return html``;
  return html`<p class="controls">
    <label for="${name}-choice">${label}</label>
    <select id="${name}-choice" data-chart="${name}">
      ${choices.map((choice, k) => html`<option value="${k}">${choice}</option>`)}
    </select>
  </p>`;
}
