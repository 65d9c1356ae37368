// The page stays responsive: everything is computed here.
import { backtest, createEngine, simulatePrices } from 'mixfolio';

addEventListener('message', async ({ data: config }) => {
  const { prices } = simulatePrices({ seed: 1 }); // or: parsePrices(await (await fetch('prices.csv')).text())
  const result = await backtest(await createEngine(), prices, config, {
    onProgress: (done, total) => postMessage({ done, total }),
  });
  postMessage({ result: JSON.parse(JSON.stringify(result)) }); // parts of a result are computed when they are read
});
