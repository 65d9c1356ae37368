/** Tables of the page: a strategy, an estimator or a run a row. */
import { sharpeDifferenceTests, varianceDifferenceTests } from '../../dist/index.js';
import { fixed, percent, signed, table } from '../study/markdown.mjs';
import { best } from './runs.mjs';

const performanceHeader = [
  'strategy',
  'return %',
  'volatility %',
  'Sharpe',
  'max drawdown %',
  'turnover %',
  'cost % a year',
  'break-even cost, bp',
  'effective assets',
];

/** @param deflatedRatios of the rows, in their order; a run without them has no such column */
export function performanceTable(rows, deflatedRatios, periodsPerYear) {
  return table(
    [...performanceHeader, 'deflated Sharpe'],
    rows.map((row, k) => [...performanceCells(row, periodsPerYear), fixed(deflatedRatios[k], 2)]),
  );
}

export function performanceCells({ name, statistics, grossReturns, netReturns }, periodsPerYear) {
  return [
    name,
    percent(statistics.annualReturn, 2),
    percent(statistics.annualVolatility, 2),
    fixed(statistics.sharpe, 2),
    percent(statistics.maxDrawdown),
    percent(statistics.turnover),
    percent(annualCost(grossReturns, netReturns, periodsPerYear), 2),
    fixed(1e4 * statistics.breakEvenCost, 0),
    fixed(statistics.effectiveAssets, 1),
  ];
}

/** P times the mean of gross less net returns. */
export function annualCost(grossReturns, netReturns, periodsPerYear) {
  const sum = grossReturns.reduce((total, value, t) => total + value - netReturns[t], 0);
  return (periodsPerYear * sum) / grossReturns.length;
}

/** What the rows are tested against: the baseline that did best in the statistic, and two that are named. */
function basesOf(rows, key, sign) {
  const top = best(
    rows.filter(({ isBaseline }) => isBaseline),
    key,
    sign,
  ).name;
  return [...new Set([top, 'ledoitWolf', 'equalWeight'])];
}

/** All rows against each base: ratios a year, with p-values as they are and adjusted. */
export function sharpeTests(engine, rows, riskFree, periodsPerYear) {
  return testTables(rows, basesOf(rows, 'sharpe', 1), Math.sqrt(periodsPerYear), (series, base) =>
    sharpeDifferenceTests(engine, series, base, { riskFree }),
  );
}

export function varianceTests(engine, rows) {
  return testTables(rows, basesOf(rows, 'annualVolatility', -1), 1, (series, base) =>
    varianceDifferenceTests(engine, series, base),
  );
}

function testTables(rows, bases, scale, test) {
  const series = Object.fromEntries(rows.map(({ name, netReturns }) => [name, netReturns]));
  const tests = bases.map((base) => test(series, base));
  const byBase = Object.fromEntries(bases.map((base, k) => [base, tests[k].tests]));
  const header = ['strategy', ...bases.flatMap((base) => [`less ${base}`, 'p', 'adjusted'])];
  const body = rows.map(({ name }) => [
    name,
    ...bases.flatMap((base) => {
      const found = byBase[base].find((candidate) => candidate.name === name);
      if (!found) return ['', '', ''];
      const { difference, pValue, romanoWolf } = found;
      return [
        signed(fixed(difference === null ? null : scale * difference, 2)),
        pValueText(pValue),
        pValueText(romanoWolf),
      ];
    }),
  ]);
  return { text: table(header, body), bases, byBase };
}

export function pValueText(p) {
  return p !== null && p < 0.001 ? '<0.001' : fixed(p, 3);
}

/** Strategies whose adjusted p-value against a base is at most 0.05. */
export function significant({ byBase }, base) {
  return byBase[base].filter(({ romanoWolf }) => romanoWolf !== null && romanoWolf <= 0.05);
}

/** Those that Holm's adjustment calls significant at 5 % and Romano and Wolf's does not, as `name (adjusted)`. */
export function significantByHolm({ byBase }, base) {
  return byBase[base]
    .filter(({ holm, romanoWolf }) => holm !== null && holm <= 0.05 && romanoWolf > 0.05)
    .map(({ name, holm }) => `\`${name}\` (${pValueText(holm)})`);
}

/** What Holm's adjustment adds, base by base. */
export function holmText(tests) {
  const found = tests.bases.flatMap((base) => {
    const names = significantByHolm(tests, base);
    return names.length === 0 ? [] : [`against \`${base}\` ${names.join(', ')}`];
  });
  return found.length === 0 ? 'none' : found.join('; ');
}

export function scoresTable(scores) {
  return table(
    [
      'covariance',
      'bias, equal weights',
      'bias, minimum variance',
      'QLIKE',
      'Mahalanobis',
      'within 95 %',
      'min. variance volatility %',
      'its turnover %',
      'decisions scored',
    ],
    scores.map((score) => [
      score.covariance,
      fixed(score.bias.equalWeight, 2),
      fixed(score.bias.minimumVariance, 2),
      fixed(score.qlike, 3),
      fixed(score.mahalanobis.mean, 2),
      percent(score.mahalanobis.coverage, 0),
      percent(score.minimumVarianceVolatility, 2),
      percent(score.minimumVarianceTurnover, 0),
      `${score.decisions} of ${score.decisions + score.skipped.filter(({ period }) => period === undefined).length}`,
    ]),
  );
}

/** Volatility, Sharpe ratio and more of the same strategies in several runs. */
export function runsTable(names, runs) {
  const header = [
    'strategy',
    ...runs.flatMap(({ label, columns }) => columns.map(([name]) => `${name}, ${label}`)),
  ];
  return table(
    header,
    names.map((name) => [
      name,
      ...runs.flatMap(({ rows, columns }) => {
        const row = rows.find((candidate) => candidate.name === name);
        return columns.map(([, cell]) => (row ? cell(row) : ''));
      }),
    ]),
  );
}

export const volatilityColumn = ['volatility %', (row) => percent(row.statistics.annualVolatility, 2)];
export const sharpeColumn = ['Sharpe', (row) => fixed(row.statistics.sharpe, 2)];
export const returnColumn = ['return %', (row) => percent(row.statistics.annualReturn, 2)];

export function costColumn(periodsPerYear) {
  return ['cost % a year', (row) => percent(annualCost(row.grossReturns, row.netReturns, periodsPerYear), 2)];
}

/** What windows did that were not as configured, by reason. */
export function fallbackText(rows) {
  const all = rows.flatMap(({ name, windows }) =>
    windows.filter(({ status }) => status !== 'ok').map(({ reason }) => `${name}: ${reason}`),
  );
  return all.length === 0
    ? 'No strategy fell back in any window.'
    : `Windows that fell back: ${all.length}, the first of them ${all[0]}.`;
}

/** Sharpe ratios over the paths of a cross-validation. */
export function pathsTable(strategies) {
  return table(
    ['strategy', 'lowest', 'lower quartile', 'median', 'upper quartile', 'highest', 'standard deviation'],
    strategies.map(({ name, distribution: { sharpe } }) => [
      name,
      ...[
        sharpe.minimum,
        sharpe.lowerQuartile,
        sharpe.median,
        sharpe.upperQuartile,
        sharpe.maximum,
        sharpe.standardDeviation,
      ].map((value) => fixed(value, 2)),
    ]),
  );
}
