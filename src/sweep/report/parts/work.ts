import { html, type Html } from '../../../report/html.js';
import { lines, titled } from '../../../report/tables.js';
import { limits } from '../limits.js';
import { counted, grouped } from '../names.js';
import type { SweepCounts } from '../types.js';

/** Backtests that ended with an error, and jobs that were set aside. */
export function workPart({ planned, done, refused, refusals, setAside }: SweepCounts): Html {
  const open = planned - done - setAside.reduce((sum, { backtests }) => sum + backtests, 0);
  if (refused === 0 && setAside.length === 0 && open <= 0) {
    return html`<p>Every backtest that was planned has a result without an error.</p>`;
  }
  return html`${
    open > 0 && html`<p>${counted(open, 'backtest')} ${open === 1 ? 'is' : 'are'} not done yet.</p>`
  }
  ${
    refusals.length > 0 &&
    titled<SweepCounts['refusals'][number]>(
      'Backtests that ended with an error',
      [
        { heading: 'Code', cell: ({ code }) => code },
        { heading: 'Error', cell: ({ error }) => lines([error]), kind: 'sentences' },
        { heading: 'Backtests', cell: ({ backtests }) => grouped(backtests), kind: 'number' },
      ],
      refusals.slice(0, limits.rows),
    )
  }
  ${more(refusals.length, 'error')}
  ${
    setAside.length > 0 &&
    titled<SweepCounts['setAside'][number]>(
      'Jobs that were set aside',
      [
        { heading: 'Job', cell: ({ job }) => job.slice(0, 12) },
        { heading: 'Error', cell: ({ error }) => lines([error]), kind: 'sentences' },
        { heading: 'Attempts', cell: ({ attempts }) => attempts, kind: 'number' },
        { heading: 'Backtests', cell: ({ backtests }) => grouped(backtests), kind: 'number' },
      ],
      setAside.slice(0, limits.rows),
    )
  }
  ${more(setAside.length, 'job')}`;
}

function more(n: number, singular: string): Html {
  if (n <= limits.rows) return html``;
  return html`<p class="note">${counted(n - limits.rows, singular)} more are not shown.</p>`;
}
