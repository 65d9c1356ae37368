import { expect, it } from 'vitest';
import type { BacktestConfig, BacktestSources } from '../../../src/index.js';
import { built } from '../../support/built.js';
import { bitsOf, everyMonth, holes, months } from '../../support/parallel-runs.js';

const engine = await built.createEngine();
const membership = built.parseMembership(
  ['SPY', 'IWM', 'EFA', 'EEM', 'AGG', 'GLD']
    .map((ticker) => `${ticker},2000-01-01,\n`)
    .concat('VNQ,2015-04-01,2019-08-31\n', 'TLT,2000-01-01,2018-02-28\n', 'TLT,2021-01-01,\n')
    .reduce((text, row) => text + row, 'ticker,from,to\n'),
);

const cases: [string, typeof months, BacktestConfig, BacktestSources][] = [
  ['a membership', months, { ...everyMonth, membership: 'm.csv' }, { membership }],
  ['quarters', months, { ...everyMonth, backtest: { train: 36, rebalance: 'quarter', costs: 0.001 } }, {}],
  [
    'kernels that are learned',
    months,
    {
      ...everyMonth,
      kernels: { mine: { characteristics: ['beta', 'volatility', 'trend'], learn: ['relevance'] } },
      model: { random: ['asset:time(mine)'] },
      backtest: { train: 36, rebalance: 6 },
    },
    {},
  ],
  [
    'windows that expand, and late listings',
    holes,
    { ...everyMonth, backtest: { train: 36, rebalance: 6, window: 'expanding' } },
    {},
  ],
  [
    'half-lives that are chosen',
    holes,
    {
      ...everyMonth,
      backtest: { train: 36, rebalance: 4 },
      strategies: [{ name: 'posterior', halfLife: 'auto' }],
    },
    {},
  ],
];

it.each(cases)(
  'a run on threads has the bits of the calling thread with %s',
  async (_, data, config, sources) => {
    const alone = bitsOf(await built.backtest(engine, data, config, { sources }));
    expect(bitsOf(await built.backtest(engine, data, config, { sources, workers: 2 }))).toEqual(alone);
  },
);
