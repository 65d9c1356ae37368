import type { Covariance } from '../../covariance/types.js';
import { ConfigError, EngineError } from '../../errors.js';
import { boundConflicts, type WeightBounds, weightBounds } from '../bounds.js';
import { fullyInvested } from '../budget.js';
import { checkCovariance } from '../check-covariance.js';
import { expectedReturnsOf, reachableReturn } from '../expected-returns.js';
import { type QuadraticSolver, quadraticPortfolio } from '../quadratic.js';
import { byTicker, covarianceWith, innerProduct } from '../result.js';
import type { PortfolioOptions } from '../types.js';
import { type Corner, type FrontierInput, termsOf, traceCorners } from './critical-line.js';
import { levelOf, placeOf } from './level.js';
import type { CornerPortfolio, EfficientFrontier } from './types.js';

/** Expected returns per period, and bounds of weights; 0 and 1 by default. */
export type FrontierOptions = Required<Pick<PortfolioOptions, 'expectedReturns'>> &
  Pick<PortfolioOptions, 'minWeights' | 'maxWeights'>;

/**
 * The efficient frontier, exactly: all portfolios with the largest expected return for their volatility, Σw = 1 and
 * minWeights ≤ w ≤ maxWeights (0 and 1 by default), as the corner portfolios between which weights are linear in the
 * return. `frontierPortfolio` gives those between.
 *
 * @throws ConfigError `unbounded-frontier` where short positions without bound pay for a return without limit,
 *         `missing-target` without expected returns; `unknown-asset`, `bad-bound` as of `optimizeWeights`
 * @throws DataError `no-assets`, `wrong-length`, `not-finite`, `missing-expected-return`, `indefinite-covariance`
 * @see docs/theory.md#efficient-frontier
 *
 * @example
 * ```ts
 * import { createEngine, efficientFrontier, frontierPortfolio } from 'mixfolio';
 *
 * const sigma = {
 *   name: 'given' as const,
 *   assets: ['stocks', 'bonds', 'gold'],
 *   values: Float64Array.of(0.0016, 0.0002, 0.0001, 0.0002, 0.0004, 0.0001, 0.0001, 0.0001, 0.0025),
 *   conditionNumber: null,
 * };
 * const expectedReturns = { stocks: 0.007, bonds: 0.003, gold: 0.004 };
 * const frontier = efficientFrontier(await createEngine(), sigma, { expectedReturns });
 * const point = frontierPortfolio(frontier, { targetReturn: 0.005 });
 * if (point.status === 'optimal') console.log(point.weights.stocks.toFixed(3), point.volatility.toFixed(4));
 * // prints
 * //   0.468 0.0236
 * ```
 */
export function efficientFrontier(
  engine: QuadraticSolver,
  covariance: Covariance,
  options: FrontierOptions,
): EfficientFrontier {
  checkCovariance(covariance);
  const { assets } = covariance;
  if (options?.expectedReturns === undefined) {
    throw new ConfigError(
      'missing-target',
      'the efficient frontier needs expectedReturns',
      'give expectedReturns per period, by ticker or in the order of the assets',
      { option: 'expectedReturns' },
    );
  }
  const expected = expectedReturnsOf(options.expectedReturns, assets);
  const bounds = weightBounds(assets, options);
  const conflict = boundConflicts(assets, bounds, fullyInvested);
  if (conflict.length > 0) return { status: 'infeasible', conflict, corners: [] };
  const input: FrontierInput = { covariance, expected, bounds };
  const { corners, isComplete } = traceCorners(engine, input, topOf(engine, input));
  return {
    status: isComplete ? 'optimal' : 'iterationLimit',
    corners: corners.reverse().map((corner) => described(input, corner)),
  };
}

/** Of the portfolios with the largest return that of least variance. */
function topOf(engine: QuadraticSolver, { covariance, expected, bounds }: FrontierInput): Float64Array {
  const { lower, upper } = bounds;
  const { largest, level } = reachableReturn(expected, bounds);
  if (!Number.isFinite(largest)) {
    throw new ConfigError(
      'unbounded-frontier',
      'the frontier has no end: short positions without bound pay for a return without limit',
      'give finite minWeights and maxWeights',
      { option: 'minWeights' },
    );
  }
  const onTop: WeightBounds = {
    lower: lower.map((low, i) => (expected[i] > level ? upper[i] : low)),
    upper: upper.map((high, i) => (expected[i] < level ? lower[i] : high)),
  };
  const top = quadraticPortfolio(engine, covariance, {
    ...{ bounds: onTop, budget: fullyInvested, turnover: null },
    ...{ rows: [], exposures: [] },
  });
  if (top.status !== 'infeasible') return top.weights;
  throw new EngineError(
    'no-top',
    `no weights were found for the largest return ${largest}: ${top.conflict.join(', ')}`,
    'report it with the bounds and expected returns',
    { largest },
  );
}

function described(
  { covariance, expected, bounds }: FrontierInput,
  { weights, lambda, lambdaAbove }: Corner,
): CornerPortfolio {
  const risk = covarianceWith(covariance, weights);
  const K = risk.map((value, i) => value - lambda * expected[i]);
  const y = levelOf(weights, K, bounds);
  const unit = termsOf({ covariance, expected }, weights, lambda);
  const worst = K.reduce((violation, value, i) => {
    const place = placeOf(weights[i], i, bounds);
    if (place === 'fixed') return violation;
    const above = value - y;
    return Math.max(violation, place === 'free' ? Math.abs(above) : place === 'lower' ? -above : above);
  }, 0);
  return {
    weights: byTicker(covariance.assets, weights),
    expectedReturn: innerProduct(weights, expected),
    volatility: Math.sqrt(Math.max(0, innerProduct(weights, risk))),
    effectiveAssets: 1 / innerProduct(weights, weights),
    lambda,
    lambdaAbove,
    kktResidual: unit > 0 ? worst / unit : 0,
  };
}
