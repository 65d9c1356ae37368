import { figure } from '../../../report/figure.js';
import { decimal } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { table } from '../../../report/tables.js';
import { sortedQuantile } from '../../../numeric/quantile.js';
import { captions } from '../captions.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { counted, grouped } from '../names.js';
import { statisticText } from '../statistics.js';
import { yearly } from './yearly.js';

const quantiles = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** The histogram of Sharpe ratios with what stands out in it, and quantiles of all statistics; null without any. */
export function distributionPart({
  key,
  suffix,
  distribution,
  group,
  sharpe,
  statistics,
}: GroupAnalysis): Html | null {
  if (distribution === null) return null;
  const { luck, baseline } = group;
  const base = yearly(group, luck.baselineSharpe);
  const above = base === null ? 0 : sharpe.filter((ratio) => ratio > base).length;
  const rows = statistics.map(({ heading, unit, values }) => ({
    heading,
    unit,
    sorted: values.filter((value) => !Number.isNaN(value)).sort(),
  }));
  return html`${figure(`${key}-distribution`, captions.distribution)}
  ${
    base !== null &&
    html`<p>
      ${grouped(above)} of ${counted(luck.trials - luck.undefinedTrials, 'trial')}
      ${above === 1 ? 'is' : 'are'} above the ${decimal(base)} of ${baseline ?? 'the baseline'}.
    </p>`
  }
  ${table<(typeof rows)[number]>(
    `Quantiles over trials${suffix}`,
    [
      { heading: 'Statistic', cell: ({ heading }) => heading },
      ...quantiles.map((p) => ({
        heading: p === 0 ? 'Least' : p === 1 ? 'Greatest' : p === 0.5 ? 'Median' : `${100 * p} %`,
        cell: ({ unit, sorted }: (typeof rows)[number]) => statisticText(unit, sortedQuantile(sorted, p)),
        kind: 'number' as const,
      })),
      { heading: 'Trials', cell: ({ sorted }) => grouped(sorted.length), kind: 'number' },
    ],
    rows,
  )}`;
}
