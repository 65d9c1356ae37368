import type { PosteriorAverage } from '../bayes/averaged-covariance.js';
import type { BacktestDecision, BacktestResult, BacktestWindow, StrategyResult } from '../backtest/types.js';
import type { PriorEvidence } from '../covariance/posterior/posterior.js';
import type { Stacking } from '../covariance/stacking/types.js';
import type { ErrorsSummary } from '../model/errors-summary.js';
import { count, decimal, missing, percent, plusMinus, significant } from './format.js';
import { halfLivesText } from './half-lives-text.js';
import { html, type Html } from './html.js';
import { movementTexts } from './movement-text.js';
import { statisticColumns } from './statistics.js';
import { ownNotes } from './window-notes.js';

export interface Column<Row> {
  heading: string;
  /** shown when the reader points at the heading */
  definition?: string;
  cell: (row: Row) => Html | string | number;
  /**
   * `number` is aligned right in figures of equal width; `number`, `date` and `figures` do not break over lines,
   * `sentences` do but have room
   */
  kind?: 'number' | 'date' | 'figures' | 'sentences';
}

/** Statistics by strategy; the definitions stand behind the headings and below the table. */
export function statisticsTable(result: BacktestResult): Html {
  const columns: Column<StrategyResult>[] = [
    { heading: 'Strategy', cell: (strategy) => strategy.name },
    ...statisticColumns.map(({ key, heading, definition, format }) => ({
      heading,
      definition,
      cell: (strategy: StrategyResult) => format(strategy.statistics[key]),
      kind: 'number' as const,
    })),
    {
      heading: 'First purchase',
      definition: firstPurchaseDefinition,
      cell: (strategy) => percent(strategy.firstPurchaseCost),
      kind: 'number',
    },
    ...(['ok', 'fallback', 'skipped'] as const).map((status) => ({
      heading: status[0].toUpperCase() + status.slice(1),
      definition: `windows with status ${status}`,
      cell: (strategy: StrategyResult) => strategy.windows.filter((w) => w.status === status).length,
      kind: 'number' as const,
    })),
  ];
  const definitions = [
    ...statisticColumns,
    { heading: 'First purchase', definition: firstPurchaseDefinition },
    { heading: 'Ok, fallback, skipped', definition: windowsDefinition },
  ];
  return html`${table('Statistics by strategy', columns, result.strategies)} ${definitionList(definitions)}
    <p class="note">
      V is net wealth after costs, T the number of periods, P = ${result.periodsPerYear} periods a year.
    </p>`;
}

/** Headings with what they mean. */
export function definitionList(definitions: readonly { heading: string; definition: string }[]): Html {
  return html`<dl class="definitions">
    ${definitions.map(
      ({ heading, definition }) =>
        html`<div>
          <dt>${heading}</dt>
          <dd>${definition}</dd>
        </div> `,
    )}
  </dl>`;
}

/** What the model found in each training window. */
export function decisionsTable(decisions: BacktestDecision[]): Html {
  const notes = ownNotes(decisions);
  return titled<BacktestDecision>(
    'Model by decision',
    [
      { heading: 'Decision', cell: (row) => row.decision, kind: 'date' },
      { heading: 'Training from', cell: (row) => row.trainStart, kind: 'date' },
      {
        heading: 'Heritability ± SE',
        definition: 'share of the variance that belongs to terms with a relationship kernel',
        cell: ({ fit }) =>
          fit ? plusMinus(fit.heritability, fit.heritabilityStandardError, 'no SE') : missing,
        kind: 'number',
      },
      {
        heading: 'Variance components ± SE',
        definition:
          'estimates of σ² by REML, or ML where model.method says so; a component at 0 has no standard error',
        cell: ({ fit }) =>
          fit
            ? lines(
                fit.variances.map(
                  ({ label, estimate, standardError, atBoundary }) =>
                    `${label}: ${plusMinus(estimate, standardError, atBoundary ? 'at the boundary' : 'no SE')}`,
                ),
              )
            : missing,
        kind: 'figures',
      },
      {
        heading: 'Fit',
        cell: ({ fit, movements = {} }) =>
          fit
            ? lines([
                `${fit.converged ? 'converged' : 'not converged'}, ${count(fit.iterations, 'iteration')}`,
                `${fit.path} path`,
                `log-likelihood ${decimal(fit.logLikelihood)}`,
                ...(fit.errors ? [errorsText(fit.errors)] : []),
                ...new Set(Object.values(movements).flatMap(movementTexts)),
                ...(fit.discount ? [`${decimal(fit.discount.effectivePeriods, 1)} effective periods`] : []),
              ])
            : 'no fit',
        kind: 'figures',
      },
      {
        heading: 'Condition numbers',
        definition:
          'largest over smallest eigenvalue of each covariance used; of posterior how much of its residual part is the model’s, and half-lives in periods; of stacked the weights of its models; of averaged how its draws went',
        cell: ({ conditionNumbers, posteriors = {}, stacks = {}, averages = {} }) =>
          lines(
            Object.entries(conditionNumbers).map(
              ([name, value]) =>
                `${name}: ${value === null ? 'singular' : significant(value)}${priorText(posteriors[name])}${stackText(stacks[name])}${averageText(averages[name])}`,
            ),
          ),
        kind: 'figures',
      },
      {
        heading: 'Sat out',
        cell: ({ satOut }) =>
          folded(
            satOut.map(({ asset, reason }) => `${asset}: ${reason}`),
            'asset',
          ),
        kind: 'sentences',
      },
      {
        heading: 'Notes',
        definition: 'what is the same in every window stands once under Data notes',
        cell: (row) => folded(notes[decisions.indexOf(row)], 'note'),
        kind: 'sentences',
      },
    ],
    decisions,
  );
}

function stackText(stack: Stacking | undefined): string {
  return stack === undefined
    ? ''
    : stack.candidates.map(({ name, weight }) => `, ${percent(weight, 0)} ${name}`).join('');
}

function averageText(average: PosteriorAverage | undefined): string {
  if (average === undefined) return '';
  const { chains, draws, rHat, divergences } = average;
  return `, ${count(chains * draws, 'draw')}, R-hat ${rHat === null ? missing : decimal(rHat, 3)}, ${count(divergences, 'divergence')}`;
}

function errorsText({ degreesOfFreedom, standardError = null }: ErrorsSummary): string {
  return degreesOfFreedom === null
    ? 'normal errors, df of t at their upper end'
    : `t errors, df ${significant(degreesOfFreedom, 3)}${standardError === null ? '' : ` ± ${significant(standardError, 2)}`}`;
}

/** Windows that did not do what their strategy says, then every window, folded. */
export function windowTables(strategies: StrategyResult[]): Html {
  const rows = strategies.flatMap((strategy) =>
    strategy.windows.map((window) => ({ strategy: strategy.name, window })),
  );
  rows.sort((a, b) =>
    a.window.decision < b.window.decision ? -1 : Number(a.window.decision > b.window.decision),
  );
  const troubled = rows.filter(({ window }) => window.status !== 'ok');
  return html`${
      troubled.length === 0
        ? html`<p>Every window of every strategy did what the strategy says.</p>`
        : titled('Windows that did not do what the strategy says', windowColumns, troubled)
    }
    <details>
      <summary>All ${count(rows.length, 'window')}</summary>
      ${table('All windows', windowColumns, rows)}
    </details>`;
}

/** A list of sentences, or that there is none. */
export function notesList(notes: readonly string[]): Html {
  return notes.length === 0
    ? html`<p>Nothing was dropped, filled or relabelled.</p>`
    : html`<ul>
        ${notes.map((note) => html`<li>${note}</li> `)}
      </ul>`;
}

const firstPurchaseDefinition =
  'share of wealth paid to buy the first portfolio: part of the first net return, but not of the turnover';
const windowsDefinition =
  'number of windows in which the strategy did what it says, did something else instead, or did not trade';

const windowColumns: Column<{ strategy: string; window: BacktestWindow }>[] = [
  { heading: 'Decision', cell: ({ window }) => window.decision, kind: 'date' },
  {
    heading: 'Reason',
    cell: ({ window }) => lines(window.reason === null ? [] : [window.reason]),
    kind: 'sentences',
  },
  { heading: 'Strategy', cell: ({ strategy }) => strategy },
  {
    heading: 'Status',
    cell: ({ window }) => html`<span class="status ${window.status}">${window.status}</span>`,
  },
  { heading: 'Used instead', cell: ({ window }) => window.used ?? missing },
  { heading: 'Turnover', cell: ({ window }) => percent(window.turnover), kind: 'number' },
  { heading: 'Cost', cell: ({ window }) => percent(window.cost, 3), kind: 'number' },
];

/** A table under a heading of its own. */
export function titled<Row>(title: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<h3>${title}</h3>
    ${table(title, columns, rows)}`;
}

/** A table that scrolls inside its own frame, so that the page never scrolls sideways. */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  const heading = ({ heading, definition, kind }: Column<Row>): Html =>
    html`<th scope="col" class="${kind}">
      ${definition === undefined ? heading : html`<abbr title="${definition}">${heading}</abbr>`}
    </th> `;
  const cell = (row: Row, { cell, kind }: Column<Row>, index: number): Html =>
    index === 0
      ? html`<th scope="row" class="${kind}">${cell(row)}</th>`
      : html`<td class="${kind}">${cell(row)}</td>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(heading)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${columns.map((column, index) => cell(row, column, index))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

export function lines(texts: readonly string[]): Html | string {
  return texts.length === 0 ? missing : html`${texts.map((text) => html`<div>${text}</div>`)}`;
}

/** Short lists are shown, long ones are folded behind their number. */
function folded(texts: readonly string[], singular: string): Html | string {
  if (texts.length <= 3) return lines(texts);
  return html`<details>
    <summary>${count(texts.length, singular)}</summary>
    ${lines(texts)}
  </details>`;
}

/** `, 43 % the model’s, half-lives 26 loadings, 13 volatilities`: how a posterior covariance weighs its model, and its returns. */
function priorText(evidence: PriorEvidence | undefined): string {
  if (evidence === undefined) return '';
  const halfLives = halfLivesText(evidence.halfLives);
  return `, ${percent(evidence.priorWeight, 0)} the model’s${halfLives === '' ? '' : `, ${halfLives}`}`;
}
