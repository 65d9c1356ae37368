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
      '  seed cannot be -1: it must be at least 0 (seed of the resamples that differences between strategies are tested with)',
      'hint: correct them all: the end of each line says how',
    ],
  },

  {
    what: 'a market that is not among the tickers',
    config: { market: 'SPX' },
    says: [
      'error [unknown-ticker]: market: SPX is not in the data',
      'hint: known are MKT, AAA, BBB, CCC, DDD',
    ],
  },
  {
    what: 'a market in small letters',
    config: { market: 'mkt' },
    says: ['error [unknown-ticker]: market: mkt is not in the data', 'hint: did you mean "MKT"?'],
  },
  {
    what: 'an asset that is not in the prices',
    config: { assets: ['MKT', 'AAB'] },
    says: ['error [unknown-ticker]: assets: AAB is not in the data', 'hint: did you mean "AAA"?'],
  },
  {
    what: 'an asset twice',
    config: { assets: ['MKT', 'AAA', 'AAA'] },
    says: ['error [bad-value]: assets lists AAA twice', 'hint: list each ticker once'],
  },
  {
    what: 'a benchmark that is neither ticker nor strategy',
    config: { benchmark: 'AAB' },
    says: [
      'error [unknown-benchmark]: benchmark: AAB is neither a strategy nor a ticker of the data',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a class of an unknown ticker',
    config: { classes: { bond: ['AAB'] } },
    says: ['error [unknown-ticker]: classes.bond: AAB is not in the data', 'hint: did you mean "AAA"?'],
  },
  {
    what: 'a bound of an unknown ticker',
    config: strategy({ maxWeights: { AAB: 0.5 } }),
    says: [
      'error [unknown-ticker]: strategies[0].maxWeights: AAB is not in the universe',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a group of an unknown ticker',
    config: strategy({ groups: { few: { assets: ['AAB'], maxWeight: 0.5 } } }),
    says: [
      'error [unknown-ticker]: strategies[0].groups.few.assets: AAB is not in the universe',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a view about an unknown ticker',
    config: strategy({
      objective: 'maximumSharpe',
      expectedReturns: { views: [{ weights: { AAB: 1 }, return: 0.05, confidence: 0.5 }] },
    }),
    says: [
      'error [unknown-ticker]: strategies[0].expectedReturns.views[0].weights: AAB is not in the universe',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a linear constraint on an unknown ticker',
    config: strategy({ linearConstraints: ['AAB <= 0.2'] }),
    says: [
      'error [bad-constraint]: strategies[0]: linearConstraints[0], "AAB <= 0.2": AAB is neither a ticker nor a group, at character 1',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a linear constraint that is none',
    config: strategy({ linearConstraints: ['AAA < < 0.2'] }),
    says: [
      'error [bad-constraint]: strategies[0]: linearConstraints[0], "AAA < < 0.2": expected +, -, >=, <= or ==, and found "< < 0.2", at character 5',
      'hint: a constraint is a sum, a comparison and a sum',
    ],
  },
  {
    what: 'costs of an unknown ticker',
    config: { backtest: { train: 24, costs: { AAB: 0.001 } } },
    says: ['error [unknown-ticker]: backtest.costs: AAB is not in the universe', 'hint: did you mean "AAA"?'],
  },
  {
    what: 'a loading of an unknown ticker',
    config: strategy({ factorExposures: { value: { loadings: { AAB: 1 }, max: 0 } } }),
    says: [
      'error [unknown-ticker]: strategies[0].factorExposures.value.loadings: AAB is not in the universe',
      'hint: did you mean "AAA"?',
    ],
  },

  {
    what: 'no strategies',
    config: { strategies: [] },
    says: [
      'error [bad-value]: strategies cannot be []: it must have at least 1 entry',
      'hint: the portfolios that are compared',
    ],
  },
  {
    what: 'a strategy by name alone',
    config: { strategies: ['sample'] },
    says: [
      'error [bad-value]: strategies[0] cannot be "sample": it must be an object of fields, { … }',
      'hint: write { "name": "sample" }',
    ],
  },
  {
    what: 'a strategy without a name',
    config: { strategies: [{ covariance: 'sample' }] },
    says: [
      'error [missing-key]: strategies[0].name is missing',
      'hint: unique name of the strategy in every table, chart and file',
    ],
  },
  {
    what: 'two strategies of one name',
    config: { strategies: [{ name: 'sample' }, { name: 'sample' }] },
    says: [
      'error [duplicate-strategy]: two strategies are called "sample"',
      'hint: give each strategy a name of its own',
    ],
  },
  {
    what: 'an unknown covariance',
    config: strategy({ covariance: 'ledoitwolf' }),
    says: [
      'error [bad-value]: strategies[0].covariance cannot be "ledoitwolf": it must be one of "sample", "systematic", "fitted", "idiosyncratic", "total", "posterior", "ledoitWolf", "oas", "constantCorrelation", "singleFactor", "nonlinear", "nonlinear2020", "exponential", "pcaFactor"',
      'hint: did you mean "ledoitWolf"?',
    ],
  },
  {
    what: 'an unknown objective',
    config: strategy({ objective: 'maxSharpe' }),
    says: [
      'error [bad-value]: strategies[0].objective cannot be "maxSharpe": it must be one of "minimumVariance", "targetReturn", "unconstrainedMinimumVariance", "equalWeight", "meanVariance", "targetVolatility", "maximumSharpe", "maximumDiversification", "minimumTrackingError", "inverseVolatility", "riskParity", "hierarchicalRiskParity"',
      'hint: did you mean "maximumSharpe"?',
    ],
  },
  {
    what: 'an unknown fallback',
    config: strategy({ fallback: ['previous'] }),
    says: [
      'error [bad-value]: strategies[0].fallback[0] cannot be "previous": it must be one of "sample", "systematic", "fitted", "idiosyncratic", "total", "posterior", "ledoitWolf", "oas", "constantCorrelation", "singleFactor", "nonlinear", "nonlinear2020", "exponential", "pcaFactor", "previousWeights", "equalWeight", "cash"',
      'hint: what is tried in turn where the strategy’s own weights cannot be had: its objective under another covariance, previousWeights as they have drifted, equalWeight, cash, which ends every chain; by default ledoitWolf, previousWeights, equalWeight',
    ],
  },
  {
    what: 'a target without its objective',
    config: strategy({ objective: 'minimumVariance', targetVolatility: 0.1 }),
    says: [
      'error [bad-value]: strategies[0].targetVolatility is not used by the objective minimumVariance',
      'hint: leave one of the two out',
    ],
  },
  {
    what: 'an objective without its target',
    config: strategy({ objective: 'targetReturn' }),
    says: [
      'error [missing-key]: strategies[0].targetReturn is missing',
      'hint: the objective targetReturn needs it: a return a year, 0.06 for 6 %',
    ],
  },
  {
    what: 'a benchmark to follow that is not given',
    config: strategy({ objective: 'minimumTrackingError' }),
    says: [
      'error [missing-key]: strategies[0].benchmarkWeights is missing',
      'hint: the objective minimumTrackingError needs it: weights by ticker, { "SPY": 0.6, "TLT": 0.4 } for instance',
    ],
  },
  {
    what: 'a smallest weight above the largest',
    config: strategy({ minWeights: 0.5, maxWeights: 0.2 }),
    says: [
      'error [bad-value]: strategies[0].minWeights 0.5 is above maxWeights 0.2',
      'hint: a smallest weight has to be at most the largest',
    ],
  },
  {
    what: 'largest weights that cannot add up to one',
    config: strategy({ maxWeights: 0.1 }),
    says: [
      'error [infeasible-bounds]: strategies[0].maxWeights of the 5 assets add up to 0.5, and weights add up to 1',
      'hint: raise maxWeights to 1/5 or more, or add assets',
    ],
  },
  {
    what: 'smallest weights above one in sum',
    config: strategy({ minWeights: 0.3 }),
    says: [
      'error [infeasible-bounds]: strategies[0].minWeights of the 5 assets add up to 1.5, and weights add up to 1',
      'hint: lower minWeights',
    ],
  },
  {
    what: 'more positions than assets',
    config: strategy({ cardinality: 0 }),
    says: [
      'error [bad-value]: strategies[0].cardinality cannot be 0: it must be at least 1',
      'hint: assets that are held at most; of minimumVariance, targetReturn and meanVariance, by default no limit',
    ],
  },

  {
    what: 'a formula that ends too early',
    config: { model: { formula: 'return ~ market + (1 | asset' } },
    says: [
      'error [bad-value]: model.formula: formula "return ~ market + (1 | asset": at column 29 expected "," and the name of a kernel, found the end',
      'hint: write the kernel K that the assets are related by, as in (1 | asset, K): an identity matrix for independent ones',
    ],
  },
  {
    what: 'a term of an unknown covariate',
    config: { model: { fixed: ['1', 'vxi'] } },
    says: [
      'error [unknown-covariate]: model.fixed[1] "vxi" names the covariate "vxi"',
      'hint: known are market, trend, month, volatility, regime; a series of a file has its name under covariates',
    ],
  },
  {
    what: 'a random term that is none',
    config: { model: { random: ['asset(risk', 'residual'] } },
    says: [
      'error [bad-value]: the configuration has 2 problems',
      '  model.random[0]: model term "asset(risk": at position 10 expected ")", found the end (fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K))',
      '  model.random[1]: model term "residual": at position 0 expected asset or time, found "residual" (fixed terms are 1, x, asset, asset:x; random terms are asset(K), asset:x(K), time, asset:time(K))',
      'hint: correct them all: the end of each line says how',
    ],
  },
  {
    what: 'a term of an unknown kernel',
    config: { model: { random: ['time', 'asset:time(rsk)'] } },
    says: [
      'error [unknown-kernel]: model.random[1] "asset:time(rsk)" names the kernel "rsk"',
      'hint: did you mean "risk"?',
    ],
  },
  {
    what: 'a kernel of classes without classes',
    config: { model: { random: ['asset:time(class)'] } },
    says: [
      'error [missing-classes]: model.random[0] "asset:time(class)" needs asset classes, and the configuration has none',
      'hint: add classes, or use the kernel risk',
    ],
  },
  {
    what: 'an unknown characteristic',
    config: { kernels: { mine: { characteristics: ['volatilty'] } } },
    says: [
      'error [bad-value]: kernels.mine.characteristics[0] cannot be "volatilty": it must be one of "mean", "volatility", "skewness", "kurtosis", "beta", "downsideVolatility", "worstReturn", "trend"',
      'hint: did you mean "volatility"?',
    ],
  },
  {
    what: 'a sum of kernels of which one is unknown',
    config: { kernels: { mine: { weights: { risk: 1, rest: 1 } } } },
    says: [
      'error [unknown-kernel]: kernels.mine.weights names the kernel "rest", which there is not',
      'hint: known are risk, class, combined, mine',
    ],
  },
  {
    what: 'an unknown score of a selection',
    config: { selection: { score: 'best' } },
    says: [
      'error [bad-value]: selection.score cannot be "best": it must be one of "sharpe", "volatility", "meanVariance"',
      'hint: what candidates are ranked by, of their net returns up to the decision: largest Sharpe ratio, least volatility, or largest mean − λ/2 · variance of excess returns',
    ],
  },
]);
