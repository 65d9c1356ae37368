/** The weights of every strategy at the end of the data, and what to buy and sell: what `mixfolio optimize` prints. */
import type { OptimizeResult } from '../../src/cli/optimize-now.js';
import { decimal, percent, signed } from '../../src/report/format.js';
import type { Configuration } from './configuration.js';
import { byId, element, table } from './dom.js';
import type { Files } from './files.js';
import type { Form } from './form/form.js';
import type { WorkerLine } from './page-worker.js';
import { listed } from './preview.js';
import { fieldProblems, pageError, showProblem, showProblems } from './problems.js';
import type { GivenMoney } from './worker/protocol.js';

/** Weights that are told as zero. */
const least = 5e-5;

export function wireNow(config: Configuration, files: Files, form: Form, worker: WorkerLine): void {
  const region = byId('now-result');
  const problem = byId('now-problem');
  const status = byId('now-status');
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    showProblem(problem, null);
    const money = given();
    if (typeof money === 'string') return showProblem(problem, pageError(money));
    status.textContent = 'Deciding';
    const outcome = await worker.remote().decide(config.value(), files.all(), money);
    if (mine !== asked) return;
    if ('errors' in outcome) {
      status.textContent = '';
      showProblems(problem, outcome.errors, form.focus);
      form.complain(fieldProblems(outcome.errors));
      return;
    }
    const { decision, strategies } = outcome.value;
    status.textContent = `Decided on the data to ${decision}: ${strategies.length} strategies.`;
    region.replaceChildren(...shown(outcome.value));
    region.hidden = false;
  };
  byId('decide').addEventListener('click', () => void ask());
  config.onChange(() => {
    asked++;
    region.hidden = true;
    status.textContent = '';
  });
}

/** What the user says of money, or what is wrong with it. */
function given(): GivenMoney | string {
  const text = byId<HTMLInputElement>('amount').value.trim();
  const holdings = byId<HTMLInputElement>('holdings').files?.[0];
  const amount = Number(text);
  if (text !== '' && !(amount > 0)) return `The amount is "${text}", not a number above 0`;
  return { ...(text !== '' && { amount }), ...(holdings && { holdings }) };
}

function shown({ strategies, universe, orders, money, satOut, notes }: OptimizeResult): HTMLElement[] {
  const held = universe.filter((asset) =>
    strategies.some(({ weights }) => Math.abs(weights[asset]) >= least),
  );
  const rows = held.map((asset) => [asset, ...strategies.map(({ weights }) => percent(weights[asset]))]);
  const troubled = strategies.filter(({ status }) => status !== 'ok');
  return [
    table('Weights now', ['Asset', ...strategies.map(({ name }) => name)], rows),
    ...(orders ?? []).flatMap((one) => {
      if (one.allocation === null) return [element('p', {}, `Orders for ${one.name}: none, ${one.reason}`)];
      const { shares, trades, weights, cash, cost } = one.allocation;
      const tickers = Object.keys(shares).filter((ticker) => shares[ticker] !== 0 || trades[ticker] !== 0);
      const { prices, holdings } = money!;
      return [
        table(
          `Orders for ${one.name}`,
          ['Asset', 'Price', 'Held', 'Trade', 'Then', 'Reached'],
          tickers.map((ticker) => [
            ticker,
            decimal(prices[ticker]),
            decimal(holdings[ticker] ?? 0, 0),
            signed(trades[ticker], (value) => decimal(value, 0)),
            decimal(shares[ticker], 0),
            percent(weights[ticker]),
          ]),
        ),
        element(
          'p',
          {},
          `Cash then ${decimal(cash)}, costs ${decimal(cost)}, at the prices of ${money!.priceDate}.`,
        ),
      ];
    }),
    ...listed('What did not go as configured', [
      ...troubled.map(({ name, status, used, reason }) =>
        `${name} ${status === 'skipped' ? 'was skipped' : `fell back, used ${used}`}: ${reason}`),
      ...satOut.map(({ asset, reason }) => `${asset} sat out: ${reason}`),
    ]), // prettier-ignore
    ...listed('Notes', notes),
  ];
}
