/**
 * The jobs that Node and the browser both do: every number of them as bits, so that two machines can be compared exactly.
 */

/** A simulated panel through kernel, fit, covariance and weights, step by step. */
async function steps(mixfolio) {
  const engine = await mixfolio.createEngine();
  const { prices } = mixfolio.simulatePrices({ seed: 3, assets: 8, periods: 800 });
  const returns = mixfolio.toReturns(prices, { frequency: 'month' });
  const [N, T] = [returns.assets.length, returns.dates.length];
  const market = Float64Array.from({ length: T }, (_, t) => returns.returns[t * N]);
  const panel = {
    assets: returns.assets.slice(1),
    periods: returns.dates,
    returns: returns.returns.filter((_, cell) => cell % N !== 0),
    covariates: { market },
  };
  const model = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels: { K: mixfolio.relationshipKernel(mixfolio.assetFeatures(returns, market)) },
    scale: 'residual',
  };
  const fit = engine.fitPanel(panel, model);
  const systematic = mixfolio.covariance(engine, 'systematic', { returns, fit, panel, model });
  const { weights } = mixfolio.optimizeWeights(engine, systematic, { maxWeights: 0.4 });
  return [
    ...prices.prices,
    ...model.kernels.K.values,
    ...fit.variances.map((variance) => variance.estimate),
    fit.logLikelihood,
    ...fit.fitted,
    ...systematic.values,
    ...Object.values(weights),
  ];
}

/** The study's backtest, its classes and its two models, on simulated prices of its ten ETFs. */
async function study(mixfolio) {
  const engine = await mixfolio.createEngine();
  const { prices, classes } = mixfolio.simulatePrices({ seed: 1, periods: 1300 });
  const config = { frequency: 'month', market: 'SPY', classes };
  const result = await mixfolio.backtest(engine, prices, {
    ...config,
    model: { minHeritability: 0 },
    backtest: { train: 24, rebalance: 3, costs: 0.001 },
  });
  const fits = [
    { fixed: ['1', 'market', 'regime'], random: ['asset(combined)'], scale: 'none' },
    { fixed: ['1', 'market', 'trend', 'regime'], random: ['asset(combined)', 'time', 'asset:time(risk)'] },
  ].map((model) => mixfolio.fitModel(engine, prices, { ...config, model }).fit);
  return [
    ...result.strategies.flatMap(({ netReturns, windows, statistics }) => [
      ...netReturns,
      ...windows.flatMap(({ weights }) => Object.values(weights)),
      ...Object.values(statistics),
    ]),
    ...fits.flatMap(({ variances, fixedEffects, logLikelihood }) => [
      ...variances.map(({ estimate }) => estimate),
      ...fixedEffects.flatMap(({ estimate, standardError }) => [estimate, standardError]),
      logLikelihood,
    ]),
  ];
}

/** Every number of both jobs, as hexadecimal bits. */
export async function job(mixfolio) {
  const numbers = [...(await steps(mixfolio)), ...(await study(mixfolio))];
  return Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), (bits) => bits.toString(16));
}
