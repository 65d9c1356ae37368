import { describe, expect, it } from 'vitest';
import {
  backtest,
  type BacktestConfig,
  decideNow,
  pickNow,
  type PriceTable,
  selectionCandidates,
  toReturns,
} from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { simulatedPrices } from '../support/simulated-prices.js';

const [[, engine]] = engines;
const assets = ['SPY', 'IWM', 'EFA', 'AGG', 'GLD'];
const data = simulatedPrices({ seed: 43, assets, months: 60 });

/** Last days of the months that have a return. */
const months = toReturns(data).dates;

const config: BacktestConfig = {
  frequency: 'month',
  market: 'SPY',
  riskFree: 0.01,
  backtest: { train: 18, rebalance: 2, costs: 0.002 },
  strategies: [{ name: 'sample' }, { name: 'equalWeight' }],
  selection: {
    grid: {
      'backtest.train': [12, 18],
      'strategies.sample.covariance': ['sample', 'ledoitWolf', 'systematic'],
    },
    minimumHistory: 5,
  },
};

/** The data up to a day. */
function until(table: PriceTable, day: string): PriceTable {
  const dates = table.dates.filter((date) => date <= day);
  return { ...table, dates, prices: table.prices.slice(0, dates.length * table.assets.length) };
}

describe('the pick of now', () => {
  it.each<[string, BacktestConfig['backtest'], Partial<BacktestConfig['selection']>]>([
    ['one every two months', {}, {}],
    ['months late', { lag: 2 }, { lookback: 8 }],
    ['on days of a rule', { rebalance: 'quarter' }, { score: 'volatility' }],
    ['of windows that expand', { window: 'expanding', rebalance: 3 }, { score: 'meanVariance', lookback: 6 }],
  ])(
    'is that of a longer backtest on the same day, and so are the weights: decisions %s',
    async (_, walk, rules) => {
      const given = {
        ...config,
        backtest: { ...config.backtest, ...walk },
        selection: { ...config.selection, ...rules },
      };
      const result = await backtest(engine, data, given);
      const seen = new Set<string>();
      const { windows } = result.strategies.at(-1)!;
      for (const [index, longer] of result.selection!.decisions.entries()) {
        const known = until(data, longer.decision);
        const pick = await pickNow(engine, known, given);
        expect(pick).toEqual(longer);
        seen.add(pick.candidate);
        const now = decideNow(engine, known, given, { pick });
        expect(now.selection).toEqual(longer);
        const { name, status, weights } = now.strategies.at(-1)!;
        expect({ name, status }).toEqual({ name: 'selected', status: windows[index].status });
        for (const asset of assets) expect(weights[asset]).toBeCloseTo(windows[index].weights[asset], 7);
        expect(now.notes.join()).toContain(`selected holds ${pick.candidate} (`);
      }
      expect(seen.size).toBeGreaterThan(1);
    },
  );

  it('does not change where later prices do', async () => {
    const day = months[44];
    const pick = await pickNow(engine, data, { ...config, to: day });
    const first = data.dates.findIndex((date) => date > day) * assets.length;
    const prices = data.prices.map((price, i) => (i < first ? price : price * (1.3 + (i % 7) / 9)));
    expect(await pickNow(engine, { ...data, prices }, { ...config, to: day })).toEqual(pick);
    expect(pick.decision).toBe(day);
  });

  it('is the first candidate where none has been held yet, and runs nothing for it', async () => {
    const told: number[] = [];
    const known = until(data, months[17]);
    const pick = await pickNow(engine, known, config, { onProgress: (done) => told.push(done) });
    const [first] = selectionCandidates(config);
    expect(pick).toMatchObject({ candidate: first.name, periods: 0, decision: months[17] });
    expect(pick.reason).toBe('0 holding periods have ended, fewer than the 5 of minimumHistory');
    expect(told).toEqual([]);
    expect(decideNow(engine, known, config, { pick }).strategies.at(-1)!.status).toBe('ok');
  });

  it('tells of the windows of all candidates, and stops with the reason of the signal', async () => {
    const told: [number, number][] = [];
    await pickNow(engine, data, config, { onProgress: (done, total) => told.push([done, total]) });
    const total = told[0][1];
    expect(told).toEqual(Array.from({ length: total }, (_, k) => [k + 1, total]));
    expect(total % 6).toBe(0);
    const controller = new AbortController();
    const stopped = pickNow(engine, data, config, {
      signal: controller.signal,
      onProgress: (done) => void (done === total / 2 && controller.abort(new Error('enough'))),
    });
    await expect(stopped).rejects.toThrow('enough');
  });

  it('is refused without a selection, and where it is of another day or candidate', async () => {
    const plain = { ...config };
    delete plain.selection;
    await expect(pickNow(engine, data, plain)).rejects.toMatchObject({ code: 'missing-key' });
    const pick = await pickNow(engine, data, config);
    const decided = (changes: Partial<typeof pick>) => () =>
      decideNow(engine, data, config, { pick: { ...pick, ...changes } });
    expect(decided({ decision: months[30] })).toThrow(`the pick was made on ${months[30]}`);
    expect(decided({ decision: months[30] })).toThrow(expect.objectContaining({ code: 'other-pick' }));
    expect(decided({ candidate: 'mine' })).toThrow('"mine"');
    expect(decided({ candidate: 'mine' })).toThrow(expect.objectContaining({ code: 'other-pick' }));
    expect(() => decideNow(engine, data, plain, { pick })).toThrow(
      expect.objectContaining({ code: 'missing-key' }),
    );
  });

  it('is what a decision without it says is missing', () => {
    const { strategies, selection, notes } = decideNow(engine, data, config);
    expect(strategies.map(({ name }) => name)).toEqual(['sample', 'equalWeight']);
    expect(selection).toBeNull();
    expect(notes.join()).toContain('selected is not decided here');
  });
});
