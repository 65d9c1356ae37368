import { factorFormOf } from '../covariance/factor-form.js';
import type { Covariance } from '../covariance/types.js';
import type { QPSolution } from '../engine/quadratic-program.types.js';
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { boundConflicts, weightBounds } from './bounds.js';
import { budgetOf } from './budget.js';
import { checkCovariance } from './check-covariance.js';
import { exposureConflicts, exposureLimitsOf } from './kinks.js';
import { expectedReturnsOf } from './expected-returns.js';
import { definitions, objectives } from './objectives/index.js';
import type { PortfolioEngine, SolvedPortfolio } from './problem.js';
import { infeasible } from './result.js';
import type { Objective, PortfolioOptions, PortfolioResult } from './types.js';

/**
 * Weights of a portfolio, fully invested (Σw = 1) where no other `budget` is given, within minWeights ≤ w ≤ maxWeights (0 and 1 by default).
 *
 *     minimumVariance               min w'Σw
 *     targetReturn                  min w'Σw subject to w'μ ≥ r, μ `expectedReturns` and r `targetReturn`, per period
 *     meanVariance                  max w'μ − ½λ w'Σw, λ `riskAversion`
 *     targetVolatility              max w'μ subject to √(w'Σw) ≤ s, `targetVolatility` per period
 *     maximumSharpe                 max (w'μ − r_f)/√(w'Σw), r_f `riskFree` per period
 *     maximumDiversification        max w'σ/√(w'Σw), σ the volatilities of the assets
 *     minimumTrackingError          min (w − b)'Σ(w − b), b `benchmarkWeights`
 *     riskParity                    w_i(Σw)_i/w'Σw = `riskBudgets`, 1/N by default; long-only
 *     hierarchicalRiskParity        by halves of the assets in the order of a cluster tree; long-only by default
 *     inverseVolatility             w_i ∝ 1/σ_i
 *     unconstrainedMinimumVariance  Σ⁻¹1/(1'Σ⁻¹1), without bounds: some weights may be negative or above 1
 *     equalWeight                   w_i = 1/N
 *
 * A weight at its bound is that bound exactly, so that an asset left out has the weight 0; weights add up to 1 within
 * rounding. What leaves no portfolio is explained in words (`conflict`) and the weights are then all 0: bounds, groups,
 * targets out of reach, a Sharpe ratio without a positive excess return. Equal weights, inverse volatility and risk parity
 * take no bounds; where their weights are outside, that is such a case too.
 *
 * The quadratic programs (the first seven) may have another net exposure (`budget`, `minBudget`, `maxBudget`), limits on long,
 * short and gross exposure (`maxLong`, `maxShort`, `maxGross`), on sums of weights (`groups`), on what is linear in weights
 * (`linearConstraints`, `factorExposures`) and on trading, Σ|w − previous| ≤ `turnoverLimit`; what every constraint costs is
 * reported (`multipliers`). Constraints that no weights keep are named: a smallest conflict, without any one of which the
 * others can be kept. Weights that miss a constraint by more than rounding (`violation`) are not called optimal. Where
 * `transactionCosts` are given, w'μ is less Σ c_i|w_i − previous_i| in the objectives that have it. Positions may have a
 * least size (`minPosition`) and a largest number (`cardinality`) in four of them, by a search whose `optimality` is reported.
 *
 * @throws ConfigError `unknown-objective`, `unknown-asset` (a bound, a group's member or an expected return for an asset
 *         that is not there), `bad-bound`, `unused-option` (an option that the objective does not have), `missing-target`
 *         (an option that it needs), `bad-target`, `repeated-asset`, `overlapping-groups`, `no-limit` (of a group
 *         or factor), `bad-constraint`, `ambiguous-name`, `bad-loading`, `bad-turnover-limit`, `bad-cost`, `bad-min-position`,
 *         `bad-cardinality`, `bad-node-limit`, `missing-previous-weights`, `bad-risk-budget`, `missing-risk-budget`, `unknown-linkage`
 * @throws DataError `no-assets`, `wrong-length`, `not-finite` (two assets, or the asset of an expected return),
 *         `missing-expected-return`, `indefinite-covariance`, `singular-covariance` (of the closed form),
 *         `zero-variance` (of what goes by volatilities), `not-in-covariance` (of what was held, or a benchmark),
 *         `unbounded` (returns that rise without end and without risk)
 * @see docs/theory.md#portfolios
 *
 * @example
 * ```ts
 * import { covariance, createEngine, optimizeWeights, simulatePrices, toReturns } from 'mixfolio';
 *
 * const engine = await createEngine();
 * const returns = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * const sigma = covariance(engine, 'ledoitWolf', { returns });
 * const { status, weights, volatility } = optimizeWeights(engine, sigma, {
 *   maxWeights: 0.3,
 *   groups: { bonds: { assets: ['AGG', 'TLT'], maxWeight: 0.4 } },
 * });
 * console.log(status, weights.AGG.toFixed(3), volatility.toFixed(4));
 * // prints
 * //   optimal 0.300 0.0196
 * ```
 */
export function optimizeWeights(
  engine: PortfolioEngine,
  covariance: Covariance,
  options: PortfolioOptions = {},
): PortfolioResult {
  return solvePortfolio(engine, covariance, options).result;
}

/**
 * `optimizeWeights` for a sequence of problems over the same assets: the solution of one is the start of the next.
 *
 * @param warmStart  `solution` of an earlier call with the same number of assets
 * @returns `solution` is null where no quadratic program had to be solved
 */
export function solvePortfolio(
  engine: PortfolioEngine,
  covariance: Covariance,
  options: PortfolioOptions = {},
  warmStart?: QPSolution,
): SolvedPortfolio {
  checkCovariance(covariance);
  const { assets } = covariance;
  const objective = objectiveOf(options);
  const expected =
    options.expectedReturns === undefined ? null : expectedReturnsOf(options.expectedReturns, assets);
  const bounds = weightBounds(assets, options);
  const budget = budgetOf(options);
  const conflict = [
    ...boundConflicts(assets, bounds, budget),
    ...exposureConflicts(exposureLimitsOf(options, assets.length), budget),
  ].slice(0, 1);
  if (conflict.length > 0) return { result: infeasible(assets, conflict), solution: null };
  const solved = definitions[objective].solve({
    ...{ engine, covariance, options, bounds, budget, expected, warmStart },
  });
  return needMatrix.includes(objective) ? withMatrixNote(solved, covariance, objective) : solved;
}

/** Objectives that need Σ as a matrix, though it be factors and a diagonal. */
const needMatrix: readonly Objective[] = [
  'maximumSharpe',
  'maximumDiversification',
  'riskParity',
  'hierarchicalRiskParity',
];

/** Says that the matrix of a covariance of factors and a diagonal was put together. */
function withMatrixNote(
  { result, solution }: SolvedPortfolio,
  covariance: Covariance,
  objective: Objective,
): SolvedPortfolio {
  if (factorFormOf(covariance) === null) return { result, solution };
  const { length } = covariance.assets;
  const note = `weights by the matrix of ${length} assets: the objective ${objective} needs it`;
  return { result: { ...result, notes: [...(result.notes ?? []), note] }, solution };
}

/** Options that every objective has. */
const common: readonly (keyof PortfolioOptions)[] = ['objective', 'expectedReturns'];

/** The objective, and that no option is given that it would pass over. */
function objectiveOf(options: PortfolioOptions): Objective {
  const objective = options.objective ?? 'minimumVariance';
  if (!objectives.includes(objective)) {
    throw new ConfigError(
      'unknown-objective',
      `there is no objective "${String(objective)}"`,
      suggestion(String(objective), objectives),
      { objective },
    );
  }
  const known = [...new Set(objectives.flatMap((name) => definitions[name].options))];
  const used = [...common, ...definitions[objective].options];
  const option = known.find((name) => options[name] !== undefined && !used.includes(name));
  if (option === undefined) return objective;
  const others = objectives.filter((name) => definitions[name].options.includes(option));
  throw new ConfigError(
    'unused-option',
    `the objective ${objective} has no ${option}`,
    definitions[objective].withoutMeaning?.[option] ??
      `leave ${option} out, or use an objective that has it: ${others.join(', ')}`,
    { objective, option },
  );
}
