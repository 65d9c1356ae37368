/** Which candidate each decision picked, and what candidates came to. */
import type { BacktestResult } from '../backtest/types.js';
import type { CandidateResult, SelectionDecision, SelectionResult } from '../selection/types.js';
import { count, decimal, missing, percent } from './format.js';
import { html, type Html } from './html.js';
import { statisticColumns } from './statistics.js';
import { type Column, titled } from './tables.js';

/** The tables of a selection, and how to read them. */
export function selectionTables(selection: SelectionResult, { frequency }: BacktestResult): Html {
  const { name, strategy, candidates, decisions, trials } = selection;
  const { expectedMaximumSharpe } = trials;
  return html`<p>
      ${name} holds at each decision what one of ${count(candidates.length, 'candidate')} for ${strategy}
      chose there: the one with the ${ranking(selection)} of its own net returns up to that
      decision${since(selection)}, after at least ${count(selection.minimumHistory, 'holding period')}, before
      which it holds ${candidates[0].name}. It changed the candidate ${count(selection.switches, 'time')}.
    </p>
    ${titled('Candidates', candidateColumns, candidates)}
    <p class="note">
      Over all holding periods, each by itself: the best of them is best in hindsight, and only ${name} says
      what picking among them came to.
      ${
        expectedMaximumSharpe !== null &&
        html`Their deflated Sharpe ratios and that of ${name} take the ${count(trials.count, 'candidate')} for
        all that was tried, and SR* is ${decimal(expectedMaximumSharpe, 3)} a ${frequency}.`
      }
    </p>
    ${titled('Pick by decision', decisionColumns(selection), decisions)}`;
}

function ranking({ score }: SelectionResult): string {
  return {
    sharpe: 'largest Sharpe ratio',
    volatility: 'least volatility',
    meanVariance: 'largest mean-variance utility',
  }[score];
}

function since({ lookback }: SelectionResult): string {
  return lookback === 'all' ? '' : `, the last ${count(lookback, 'holding period')} of them`;
}

/** A score as tables write it. */
export function shownScore({ score }: SelectionResult, value: number | null): string {
  return score === 'sharpe' ? decimal(value) : percent(value);
}

/** The scores of a decision's pick and of the best of the others; null where there is none. */
export function scoresOf(
  { score }: SelectionResult,
  { candidate, scores }: SelectionDecision,
): { own: number | null; next: number | null } {
  const others = Object.entries(scores).flatMap(([name, value]) =>
    name === candidate || value === null ? [] : value,
  );
  const best = score === 'volatility' ? Math.min : Math.max;
  return { own: scores[candidate], next: others.length === 0 ? null : best(...others) };
}

const candidateColumns: Column<CandidateResult>[] = [
  { heading: 'Candidate', cell: ({ name }) => name },
  {
    heading: 'Picked',
    definition: 'decisions that hold it',
    cell: ({ picked }) => picked,
    kind: 'number',
  },
  ...statisticColumns.map(({ key, heading, definition, format }) => ({
    heading,
    definition,
    cell: ({ statistics }: CandidateResult) => format(statistics[key]),
    kind: 'number' as const,
  })),
  {
    heading: 'Deflated Sharpe',
    definition:
      'probabilistic Sharpe ratio above SR*, what the best of the candidates is expected to reach by luck',
    cell: ({ deflatedSharpe }) => percent(deflatedSharpe),
    kind: 'number',
  },
];

function decisionColumns(selection: SelectionResult): Column<SelectionDecision>[] {
  const { score } = selection;
  return [
    { heading: 'Decision', cell: ({ decision }) => decision, kind: 'date' },
    { heading: 'Holds', cell: ({ candidate }) => candidate },
    {
      heading: 'Periods',
      definition: 'holding periods that had ended and are scored',
      cell: ({ periods }) => periods,
      kind: 'number',
    },
    {
      heading: { sharpe: 'Sharpe', volatility: 'Volatility', meanVariance: 'Utility' }[score],
      definition: 'of its net returns up to the decision, a year',
      cell: (row) => shownScore(selection, scoresOf(selection, row).own),
      kind: 'number',
    },
    {
      heading: 'Next best',
      definition: 'of the other candidates',
      cell: (row) => shownScore(selection, scoresOf(selection, row).next),
      kind: 'number',
    },
    { heading: 'Why', cell: ({ reason }) => reason ?? missing, kind: 'sentences' },
  ];
}
