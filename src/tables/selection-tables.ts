/** How a selection came about, as tables. */
import type { BacktestResult } from '../backtest/types.js';
import type { CandidateResult } from '../selection/types.js';
import { columns, type Fields } from './columns.js';
import type { ResultTables } from './types.js';

/** @param statistics names of these, which are columns of `candidates` */
export function selectionTables(
  { selection }: BacktestResult,
  statistics: readonly string[],
): Pick<ResultTables, 'candidates' | 'picks' | 'scores'> {
  const { candidates = [], decisions = [] } = selection ?? {};
  return {
    candidates: columns(candidates, {
      candidate: ['text', ({ name }) => name],
      picked: ['integer', ({ picked }) => picked],
      deflatedSharpe: ['double', ({ deflatedSharpe }) => deflatedSharpe],
      ...Object.fromEntries(
        statistics.map((name): [string, Fields<CandidateResult>[string]] => [
          name,
          ['double', (candidate) => candidate.statistics[name as keyof CandidateResult['statistics']]],
        ]),
      ),
    }),
    picks: columns(decisions, {
      decision: ['date', ({ decision }) => decision],
      candidate: ['text', ({ candidate }) => candidate],
      score: ['double', ({ candidate, scores }) => scores[candidate]],
      periods: ['integer', ({ periods }) => periods],
      reason: ['text', ({ reason }) => reason],
    }),
    scores: columns(
      decisions.flatMap(({ decision, scores }) =>
        Object.entries(scores).map(([candidate, score]) => ({ decision, candidate, score })),
      ),
      {
        decision: ['date', ({ decision }) => decision],
        candidate: ['text', ({ candidate }) => candidate],
        score: ['double', ({ score }) => score],
      },
    ),
  };
}
