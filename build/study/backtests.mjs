import { backtest, compareStrategies } from '../../dist/index.js';
import { fixed, percent, signed, table } from './markdown.mjs';
import { reported } from './reported.mjs';
import { configs, whole } from './runs.mjs';

const names = ['systematic', 'fitted', 'sample', 'ledoitWolf', 'equalWeight'];

/** The study's backtest, the same over all of the file, and one with a window of 36. */
export async function backtestSection(engine, prices) {
  const long = { ...configs.default.backtest, train: 36 };
  const runs = [
    await walk(engine, prices, configs.default, configs.simple),
    await walk(engine, prices, whole(configs.default), whole(configs.simple)),
    await walk(
      engine,
      prices,
      { ...whole(configs.default), backtest: long },
      { ...whole(configs.simple), backtest: long },
    ),
  ];
  const [first, ...others] = runs.map((strategies, k) => ({
    ...spanOf(strategies[0]),
    ...(k < 2 ? configs.default.backtest : long),
    strategies,
  }));
  return `## Backtest, ${title(first)}

${table(header, [...reportedRows(), ...rowsOf(first)])}

The study's window of 24 months leaves ${first.months} months to hold. ${differencesText}

${differences(first, true)}

${others
  .map(
    (run) => `## Backtest, ${title(run)}

${table(header, rowsOf(run))}

${differences(run, false)}`,
  )
  .join('\n\n')}

${verdict(runs)}`;
}

const header = [
  'strategy',
  'return %',
  'volatility %',
  'Sharpe',
  'max drawdown %',
  'wealth drop',
  'turnover %',
  'windows ok',
];

const differencesText =
  'Drawdowns are shares of wealth; the study has the largest difference of wealth, which starts at 1: "wealth drop". ' +
  '"Simple model" is the systematic covariance of the study\'s simple model, which falls back to Ledoit–Wolf where the ' +
  'heritability is below 0.10. Differences to `sample`, in points (the reported drawdown is its wealth drop in %), and in ' +
  'parentheses the improvement in % of its value:';

async function walk(engine, prices, config, simple) {
  const { strategies } = await backtest(engine, prices, {
    ...config,
    strategies: names.map((name) => ({ name })),
  });
  const { strategies: ofSimple } = await backtest(engine, prices, {
    ...simple,
    strategies: [{ name: 'simple model', covariance: 'systematic' }],
  });
  return [...strategies, ...ofSimple];
}

function spanOf({ periods }) {
  const [from, to] = [periods[0].slice(0, 7), periods.at(-1).slice(0, 7)];
  return { from, to, months: periods.length };
}

function title({ from, to, train, rebalance }) {
  return `${from} to ${to}, window ${train}, rebalance ${rebalance}`;
}

/** Largest fall of wealth from a peak as a difference, with a wealth of 1 at the start. */
function wealthDrop(returns) {
  let [wealth, peak, drop] = [1, 1, 0];
  for (const value of returns) {
    wealth *= 1 + value;
    peak = Math.max(peak, wealth);
    drop = Math.max(drop, peak - wealth);
  }
  return drop;
}

function reportedRows() {
  return Object.entries(reported.backtest).map(([name, statistics]) => [
    `${name}, reported`,
    percent(statistics.annualReturn, 2),
    percent(statistics.annualVolatility, 2),
    fixed(statistics.sharpe, 3),
    '',
    fixed(statistics.wealthDrop, 3),
    '',
    '',
  ]);
}

function rowsOf({ strategies }) {
  return strategies.map(({ name, statistics, netReturns, windows }) => [
    name,
    percent(statistics.annualReturn, 2),
    percent(statistics.annualVolatility, 2),
    fixed(statistics.sharpe, 3),
    percent(statistics.maxDrawdown),
    fixed(wealthDrop(netReturns), 3),
    percent(statistics.turnover),
    `${windows.filter(({ status }) => status === 'ok').length} of ${windows.length}`,
  ]);
}

/** Each strategy beside `sample`; the reported one has its drop of wealth in the place of the drawdown. */
function differences({ strategies }, withReported) {
  const rows = compareStrategies({ strategies }, 'sample').map((row) => cells(row.name, row));
  if (withReported) {
    const theirs = Object.entries(reported.backtest).map(
      ([name, { wealthDrop: maxDrawdown, ...others }]) => ({
        name,
        statistics: { ...others, maxDrawdown },
      }),
    );
    const [row] = compareStrategies({ strategies: theirs }, 'sample');
    rows.unshift(cells('systematic, reported', row));
  }
  return table(['strategy', 'return', 'volatility', 'Sharpe', 'drawdown'], rows);
}

function cells(name, { differences: difference, improvements }) {
  const cell = (key, text) => `${signed(text)} (${signed(percent(improvements[key]))})`;
  return [
    name,
    cell('annualReturn', percent(difference.annualReturn, 2)),
    cell('annualVolatility', percent(difference.annualVolatility, 2)),
    cell('sharpe', fixed(difference.sharpe, 3)),
    cell('maxDrawdown', percent(difference.maxDrawdown, 2)),
  ];
}

/** What the runs say of the systematic covariance against the sample one. */
function verdict(runs) {
  const better = (key, sign) =>
    runs.filter((strategies) => {
      const of = (name) => strategies.find((strategy) => strategy.name === name).statistics[key];
      return sign * (of('systematic') - of('sample')) > 0;
    }).length;
  return `In these ${runs.length} runs the systematic portfolio had the lower volatility in ${better('annualVolatility', -1)}, the higher Sharpe ratio in ${better('sharpe', 1)} and the smaller drawdown in ${better('maxDrawdown', -1)}, where the study reports all three. They are histories of the same ten assets that overlap, and nothing here says that a difference is more than chance.`;
}
