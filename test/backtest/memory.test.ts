import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { backtest, createEngine, type BacktestConfig, type PriceTable } from '../../src/browser.js';
import { coreOf } from '../../src/engine/core.js';
import { randomSource } from '../support/random.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const config: BacktestConfig = {
  market: 'A',
  frequency: 'day',
  backtest: { train: 8, rebalance: 1 },
  model: { minHeritability: 0 },
};

/** Prices of four assets on days in a row. */
function prices(days: number): PriceTable {
  const { uniform } = randomSource(23);
  const assets = ['A', 'B', 'C', 'D'];
  const values = new Float64Array(days * 4).fill(100);
  for (let cell = 4; cell < values.length; cell++) {
    values[cell] = values[cell - 4] * (1 + 0.02 * (uniform() - 0.49));
  }
  const start = Date.UTC(1700, 0, 1);
  const dates = Array.from({ length: days }, (_, t) =>
    new Date(start + 86_400_000 * t).toISOString().slice(0, 10),
  );
  return { assets, dates, prices: values };
}

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

describe('a long run', () => {
  it('keeps 100,000 windows in its arrays: the heap grows by less than 5 MB, the memory of the engine not at all', async () => {
    const engine = await createEngine();
    const data = prices(100_009);
    await backtest(engine, prices(2009), config);
    const memory = coreOf(engine)!.memoryBytes();
    const before = heapBytes();
    const result = await backtest(engine, data, config);
    expect((heapBytes() - before) / 1e6).toBeLessThan(5);
    expect(coreOf(engine)!.memoryBytes()).toBe(memory);
    const { columns } = result.strategies[0];
    expect(columns!.weights).toHaveLength(4 * 100_000);
    expect(columns!.netReturns).toHaveLength(100_000);
    expect(result.strategies[0].windows[99_999].weights.A).toBe(columns!.weights[4 * 99_999]);
  }, 120_000);
});
