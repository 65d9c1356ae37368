import type { BacktestResult, BacktestSnapshot } from '../backtest/types.js';
import { comparisonTable } from './comparison.js';
import { modelCovariances } from '../covariance/covariance.js';
import { costTable } from './costs.js';
import { figure } from './figure.js';
import { forecastTable } from './forecast-scores.js';
import { furtherTables } from './further-statistics.js';
import { html, type Html } from './html.js';
import { lastDecisionTables } from './last-decision.js';
import { periodsSection } from './periods.js';
import { selectionTables } from './selection.js';
import { strategyTestTables } from './strategy-tests.js';
import { decisionsTable, notesList, statisticsTable, windowTables } from './tables.js';
import { timeData } from './time/data.js';
import { modelCharts, monthlyReturnsOf, rollingCharts, tradingCharts } from './time/sections.js';
import { repeatedNotes } from './window-notes.js';

/** The parts of a report in reading order: results, then what they rest on. */
export function sections(result: BacktestResult): Html[] {
  const { snapshot, strategies, forecastScores } = result;
  const periods = periodsSection(result);
  const time = timeData(result);
  const monthly = monthlyReturnsOf(time, result);
  const trading = tradingCharts(time);
  const model = modelCharts(time, result);
  return [
    section('statistics', 'Statistics', html`${statisticsTable(result)} ${comparisonTable(result)}`),
    charts('wealth', 'Wealth', wealth()),
    charts('drawdown', 'Drawdown', figure('drawdown', captions.drawdown)),
    section('rolling', 'Rolling statistics', rollingCharts(time, result), time.rolling && 'charts'),
    ...(monthly === null ? [] : [section('monthly', 'Monthly returns', monthly)]),
    ...(result.comparisons ? [section('tests', 'Tests of differences', strategyTestTables(result))] : []),
    ...(result.selection === undefined
      ? []
      : [section('selection', 'Selection', selectionTables(result.selection, result))]),
    section('further-statistics', 'Further statistics', html`${furtherTables(result)} ${costTable(result)}`),
    ...(forecastScores === undefined
      ? []
      : [section('forecasts', 'Covariance forecasts', forecastTable(forecastScores))]),
    section('weights', 'Weights', weights(result)),
    ...(trading === null ? [] : [charts('trading', 'Turnover and costs', trading)]),
    charts('kernel', kernelTitle(snapshot), kernel(snapshot, unused(result))),
    charts('correlations', 'Correlations', correlations(snapshot, unused(result))),
    ...(model === null ? [] : [charts('model', 'Model through time', model)]),
    section('windows', 'Window log', html`${windowTables(strategies)} ${decisionsTable(result.decisions)}`),
    ...(periods === null ? [] : [section('periods', 'Periods', periods)]),
    section('notes', 'Data notes', notesList([...result.notes, ...repeatedNotes(result.decisions)])),
    section('configuration', 'Configuration', configuration(result)),
  ];
}

/** What to see in each chart. */
const captions = {
  wealth:
    'Value of 1 invested at the first decision, after costs: the higher line earned more, the smoother one risked less.',
  drawdown:
    'Loss from the highest wealth so far: how deep each strategy fell, and how long it took to recover.',
  weights:
    'Weights bought at each decision: broad bands are lasting positions, ragged edges are turnover; of many assets, the smaller are summed up as “others”.',
  kernel:
    'How alike the model takes two assets to be: blocks of high values are assets that borrow strength from each other.',
  sample: 'Sample correlation in the last training window: structure and noise together.',
  systematic:
    'Systematic correlation of the same window on the same colours: what the model keeps once idiosyncratic noise is taken out.',
};

function wealth(): Html {
  return html`<p class="controls">
      <label><input type="checkbox" id="wealth-log" data-chart="wealth" /> Logarithmic scale</label>
    </p>
    ${figure('wealth', captions.wealth)}`;
}

function weights(result: BacktestResult): Html {
  return html`<p class="controls">
      <label for="weights-strategy">Strategy</label>
      <select id="weights-strategy" data-chart="weights">
        ${result.strategies.map(({ name }, k) => html`<option value="${k}">${name}</option>`)}
      </select>
    </p>
    ${figure('weights', captions.weights)} ${lastDecisionTables(result)}`;
}

function kernelTitle({ kernelName }: BacktestSnapshot): string {
  return kernelName === null ? 'Relationship kernel' : `Relationship kernel “${kernelName}”`;
}

/** Which strategies did not use the model at the last decision, and what they did instead. */
function unused({ strategies, config }: BacktestResult): Html {
  const sentences = strategies.flatMap(({ name, windows }) => {
    const covariance = config.strategies?.find((strategy) => strategy.name === name)?.covariance;
    const last = windows.at(-1);
    if (covariance === undefined || !modelCovariances.includes(covariance)) return [];
    if (last === undefined || last.status === 'ok') return [];
    return [`${name}: ${last.reason ?? 'no reason given'}; ${last.used ?? 'nothing'} instead.`];
  });
  if (sentences.length === 0) return html``;
  return html`<p class="alert">Not used at this decision by ${sentences.join(' ')}</p>`;
}

function kernel({ kernel, decision }: BacktestSnapshot, unused: Html): Html {
  if (kernel === null) return html`<p>No relationship kernel was used at the decision of ${decision}.</p>`;
  return html`${unused} ${figure('kernel', captions.kernel)} ${asOf(decision)}`;
}

function correlations({ assets, systematicCorrelation, decision }: BacktestSnapshot, unused: Html): Html {
  if (assets.length === 0)
    return html`<p>No correlation could be estimated at the decision of ${decision}.</p>`;
  return html`${systematicCorrelation !== null && unused}
    <div class="pair">
      ${figure('sample-correlation', captions.sample)}
      ${
        systematicCorrelation === null
          ? html`<p>There is no systematic covariance at the decision of ${decision}.</p>`
          : figure('systematic-correlation', captions.systematic)
      }
    </div>
    ${asOf(decision)}`;
}

function asOf(decision: string): Html {
  return html`<p class="note">As of the decision of ${decision}.</p>`;
}

function configuration({ config }: BacktestResult): Html {
  return html`<p>With every default filled in.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Configuration">
      <pre>${JSON.stringify(config, null, 2)}</pre>
    </div>`;
}

/** A section that has something to say without a script. */
function section(id: string, title: string, body: Html, kind: 'charts' | null = null): Html {
  return html`<section id="${id}" class="${kind}">
    <h2>${title}</h2>
    ${body}
  </section> `;
}

/** A section of charts alone, hidden where no script runs. */
function charts(id: string, title: string, body: Html): Html {
  return section(id, title, body, 'charts');
}
