import { describe, expect, it } from 'vitest';
import {
  type BacktestConfig,
  type BacktestResult,
  type BacktestSources,
  type PriceTable,
  backtest,
  simulatePrices,
} from '../../src/browser.js';
import { dateOfDay, dayNumber } from '../../src/data/calendar.js';
import { engines } from '../support/engines.js';
import { type Change, changes, type Rows, rowsOf, series, tableOf } from '../support/dated-rows.js';

const [[, engine]] = engines;
const { prices: daily } = simulatePrices({ seed: 11, assets: 5, start: '2018-01-02', periods: 680 });
const [market, ...others] = daily.assets;

const monthStamps = (day: 'first' | 'last', step = 1): string[] =>
  Array.from({ length: 36 / step }, (_, k) =>
    dateOfDay(
      Date.UTC(2017, 9 + step * k + (day === 'last' ? 1 : 0), 1) / 86_400_000 - (day === 'last' ? 1 : 0),
    ),
  );
const mondays = Array.from({ length: 160 }, (_, k) => dateOfDay(dayNumber('2017-10-02') + 7 * k));

/** The market's prices as a file of its own: a row a month, under the stamps of some data service. */
function monthlyMarket(day: 'first' | 'last'): Rows {
  const closes = new Map(rowsOf(daily).map(([date, [price]]) => [date.slice(0, 7), price]));
  const stamps = monthStamps(day).filter((stamp) => closes.has(stamp.slice(0, 7)));
  return stamps.map((stamp) => [stamp, [closes.get(stamp.slice(0, 7))! + 1]]);
}

interface Case {
  config: BacktestConfig;
  prices?: PriceTable;
  /** the file whose later rows change */
  file: 'market' | 'riskFree' | 'x';
  rows: Rows;
  /** changes that this file has no room for: a market needs a row in every period */
  without?: string[];
}

const model = {
  fixed: ['asset', 'asset:market', 'asset:x'],
  random: ['asset:time(risk)'],
  minHeritability: 0,
};
const strategies = [{ name: 'systematic' }, { name: 'total' }, { name: 'ledoitWolf' }];
const week: BacktestConfig = {
  market,
  frequency: 'week',
  strategies,
  model: { random: ['asset:time(risk)'], minHeritability: 0 },
  backtest: { train: 40, rebalance: 12 },
};
const month: BacktestConfig = { ...week, frequency: 'month', backtest: { train: 14, rebalance: 3 } };
const withX = (config: BacktestConfig, changed: object = {}): BacktestConfig => ({
  ...config,
  model,
  covariates: { x: { path: 'x.csv', column: 'v', ...changed } },
});
const withRates = (config: BacktestConfig): BacktestConfig => ({
  ...config,
  riskFree: { path: 'r.csv', column: 'v' },
});
const withMarket = (config: BacktestConfig): BacktestConfig => ({
  ...config,
  assets: others,
  market: { path: 'm.csv', column: 'v' },
});
const second = 'every second of the later rows alone';
const rates = (stamps: string[]): Rows => series(3, stamps, 0.01, 0.03);
const values = (stamps: string[]): Rows => series(4, stamps, 5, 3);

const cases: [string, Case][] = [
  [
    'weeks, a covariate of months',
    { config: withX(week), file: 'x', rows: values(monthStamps('first')), without: [second] },
  ],
  [
    'weeks, a covariate of quarters',
    { config: withX(week), file: 'x', rows: values(monthStamps('first', 3)), without: [second] },
  ],
  ['weeks, a covariate of weeks', { config: withX(week), file: 'x', rows: values(mondays) }],
  ['weeks, a covariate of days', { config: withX(week), file: 'x', rows: values(daily.dates) }],
  [
    'months, a covariate of months with a lag of ten days',
    {
      config: withX(month, { lag: { days: 10 } }),
      file: 'x',
      rows: values(monthStamps('first')),
      without: [second],
    },
  ],
  [
    'months, changes of a covariate dated at their ends',
    {
      config: withX(month, { as: 'change' }),
      file: 'x',
      rows: values(monthStamps('last')),
      without: [second],
    },
  ],
  ['months, a covariate of weeks', { config: withX(month), file: 'x', rows: values(mondays) }],
  [
    'weeks, rates of months',
    { config: withRates(week), file: 'riskFree', rows: rates(monthStamps('first')), without: [second] },
  ],
  ['weeks, rates of days', { config: withRates(week), file: 'riskFree', rows: rates(daily.dates) }],
  [
    'months, rates of months',
    { config: withRates(month), file: 'riskFree', rows: rates(monthStamps('first')), without: [second] },
  ],
  [
    'months, a market of months dated at their beginning',
    { config: withMarket(month), file: 'market', rows: monthlyMarket('first'), without: [second] },
  ],
  [
    'months, a market of months dated at their ends',
    { config: withMarket(month), file: 'market', rows: monthlyMarket('last'), without: [second] },
  ],
  [
    'months, a market of days',
    {
      config: withMarket(month),
      file: 'market',
      rows: rowsOf(daily).map(([date, [price]]) => [date, [price + 1]]),
    },
  ],
];

/** What a run had decided by a day; `weights` of the assets that the other run has too. */
function decidedBy(day: string, { decisions, strategies }: BacktestResult, assets: readonly string[]) {
  return decisions.flatMap(({ decision, fit, trainStart }, k) =>
    decision > day
      ? []
      : [
          {
            decision,
            trainStart,
            fit,
            portfolios: strategies.map(({ windows: { [k]: window } }) => ({
              status: window.status,
              weights: assets.map((asset) => window.weights[asset]),
            })),
          },
        ],
  );
}

describe.each(cases)('dates of %s', (_, { config, prices = daily, file, rows, without = [] }) => {
  const run = (changed: Rows): Promise<BacktestResult> => {
    const table = tableOf(['v'], changed);
    const sources: BacktestSources = file === 'x' ? { covariates: { x: table } } : { [file]: table };
    return backtest(engine, prices, config, { sources });
  };
  let unchanged: Promise<BacktestResult> | undefined;
  const original = () => (unchanged ??= run(rows));

  it.each(Object.keys(changes).filter((name) => !without.includes(name)))(
    'decide nothing before: %s',
    async (name) => {
      const result = await original();
      expect(result.decisions.length).toBeGreaterThanOrEqual(4);
      expect(result.strategies[0].windows.map(({ status }) => status)).not.toContain('fallback');
      for (const { decision } of result.decisions.slice(1, -1)) {
        // the value that stands for the decision's own month belongs to it, wherever in the month its stamp is
        const isLater = (date: string): boolean =>
          file === 'market' ? date.slice(0, 7) > decision.slice(0, 7) : date > decision;
        const changed = await run(changes[name](rows, isLater));
        expect(decidedBy(decision, changed, result.universe)).toEqual(
          decidedBy(decision, result, result.universe),
        );
      }
    },
  );

  it('matters: a decision sees other weights where a value that it knew is another', async () => {
    const result = await original();
    const { decision } = result.decisions[1];
    const from = dateOfDay(dayNumber(decision) - 200);
    const changed = await run(
      rows.map(([date, [value]], t) => [
        date,
        [date > from && date < decision ? value * (1 + 0.01 * (t % 3)) : value],
      ]),
    );
    const [before, after] = [result, changed].map(
      (of) => decidedBy(decision, of, of.universe)[1].portfolios[0],
    );
    expect(after.weights).not.toEqual(before.weights);
  });
});

describe.each([
  ['a covariate of months', withX(week), monthStamps('first')],
  ['a covariate of quarters', withX(week), monthStamps('first', 3)],
  ['rates of months', withRates(week), monthStamps('first')],
] as const)('the value of a span that is not over, of %s,', (name, config, stamps) => {
  const isRate = name.startsWith('rates');
  const run = (rows: Rows) =>
    backtest(engine, daily, config, {
      sources: isRate ? { riskFree: tableOf(['v'], rows) } : { covariates: { x: tableOf(['v'], rows) } },
    });

  it('does not count, but that of the span before does', async () => {
    const rows = isRate ? rates(stamps) : values(stamps);
    const result = await run(rows);
    const changed = async (row: number, decision: string) => {
      const copy = rows.map(([date, [value]], t): Rows[number] => [date, [t === row ? 1.5 * value : value]]);
      return decidedBy(decision, await run(copy), daily.assets);
    };
    const open = result.decisions.flatMap(({ decision }) => {
      const next = stamps.findIndex((stamp) => stamp > decision);
      const [from, to] = [stamps[next - 1], stamps[next]].map(dayNumber);
      const isWithin = dayNumber(decision) > from + 8 && dayNumber(decision) < to - 4;
      return isWithin ? [{ decision, row: next - 1 }] : [];
    });
    expect(open.length).toBeGreaterThanOrEqual(3);
    for (const { decision, row } of open) {
      const before = decidedBy(decision, result, daily.assets);
      expect(await changed(row, decision)).toEqual(before);
      expect(await changed(row - 1, decision)).not.toEqual(before);
    }
  });
});

describe('a run to the period after a decision, of files that end with it', () => {
  it.each(cases)('decides the same: %s', async (_, { config, prices = daily, file, rows }) => {
    const run = (given: BacktestConfig, changed: Rows) => {
      const table = tableOf(['v'], changed);
      const sources: BacktestSources = file === 'x' ? { covariates: { x: table } } : { [file]: table };
      return backtest(engine, prices, given, { sources });
    };
    const result = await run(config, rows);
    const ends = result.strategies[0].periods;
    for (const { decision } of result.decisions.slice(0, -1)) {
      const to = ends.find((end) => end > decision)!;
      const until = file === 'market' ? `${to.slice(0, 7)}-31` : decision;
      const short = await run(
        { ...config, to },
        rows.filter(([date]) => date <= until),
      );
      expect(decidedBy(decision, short, result.universe)).toEqual(
        decidedBy(decision, result, result.universe),
      );
    }
  });
});

describe('later rows of the prices', () => {
  const last = daily.dates[daily.dates.length - 1];
  const monthly = (stamp: (end: string) => string): PriceTable => {
    const closes = new Map(rowsOf(daily).map((row) => [row[0].slice(0, 7), row]));
    return tableOf(
      daily.assets,
      [...closes.values()].map(([end, row]) => [stamp(end), row]),
    );
  };
  const days = Array.from({ length: 1500 }, (_, k) => dateOfDay(dayNumber(daily.dates[0]) + k));
  const sources = { covariates: { x: tableOf(['v'], values(days)) } };
  const starts = monthly((end) => `${end.slice(0, 7)}-01`);
  const ends = monthly((end) => end);

  it.each<[string, PriceTable, Change]>([
    ['days, a row of today', daily, changes['a row of today behind the last']],
    ['months, a row of today in the last', starts, (rows) => [...rows, [last, rows[0][1]]]],
    ['months, a row of today behind the last', starts, changes['a row of today behind the last']],
    ['months, many daily rows', starts, changes['many daily rows behind the last']],
    ['months dated at their ends, a row of today', ends, changes['a row of today behind the last']],
  ])('decide nothing before: %s', async (_, prices, change) => {
    const run = (table: PriceTable) => backtest(engine, table, withX(month), { sources });
    const result = await run(prices);
    const changed = await run(
      tableOf(
        prices.assets,
        change(rowsOf(prices), () => false),
      ),
    );
    const { decision } = result.decisions[result.decisions.length - 1];
    expect(result.decisions.length).toBeGreaterThanOrEqual(4);
    expect(decidedBy(decision, changed, prices.assets)).toEqual(decidedBy(decision, result, prices.assets));
  });

  it('decide nothing before: a ticker that begins to trade', async () => {
    const sample = await backtest(engine, daily, month);
    const { decision } = sample.decisions[2];
    const wider = await backtest(
      engine,
      tableOf(
        ['NEW', ...daily.assets],
        rowsOf(daily).map(([date, row]) => [date, [date > decision ? 2 * row[2] : NaN, ...row]]),
      ),
      month,
    );
    expect(decidedBy(decision, wider, daily.assets)).toEqual(decidedBy(decision, sample, daily.assets));
    expect(wider.decisions[2].satOut.map(({ asset }) => asset)).toEqual(['NEW']);
  });
});

describe('the notes of a run', () => {
  it('name the files whose values count later than they are stamped', async () => {
    const x = tableOf(['v'], values(monthStamps('first')));
    const riskFree = tableOf(['v'], rates(daily.dates));
    const { notes } = await backtest(engine, daily, withRates(withX(week)), {
      sources: { covariates: { x }, riskFree },
    });
    const said = notes.filter((note) => /stamped|dated after/.test(note));
    expect(said).toEqual([
      'covariate x: 36 of 36 values are stamped on the first day of the month, quarter or week that they stand for, ' +
        'the first 2017-10-01; they count from its last day on',
    ]);
  });
});
