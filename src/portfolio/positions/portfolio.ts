import type { PortfolioProblem, SolvedPortfolio } from '../problem.js';
import { programResult } from '../program-result.js';
import { infeasible } from '../result.js';
import { withCosts } from '../transaction-costs.js';
import type { PortfolioResult } from '../types.js';
import { multipliersOfGiven, searchPositions } from './branch-and-bound.js';
import type { positionLimitsOf } from './limits.js';
import type { PositionProgram } from './relaxation.js';

/** The program of an objective, with its limits on positions. */
export interface LimitedObjective extends Pick<PositionProgram, 'constraints' | 'terms'> {
  limits: NonNullable<ReturnType<typeof positionLimitsOf>>;
  /** the objective that is reported: the program's times `factor`, and `constant` more */
  factor: number;
  constant: number;
}

/**
 * The portfolio of an objective with limits on positions, and what is proved of it. Multipliers are those of the
 * program with its positions decided, without those of `minPosition` and of what is left out.
 */
export function withPositions(
  problem: PortfolioProblem,
  { limits, factor, constant, ...objective }: LimitedObjective,
): SolvedPortfolio {
  const { engine, covariance, options } = problem;
  const { assets } = covariance;
  if ('conflict' in limits) return { result: infeasible(assets, limits.conflict), solution: null };
  const program: PositionProgram = { engine, covariance, limits, ...objective };
  const search = searchPositions(program, engine);
  const { best, root, conflict, iterations } = search;
  if (conflict.length > 0 || root === null) {
    return { result: infeasible(assets, conflict), solution: null };
  }
  const { objective: value, bound, gap, nodes, proven } = search.optimality;
  const optimality = {
    objective: factor * value + constant,
    bound: factor * bound + constant,
    gap: factor * gap,
    ...{ nodes, proven },
  };
  const found = best === null ? root : { ...best.found, multipliers: multipliersOfGiven(program, best) };
  const named = programResult(problem, found, factor);
  if (best === null) delete named.multipliers;
  const result: PortfolioResult = {
    ...named,
    ...{ optimality, iterations },
    status: best === null ? 'iterationLimit' : proven ? 'optimal' : 'nodeLimit',
  };
  return { result: withCosts(result, found.weights, objective.constraints, options), solution: null };
}
