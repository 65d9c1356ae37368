import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  fitModel,
  fitResult,
  type KernelConfig,
  parseBranches,
  type PriceTable,
  resolveConfig,
  type StrategyConfig,
} from '../../src/browser.js';
import { stacksText } from '../../src/cli/stacks-text.js';
import { renderReport } from '../../src/report/page.js';
import { timeCharts } from '../../src/report/charts/time-charts.js';
import { timeData } from '../../src/report/time/data.js';
import { config, data, engine, run, strategyOf, tickers } from '../support/six-assets.js';
import { expectUnseenFuture } from '../support/unseen-future.js';
import { thrown } from '../support/thrown.js';

const strategies: BacktestConfig['strategies'] = [
  { name: 'stacked' },
  { name: 'residual', covariance: 'stacked', stacking: { candidates: [{ random: [] }] } },
  {
    name: 'both',
    covariance: 'stacked',
    stacking: {
      candidates: [{ random: [] }, { random: ['time'], covariance: 'posterior', halfLife: 12 }],
      blocks: 2,
      score: 'block',
      degreesOfFreedom: 6,
    },
  },
];
const bothLabel =
  'stacked (residual | time, half-life 12, posterior; 2 blocks; scored by block; t densities of 6 df)';
const problems = (of: BacktestConfig['strategies'], changes: Partial<BacktestConfig> = {}): string =>
  thrown(() => resolveConfig({ ...config, ...changes, strategies: of })).message;

describe('the covariance stacked in a backtest', () => {
  it('tells by decision what its models weigh, by the covariance as it is called', async () => {
    const result = await run(data, { strategies });
    for (const { stacks, conditionNumbers, notes } of result.decisions) {
      expect(Object.keys(stacks!)).toEqual(['stacked', 'stacked (residual)', bothLabel]);
      expect(Object.keys(conditionNumbers)).toEqual(Object.keys(stacks!));
      const { candidates, leftOut, units, blocks } = stacks!.stacked;
      expect(candidates.map(({ name }) => name)).toEqual(['residual', 'time', 'time + asset:time(combined)']);
      expect(candidates.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
      expect([leftOut, units, blocks.length]).toEqual([[], 9, 4]);
      expect(stacks![bothLabel].units).toBe(2);
      expect(notes).toEqual(expect.arrayContaining([expect.stringContaining('discounted')]) as string[]);
    }
    for (const { windows } of result.strategies)
      expect(windows.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(JSON.parse(JSON.stringify(result.decisions))).toEqual(result.decisions);
  });

  it('of the residual alone has the weights of the model without random effects', async () => {
    const stack = await run(data, { strategies });
    const plain = await run(data, {
      model: { ...config.model, random: [] },
      strategies: [{ name: 'total' }],
    });
    expect(strategyOf(stack, 'residual').windows.map(({ weights }) => weights)).toEqual(
      strategyOf(plain, 'total').windows.map(({ weights }) => weights),
    );
  });

  it('learns the kernels of its models that learn, before each block anew', async () => {
    const mine: KernelConfig = { characteristics: ['beta', 'volatility'] };
    const model = { ...config.model, random: ['asset:time(mine)'], minHeritability: 0 };
    const learned = { model, kernels: { mine: { ...mine, learn: ['lengthScale'] } } } satisfies Partial<BacktestConfig>; // prettier-ignore
    const one: StrategyConfig = { name: 'one', covariance: 'stacked', stacking: { candidates: [{}] } };
    const own = await run(data, { ...learned, strategies: [one, { name: 'total' }] });
    const weights = (name: string) => strategyOf(own, name).windows.map((window) => window.weights);
    expect(weights('one')).toEqual(weights('total'));
    expect(own.decisions.some(({ learning }) => learning!.kept === 'learned')).toBe(true);
    const fixed = await run(data, { model, kernels: { mine }, strategies: [one] });
    const scores = ({ decisions }: typeof own) => decisions.map(({ stacks }) => Object.values(stacks!)[0].logScore); // prettier-ignore
    expect(scores(own)).not.toEqual(scores(fixed));
  });

  it('says what had to be done to the kernels of its models', async () => {
    const sources = { kernels: { sectors: parseBranches('ticker,sector\nIWM,A\nEFA,A\nAGG,B\nGLD,B\n', { levels: ['sector'] }) } }; // prettier-ignore
    const { decisions } = await backtest(
      engine,
      data,
      {
        ...config,
        kernels: { sectors: { tree: ['sector'], path: 'sectors.csv' } },
        strategies: [{ name: 'stacked', stacking: { candidates: [{ random: ['asset:time(sectors)'] }] } }],
      },
      { sources },
    );
    const [{ stacks, notes }] = decisions;
    const [stack] = Object.values(stacks!);
    expect(stack.notes).toContain('kernel "sectors": no sector is known of SPY, VNQ');
    expect(notes.join()).toContain('kernel "sectors": no sector is known of SPY, VNQ');
  });

  it('sees nothing behind its decision', async () => {
    await expectUnseenFuture(strategies);
  });

  it('has a model of classes where there are classes', async () => {
    const classes = { stocks: ['SPY', 'IWM', 'EFA', 'VNQ'], others: ['AGG', 'GLD'] };
    const { decisions, config: resolved } = await run(data, { classes, strategies: [{ name: 'stacked' }] });
    expect(resolved.strategies![0].stacking!.candidates).toHaveLength(4);
    const { candidates, leftOut } = decisions[0].stacks!.stacked;
    expect([...candidates, ...leftOut].map(({ name }) => name)).toContain(
      'time + asset:time(combined) + asset:time(class)',
    );
    expect(resolveConfig(resolved)).toEqual(resolved);
  });

  it('does with the average as the market, and with missing histories', async () => {
    const average = await run(data, { market: 'average', strategies: [{ name: 'stacked' }] });
    expect(average.decisions[0].stacks!.stacked.candidates.length).toBeGreaterThan(1);
    expect(strategyOf(average, 'stacked').windows.every(({ status }) => status === 'ok')).toBe(true);
    const late: PriceTable = { ...data, prices: data.prices.slice() };
    data.dates.forEach((date, t) => {
      if (date < '2011-01-15') late.prices[t * 6 + tickers.indexOf('GLD')] = NaN;
    });
    const { decisions } = await run(late, {
      backtest: { ...config.backtest!, minHistory: 6 },
      strategies: [{ name: 'stacked' }],
    });
    expect(decisions[0].stacks!.stacked.notes).toContain(
      'block 1 is scored without GLD: too few returns before it',
    );
    expect(decisions[0].notes.join()).toContain('stacked: block 1 is scored without GLD');
  });

  it('falls back with the reason where no model can be had', async () => {
    const { strategies: [own] } = await run(data, {
      strategies: [{ name: 'stacked', stacking: { candidates: [{ fixed: ['asset', 'asset:month'], random: [] }] } }],
    }); // prettier-ignore
    expect(own.windows[0].status).toBe('fallback');
    expect(own.windows[0].reason).toContain('no candidate of the stack can be fitted and scored');
    expect(own.windows[0].used).toBe('ledoitWolf');
  });

  it('is scored as a forecast, drawn in the report and printed with a fit', async () => {
    const result = await run(data, { backtest: { ...config.backtest!, forecastScores: true }, strategies });
    expect(result.forecastScores!.map(({ covariance, skipped }) => [covariance, skipped.length])).toEqual(
      ['stacked', 'stacked (residual)', bothLabel].map((label) => [label, 0]),
    );
    const chart = timeCharts(timeData(result)).find(({ name }) => name === 'stack-weights')!;
    expect(chart.views.map(({ name }) => name)).toEqual(['stacked', bothLabel]);
    const page = renderReport(result, '');
    expect(page).toContain('Weights of stacked models');
    expect(page).toMatch(/stacked: [\d.]+, \d+ % residual, \d+ % time/);
    const { stacks } = fitResult(fitModel(engine, data, { ...config, strategies }));
    expect(stacks.map(({ strategy }) => strategy)).toEqual(['stacked', 'residual', 'both']);
    const text = stacksText({ stacks } as Parameters<typeof stacksText>[0], process.stdout);
    expect(text).toMatch(/Stacked models of both[^]*time, half-life 12, posterior/);
    expect(text).toMatch(/residual +100\.0 %/);
  });

  it('refuses stacks that cannot be, by field', () => {
    const of = (candidates: object[]) => [{ name: 'stacked', stacking: { candidates } }];
    expect(problems([{ name: 'total', stacking: {} }])).toContain(
      'strategies[0].stacking is not used by the covariance total',
    );
    expect(problems(of([{ random: ['time'] }, { random: ['time'] }]))).toContain(
      'strategies[0].stacking.candidates[1] is time once more',
    );
    expect(problems(of([{ random: ['asset:time(riks)'] }]))).toContain(
      'strategies[0].stacking.candidates[0].random[0] "asset:time(riks)" names the kernel "riks"',
    );
    expect(problems(of([{ random: [], residualGroups: 'class' }]))).toContain(
      'strategies[0].stacking.candidates[0].residualGroups groups assets by class',
    );
    expect(problems(of([]))).toContain('strategies[0].stacking.candidates');
    expect(problems(of([{ randm: [] }]))).toContain('randm');
    expect(problems([{ name: 'stacked', stacking: { blocks: 12 } }])).toContain(
      'strategies[0].stacking.blocks is 12, and the second half of backtest.train has 9 periods',
    );
    expect(problems(of([{ random: [] }]), { model: { residualGroups: 'month' } })).toContain(
      'differ between periods',
    );
  });
});
