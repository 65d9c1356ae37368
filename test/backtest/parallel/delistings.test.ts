import { expect, it } from 'vitest';
import type { BacktestConfig } from '../../../src/index.js';
import { built } from '../../support/built.js';
import { away, bitsOf, capped } from '../../support/parallel-runs.js';

const { backtest, createEngine } = built;
const engine = await createEngine();

it('has the bits of the calling thread with delisting returns, which previous weights have, and costs by kind', async () => {
  const config: BacktestConfig = {
    ...capped,
    backtest: {
      ...capped.backtest,
      delistingReturns: -0.3,
      capital: 1e8,
      costs: { linear: 0.001, impact: { volume: 1e7 }, borrow: 0.01 },
    },
  };
  const alone = await backtest(engine, away, config);
  const spread = await backtest(engine, away, config, { workers: 2 });
  expect(bitsOf(spread)).toEqual(bitsOf(alone));
  // EFA stops trading while windows fall back on what is held of the weights before
  const free = await backtest(engine, away, capped);
  expect(free.strategies[0].columns!.weights).not.toEqual(alone.strategies[0].columns!.weights);
  const { notes } = alone;
  expect(notes).toContainEqual(expect.stringContaining('looks like a gap in the data: EFA'));
});
