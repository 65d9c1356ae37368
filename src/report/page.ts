import type { BacktestResult } from '../backtest/types.js';
import { usesModel } from '../config/strategies.js';
import { causes } from './causes.js';
import { chartData } from './chart-data.js';
import { count } from './format.js';
import { html, Html, scriptCode, scriptJson } from './html.js';
import { sections } from './sections.js';
import { styles } from './styles.js';

/**
 * One self-contained HTML page: tables that need no script, charts drawn by `client`, no network.
 *
 * @param client JavaScript that draws the charts: the text of `report-client.js` of the package
 */
export function renderReport(result: BacktestResult, client: string): string {
  const title = reportTitle(result);
  return html`<!doctype html>
    <html lang="en">
      ${head(title, result.engineVersion)}
      <body>
        ${reportContent(result)}
        <script>
          ${scriptCode(client)};
        </script>
      </body>
    </html> `.text;
}

export function reportTitle({ strategies, universe }: BacktestResult): string {
  return `Backtest: ${count(strategies.length, 'strategy', 'strategies')}, ${count(universe.length, 'asset')}`;
}

/** What stands in the body of a report: its text and tables, and the data that `client` draws. */
export function reportContent(result: BacktestResult): Html {
  const data = chartData(result);
  return html`<header>
      <h1>${reportTitle(result)}</h1>
      ${overview(result)} ${alerts(result)}
      <noscript>
        <p class="alert">The charts need JavaScript; the tables are complete without it.</p>
      </noscript>
    </header>
    <main>${sections(result, data.time)}</main>
    <footer>
      <p>
        mixfolio ${result.engineVersion}. Charts: Apache ECharts (Apache License 2.0). Past returns say little
        about future ones.
      </p>
    </footer>
    <script type="application/json" id="result">
      ${scriptJson(data)}
    </script>`;
}

function head(title: string, engineVersion: string): Html {
  return html`<head>
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
      ${new Html(styles)}
    </style>
  </head>`;
}

/** What was run, in the words a reader needs to repeat it. */
function overview(result: BacktestResult): Html {
  const { config, decisions, strategies } = result;
  const withModel = config.strategies?.some(usesModel) ?? false;
  const facts: [string, string][] = [
    [
      'Decisions',
      range(
        decisions.map((row) => row.decision),
        'decision',
      ),
    ],
    ['Holding periods', range(strategies[0]?.periods ?? [], result.frequency)],
    ['Assets', result.universe.length <= 12 ? result.universe.join(' ') : String(result.universe.length)],
    ...(withModel ? [['Model', result.formula] as [string, string]] : []),
    ['Engine', `mixfolio ${result.engineVersion}`],
    ['Data (SHA-256)', result.dataHash],
  ];
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

/** A failed window is never silent: each cause is named before any number. */
function alerts(result: BacktestResult): Html {
  const sentences = causes(result);
  if (sentences.length === 0) return html``;
  return html`<div class="alert">
    <p>Not everything went as configured (<a href="#windows">window log</a>):</p>
    <ul>
      ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </div>`;
}

function range(dates: readonly string[], singular: string): string {
  if (dates.length === 0) return 'none';
  return `${dates[0]} to ${dates[dates.length - 1]}, ${count(dates.length, singular)}`;
}
