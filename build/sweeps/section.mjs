/** The worked example of docs/sweeps.md, as it comes out. A sentence that the figures do not bear out stops the script. */
import { claim } from '../evidence/runs.mjs';
import { fixed, table } from '../study/markdown.mjs';

const universes = ['ten', 'six'];
const periods = ['to 2016', 'since 2017'];
const thousands = (number) => number.toLocaleString('en-US');
const day = (date) => new Date(date).toISOString().slice(0, 7);

export function exampleSection({ result, groups, points, medians, agreement }) {
  const { counts } = result;
  return `Minimum variance, maximum diversification and the maximum Sharpe ratio of sample means, each with eight covariances, three training windows, four intervals of rebalancing and four bounds on weights, on ten ETFs and on six of them, in two periods that do not share a holding period: ${thousands(counts.planned)} backtests of ${thousands(counts.windows)} windows, net of costs of 10 bp. ${thousands(counts.fallbacks)} windows fell back on another covariance, mostly for want of heritability, and count as they are.

Verdicts:

${result.groups.map(({ verdict }) => `- ${verdict.sentence}`).join('\n')}

${table(
  [
    'universe',
    'period',
    'held',
    'months',
    'equal weight',
    'best',
    'by luck',
    'PBO',
    'deflated',
    'adjusted p',
    'better alone',
    'participation',
  ],
  groups.map((group, g) => groupCells(group, result.groups[g])),
)}

_Equal weight_ and _best_ are Sharpe ratios a year, _by luck_ is what as many trials without skill would have shown at best. _Better alone_ counts trials that are better than equal weight at 5 % without a correction, _participation_ is how many independent trials they are worth.

${findings(result, groups)}

**The best of the first period, in the second.** Each point of the space has a backtest in both periods, so that the second says what the choice in the first was worth:

${table(
  [
    'universe',
    'trial',
    'covariance',
    'train',
    'rebalance',
    'bound',
    'to 2016',
    'place',
    'since 2017',
    'place then',
  ],
  universes.flatMap((universe) => firstOf(points, universe, 5).map(pointCells)),
)}

${laterText(points, agreement, groups, result)}

![Sharpe ratios of all points in both periods](sweeps/later.svg)

_Sharpe ratios of all points in both periods._ Each dot is a point of the space, the ring the best of the first period; the dashed lines are equal weight.

**By covariance.** Medians of Sharpe ratios over all other fields:

${mediansTable(medians)}

${mediansText(medians)}`;
}

function groupCells(
  { universe, period, first, last, periods: months, expectedMaximum },
  { luck, periodsPerYear },
) {
  const yearly = Math.sqrt(periodsPerYear);
  const [best] = luck.best;
  return [
    ...[universe, period, `${day(first)} to ${day(last)}`, months],
    ...[fixed(luck.baselineSharpe * yearly, 2), fixed(best.sharpe * yearly, 2), fixed(expectedMaximum, 2)],
    ...[fixed(luck.overfitting.probability, 2), fixed(best.deflated, 2), fixed(best.adjustedPValue, 2)],
    ...[thousands(luck.family.betterAlone), fixed(luck.effective.participation, 1)],
  ];
}

function findings(result, groups) {
  const lucks = result.groups.map(({ luck }) => luck);
  const most = Math.max(...lucks.map(({ family }) => family.betterAlone));
  const alone = result.groups.find(({ luck }) => luck.family.betterAlone === most);
  const participations = lucks.map(({ effective }) => effective.participation);
  return [
    claim(
      result.groups.every(({ verdict }) => verdict.level !== 'likelyReal') &&
        lucks.every(({ family }) => family.better === 0),
      `No verdict is "likely real": of ${thousands(groups.reduce((sum, { trials }) => sum + trials, 0))} trials none is better than equal weight once the search is counted.`,
    ),
    claim(
      most > 100,
      `Without the correction ${thousands(most)} are in one group (${alone.universe}, ${alone.period}), which is what an uncorrected search would have reported.`,
    ),
    claim(
      Math.max(...participations) < 2,
      'The trials are so alike that by participation they are worth less than two: covariances, windows and bounds of long-only portfolios of the same ETFs are variations of one bet, and a thousand of them is no thousand chances.',
    ),
    claim(
      periods.every((period, p) =>
        groups
          .filter((group) => group.period === period)
          .every(({ universe }) => {
            const { luck } = result.groups.find(
              (group) => group.universe === universe && group.period === period,
            );
            return luck.best[0].deflated > 0.95 === (p === 0);
          }),
      ),
      'In the first period the deflated ratio is above 0.95 in both universes: the best portfolio earned more than bills by more than luck. That is another question than whether it was better than equal weight, and in the second period it is not so.',
    ),
  ].join(' ');
}

const firstOf = (points, universe, count) =>
  points.filter((point) => point.universe === universe).slice(0, count);

function pointCells(point) {
  const { universe, strategy, covariance, train, rebalance, maxWeights } = point;
  return [
    ...[universe, `${point.first} ${strategy}`, covariance, train, rebalance, maxWeights],
    ...[fixed(point.earlier, 2), point.place, fixed(point.later, 2), point.laterPlace],
  ];
}

function laterText(points, agreement, groups, result) {
  const [ten, six] = universes.map((universe) => firstOf(points, universe, 1)[0]);
  const count = agreement.get('ten').points;
  const baseline = (universe) =>
    groups.find((group) => group.universe === universe && group.period === periods[1]).baselineSharpe;
  const { luck } = result.groups.find(({ universe, period }) => universe === 'ten' && period === periods[1]);
  const [again] = luck.best;
  const correlations = universes.map((universe) => agreement.get(universe).correlation);
  return [
    claim(
      Number(ten.laterPlace) === 1 && again.pValue > 0.05,
      `On ten ETFs the best of ${thousands(Number(count))} is the best again. That is less than it looks: its ratio is ${fixed(ten.later, 2)} then, about half, with equal weight at ${fixed(baseline('ten'), 2)}, and as the only trial, with nothing to correct for, its difference has p = ${fixed(again.pValue, 2)}.`,
    ),
    claim(
      Number(six.laterPlace) > Number(count) / 2 && six.later < baseline('six'),
      `On six ETFs the best is at place ${six.laterPlace} then, and behind equal weight (${fixed(six.later, 2)} against ${fixed(baseline('six'), 2)}).`,
    ),
    claim(
      correlations.every((correlation) => correlation < 0),
      `Over all points the ratios of the two periods are correlated by ${fixed(correlations[0], 2)} and ${fixed(correlations[1], 2)}: what was better in the first was on the whole worse in the second.`,
    ),
  ].join(' ');
}

const median = (medians, universe, period, covariance) =>
  medians.find((row) => row.universe === universe && row.period === period && row.covariance === covariance)
    .sharpe;

const columns = universes.flatMap((universe) => periods.map((period) => ({ universe, period })));

function covariancesOf(medians) {
  const mean = (covariance) =>
    columns.reduce((sum, { universe, period }) => sum + median(medians, universe, period, covariance), 0);
  return [...new Set(medians.map(({ covariance }) => covariance))].sort((a, b) => mean(b) - mean(a));
}

function mediansTable(medians) {
  return table(
    ['covariance', ...columns.map(({ universe, period }) => `${universe}, ${period}`)],
    covariancesOf(medians).map((covariance) => [
      `\`${covariance}\``,
      ...columns.map(({ universe, period }) => fixed(median(medians, universe, period, covariance), 2)),
    ]),
  );
}

function mediansText(medians) {
  const order = covariancesOf(medians);
  const ranges = columns.map(({ universe, period }) => {
    const values = order.map((covariance) => median(medians, universe, period, covariance));
    return Math.max(...values) - Math.min(...values);
  });
  return claim(
    ['systematic', 'total', 'posterior'].every((name) => order.indexOf(name) < 3),
    `The three of the mixed model are the first in the mean of the four columns, and the covariances are apart by ${fixed(Math.min(...ranges), 2)} to ${fixed(Math.max(...ranges), 2)}. Sharpe ratios of one history are no ranking of covariances; [evidence.md](evidence.md) compares what they are made for, risk, over 60 cells, and there none of the three is ahead.`,
  );
}
