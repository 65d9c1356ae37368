/** What every page of results is made of: the document, its facts, its sections. */
import { html, Html, scriptCode, scriptJson } from './html.js';
import { styles } from './styles.js';

/** What a page is, around its content. */
export interface PageFrame {
  title: string;
  engineVersion: string;
  /** of the body */
  content: Html;
  /** JavaScript that draws the charts */
  client: string;
  /** rules that only this kind of page needs */
  furtherStyles?: string;
}

/** One self-contained HTML page that may load nothing. */
export function page({ title, engineVersion, content, client, furtherStyles = '' }: PageFrame): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        />
        <meta name="generator" content="mixfolio ${engineVersion}" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${new Html(styles + furtherStyles)}
        </style>
      </head>
      <body>
        ${content}
        <script>
          ${scriptCode(client)};
        </script>
      </body>
    </html> `.text;
}

/** Terms with what they are, at the head of a page. */
export function factsList(facts: readonly (readonly [term: string, fact: string])[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}

/** For who has no script: what is missing then. */
export function withoutScript(): Html {
  return html`<noscript>
    <p class="alert">The charts need JavaScript; the tables are complete without it.</p>
  </noscript>`;
}

/** A section that has something to say without a script, or one of charts alone, which is hidden where no script runs. */
export function section(id: string, title: string, body: Html, kind: 'charts' | null = null): Html {
  return html`<section id="${id}" class="${kind}">
    <h2>${title}</h2>
    ${body}
  </section> `;
}

/** Text as it is, in a frame that scrolls. */
export function preformatted(label: string, text: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <pre>${text}</pre>
  </div>`;
}

/** The end of every page. */
export function pageFooter(engineVersion: string): Html {
  return html`<footer>
    <p>
      mixfolio ${engineVersion}. Charts: Apache ECharts (Apache License 2.0). Past returns say little about
      future ones.
    </p>
  </footer>`;
}

/** What the script of a page reads. */
export function pageData(data: unknown): Html {
  return html`<script type="application/json" id="result">
    ${scriptJson(data)}
  </script>`;
}
