import type { BacktestResult, EffectsOfTerm, EffectsSnapshot } from '../backtest/types.js';
import { shownAtEnds } from './charts/effects.js';
import { captions } from './captions.js';
import { choice } from './choice.js';
import { figure } from './figure.js';
import { count, decimal, missing, percent } from './format.js';
import { html, type Html } from './html.js';
import { Z95 } from './model-chart-data.js';
import { titled } from './tables.js';

/** Above this many assets the table is folded. */
const tableShown = 15;

/** BLUPs of the last fit; null where there is no fit, and in results that do not know. */
export function effectsSection({ snapshot }: BacktestResult): Html | null {
  const { effects = null } = snapshot;
  if (effects === null) return null;
  const notes = html`${effects.notes.map((note) => html`<p class="note">${note[0].toUpperCase()}${note.slice(1)}.</p>`)}`;
  const drawn = effects.terms.filter(({ blups }) => blups.some((blup) => blup !== 0));
  return html`${sentences(effects).map((sentence) => html`<p>${sentence}</p>`)}
  ${
    drawn.length > 0 &&
    html`${choice(
      'effects',
      'Term',
      drawn.map(({ term, period }) => (period === null ? term : `${term}, ${period}`)),
    )}
    ${figure('effects', captions.effects)}
    ${
      effects.assets.length > 2 * shownAtEnds + 1 &&
      html`<p class="note">
        The chart has the ${shownAtEnds} highest and the ${shownAtEnds} lowest of ${effects.assets.length}
        assets.
      </p>`
    }
    ${drawn.map((term) => effectsTable(effects.assets, term))}`
  }
  ${notes}`;
}

/** What there is, of which period and in which unit, and what there is not. */
function sentences({ terms }: EffectsSnapshot): string[] {
  if (terms.length === 0) return ['The model has no random effects of assets.'];
  const lasting = terms.some(({ period }) => period === null);
  return [
    ...(lasting
      ? []
      : ['The model has no random effects of assets that last, such as asset(K) or asset:x(K).']),
    ...terms.map(({ term, period, covariate, blups }) => {
      if (blups.every((blup) => blup === 0)) return `${term}: the variance is 0, and so are all effects.`;
      const what = period === null ? 'effects that last' : `effects of the last period alone, ${period}`;
      const unit = covariate === null ? 'per period' : `per period and unit of ${covariate}`;
      return `${term}: ${what}, in returns ${unit}.`;
    }),
  ];
}

function effectsTable(assets: readonly string[], effects: EffectsOfTerm): Html {
  const { term, blups, predictionErrors, reliability } = effects;
  const rows = assets.map((_, i) => i).sort((i, j) => blups[j] - blups[i] || i - j);
  const body = titled<number>(
    `Effects of ${term}`,
    [
      { heading: 'Asset', cell: (i) => assets[i] },
      {
        heading: 'BLUP',
        definition: 'best linear unbiased prediction, given the variances',
        cell: (i) => percent(blups[i], 3),
        kind: 'number',
      },
      {
        heading: '95 % interval',
        definition:
          'BLUP ± 1.96 √var(û − u), which counts the estimation of the fixed effects, not of the variances',
        cell: (i) =>
          predictionErrors === null
            ? missing
            : `${percent(blups[i] - Z95 * predictionErrors[i], 3)} to ${percent(blups[i] + Z95 * predictionErrors[i], 3)}`,
        kind: 'number',
      },
      {
        heading: 'Reliability',
        definition:
          '1 − var(û − u)/var(u): 0 where returns say nothing about an effect, 1 where they settle it',
        cell: (i) => decimal(reliability?.[i] ?? null),
        kind: 'number',
      },
    ],
    rows,
  );
  if (assets.length <= tableShown) return body;
  return html`<details>
    <summary>${term}: all ${count(assets.length, 'asset')}</summary>
    ${body}
  </details>`;
}
