import { catalogue } from './support/catalogue.js';

const strategy = (fields: object) => ({ strategies: [{ name: 'mine', ...fields }] });

catalogue('configurations', [
  {
    what: 'no file',
    config: null,
    says: ['error [config-not-found]: there is no configuration study.json', 'hint: check the path'],
  },
  {
    what: 'a folder',
    config: null,
    files: { 'study.json/': '' },
    says: [
      'error [config-not-readable]: the configuration study.json is a folder',
      'hint: check that it is a file that you may read',
    ],
  },
  {
    what: 'an empty file',
    config: '',
    says: ['error [invalid-json]: study.json is empty', 'hint: write { "prices": …, "market": … }'],
  },
  {
    what: 'a comma behind the last entry',
    config: '{\n  "prices": "prices.csv",\n}',
    says: [
      'error [invalid-json]: study.json, line 3, column 1: unexpected "}"',
      'hint: JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    ],
  },
  {
    what: 'a comma that is missing',
    config: '{\n  "prices": "prices.csv"\n  "market": "MKT"\n}',
    says: [
      'error [invalid-json]: study.json, line 3, column 3: unexpected "\\""',
      'hint: JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    ],
  },
  {
    what: 'single quotes',
    config: "{ 'prices': 'prices.csv' }",
    says: [
      'error [invalid-json]: study.json, line 1, column 3: unexpected "\'"',
      'hint: JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    ],
  },
  {
    what: 'a comment',
    config: '{ "prices": "prices.csv", // mine\n "market": "MKT" }',
    says: [
      'error [invalid-json]: study.json, line 1, column 27: unexpected "/"',
      'hint: JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    ],
  },
  {
    what: 'an end that is missing',
    config: '{ "prices": "prices.csv"',
    says: [
      'error [invalid-json]: study.json, line 1, column 25: the text ends too early',
      'hint: JSON wants double quotes, a comma between entries, none behind the last, and no comments',
    ],
  },
  {
    what: 'a list',
    config: '[]',
    says: [
      'error [bad-value]: the configuration is [], not an object of fields',
      'hint: write { "prices": …, "market": … }',
    ],
  },
  {
    what: 'null',
    config: 'null',
    says: [
      'error [bad-value]: the configuration is null, not an object of fields',
      'hint: write { "prices": …, "market": … }',
    ],
  },
  {
    what: 'nothing in it',
    config: '{}',
    says: [
      'error [missing-key]: market is missing',
      'hint: the market: a ticker, average (the mean of the assets of each window), or a column of another file, which holds what input says',
    ],
  },
  {
    what: 'no prices',
    config: { prices: undefined },
    says: [
      'error [missing-key]: study.json names no prices',
      'hint: set prices to the path of a CSV or Parquet file',
    ],
  },
  {
    what: 'no market',
    config: { market: undefined },
    says: [
      'error [missing-key]: market is missing',
      'hint: the market: a ticker, average (the mean of the assets of each window), or a column of another file, which holds what input says',
    ],
  },
  {
    what: 'an unknown field',
    config: { frequencey: 'month' },
    says: [
      'error [unknown-key]: the configuration has no field "frequencey"',
      'hint: did you mean "frequency"?',
    ],
  },
  {
    what: 'an unknown field far from any',
    config: { colour: 'red' },
    says: [
      'error [unknown-key]: the configuration has no field "colour"',
      'hint: known are $schema, prices, dividends, splits, input, returns, from, to, frequency, incompletePeriod, assets, membership and 11 more',
    ],
  },
  {
    what: 'an unknown field of the backtest',
    config: { backtest: { train: 24, rebalence: 3 } },
    says: ['error [unknown-key]: backtest has no field "rebalence"', 'hint: did you mean "rebalance"?'],
  },
  {
    what: 'a field of the backtest at the top',
    config: { train: 24 },
    says: [
      'error [unknown-key]: the configuration has no field "train"',
      'hint: did you mean "backtest.train", a field of backtest?',
    ],
  },
  {
    what: 'an unknown field of a strategy',
    config: strategy({ maxWeight: 0.5 }),
    says: ['error [unknown-key]: strategies[0] has no field "maxWeight"', 'hint: did you mean "maxWeights"?'],
  },
  {
    what: 'an unknown frequency',
    config: { frequency: 'monthly' },
    says: [
      'error [bad-value]: frequency cannot be "monthly": it must be one of "day", "week", "month"',
      'hint: did you mean "month"?',
    ],
  },
  {
    what: 'a word for a number',
    config: { backtest: { train: '24', rebalance: 3 } },
    says: [
      'error [bad-value]: backtest.train cannot be "24": it must be a number, without quotes',
      'hint: periods in the training window',
    ],
  },
  {
    what: 'a number for a word',
    config: { market: 1 },
    says: [
      'error [bad-value]: market cannot be 1: none of its forms fits',
      'hint: the market: a ticker, average (the mean of the assets of each window), or a column of another file, which holds what input says',
    ],
  },
  {
    what: 'a fraction of periods',
    config: { backtest: { train: 24.5, rebalance: 3 } },
    says: [
      'error [bad-value]: backtest.train cannot be 24.5: it must be a whole number',
      'hint: periods in the training window',
    ],
  },
  {
    what: 'a decision every 0 periods',
    config: { backtest: { train: 24, rebalance: 0 } },
    says: [
      'error [bad-value]: backtest.rebalance cannot be 0: it must be at least 1',
      'hint: periods between decisions, or the days of the calendar on which there is one: the first period dated in a month, or the last one up to the end of a month, quarter or year or up to a day of the week',
    ],
  },
  {
    what: 'an unknown rule of rebalancing',
    config: { backtest: { train: 24, rebalance: 'quarterly' } },
    says: [
      'error [bad-value]: backtest.rebalance cannot be "quarterly": it must be one of "month start", "month end", "quarter", "year", "weekly on Monday", "weekly on Tuesday", "weekly on Wednesday", "weekly on Thursday", "weekly on Friday", "weekly on Saturday", "weekly on Sunday"',
      'hint: did you mean "quarter"?',
    ],
  },
  {
    what: 'costs in per cent',
    config: { backtest: { train: 24, costs: 5 } },
    says: [
      'error [bad-value]: backtest.costs cannot be 5: costs are fractions, 0.001 is 0.1 %',
      'hint: cost of trading one unit of value, one way (0.001 is 0.1 %), for all assets or by ticker (others trade free); or by kind: linear, quadratic, impact, borrow, margin',
    ],
  },
  {
    what: 'an unknown kind of cost beside another',
    config: { backtest: { train: 24, costs: { linear: 0.001, slippage: 0.1 } } },
    says: [
      'error [unknown-key]: backtest.costs has no field "slippage"',
      'hint: known are linear, quadratic, impact, borrow, margin',
    ],
  },
  {
    what: 'a date that is none',
    config: { from: '2020-13-01' },
    says: [
      'error [bad-value]: from cannot be "2020-13-01": it must be a day of the calendar, as 2024-01-31',
      'hint: first price date used, ISO',
    ],
  },
  {
    what: 'an end before the start',
    config: { from: '2021-01-01', to: '2020-01-01' },
    says: ['error [bad-value]: from 2021-01-01 is after to 2020-01-01', 'hint: swap the two dates'],
  },
  {
    what: 'an end before the prices',
    config: { to: '2010-01-01' },
    status: 3,
    says: [
      'error [no-dates]: the table has no values to 2010-01-01; its dates are 2018-01-31 to 2022-12-31',
      'hint: widen the range of dates, or use other data',
    ],
  },
  {
    what: 'a training window longer than the data',
    config: { backtest: { train: 240 } },
    status: 3,
    says: [
      'error [too-few-periods]: the data hold 59 return periods, and the first decision needs 241: 240 to look at and 1 to hold for',
      'hint: use more data, a shorter backtest.train or a higher frequency',
    ],
  },
  {
    what: 'several problems at once',
    config: { frequency: 'hour', seed: -1, returns: 'arithmetic' },
    says: [
      'error [bad-value]: the configuration has 3 problems',
      '  returns cannot be "arithmetic": it must be one of "simple", "log" (returns that the model, features and covariances see; portfolio accounting always uses simple ones)',
      '  frequency cannot be "hour": it must be one of "day", "week", "month" (length of a return period)',
      '  seed cannot be -1: it must be at least 0 (seed of the resamples that differences between strategies are tested with, and of draws from posteriors)',
      'hint: correct them all: the end of each line says how',
    ],
  },
]);
