import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SharedData, sharedData } from '../../../src/backtest/shared-data.js';
import type { BacktestConfig, ResolvedConfig } from '../../../src/config/types.js';
import { createEngine, type Engine } from '../../../src/create-engine.js';
import { decisionsKey, sharingDecisions } from '../../../src/sweep/job/decisions.js';
import { runTrials, type Trial } from '../../../src/sweep/job/trial.js';
import { trialConfig } from '../../../src/sweep/plan/configuration.js';
import { weeklyBase, weeklyPrices } from '../../support/sweep-study.js';
import { given } from '../../support/sweeps.js';

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine();
});
afterAll(() => engine.dispose());

const prices = weeklyPrices();
const shared = sharedData(prices);
const data = { prices, sources: {} };
const keyOf = (config: ResolvedConfig): string | null => decisionsKey(config, given(config).texts);

const run = (configs: ResolvedConfig[]): Promise<Trial[]> =>
  runTrials(engine, data, shared, configs.map(given));

const base: BacktestConfig = { ...weeklyBase, strategies: [{ name: 'one' }] };
type Strategy = NonNullable<BacktestConfig['strategies']>[number];
const configOf = (strategy: Partial<Strategy>, backtest: BacktestConfig['backtest'] = {}): ResolvedConfig =>
  trialConfig(base, { backtest, strategies: [{ name: 'one', ...strategy }] }, 'one');

/** Bounds, of which the third cannot be kept by five assets, and the fourth are by ticker. */
const bounds: Partial<Strategy>[] = [
  {},
  { maxWeights: 0.3 },
  { maxWeights: 0.15 },
  { maxWeights: { AAA: 0.1 } },
  { minWeights: -0.2, maxWeights: 0.6 },
  { minWeights: 0.1 },
];
const everyBounds = (strategy: Partial<Strategy>): ResolvedConfig[] =>
  bounds.map((own) => configOf({ ...strategy, ...own }));

const cases: [name: string, configs: ResolvedConfig[]][] = [
  ...(['posterior', 'total', 'systematic', 'ledoitWolf', 'sample'] as const).map(
    (covariance): [string, ResolvedConfig[]] => [covariance, everyBounds({ covariance })],
  ),
  ['a covariance of the host', everyBounds({ covariance: 'nonlinear' })],
  ['risk parity', everyBounds({ objective: 'riskParity' })],
  ['diversification', everyBounds({ objective: 'maximumDiversification' })],
  ['returns for risk', everyBounds({ objective: 'maximumSharpe', expectedReturns: 'sample' })],
  ['limited trading', everyBounds({ covariance: 'total', turnoverLimit: 0.1 })],
  [
    'windows that the model cannot be fitted in',
    bounds.map((own) =>
      trialConfig(
        base,
        { frequency: 'week', backtest: { train: 24, rebalance: 13 }, strategies: [{ name: 'one', ...own }] },
        'one',
      ),
    ),
  ],
  ['windows that are too long', bounds.map((own) => configOf(own, { train: 900 }))],
  [
    'costs',
    [0, 0.001, 0.5, 0.99].flatMap((costs) => bounds.slice(0, 3).map((own) => configOf(own, { costs }))),
  ],
];

test.each(cases)('backtests of %s are the same together as alone', async (_, configs) => {
  expect(new Set(configs.map(keyOf)).size).toBe(1);
  const together = await run(configs);
  const alone: Trial[] = [];
  for (const config of configs) alone.push(...(await run([config])));
  expect(together).toEqual(alone);
});

test('there is one run for all, and more where one cannot be solved', async () => {
  const runsOf = async (configs: ResolvedConfig[]): Promise<number> => {
    let count = 0;
    const counting: SharedData = {
      ...shared,
      // which each run asks for once
      returns(...asked) {
        count++;
        return shared.returns(...asked);
      },
    };
    await runTrials(engine, data, counting, configs.map(given));
    return count;
  };
  const all = everyBounds({ covariance: 'posterior' });
  const costs = [0.001, 0.002].flatMap((own) => [configOf({}, { costs: own })]);
  expect(await runsOf([...all.filter((_, k) => k !== 2), ...costs])).toBe(1);
  expect(await runsOf(all)).toBeGreaterThan(1);
  expect(await runsOf([all[0], configOf({}, { train: 30 })])).toBe(2);
});

test('bounds that cannot be kept are among those, and fall back', async () => {
  const trials = await run(everyBounds({ covariance: 'sample' }));
  expect(trials.map(({ fallbacks, windows }) => fallbacks === windows)).toEqual([
    ...[false, false, true, false, false, false],
  ]);
});

test('what windows show is not the same for other models, covariances, objectives and training windows', () => {
  const different = [
    configOf({}),
    configOf({ covariance: 'total' }),
    configOf({ covariance: 'sample' }),
    configOf({ objective: 'riskParity' }),
    configOf({}, { train: 30 }),
    configOf({}, { rebalance: 1 }),
    trialConfig(base, { model: { minHeritability: 0.3 } }, 'one'),
    trialConfig(base, { from: '2015-06-01' }, 'one'),
  ];
  expect(new Set(different.map(keyOf)).size).toBe(different.length);
});

test('costs are shared only where nobody looks at them', () => {
  const pair = (strategy: Partial<Strategy>, ...costs: unknown[]): boolean => {
    const [one, other] = costs.map((own) => keyOf(configOf(strategy, { costs: own } as never)));
    return one === other;
  };
  expect(pair({}, 0.001, 0.002)).toBe(true);
  expect(pair({ objective: 'equalWeight' }, 0.001, 0.002)).toBe(true);
  expect(pair({}, 0.001, { AAA: 0.002 })).toBe(false);
  expect(pair({ objective: 'maximumSharpe', expectedReturns: 'sample' }, 0.001, 0.002)).toBe(false);
  expect(pair({ turnoverLimit: 0.1 }, 0.001, 0.002)).toBe(false);
});

test('strict backtests, tail losses and bounds of equal weights are by themselves', () => {
  expect(keyOf(configOf({}, { strict: true }))).toBeNull();
  expect(keyOf(configOf({ objective: 'minimumCVaR' }))).toBeNull();
  const [one, other] = [{}, { maxWeights: 0.5 }].map((own) => configOf({ objective: 'equalWeight', ...own }));
  expect(keyOf(one)).not.toBe(keyOf(other));
  expect(sharingDecisions([null, 'a', null, 'b', 'a'])).toEqual([[0], [1, 4], [2], [3]]);
});

test('more strategies than one run takes are run in several', async () => {
  const configs = Array.from({ length: 70 }, (_, k) =>
    configOf({ maxWeights: 0.3 + 0.01 * k, covariance: 'sample' }),
  );
  const trials = await run(configs);
  expect(trials[0]).toEqual((await run([configs[0]]))[0]);
  expect(trials[69]).toEqual((await run([configs[69]]))[0]);
});
