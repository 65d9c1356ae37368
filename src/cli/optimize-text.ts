/** What `mixfolio optimize` prints. */
import type { WriteStream } from 'node:tty';
import type { DecisionNow } from '../backtest/decide-now.js';
import type { DiscreteAllocation } from '../portfolio/allocation/types.js';
import { count, decimal, percent, percentagePoints, signed } from '../report/format.js';
import { factLines } from './fact-lines.js';
import { lastPortfolios } from './last-portfolios.js';
import { notesText } from './notes-text.js';
import type { OptimizeResult } from './optimize-now.js';
import type { Money, StrategyOrders } from './orders.js';
import { paint } from './paint.js';
import { cut, mostRows, textTable } from './text-table.js';

export function optimizeText(result: OptimizeResult, stream: WriteStream): string {
  const { decision, trainStart, frequency, satOut, strategies, money, orders, universe, comparison } = result;
  const shown = {
    ...{ frequency, universe, lastDecision: comparison },
    strategies: strategies.map(({ name, weights }) => ({ name, windows: [{ weights }] })),
  };
  const troubled = strategies.filter(({ status }) => status !== 'ok');
  return [
    factLines([
      ['Decided on', `the data to ${decision}, trained from the ${frequency} to ${trainStart} on`],
      ...(money === null ? [] : moneyFacts(money)),
    ]),
    '\n',
    lastPortfolios(shown, stream),
    ...(orders ?? []).map((one) => ordersText(one, money!, result, stream)),
    ...troubled.map(({ name, status, used, reason }) => {
      const happened = status === 'skipped' ? 'was skipped' : `fell back, used ${used}`;
      return `${paint(stream, 'yellow', `${name} ${happened}`)}: ${reason}\n`;
    }),
    ...satOut.slice(0, mostRows).map(({ asset, reason }) => `${asset} sat out: ${reason}\n`),
    cut(satOut.length - mostRows, 'mixfolio optimize --json'),
    troubled.length + satOut.length > 0 ? '\n' : '',
    notesText('Notes', result.notes, 'mixfolio optimize --json'),
  ].join('');
}

function moneyFacts({ priceDate, amount, held, cash }: Omit<Money, 'notes'>): [string, string][] {
  return [
    ['Prices', `of ${priceDate}`],
    ['Amount', `${decimal(amount)}: ${decimal(held)} held and ${decimal(cash)} in cash`],
  ];
}

function ordersText(
  orders: StrategyOrders,
  { prices, holdings, amount }: Omit<Money, 'notes'>,
  { strategies }: DecisionNow,
  stream: WriteStream,
): string {
  const { name, allocation } = orders;
  const title = paint(stream, 'bold', `Orders for ${name}`);
  if (allocation === null) return `${title}: none, ${orders.reason}\n\n`;
  const { shares, trades, weights } = allocation;
  const targets = strategies.find((strategy) => strategy.name === name)!.weights;
  const tickers = Object.keys(shares).filter((ticker) => shares[ticker] !== 0 || trades[ticker] !== 0);
  const rows = tickers.map((ticker) => [
    ticker,
    decimal(prices[ticker]),
    decimal(holdings[ticker] ?? 0, 0),
    signed(trades[ticker], (value) => decimal(value, 0)),
    decimal(shares[ticker], 0),
    percent(targets[ticker] ?? 0),
    percent(weights[ticker]),
  ]);
  const headings = ['Asset', 'Price', 'Held', 'Trade', 'Then', 'Target', 'Reached'];
  return `${title}:\n${textTable(headings, rows, stream)}${afterwards(allocation, amount)}\n`;
}

function afterwards({ cash, cost, roundingError, optimality }: DiscreteAllocation, amount: number): string {
  const { largest, rootMeanSquare } = roundingError;
  const proof = optimality.proven
    ? 'no whole shares are nearer'
    : `others may be nearer by ${percentagePoints(optimality.gap)} at most (${count(optimality.nodes, 'part')} of the search)`;
  return (
    `Cash then ${decimal(cash)} (${percent(cash / amount)}), costs ${decimal(cost)}. ` +
    `Rounding: weights off by ${percentagePoints(largest)} at most, ${percentagePoints(rootMeanSquare)} root mean square; ${proof}.\n`
  );
}
