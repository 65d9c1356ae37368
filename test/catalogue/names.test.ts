import { catalogue } from './support/catalogue.js';

const strategy = (fields: object) => ({ strategies: [{ name: 'mine', ...fields }] });

catalogue('names in configurations', [
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
]);
