// One thread of the pool: an engine of its own, and a backtest for each message.
import { parentPort } from 'node:worker_threads';
import { backtest, createEngine, simulatePrices } from 'mixfolio';

const engine = await createEngine();
const { prices } = simulatePrices({ seed: 1, periods: 2500 });

parentPort.on('message', async ({ train }) => {
  const config = {
    market: 'SPY',
    frequency: 'month',
    backtest: { train, rebalance: 1 },
    strategies: [{ name: 'systematic' }],
  };
  const { strategies } = await backtest(engine, prices, config);
  parentPort.postMessage({ train, sharpe: strategies[0].statistics.sharpe });
});
