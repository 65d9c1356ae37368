import { describe, expect, it } from 'vitest';
import { monthlyPrices, runCli, temporaryFolder, writeStudy } from '../support/cli.js';

const lines = monthlyPrices().trimEnd().split('\n');
/** A copy of column 2 under another name. */
const twins = lines.map((line, k) => `${line},${k === 0 ? 'TWIN' : line.split(',')[2]}`).join('\n');

/** Another asset, whose prices are those of column 2 from the last to the first. */
const more = lines.map((line, k) => `${line},${k === 0 ? 'MORE' : lines.at(-k)!.split(',')[2]}`).join('\n');

/** Inputs that a run accepts, with what `check` notes about them. */
const cases: { what: string; config?: object; prices?: string; notes: string[] }[] = [
  {
    what: 'more assets than periods to train on',
    config: { backtest: { train: 5, rebalance: 60 } },
    prices: more,
    notes: ['2018-06-30: 6 assets and 5 periods to train on, so the sample covariance is singular'],
  },
  {
    what: 'two assets of the same prices',
    prices: twins,
    notes: ['TWIN has the returns of AAA in all periods: one of two assets adds nothing'],
  },
  {
    what: 'assets in none of the classes',
    config: { classes: { bond: ['AAA', 'BBB', 'CCC', 'DDD'] } },
    notes: ['assets in none of the classes: MKT'],
  },
  {
    what: 'groups and bounds that leave no portfolio',
    config: {
      backtest: { train: 24, rebalance: 60 },
      strategies: [
        {
          ...{ name: 'sample', maxWeights: 0.3 },
          groups: { three: { assets: ['AAA', 'BBB', 'CCC'], maxWeight: 0.2 } },
        },
      ],
    },
    notes: [
      '2020-01-31: no weights keep the limits of sample, which falls back: weights add up to 1, maxWeight of the group three is 0.2, maxWeights of MKT is 0.3, maxWeights of DDD is 0.3',
    ],
  },
  {
    what: 'a slip in the name of a covariance, and of an objective',
    config: { strategies: [{ name: 'smaple' }, { name: 'riskPartiy', covariance: 'sample' }] },
    notes: [
      'the strategy smaple uses the covariance posterior; did you mean sample?',
      'the strategy riskPartiy has the objective minimumVariance; did you mean riskParity?',
    ],
  },
  {
    what: 'the market alone',
    config: {
      assets: ['MKT'],
      backtest: { train: 24, rebalance: 60 },
      strategies: [{ name: 'systematic' }],
    },
    notes: [
      '2020-01-31: MKT takes part alone, and it is the market: there is nothing to fit, and strategies of the model fall back',
    ],
  },
];

describe('inputs that are accepted with a note', () => {
  it.each(cases)('$what', async ({ config = {}, prices, notes }) => {
    const folder = temporaryFolder();
    const study = writeStudy(folder, { ...config }, prices);
    const { status, stdout, stderr } = await runCli(['check', '--config', study]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [, noted] = /^Notes:\n((?: {2}.*\n)+)/m.exec(stdout)!;
    expect(noted.trimEnd().split('\n')).toEqual(notes.map((note) => `  ${note}`));
  });
});
