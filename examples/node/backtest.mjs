// A walk-forward backtest in Node, and its report as a file: node backtest.mjs
import { writeFileSync } from 'node:fs';
import { backtest, createEngine, simulatePrices } from 'mixfolio';
import { renderReport } from 'mixfolio/report';

const { prices } = simulatePrices({ seed: 1 }); // or: await readPrices('prices.csv')
const engine = await createEngine();
const result = await backtest(engine, prices, {
  market: 'SPY',
  frequency: 'month',
  backtest: { train: 36, rebalance: 3 },
});
for (const { name, statistics } of result.strategies)
  console.log(
    name,
    'Sharpe ratio',
    statistics.sharpe?.toFixed(2),
    'turnover',
    statistics.turnover?.toFixed(2),
  );
writeFileSync('report.html', renderReport(result));
