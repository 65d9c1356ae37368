import { decimal, missing, percent, probability } from '../../../report/format.js';
import { html, type Html } from '../../../report/html.js';
import { lines, table } from '../../../report/tables.js';
import type { GroupAnalysis } from '../group-analysis.js';
import { counted, grouped } from '../names.js';
import type { SweepReportGroup } from '../types.js';
import { effectiveOf, familyOf, overfittingOf, yearly } from './yearly.js';

interface Measure {
  name: string;
  value: string;
  /** what it says, or why it is missing */
  meaning: string;
}

/** What there is against the best trial, a row a measure. */
export function luckTable({ group, suffix }: GroupAnalysis): Html {
  return html`${table<Measure>(
      `Is it luck?${suffix}`,
      [
        { heading: 'Measure', cell: ({ name }) => name },
        { heading: 'Value', cell: ({ value }) => value, kind: 'number' },
        { heading: 'What it says', cell: ({ meaning }) => lines([meaning]), kind: 'sentences' },
      ],
      [...maximumRows(group), ...effectiveRows(group), ...overfittingRows(group), ...familyRows(group)],
    )}
    <p class="note">
      Sharpe ratios are a year, from ${counted(group.luck.periods, 'common period')} of ${group.first} to
      ${group.last}, P = ${group.periodsPerYear}.
      ${
        group.luck.undefinedTrials > 0 &&
        `${counted(group.luck.undefinedTrials, 'trial')} without a Sharpe ratio ${group.luck.undefinedTrials === 1 ? 'counts' : 'count'} as none.`
      }
    </p>`;
}

function maximumRows(group: SweepReportGroup): Measure[] {
  const { luck, baseline } = group;
  const best = luck.best.at(0);
  const ratio = (value: number | null | undefined): string => decimal(yearly(group, value ?? null));
  const deviation = luck.sharpeVariance === null ? null : Math.sqrt(luck.sharpeVariance);
  return [
    {
      name: 'Best Sharpe ratio',
      value: ratio(best?.sharpe),
      meaning: `largest of ${counted(luck.trials, 'trial')}`,
    },
    {
      name: 'Expected of luck',
      value: ratio(luck.expectedMaximum),
      meaning: `the largest that as many independent trials of a true ratio of 0 would show, if ratios vary by luck as much as these do (standard deviation ${ratio(deviation)}, around a mean of ${ratio(luck.meanSharpe)})`,
    },
    {
      name: 'Expected of luck, by clusters',
      value: ratio(luck.expectedMaximumByClusters),
      meaning:
        'the same of as many independent trials as there are clusters, whose ratios vary as those of the clusters do',
    },
    {
      name: 'Deflated Sharpe ratio',
      value: probability(best?.deflated ?? null),
      meaning:
        'probability that the best trial is above what is expected of luck; 0.5 where it is just as good',
    },
    {
      name: 'Deflated, by clusters',
      value: probability(best?.deflatedByClusters ?? null),
      meaning: 'the same against what is expected of luck by clusters',
    },
    ...(baseline === null
      ? []
      : [
          {
            name: 'Sharpe ratio of the baseline',
            value: ratio(luck.baselineSharpe),
            meaning: `${baseline}, over the same periods`,
          },
        ]),
  ];
}

function effectiveRows({ luck }: SweepReportGroup): Measure[] {
  const found = effectiveOf(luck);
  if (found === null) return [withoutValue('Independent trials', luck.effective)];
  const { clusters, participation, quality, sampled } = found;
  return [
    {
      name: 'Clusters of trials',
      value: grouped(clusters),
      meaning: `groups of trials whose returns are alike${sampled < luck.trials ? `, found among a sample of ${grouped(sampled)}` : ''}; mean silhouette over its standard deviation ${decimal(quality)}`,
    },
    {
      name: 'Participation ratio',
      value: decimal(participation, 1),
      meaning:
        'independent directions that the returns of all trials have, by the eigenvalues of their correlations',
    },
  ];
}

function overfittingRows({ luck }: SweepReportGroup): Measure[] {
  const found = overfittingOf(luck);
  if (found === null) return [withoutValue('Probability of overfitting', luck.overfitting)];
  const { probability: share, splits, blocks, probabilityOfLoss, degradation } = found;
  return [
    {
      name: 'Probability of overfitting',
      value: probability(share),
      meaning: `share of ${grouped(splits)} ways to choose half of ${blocks} blocks of time in which the best trial of that half is below the median in the other`,
    },
    {
      name: 'Probability of loss',
      value: probability(probabilityOfLoss),
      meaning: 'share of these ways in which that trial loses in the other half',
    },
    {
      name: 'Degradation',
      value: decimal(degradation),
      meaning:
        degradation === null
          ? 'there is no variation to take a slope of'
          : 'slope of that trial’s Sharpe ratio out of sample on that in sample: below 0, the better it looked the worse it did',
    },
  ];
}

function familyRows({ luck, baseline }: SweepReportGroup): Measure[] {
  const found = familyOf(luck);
  if (found === null) return [withoutValue('Better than the baseline', luck.family)];
  const { tested, untested, better, betterAlone, worse, smallest, level, samples, blockLength } = found;
  const of = baseline ?? 'the baseline';
  return [
    {
      name: 'Better than the baseline',
      value: grouped(better),
      meaning:
        `of ${counted(tested, 'trial')} have a Sharpe ratio above that of ${of} at the level ${percent(level, 0)} after correction for all of them ` +
        `(Romano and Wolf, ${grouped(samples)} resamples in blocks of ${counted(blockLength, 'period')})` +
        (untested > 0 ? `; ${grouped(untested)} could not be tested` : ''),
    },
    {
      name: 'Better, uncorrected',
      value: grouped(betterAlone),
      meaning: 'as if each were the only trial: what a search that does not count its trials would report',
    },
    { name: 'Worse than the baseline', value: grouped(worse), meaning: 'after correction' },
    {
      name: 'Smallest adjusted p-value',
      value: probability(smallest),
      meaning:
        smallest === null ? 'no trial is better than the baseline' : 'among the trials that are better',
    },
  ];
}

function withoutValue(name: string, found: object): Measure {
  return { name, value: missing, meaning: 'reason' in found ? String(found.reason) : '' };
}
