/**
 * One job for Node and the browser alike: a simulated panel through kernel, fit, covariance and weights.
 * Returns every number as bits, so that two machines can be compared exactly.
 */
export async function job(mixfolio) {
  const engine = await mixfolio.createEngine();
  const assets = Array.from({ length: 8 }, (_, i) => `A${i}`);
  const dates = Array.from(
    { length: 36 },
    (_, t) => `${2020 + Math.floor(t / 12)}-${String(1 + (t % 12)).padStart(2, '0')}-28`,
  );
  let state = 12345;
  const uniform = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * 2 - 1;
  const market = Float64Array.from(dates, () => 0.05 * uniform());
  const returns = Float64Array.from(
    { length: dates.length * assets.length },
    (_, cell) =>
      market[Math.floor(cell / assets.length)] * (0.5 + (cell % assets.length) / 8) + 0.03 * uniform(),
  );
  const table = { assets, dates, returns, frequency: 'month', notes: [] };
  const kernel = mixfolio.relationshipKernel(mixfolio.assetFeatures(table, market));
  const panel = { assets, periods: dates, returns, covariates: { market } };
  const model = {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    kernels: { K: kernel },
    scale: 'residual',
  };
  const fit = engine.fitPanel(panel, model);
  const systematic = mixfolio.covariance(engine, 'systematic', { returns: table, fit, panel, model });
  const { weights } = mixfolio.optimizeWeights(engine, systematic, { maxWeights: 0.4 });
  const numbers = [
    ...kernel.values,
    ...fit.variances.map((variance) => variance.estimate),
    fit.logLikelihood,
    ...fit.fitted,
    ...systematic.values,
    ...Object.values(weights),
  ];
  return Array.from(new BigUint64Array(Float64Array.from(numbers).buffer), (bits) => bits.toString(16));
}
