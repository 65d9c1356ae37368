/** What a result says of a selection. */
import { type RunStatistics, runStatistics, trialsOf } from '../backtest/run-statistics.js';
import type { RunTrials } from '../backtest/types.js';
import { view } from '../backtest/view.js';
import type { ResolvedConfig } from '../config/types.js';
import { readable } from '../portfolio/bounds.js';
import type { CandidateRun, SelectionRun } from './run.js';
import type { SelectionDecision, SelectionResult } from './types.js';

/**
 * The candidates with their statistics over all holding periods, what each decision picked and why, and the candidates as
 * trials.
 */
export function selectionResult(
  { selection, run, candidates, picks, account }: SelectionRun,
  { benchmark, strategies }: ResolvedConfig,
): SelectionResult {
  const { inputs, accounts } = run;
  const { schedule, returns, riskFree } = inputs;
  const { name, strategy, score, minimumHistory, lookback } = selection;
  const rates = riskFree.subarray(schedule.first.holdStart);
  const trials = trialsOf(
    [...candidates, { name, account }].map(netReturnsOf),
    rates,
    candidates.map(netReturnsOf),
  );
  // the strategies come first, since one of them may be the benchmark
  const statistics: RunStatistics = runStatistics(
    [...accounts, ...candidates.map((candidate) => candidate.account)],
    { benchmark, strategies: [...strategies, ...candidates] },
    inputs,
  );
  const switches = picks.filter(
    ({ candidate }, index) => index > 0 && candidate !== picks[index - 1].candidate,
  ).length;
  return view(
    { name, strategy, score, minimumHistory, lookback, switches, trials },
    {
      candidates: () =>
        candidates.map((candidate, k) => ({
          name: candidate.name,
          statistics: statistics.of(strategies.length + k, candidate.weights),
          picked: picks.filter((pick) => pick.candidate === k).length,
          deflatedSharpe: trials.deflatedSharpe[candidate.name],
        })),
      decisions: () =>
        picks.map(({ candidate, reason, periods, scores }, index): SelectionDecision => ({
          decision: returns.dates[schedule.at(index).decision],
          candidate: candidates[candidate].name,
          reason,
          periods,
          scores: Object.fromEntries(candidates.map((one, k) => [one.name, scores[k]])),
        })),
    },
  );
}

function netReturnsOf({ name, account }: Pick<CandidateRun, 'name' | 'account'>): {
  name: string;
  netReturns: Float64Array;
} {
  return { name, netReturns: account.netReturns };
}

/** The trials of a run: the combined strategy is none, and the candidates are what its own Sharpe ratio is deflated by. */
export function withSelected(trials: RunTrials, { name, trials: ofCandidates }: SelectionResult): RunTrials {
  const deflatedSharpe = { ...trials.deflatedSharpe, [name]: ofCandidates.deflatedSharpe[name] };
  return { ...trials, deflatedSharpe };
}

/** What a decision's notes say of its pick. */
export function pickNote({ selection, candidates, picks }: SelectionRun, index: number): string {
  const { candidate, reason, scores } = picks[index];
  return pickText(selection, { candidate: candidates[candidate].name, score: scores[candidate], reason });
}

/** What is held by a selection, and why. */
export function pickText(
  { name, score: rule }: Pick<SelectionResult, 'name' | 'score'>,
  { candidate, score, reason }: { candidate: string; score: number | null; reason: string | null },
): string {
  const why = [
    ...(score === null ? [] : [`${rule} ${readable(score)}`]),
    ...(reason === null ? [] : [reason]),
  ].join('; ');
  return `${name} holds ${candidate} (${why})`;
}
