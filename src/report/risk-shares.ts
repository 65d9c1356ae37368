import type { BacktestResult, VarianceShares } from '../backtest/types.js';
import { captions } from './captions.js';
import { choice } from './choice.js';
import { figure } from './figure.js';
import { count, percent } from './format.js';
import { html, type Html } from './html.js';
import { riskSharesCharts } from './model-chart-data.js';
import { titled } from './tables.js';

/** Above this many assets the table shows those with the largest shares. */
const assetsShown = 15;

const choices = { components: 'component of the model', classes: 'class', assets: 'asset' };

/** The variance of each strategy's last portfolio by component, class and asset. */
export function riskShares(result: BacktestResult): Html {
  const options = riskSharesCharts(result.lastDecision).map(({ by }) => choices[by]);
  return html`${
    options.length > 0 &&
    html`<h3>${captions['risk-shares'].title}</h3>
      ${choice('risk-shares', 'By', options)} ${figure('risk-shares', captions['risk-shares'])}`
  }
  ${sharesTable('Variance by component of the model', result, 'components')}
  ${sharesTable('Variance by class', result, 'classes')} ${assetsTable(result)}`;
}

/** Shares of each portfolio's variance, strategies by components or classes. */
function sharesTable(title: string, { lastDecision }: BacktestResult, of: 'components' | 'classes'): Html {
  const rows = Object.entries(lastDecision?.shares ?? {}).flatMap(([strategy, shares]) => {
    const parts = shares[of];
    return parts === null ? [] : [{ strategy, parts }];
  });
  const names = Object.keys(rows[0]?.parts ?? {});
  if (names.length === 0) return html``;
  return titled<(typeof rows)[number]>(
    title,
    [
      { heading: 'Strategy', cell: ({ strategy }) => strategy },
      ...names.map((name) => ({
        heading: name,
        definition:
          of === 'components'
            ? `w′Σ_kw/w′Σw, Σ_k what ${name} adds to the covariance`
            : 'Σ w(Σw)/w′Σw over its assets',
        cell: ({ parts }: (typeof rows)[number]) => percent(parts[name] ?? 0, 1),
        kind: 'number' as const,
      })),
    ],
    rows,
  );
}

/** Assets by strategies, of many those with the largest shares. */
function assetsTable({ lastDecision }: BacktestResult): Html {
  const strategies = Object.entries(lastDecision?.shares ?? {});
  const assets = Object.keys(strategies[0]?.[1].assets ?? {});
  if (assets.length < 2) return html``;
  const size = (asset: string): number =>
    strategies.reduce((sum, [, shares]) => sum + Math.abs(shares.assets[asset] ?? 0), 0);
  const rows =
    assets.length <= assetsShown
      ? assets
      : [...assets].sort((a, b) => size(b) - size(a)).slice(0, assetsShown);
  return html`${titled<string>(
    'Variance by asset',
    [
      { heading: 'Asset', cell: (asset) => asset },
      ...strategies.map(([name, { assets: shares }]: [string, VarianceShares]) => ({
        heading: name,
        definition: 'w_i(Σw)_i/w′Σw',
        cell: (asset: string) => percent(shares[asset] ?? 0, 1),
        kind: 'number' as const,
      })),
    ],
    rows,
  )}
  ${rows.length < assets.length && html`<p class="note">${count(assets.length - rows.length, 'asset')} with smaller shares ${assets.length - rows.length === 1 ? 'is' : 'are'} not shown.</p>`}`;
}
