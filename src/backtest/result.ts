import { ledgerOf } from './accounting/ledger.js';
import type { CostColumns, StrategyAccount } from './accounting/keeper.js';
import type { BacktestInputs } from './inputs.types.js';
import { once } from './outcome.js';
import type { RunStatistics } from './run-statistics.js';
import type { BacktestWindow, StrategyColumns, StrategyResult } from './types.js';
import { readable } from '../portfolio/bounds.js';
import { view } from './view.js';

/** What strategies chose, by their position: their weights, and of some windows how they came by these. */
export interface Choices {
  /** windows × assets of the universe each */
  weights: readonly Float64Array[];
  /** by window; a strategy that is not here was `ok` */
  host: ReadonlyMap<number, { choices: readonly (WindowOutcome | undefined)[] }>;
}

/** How a strategy came by its weights in a window. */
export type WindowOutcome = Pick<BacktestWindow, 'status' | 'reason' | 'used' | 'tail'>;

/** A strategy's part of the result, of its choices and the account of what holding them came to. */
export function strategyResult(
  { name }: { name: string },
  position: number,
  account: StrategyAccount,
  record: Choices,
  inputs: BacktestInputs,
  statistics: RunStatistics,
  capital = 1,
): StrategyResult {
  const { schedule, returns } = inputs;
  const first = schedule.first.holdStart;
  const { firstPurchase } = account;
  const columns: StrategyColumns = {
    grossReturns: account.grossReturns,
    netReturns: account.netReturns,
    turnovers: account.turnovers,
    costs: account.costs,
    ...(account.costsByKind && { costsByKind: account.costsByKind }),
    weights: heldWeights(record.weights[position], account, inputs),
  };
  const ledger = once(() => ledgerOf(columns.weights, account, inputs, capital));
  return view(
    {
      name,
      firstPurchaseCost: firstPurchase === null ? 0 : account.costs[firstPurchase],
    },
    {
      statistics: () => statistics.of(position, columns.weights),
      worstDrawdown: () => statistics.worstDrawdown(position),
      periods: () => returns.dates.slice(first),
      grossReturns: () => Array.from(columns.grossReturns),
      netReturns: () => Array.from(columns.netReturns),
      windows: () =>
        Array.from({ length: schedule.length }, (_, index) =>
          windowOf(position, index, columns, account.lostAt, record, inputs),
        ),
    },
    {
      columns,
      get ledger() {
        return ledger();
      },
    },
  );
}

/** Weights as they were held: nothing any more in the decisions after all wealth was lost. */
export function heldWeights(
  weights: Float64Array,
  { lostAt }: StrategyAccount,
  { schedule, universe }: BacktestInputs,
): Float64Array {
  if (lostAt === null) return weights;
  const held = weights.slice();
  for (let index = schedule.length - 1; index >= 0 && schedule.at(index).holdStart > lostAt; index--)
    held.fill(0, index * universe.length, (index + 1) * universe.length);
  return held;
}

/** How a strategy came by the weights of a window, or why it holds nothing any more. */
export function outcomeOf(
  position: number,
  index: number,
  lostAt: number | null,
  record: Choices,
  { returns, schedule }: Pick<BacktestInputs, 'returns' | 'schedule'>,
): WindowOutcome {
  if (lostAt === null || lostAt >= schedule.at(index).holdStart)
    return record.host.get(index)?.choices[position] ?? { status: 'ok', reason: null, used: null };
  const reason = `all wealth was lost in the period to ${returns.dates[lostAt]}`;
  return { status: 'skipped', reason, used: null };
}

function windowOf(
  position: number,
  index: number,
  { weights, turnovers, costs, costsByKind }: StrategyColumns,
  lostAt: number | null,
  record: Choices,
  { universe, returns, schedule }: BacktestInputs,
): BacktestWindow {
  const { decision } = schedule.at(index);
  const outcome = outcomeOf(position, index, lostAt, record, { returns, schedule });
  const byAsset: Record<string, number> = {};
  universe.forEach((asset, i) => (byAsset[asset] = weights[index * universe.length + i]));
  return {
    decision: returns.dates[decision],
    ...outcome,
    weights: byAsset,
    turnover: turnovers[index],
    cost: costs[index],
    ...(costsByKind && { costs: costsAt(costsByKind, index) }),
  };
}

function costsAt(columns: CostColumns, index: number): BacktestWindow['costs'] {
  const { linear, quadratic, impact, exits, borrow, margin } = columns;
  return {
    linear: linear[index],
    quadratic: quadratic[index],
    impact: impact[index],
    exits: exits[index],
    borrow: borrow[index],
    margin: margin[index],
  };
}

/** Notes by decision on the assets that stopped trading while a strategy held them. */
export function exitNotes(
  accounts: readonly StrategyAccount[],
  { universe, returns }: BacktestInputs,
): Map<number, string[]> {
  const notes = new Map<number, string[]>();
  for (const { exits } of accounts) {
    for (const { decision, asset, period, delistingReturn, amount } of exits) {
      const sale =
        delistingReturn === 0
          ? 'was sold at its last price'
          : `got its delisting return of ${readable(100 * delistingReturn)} %, ${readable(100 * amount)} % of wealth, was sold`;
      const note =
        `${universe[asset]} has no return in the period to ${returns.dates[period]}: ` +
        `what was held of it ${sale} and kept in cash until the next decision`;
      const known = notes.get(decision) ?? [];
      if (!known.includes(note)) notes.set(decision, [...known, note]);
    }
  }
  return notes;
}
