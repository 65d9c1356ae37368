import type { ResolvedStrategy } from '../config/types.js';
import { periodsPerYear } from '../data/types.js';
import { type StrategyAccount, accountFor } from './accounting.js';
import type { Choice } from './decide.js';
import type { BacktestInputs } from './inputs.types.js';
import { statisticsOf } from './statistics.js';
import type { BacktestDecision, BacktestWindow, StrategyResult } from './types.js';

/** A strategy's choices held and accounted for: its part of the result, and the account behind it. */
export function strategyResult(
  strategy: ResolvedStrategy,
  choices: readonly Choice[],
  inputs: BacktestInputs,
): { result: StrategyResult; account: StrategyAccount } {
  const { schedule, returns, riskFree, costs } = inputs;
  const targets = choices.map(({ weights }) => weights);
  const account = accountFor(schedule, targets, returns, riskFree, costs);
  const first = schedule[0].holdStart;
  const { firstPurchase } = account;
  const later = firstPurchase === null ? [] : account.turnovers.slice(firstPurchase + 1);
  return {
    account,
    result: {
      name: strategy.name,
      statistics: statisticsOf(
        account.netReturns,
        Array.from(riskFree.subarray(first)),
        later,
        periodsPerYear[returns.frequency],
      ),
      periods: returns.dates.slice(first),
      grossReturns: account.grossReturns,
      netReturns: account.netReturns,
      firstPurchaseCost: firstPurchase === null ? 0 : account.costs[firstPurchase],
      windows: choices.map((choice, index) => windowOf(choice, index, account, inputs)),
    },
  };
}

function windowOf(
  choice: Choice,
  index: number,
  account: StrategyAccount,
  inputs: BacktestInputs,
): BacktestWindow {
  const { universe, returns, schedule } = inputs;
  const { decision, holdStart } = schedule[index];
  const lost = account.lostAt !== null && account.lostAt < holdStart ? returns.dates[account.lostAt] : null;
  const { status, reason, used } = choice;
  const outcome: Pick<BacktestWindow, 'status' | 'reason' | 'used'> =
    lost === null
      ? { status, reason, used }
      : { status: 'skipped', reason: `all wealth was lost in the period to ${lost}`, used: null };
  return {
    decision: returns.dates[decision],
    ...outcome,
    weights: Object.fromEntries(universe.map((asset, i) => [asset, lost === null ? choice.weights[i] : 0])),
    turnover: account.turnovers[index],
    cost: account.costs[index],
  };
}

/** Adds to each decision's notes the assets that stopped trading while a strategy held them. */
export function noteExits(
  decisions: readonly BacktestDecision[],
  accounts: readonly StrategyAccount[],
  { universe, returns }: BacktestInputs,
): void {
  for (const { exits } of accounts) {
    for (const { decision, asset, period } of exits) {
      const note =
        `${universe[asset]} has no return in the period to ${returns.dates[period]}: ` +
        `what was held of it was sold at its last price and kept in cash until the next decision`;
      const { notes } = decisions[decision];
      if (!notes.includes(note)) notes.push(note);
    }
  }
}
