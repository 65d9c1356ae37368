/** Every objective: what it is made by, and the options that it has beside `expectedReturns`. */
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

export const definitions: Readonly<Record<Objective, ObjectiveDefinition>> = {
  minimumVariance: { solve: minimumVariance, options: programOptions },
  targetReturn: { solve: targetReturn, options: [...programOptions, 'targetReturn'] },
  unconstrainedMinimumVariance: { solve: unconstrainedMinimumVariance, options: [] },
  equalWeight: { solve: equalWeight, options: bounds },
  meanVariance: { solve: meanVariance, options: [...programOptions, 'riskAversion'] },
  targetVolatility: { solve: targetVolatility, options: [...programOptions, 'targetVolatility'] },
  maximumSharpe: { solve: maximumSharpe, options: [...ratioOptions, 'riskFree'], withoutMeaning },
  maximumDiversification: { solve: maximumDiversification, options: ratioOptions, withoutMeaning },
  minimumTrackingError: { solve: minimumTrackingError, options: [...programOptions, 'benchmarkWeights'] },
  inverseVolatility: { solve: inverseVolatility, options: bounds },
  riskParity: { solve: riskParity, options: [...bounds, 'riskBudgets', 'riskGroups'] },
  hierarchicalRiskParity: { solve: hierarchicalRiskParity, options: [...bounds, 'linkage'] },
};

export const objectives = Object.keys(definitions) as Objective[];
