import type { Covariance } from '../covariance/types.js';
import { DataError } from '../errors.js';
import type { ProgramMultipliers } from './multipliers.js';
import { type QuadraticSolver, quadraticPortfolio, type WeightConstraints } from './quadratic.js';
import { innerProduct } from './result.js';
import { costsOfTrading } from './transaction-costs.js';

/** max w'μ, less costs of trading, and what limits it. */
export interface LargestReturn {
  /** Infinity where positions without bound pay for it */
  value: number;
  /** of min −w'μ; null where there is no largest one */
  multipliers: ProgramMultipliers | null;
}

/**
 * The largest expected return within the constraints, a linear program: a quadratic one without curvature.
 *
 * @param constraints that some weights satisfy
 */
export function largestReturn(
  engine: QuadraticSolver,
  covariance: Covariance,
  constraints: WeightConstraints,
  expected: Float64Array,
): LargestReturn {
  // the program is in units of the largest return, so that rounding is relative to it
  const unit = expected.reduce((size, value) => Math.max(size, Math.abs(value)), 0) || 1;
  const { name, assets } = covariance;
  const flat = { name, assets, conditionNumber: null, values: new Float64Array(assets.length ** 2) };
  try {
    const found = quadraticPortfolio(engine, flat, constraints, {
      linear: expected.map((mu) => -mu / unit),
      costs: constraints.turnover?.costs?.map((cost) => cost / unit),
    });
    if (found.status === 'infeasible') return { value: -Infinity, multipliers: null };
    const { rows, ofRows, ofBounds } = found.multipliers;
    const multipliers = {
      rows,
      ofRows: Array.from(ofRows, (value) => unit * value),
      ofBounds: ofBounds.map((value) => unit * value),
    };
    const costs = costsOfTrading(found.weights, constraints.turnover);
    return { value: innerProduct(found.weights, expected) - costs, multipliers };
  } catch (error) {
    if (error instanceof DataError && error.code === 'unbounded')
      return { value: Infinity, multipliers: null };
    throw error;
  }
}
