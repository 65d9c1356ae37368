import type { BacktestResult } from '../backtest/types.js';
import { captions } from './captions.js';
import { choice } from './choice.js';
import { comparisonTable } from './comparison.js';
import { costTable } from './costs.js';
import { effectsSection } from './effects.js';
import { figure } from './figure.js';
import { forecastTable } from './forecast-scores.js';
import { furtherTables } from './further-statistics.js';
import { html, type Html } from './html.js';
import { lastDecisionTables } from './last-decision.js';
import { learnedSection } from './learned-kernels.js';
import { correlations, kernels, kernelTitle } from './matrices.js';
import { preformatted, section } from './page-parts.js';
import { periodsSection } from './periods.js';
import { riskShares } from './risk-shares.js';
import { selectionTables } from './selection.js';
import { spectraSection } from './spectra.js';
import { strategyTestTables } from './strategy-tests.js';
import { decisionsTable, notesList, statisticsTable, windowTables } from './tables.js';
import type { TimeData } from './time/data.js';
import { modelThroughTime, monthlyReturnsOf, rollingCharts, tradingCharts } from './time/sections.js';
import { repeatedNotes } from './window-notes.js';

/** The parts of a report in reading order: results, then what they rest on. */
export function sections(result: BacktestResult, time: TimeData): Html[] {
  const { snapshot, strategies, forecastScores } = result;
  const periods = periodsSection(result);
  const monthly = monthlyReturnsOf(time, result);
  const trading = tradingCharts(time);
  const model = modelThroughTime(time, result);
  const spectra = spectraSection(result);
  const effects = effectsSection(result);
  const learned = learnedSection(result.decisions);
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
    charts('kernel', kernelTitle(snapshot), kernels(result)),
    ...(learned === null ? [] : [section('learned', 'Learned kernels', learned)]),
    charts('correlations', 'Correlations', correlations(result)),
    ...(spectra === null ? [] : [section('spectra', 'Eigenvalues', spectra)]),
    ...(effects === null ? [] : [section('effects', 'Effects of assets', effects)]),
    ...(model === null ? [] : [charts('model', 'Model through time', model)]),
    section('windows', 'Window log', html`${windowTables(strategies)} ${decisionsTable(result.decisions)}`),
    ...(periods === null ? [] : [section('periods', 'Periods', periods)]),
    section('notes', 'Data notes', notesList([...result.notes, ...repeatedNotes(result.decisions)])),
    section('configuration', 'Configuration', configuration(result)),
  ];
}

function wealth(): Html {
  return html`<p class="controls">
      <label><input type="checkbox" id="wealth-log" data-chart="wealth" /> Logarithmic scale</label>
    </p>
    ${figure('wealth', captions.wealth)}`;
}

function weights(result: BacktestResult): Html {
  return html`${choice(
    'weights',
    'Strategy',
    result.strategies.map(({ name }) => name),
  )}
  ${figure('weights', captions.weights)} ${lastDecisionTables(result)} ${riskShares(result)}`;
}

function configuration({ config }: BacktestResult): Html {
  return html`<p>With every default filled in.</p>
    ${preformatted('Configuration', JSON.stringify(config, null, 2))}`;
}

/** A section of charts alone, hidden where no script runs. */
function charts(id: string, title: string, body: Html): Html {
  return section(id, title, body, 'charts');
}
