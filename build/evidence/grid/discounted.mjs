/** Shrinkage of discounted returns: our half-life for the estimators of others. */
import { covariance } from '../../../dist/index.js';

/**
 * A standardised shrinkage estimator of the rows √(T·w_t)·(x_t − Σ_s w_s·x_s), w_t ∝ 2^{−(T − 1 − t)/h} with Σw = 1, whose
 * mean square is the discounted variance and whose fourth moments have the larger errors that discounting makes, so
 * that `ledoitWolf` shrinks more. Without a half-life these are the centred returns, and the estimator is its own.
 *
 * @param name     of an estimator that takes `standardise`
 * @param halfLife of T periods, h
 * @returns a function in the place of a strategy's covariance, of an engine
 */
export function discounted(name, halfLife) {
  return (engine) =>
    ({ returns: { assets, dates, returns }, assets: names }) => {
      const [T, N] = [dates.length, assets.length];
      const h = halfLife(T);
      const d = dates.map((_, t) => 0.5 ** ((T - 1 - t) / h));
      const sum = d.reduce((total, value) => total + value, 0);
      const means = new Float64Array(N);
      returns.forEach((value, k) => (means[k % N] += (d[Math.floor(k / N)] / sum) * value));
      const rows = returns.map((value, k) => {
        const t = Math.floor(k / N);
        return Math.sqrt((T * d[t]) / sum) * (value - means[k % N]);
      });
      const estimate = covariance(engine, name, {
        returns: { assets: names, dates, returns: rows },
        standardise: true,
      });
      return estimate.values;
    };
}
