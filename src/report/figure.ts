import { html, type Html } from './html.js';

/** Room for the chart that the client draws into `chart-…`. */
export function figure(name: string, caption: string): Html {
  return html`<figure>
    <div class="chart" id="chart-${name}" role="img" aria-label="${caption}"></div>
    <figcaption>${caption}</figcaption>
  </figure>`;
}
