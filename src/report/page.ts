import type { BacktestResult } from '../backtest/types.js';
import { usesModel } from '../config/strategies.js';
import { causes } from './causes.js';
import { chartData } from './chart-data.js';
import { count } from './format.js';
import { html, type Html } from './html.js';
import { factsList, page, pageData, pageFooter, withoutScript } from './page-parts.js';
import { sections } from './sections.js';

/**
 * One self-contained HTML page: tables that need no script, charts drawn by `client`, no network.
 *
 * @param client JavaScript that draws the charts: the text of `report-client.js` of the package
 */
export function renderReport(result: BacktestResult, client: string): string {
  const { engineVersion } = result;
  return page({ title: reportTitle(result), engineVersion, content: reportContent(result), client });
}

export function reportTitle({ strategies, universe }: BacktestResult): string {
  return `Backtest: ${count(strategies.length, 'strategy', 'strategies')}, ${count(universe.length, 'asset')}`;
}

/** What stands in the body of a report: its text and tables, and the data that `client` draws. */
export function reportContent(result: BacktestResult): Html {
  const data = chartData(result);
  return html`<header>
      <h1>${reportTitle(result)}</h1>
      ${overview(result)} ${alerts(result)} ${withoutScript()}
    </header>
    <main>${sections(result, data.time)}</main>
    ${pageFooter(result.engineVersion)} ${pageData(data)}`;
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
  return factsList(facts);
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
