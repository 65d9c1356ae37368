import { describe, expect, it } from 'vitest';
import { configJsonSchema } from '../../../src/config/json-schema.js';
import type { StrategyConfig } from '../../../src/config/strategy.types.js';
import type { BacktestConfig } from '../../../src/config/types.js';
import { planOf } from '../../support/sweeps.js';

/** Two values of a field, undefined where it is left out, and what else the strategy needs to have it. */
type Change = readonly [unknown, unknown, Partial<StrategyConfig>?];

const meanVariance = { objective: 'meanVariance', riskAversion: 4 } as const;

/** Fields that say nothing of weights or returns: names, the address of the schema, a choice among backtests. */
const idle: Record<string, Change> = {
  $schema: [undefined, 'https://example.org'],
  selection: [undefined, { grid: { 'backtest.train': [24, 36] } }],
  'strategy.name': ['mine', 'yours'],
};

const changes: Record<string, Change> = {
  prices: ['p.csv', { path: 'p.csv', date: 'day' }],
  dividends: [undefined, 'd.csv'],
  splits: [undefined, 's.csv'],
  input: ['prices', 'returns'],
  returns: ['simple', 'log'],
  from: [undefined, '2011-01-31'],
  to: [undefined, '2018-01-31'],
  frequency: ['month', 'week'],
  incompletePeriod: ['drop', 'keep'],
  assets: [
    ['SPY', 'TLT'],
    ['SPY', 'IWM'],
  ],
  membership: [undefined, 'm.csv'],
  market: ['SPY', 'TLT'],
  riskFree: [0, 0.01],
  benchmark: [undefined, 'TLT'],
  classes: [undefined, { bonds: ['TLT'] }],
  covariates: [undefined, { slope: { path: 's.csv', column: 'slope' } }],
  kernels: [undefined, { own: { path: 'k.csv' } }],
  seed: [1, 2],
  'model.formula': [undefined, 'return ~ 0 + asset + asset:market + (1 | time)'],
  'model.fixed': [undefined, ['asset']],
  'model.random': [undefined, ['time']],
  'model.scale': ['residual', 'none'],
  'model.residualGroups': [undefined, 'asset'],
  'model.errors': [undefined, { kind: 't' }],
  'model.halfLife': [undefined, 12],
  'model.method': ['REML', 'ML'],
  'model.aliased': ['refuse', 'drop'],
  'model.starts': ['few', 'several'],
  'model.minHeritability': [0.1, 0.2],
  'backtest.train': [36, 37],
  'backtest.window': ['rolling', 'expanding'],
  'backtest.rebalance': [3, 1],
  'backtest.lag': [0, 1],
  'backtest.minHistory': [36, 35],
  'backtest.warmUp': [undefined, 48],
  'backtest.costs': [0, 0.001],
  'backtest.capital': [undefined, 1e6],
  'backtest.delistingReturns': [undefined, -0.3],
  'backtest.strict': [false, true],
  'backtest.forecastScores': [false, true],
  'strategy.covariance': ['systematic', 'sample'],
  'strategy.stacking': [{ blocks: 4 }, { blocks: 5 }, { covariance: 'stacked' }],
  'strategy.averaging': [{ draws: 250 }, { draws: 300 }, { covariance: 'averaged' }],
  'strategy.standardise': [false, true, { covariance: 'ledoitWolf' }],
  'strategy.halfLife': [6, 12, { covariance: 'exponential' }],
  'strategy.factors': [undefined, 3, { covariance: 'pcaFactor' }],
  'strategy.loadings': [undefined, { noise: 'common' }, { covariance: 'filtered' }],
  'strategy.objective': ['minimumVariance', 'maximumDiversification'],
  'strategy.confidence': [0.95, 0.9, { covariance: undefined, objective: 'minimumCVaR' }],
  'strategy.scenarios': ['normal', { from: 'normal', draws: 500 }, { objective: 'minimumCVaR' }],
  'strategy.minWeights': [0, 0.05],
  'strategy.maxWeights': [1, 0.5],
  'strategy.targetReturn': [0.06, 0.08, { objective: 'targetReturn' }],
  'strategy.targetVolatility': [0.1, 0.12, { objective: 'targetVolatility' }],
  'strategy.riskAversion': [4, 5, { objective: 'meanVariance' }],
  'strategy.transactionCosts': [undefined, 0.001, meanVariance],
  'strategy.minPosition': [undefined, 0.05],
  'strategy.cardinality': [undefined, 3],
  'strategy.linkage': ['single', 'ward', { objective: 'hierarchicalRiskParity' }],
  'strategy.expectedReturns': ['sample', 'model', meanVariance],
  'strategy.fallback': [undefined, ['cash']],
  'strategy.budget': [1, 0.9],
  'strategy.minBudget': [undefined, 0.8],
  'strategy.maxBudget': [undefined, 0.9],
  'strategy.maxLong': [undefined, 0.9],
  'strategy.maxShort': [undefined, 0.1, { minWeights: -0.2 }],
  'strategy.maxGross': [undefined, 1.2],
  'strategy.groups': [undefined, { bonds: { assets: ['TLT'], maxWeight: 0.5 } }],
  'strategy.linearConstraints': [undefined, ['TLT >= 0.2']],
  'strategy.factorExposures': [undefined, { duration: { loadings: { TLT: 1 }, max: 0.5 } }],
  'strategy.marketBeta': [undefined, { max: 0.8 }],
  'strategy.turnoverLimit': [undefined, 0.5],
  'strategy.benchmarkWeights': [{ SPY: 0.6, TLT: 0.4 }, { SPY: 1 }, { objective: 'minimumTrackingError' }],
  'strategy.riskBudgets': [undefined, { SPY: 2, TLT: 1 }, { objective: 'riskParity' }],
};

/** Fields that name files. */
const files: Record<string, (path: string) => unknown> = {
  prices: (path) => path,
  dividends: (path) => path,
  splits: (path) => path,
  membership: (path) => path,
  classes: (path) => path,
  market: (path) => ({ path, column: 'a' }),
  riskFree: (path) => ({ path, column: 'a' }),
  covariates: (path) => ({ slope: { path, column: 'a' } }),
  kernels: (path) => ({ own: { path } }),
  'backtest.delistingReturns': (path) => path,
};

interface Node {
  properties?: Record<string, Node>;
  items?: Node;
}

/** Every field of the schema: of the configuration itself, and of its parts in their place. */
function fieldsOfSchema(): string[] {
  const { model, backtest, strategies, ...own } = (configJsonSchema() as Node).properties!;
  const parts = { model, backtest, strategy: strategies.items! };
  return [
    ...Object.keys(own),
    ...Object.entries(parts).flatMap(([part, { properties }]) =>
      Object.keys(properties!).map((name) => `${part}.${name}`),
    ),
  ];
}

/** The configuration with this value of the field, or without the field. */
function configWith(path: string, value: unknown, needed: Partial<StrategyConfig> = {}): BacktestConfig {
  const [part, name] = path.includes('.') ? path.split('.') : ['', path];
  const parts: Record<string, Record<string, unknown>> = {
    '': { prices: 'p.csv', market: 'SPY' },
    model: {},
    backtest: { train: 36, rebalance: 3 },
    strategy: { name: 'mine', covariance: 'systematic', ...needed },
  };
  parts[part][name] = value;
  const { '': own, model, backtest, strategy } = parts;
  // as it is written: without what is undefined
  return JSON.parse(JSON.stringify({ ...own, model, backtest, strategies: [strategy] })) as BacktestConfig;
}

/** Ids of the first trial with the one value and with the other, on data that are the same. */
async function idsOf(path: string, [first, second, needed]: Change): Promise<string[]> {
  const plans = [first, second].map((value) =>
    planOf({ base: configWith(path, value, needed) }, { dataOf: () => 'data' }),
  );
  return (await Promise.all(plans)).map(({ backtests }) => backtests[0].id);
}

describe('the id of a backtest', () => {
  it('is known to depend, or not to depend, on every field that there is', () => {
    expect([...Object.keys(changes), ...Object.keys(idle)].sort()).toEqual(fieldsOfSchema().sort());
  });

  it.each(Object.entries(changes))('is another one with another %s', async (path, change) => {
    const [one, other] = await idsOf(path, change);
    expect(one).not.toBe(other);
  });

  it.each(Object.entries(idle))('is the same with another %s', async (path, change) => {
    const [one, other] = await idsOf(path, change);
    expect(one).toBe(other);
  });

  it.each(Object.entries(files))('is the same wherever the file of %s is', async (path, named) => {
    const [one, other] = await idsOf(path, [named('a.csv'), named('elsewhere/b.csv')]);
    expect(one).toBe(other);
  });
});
