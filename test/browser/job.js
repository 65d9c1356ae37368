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

/**
 * The whole study on simulated prices of its ten ETFs: the backtests and fits of its configurations with every
 * covariance, the portfolio for now, and what the tables compare.
 */
async function study(mixfolio, configurations) {
  const engine = await mixfolio.createEngine();
  const { prices } = mixfolio.simulatePrices({ seed: 1, periods: 1300 });
  const results = [];
  for (const configuration of configurations) {
    const config = { ...configuration, from: undefined, to: undefined };
    const result = await mixfolio.backtest(engine, prices, config);
    const { fit, covariances } = mixfolio.fitModel(engine, prices, config);
    results.push(result, fit, covariances, mixfolio.compareStrategies(result, 'sample'));
  }
  const [{ classes }] = configurations;
  const portfolio = mixfolio.mixedModelPortfolio(engine, prices, { market: 'SPY', classes });
  return [...results, portfolio];
}

/** What the study does not have: late listings, tails, and a general model. */
async function beyond(mixfolio) {
  const engine = await mixfolio.createEngine();
  const { prices } = mixfolio.simulatePrices({ seed: 2, periods: 900 });
  const late = {
    ...prices,
    prices: prices.prices.map((price, cell) => (cell % 10 === 7 && cell < 10 * 500 ? NaN : price)),
  };
  const short = await mixfolio.backtest(engine, late, {
    market: 'SPY',
    model: { minHeritability: 0 },
    backtest: { train: 24, rebalance: 6, minHistory: 12 },
  });
  const tails = mixfolio.fitModel(engine, prices, {
    market: 'SPY',
    model: { errors: { kind: 't', degreesOfFreedom: 'estimate' } },
  });
  const y = Float64Array.from({ length: 40 }, (_, k) => ((k * 37) % 11) + (k % 4));
  const levels = Array.from(y, (_, k) => `group ${k % 8}`);
  const X = new Float64Array(40).fill(1);
  const general = engine.fitMixedModel({ y, X, columns: ['1'], random: [{ label: 'group', levels }] });
  return [short, tails.fit, general];
}

/** Every number in a result, however deep, in the order of its fields. */
function numbersOf(value) {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Array.from(ArrayBuffer.isView(value) ? value : Object.values(value)).flatMap(numbersOf);
}

/**
 * Every number of the jobs, as hexadecimal bits.
 *
 * @param configurations those of the study, as in `examples/`
 */
export async function job(mixfolio, configurations) {
  const numbers = numbersOf([
    await steps(mixfolio),
    await study(mixfolio, configurations),
    await beyond(mixfolio),
  ]);
  return Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), (bits) => bits.toString(16));
}
