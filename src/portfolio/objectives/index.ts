/** Every objective: what it is made by, and the options that it has beside `expectedReturns`. */
import { positionOptions } from '../positions/limits.js';
import { type PortfolioProblem, programOptions, type SolvedPortfolio } from '../problem.js';
import type { Objective, PortfolioOptions } from '../types.js';
import { equalWeight, inverseVolatility, unconstrainedMinimumVariance } from './formulas.js';
import { hierarchicalRiskParity } from './hierarchical-risk-parity.js';
import { maximumDiversification, maximumSharpe, ratioOptions, withoutMeaning } from './ratio.js';
import { riskParity } from './risk-parity.js';
import { targetVolatility } from './target-volatility.js';
import { meanVariance, minimumTrackingError, minimumVariance, targetReturn } from './variance.js';

interface ObjectiveDefinition {
  solve(problem: PortfolioProblem): SolvedPortfolio;
  options: readonly (keyof PortfolioOptions)[];
  /** why it does not have options that others have */
  withoutMeaning?: Partial<Record<keyof PortfolioOptions, string>>;
}

const bounds = ['minWeights', 'maxWeights'] as const;
/** Of objectives with an expected return, which costs of trading count against. */
const netOptions = [...programOptions, 'transactionCosts'] as const;

export const definitions: Readonly<Record<Objective, ObjectiveDefinition>> = {
  minimumVariance: { solve: minimumVariance, options: [...programOptions, ...positionOptions] },
  targetReturn: { solve: targetReturn, options: [...netOptions, ...positionOptions, 'targetReturn'] },
  unconstrainedMinimumVariance: { solve: unconstrainedMinimumVariance, options: [] },
  equalWeight: { solve: equalWeight, options: bounds },
  meanVariance: { solve: meanVariance, options: [...netOptions, ...positionOptions, 'riskAversion'] },
  targetVolatility: { solve: targetVolatility, options: [...netOptions, 'targetVolatility'] },
  maximumSharpe: {
    solve: maximumSharpe,
    options: [...ratioOptions, 'transactionCosts', 'riskFree'],
    withoutMeaning,
  },
  maximumDiversification: { solve: maximumDiversification, options: ratioOptions, withoutMeaning },
  minimumTrackingError: {
    solve: minimumTrackingError,
    options: [...programOptions, ...positionOptions, 'benchmarkWeights'],
  },
  inverseVolatility: { solve: inverseVolatility, options: bounds },
  riskParity: { solve: riskParity, options: [...bounds, 'riskBudgets', 'riskGroups'] },
  hierarchicalRiskParity: { solve: hierarchicalRiskParity, options: [...bounds, 'linkage'] },
};

export const objectives = Object.keys(definitions) as Objective[];
