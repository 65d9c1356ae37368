/** A run of some hundred windows that Node and pages do alike; everything that it says as text. */
export async function workersJob(mixfolio, options) {
  const { prices } = mixfolio.simulatePrices({ seed: 4, assets: 8, periods: 400 });
  const engine = await mixfolio.createEngine();
  const result = await mixfolio.backtest(
    engine,
    prices,
    {
      market: prices.assets[0],
      frequency: 'day',
      model: { minHeritability: 0.02 },
      backtest: { train: 60, rebalance: 1 },
    },
    options,
  );
  return JSON.stringify(result);
}
