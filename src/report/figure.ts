import { html, type Html } from './html.js';

/** Words to a chart, of a report and of a picture alike. */
export interface Caption {
  /** what it shows, in a few words that stand alone */
  title: string;
  /** what to see in it */
  text: string;
}

/** Room for the chart that the client draws into `chart-…`. */
export function figure(name: string, { text }: Caption): Html {
  return html`<figure>
    <div class="chart" id="chart-${name}" role="img" aria-label="${text}"></div>
    <figcaption>${text}</figcaption>
  </figure>`;
}

/** The same with its title, where a section has several. */
export function titledFigure(name: string, caption: Caption): Html {
  return html`<h3>${caption.title}</h3>
    ${figure(name, caption)}`;
}
