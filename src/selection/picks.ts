/** Which candidate each decision picks. */
import type { StrategyAccount } from '../backtest/accounting/keeper.js';
import type { Schedule } from '../backtest/schedule.js';
import type { ResolvedSelection } from '../config/selection.types.js';
import { isBetter, scoreOf } from './score.js';

export interface CandidatePick {
  /** position among the candidates */
  candidate: number;
  /** why it is not simply the best */
  reason: string | null;
  /** holding periods that scores are of */
  periods: number;
  /** by candidate */
  scores: (number | null)[];
}

type Rules = Pick<ResolvedSelection, 'score' | 'riskAversion' | 'minimumHistory' | 'lookback'>;

/**
 * Picks at each decision d the candidate with the best score over its own net returns of the holding periods that have
 * ended by d, that day included: those from the first holdStart to d, or the last `lookback` of them. Nothing later is
 * read.
 *
 * Before `minimumHistory` such periods the first candidate is held. Of equal scores that of the candidate which is held
 * already counts first, then the first; where no candidate has a score the one that is held stays.
 *
 * @param accounts of the candidates, on one schedule
 * @param riskFree rate of each period of the data
 */
export function picksOf(
  accounts: readonly Pick<StrategyAccount, 'netReturns' | 'lostAt'>[],
  schedule: Schedule,
  riskFree: Float64Array,
  periodsPerYear: number,
  { minimumHistory, lookback, ...rules }: Rules,
): CandidatePick[] {
  const begin = schedule.first.holdStart;
  const picks: CandidatePick[] = [];
  let held = 0;
  for (const { decision } of schedule) {
    const end = decision + 1;
    const ended = Math.max(0, end - begin);
    if (ended < minimumHistory) {
      const reason = tooFew(ended, minimumHistory);
      picks.push({ candidate: held, reason, periods: 0, scores: accounts.map(() => null) });
      continue;
    }
    const periods = lookback === 'all' ? ended : Math.min(ended, lookback);
    const rates = riskFree.subarray(end - periods, end);
    const scores = accounts.map(({ netReturns, lostAt }) =>
      lostAt !== null && lostAt < end
        ? null
        : scoreOf(netReturns.subarray(ended - periods, ended), rates, { ...rules, periodsPerYear }),
    );
    const { candidate, reason } = bestOf(scores, held, rules.score);
    held = candidate;
    picks.push({ candidate, reason, periods, scores });
  }
  return picks;
}

/** Why nothing is picked yet. */
export function tooFew(ended: number, minimumHistory: number): string {
  return `${ended} holding ${ended === 1 ? 'period has' : 'periods have'} ended, fewer than the ${minimumHistory} of minimumHistory`;
}

function bestOf(
  scores: readonly (number | null)[],
  held: number,
  rule: ResolvedSelection['score'],
): { candidate: number; reason: string | null } {
  const defined = scores.filter((score) => score !== null);
  if (defined.length === 0)
    return { candidate: held, reason: 'no candidate has a score: the one that was held stays' };
  const best = defined.reduce((one, other) => (isBetter(rule, other, one) ? other : one));
  const tied = scores.flatMap((score, k) => (score === best ? k : []));
  const candidate = tied.includes(held) ? held : tied[0];
  if (tied.length === 1) return { candidate, reason: null };
  return { candidate, reason: `${tied.length} candidates have the best score` };
}
