import type { BacktestDecision, BacktestResult, PeriodSnapshot } from '../backtest/types.js';
import type { PeriodDeletion } from '../inference/case-deletion.js';
import { periodWeightsCaption } from './captions.js';
import { decimal, signed, significant } from './format.js';
import { html, type Html } from './html.js';
import { figure } from './figure.js';
import { titled } from './tables.js';

/** Periods of a table of those that count least. */
const shownPeriods = 10;

/** A period of which t errors made little, over all windows. */
export interface LowWeight {
  period: string;
  /** over the windows */
  lowest: number;
  /** windows in which it is among the five lowest */
  windows: number;
  /** windows that hold it */
  of: number;
}

/** How much the periods count in the fits, and what they do to the last; null where there is nothing to say of them. */
export function periodsSection({ decisions, snapshot }: BacktestResult): Html | null {
  const periods = snapshot.periods ?? null;
  const low = lowWeights(decisions);
  const hasInfluence = periods !== null && (periods.influential.length > 0 || periods.notes.length > 0);
  const weights = periods?.weights ?? null;
  if (low.length === 0 && weights === null && !hasInfluence) return null;
  return html`${weights !== null && figure('period-weights', periodWeightsCaption(weights))}
  ${lowWeightsTable(low)} ${periods !== null && influenceTable(periods, snapshot.decision)}`;
}

/** By period of the five lowest weights of each window, the lowest of all first. */
export function lowWeights(decisions: readonly BacktestDecision[]): LowWeight[] {
  const found = new Map<string, LowWeight>();
  for (const { fit } of decisions) {
    for (const { period, weight } of fit?.errors?.lowestWeights ?? []) {
      const known = found.get(period) ?? { period, lowest: Infinity, windows: 0, of: 0 };
      found.set(period, {
        ...known,
        lowest: Math.min(known.lowest, weight),
        windows: known.windows + 1,
      });
    }
  }
  const holding = (period: string): number =>
    decisions.filter(
      ({ decision, trainStart, fit }) =>
        (fit?.errors?.degreesOfFreedom ?? null) !== null && trainStart <= period && period <= decision,
    ).length;
  return [...found.values()]
    .map((own) => ({ ...own, of: holding(own.period) }))
    .sort((a, b) => a.lowest - b.lowest);
}

function lowWeightsTable(low: readonly LowWeight[]): Html {
  if (low.length === 0) return html``;
  return html`${titled<LowWeight>(
    'Periods that count least with t errors',
    [
      { heading: 'Period', cell: ({ period }) => period, kind: 'date' },
      {
        heading: 'Lowest weight',
        definition:
          'w = (df + n)/(df + δ²), δ the distance of the period from its expectation: 1 is a usual period',
        cell: ({ lowest }) => significant(lowest, 3),
        kind: 'number',
      },
      {
        heading: 'Among the five lowest',
        definition: 'in how many of the windows that hold the period',
        cell: ({ windows, of }) => `${windows} of ${of}`,
        kind: 'number',
      },
    ],
    low.slice(0, shownPeriods),
  )}
  ${
    low.length > shownPeriods &&
    html`<p class="note">
      Others that are among the five lowest weights of a window: ${low.length - shownPeriods}.
    </p>`
  }`;
}

function influenceTable({ components, influential, notes }: PeriodSnapshot, decision: string): Html {
  const sentences = html`${notes.map((note) => html`<p class="note">${note[0].toUpperCase()}${note.slice(1)}.</p>`)}`;
  if (influential.length === 0 || components.length === 0) return sentences;
  return html`${titled<PeriodDeletion>(
    `Periods that move the variances most at the decision of ${decision}`,
    [
      { heading: 'Period', cell: ({ period }) => period, kind: 'date' },
      {
        heading: 'Cook’s distance',
        definition:
          'D = Δ′IΔ/q, Δ what the variances of the fit are above those without the period, I their information: 1 is a move of about a standard error in each',
        cell: ({ cookDistance }) => decimal(cookDistance, 3),
        kind: 'number',
      },
      ...components.map((label, k) => ({
        heading: label,
        definition: 'what the period adds to this variance, in its standard errors',
        cell: ({ standardized }: PeriodDeletion) => signed(standardized[k], (value) => decimal(value)),
        kind: 'number' as const,
      })),
    ],
    influential,
  )}
  ${sentences}`;
}
