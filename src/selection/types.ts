import type { SelectionScore } from '../config/selection.types.js';
import type { RunTrials } from '../backtest/types.js';
import type { BacktestStatistics } from '../statistics/types.js';

/** A candidate over all holding periods: the best of these numbers is best in hindsight, which no decision had. */
export interface CandidateResult {
  name: string;
  /** of the candidate's own backtest, whether it was picked or not */
  statistics: BacktestStatistics;
  /** decisions that picked it, those before the first choice included */
  picked: number;
  /** probability that its true Sharpe ratio is above what the best of all candidates reaches by luck; null where it has none */
  deflatedSharpe: number | null;
}

/** Why a decision holds what it holds, from what was known then. */
export interface SelectionDecision {
  decision: string;
  /** whose weights of this decision are held */
  candidate: string;
  /** why it is not simply the one with the best score: too little history, no score, or several equal ones; null as a rule */
  reason: string | null;
  /** holding periods that the scores are of, all of which had ended by the decision; 0 where there was too little history */
  periods: number;
  /** by candidate; null where it has none: the score is not defined, or all of its wealth was lost by then */
  scores: Record<string, number | null>;
}

/** How the strategy `name` of a result came about: from candidates, one of which each decision picked. */
export interface SelectionResult {
  name: string;
  /** the strategy that the candidates ran */
  strategy: string;
  /** `sharpe` and `meanVariance` a year, the largest is best; `volatility` a year, the least is best */
  score: SelectionScore;
  minimumHistory: number;
  lookback: number | 'all';
  /** decisions that hold another candidate than the one before */
  switches: number;
  candidates: CandidateResult[];
  /** put together when they are first read */
  decisions: SelectionDecision[];
  /** the candidates as trials; `deflatedSharpe` of them and of the strategy `name` */
  trials: RunTrials;
}
