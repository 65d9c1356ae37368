/** Risk parity and risk budgets: every asset has its share of the variance. */
import { covarianceToCorrelation } from '../../covariance/correlation.js';
import { NotPositiveDefiniteError } from '../../errors.js';
import { minimiseLogBarrier } from '../log-barrier.js';
import type { PortfolioEngine, PortfolioProblem, SolvedPortfolio } from '../problem.js';
import { indefinite } from '../quadratic.js';
import { covarianceWith, describe, infeasible, innerProduct } from '../result.js';
import { riskBudgetsOf } from '../risk-budgets.js';
import { volatilities } from '../volatilities.js';
import { outsideBounds } from './formulas.js';

/** A share that is further from its budget is not found. */
const TOLERANCE = 1e-8;
/** A variance of unit-variance assets, or a share of one of its own, that is rounding of 0. */
const RISKLESS = 1e-13;

/**
 * w_i(Σw)_i/w'Σw = b_i, w ≥ 0, by the minimum of ½x'Cx − Σ b_i log x_i, C the correlations: there x_i(Cx)_i = b_i, and
 * w_i ∝ x_i/σ_i. It is unique, and there is one unless some long-only portfolio has no risk. An asset with the budget 0
 * has the weight 0.
 *
 * @throws ConfigError see `riskBudgetsOf`
 * @throws DataError `zero-variance`, `indefinite-covariance`
 */
export function riskParity({
  engine,
  covariance,
  options,
  bounds,
  expected,
}: PortfolioProblem): SolvedPortfolio {
  const { assets, values } = covariance;
  const none = (conflict: string[]): SolvedPortfolio => ({
    result: infeasible(assets, conflict),
    solution: null,
  });
  const budgets = riskBudgetsOf(options, assets);
  const sigma = volatilities(covariance);
  const held = Array.from(assets.keys()).filter((i) => budgets[i] > 0);
  const part = {
    assets: held.map((i) => assets[i]),
    values: Float64Array.from(held.flatMap((i) => held.map((j) => values[i * assets.length + j]))),
  };
  const correlation = covarianceToCorrelation(part);
  if (hasRisklessPortfolio(engine, correlation, held.length, covariance.name)) {
    return none(['a long-only portfolio has no risk under this covariance: its variance has no shares']);
  }
  const { x, iterations } = minimiseLogBarrier(
    engine,
    correlation,
    Float64Array.from(held, (i) => budgets[i]),
  );
  const weights = new Float64Array(assets.length);
  held.forEach((i, k) => (weights[i] = x[k] / sigma[i]));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let i = 0; i < weights.length; i++) weights[i] /= sum;

  const conflict = outsideBounds(assets, weights, bounds, 'risk parity');
  if (conflict.length > 0) return none(conflict);
  const product = covarianceWith(covariance, weights);
  const variance = innerProduct(weights, product);
  const kktResidual = product.reduce(
    (worst, value, i) => Math.max(worst, Math.abs((weights[i] * value) / variance - budgets[i])),
    0,
  );
  const certificate = { iterations, kktResidual, regularisation: 0 };
  const status = kktResidual <= TOLERANCE ? 'optimal' : 'iterationLimit';
  return { result: { status, ...describe(covariance, weights, certificate, expected) }, solution: null };
}

/** Whether min w'Cw over w ≥ 0, Σw = 1 is 0; only a C that is not definite has to be asked. */
function hasRisklessPortfolio(engine: PortfolioEngine, C: Float64Array, n: number, name: string): boolean {
  try {
    const L = engine.cholesky(C, n);
    let smallest = Infinity;
    for (let i = 0; i < n; i++) smallest = Math.min(smallest, L[i * n + i] * L[i * n + i]);
    if (smallest > RISKLESS) return false;
  } catch (error) {
    if (!(error instanceof NotPositiveDefiniteError)) throw error;
  }
  const { status, objective } = engine.solveQP({
    ...{ n, P: C, A: new Float64Array(n).fill(1), l: Float64Array.of(1), u: Float64Array.of(1) },
    lower: new Float64Array(n),
  });
  if (status === 'notPositiveDefinite') throw indefinite(name, n);
  return 2 * objective <= RISKLESS;
}
