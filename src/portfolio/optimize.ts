import type { Covariance } from '../covariance/types.js';
import type { QPSolution } from '../engine/quadratic-program.types.js';
import { ConfigError, DataError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { type WeightBounds, boundConflicts, readable, weightBounds } from './bounds.js';
import { type CholeskyFactoriser, unconstrainedMinimumVariance } from './closed-form.js';
import { expectedReturnsOf } from './expected-returns.js';
import { type QuadraticSolver, type ReturnTarget, quadraticPortfolio } from './quadratic.js';
import { describe, exact, infeasible } from './result.js';
import { groupRows, turnoverLimitOf } from './rows.js';
import type { ConstraintMultipliers, Objective, PortfolioOptions, PortfolioResult } from './types.js';

/** The part of the engine that portfolios need. */
export type PortfolioEngine = QuadraticSolver & CholeskyFactoriser;

export const objectives: readonly Objective[] = [
  'minimumVariance',
  'targetReturn',
  'unconstrainedMinimumVariance',
  'equalWeight',
];

/**
 * Weights of a fully invested portfolio, Σw = 1, within minWeights ≤ w ≤ maxWeights (0 and 1 by default).
 *
 *     minimumVariance               min w'Σw
 *     targetReturn                  min w'Σw subject to w'μ ≥ r, μ `expectedReturns` and r `targetReturn`, per period
 *     unconstrainedMinimumVariance  Σ⁻¹1/(1'Σ⁻¹1), without bounds: some weights may be negative or above 1
 *     equalWeight                   w_i = 1/N
 *
 * A weight at its bound is that bound exactly, so that an asset left out has the weight 0; weights add up to 1 within
 * rounding. Constraints that leave no portfolio are explained in words (`conflict`; of a target, with the largest
 * return that can be reached) and the weights are then all 0. An equal weight outside the bounds is such a case too.
 *
 * Both quadratic programs may have limits on sums of weights (`groups`) and on trading, Σ|w − previous| ≤ `turnoverLimit`;
 * the multipliers of these and of the target are reported.
 *
 * @throws ConfigError `unknown-objective`, `unknown-asset` (a bound, a group's member or an expected return for an asset
 *         that is not there), `bad-bound`, `unused-option` (an option that the objective does not have), `missing-target`,
 *         `bad-target`, `repeated-asset`, `no-limit` (of a group), `bad-turnover-limit`, `missing-previous-weights`
 * @throws DataError `no-assets`, `wrong-length`, `not-finite` (two assets, or the asset of an expected return),
 *         `missing-expected-return`, `indefinite-covariance`, `singular-covariance` (of the closed form),
 *         `not-in-covariance` (of what was held)
 * @see docs/theory.md#portfolios
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
): { result: PortfolioResult; solution: QPSolution | null } {
  checkCovariance(covariance);
  const { assets } = covariance;
  const objective = objectiveOf(options);
  const expected =
    options.expectedReturns === undefined ? null : expectedReturnsOf(options.expectedReturns, assets);

  if (objective === 'unconstrainedMinimumVariance') {
    const { weights, kktResidual } = unconstrainedMinimumVariance(engine, covariance);
    const result = describe(covariance, weights, { ...exact, kktResidual }, expected);
    return { result: { status: 'optimal', ...result }, solution: null };
  }
  const bounds = weightBounds(assets, options);
  const conflict = boundConflicts(assets, bounds);
  if (conflict.length === 0 && objective === 'equalWeight')
    conflict.push(...equalWeightConflicts(assets, bounds));
  if (conflict.length > 0) return { result: infeasible(assets, conflict), solution: null };
  if (objective === 'equalWeight') {
    const weights = new Float64Array(assets.length).fill(1 / assets.length);
    return {
      result: { status: 'optimal', ...describe(covariance, weights, exact, expected) },
      solution: null,
    };
  }

  const target = objective === 'targetReturn' ? targetOf(options, expected) : null;
  const groups = groupRows(options.groups ?? {}, assets);
  const turnover = turnoverLimitOf(options, assets);
  const solved = quadraticPortfolio(engine, covariance, bounds, { target, groups, turnover }, warmStart);
  const { solution } = solved;
  if (solved.status === 'infeasible') return { result: infeasible(assets, solved.conflict), solution };
  const { status, weights } = solved;
  const result = { status, ...describe(covariance, weights, solved.solution, expected) };
  const multipliers = namedMultipliers(solved.multipliers, options, target !== null);
  return { result: multipliers === null ? result : { ...result, multipliers }, solution };
}

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
  const unused: (keyof PortfolioOptions)[] = [
    ...(objective === 'targetReturn' ? [] : (['targetReturn'] as const)),
    ...(objective === 'unconstrainedMinimumVariance' ? (['minWeights', 'maxWeights'] as const) : []),
    ...(objective === 'unconstrainedMinimumVariance' || objective === 'equalWeight'
      ? (['groups', 'turnoverLimit', 'previousWeights'] as const)
      : []),
  ];
  const option = unused.find((name) => options[name] !== undefined);
  if (option === undefined) return objective;
  throw new ConfigError(
    'unused-option',
    `the objective ${objective} has no ${option}`,
    option === 'targetReturn'
      ? 'use the objective targetReturn'
      : `leave ${option} out, or use the objective minimumVariance`,
    { objective, option },
  );
}

/** Multipliers of rows by what they belong to, the budget's left out; null where there are no others. */
function namedMultipliers(
  ofRows: readonly number[],
  { groups, turnoverLimit }: PortfolioOptions,
  hasTarget: boolean,
): ConstraintMultipliers | null {
  const names = Object.keys(groups ?? {});
  if (!hasTarget && names.length === 0 && turnoverLimit === undefined) return null;
  const first = hasTarget ? 2 : 1;
  return {
    ...(hasTarget ? { targetReturn: ofRows[1] } : {}),
    ...(names.length > 0
      ? { groups: Object.fromEntries(names.map((name, k) => [name, ofRows[first + k]])) }
      : {}),
    ...(turnoverLimit === undefined ? {} : { turnoverLimit: ofRows[ofRows.length - 1] }),
  };
}

function targetOf({ targetReturn }: PortfolioOptions, expected: Float64Array | null): ReturnTarget {
  if (expected === null || targetReturn === undefined) {
    const option = expected === null ? 'expectedReturns' : 'targetReturn';
    throw new ConfigError(
      'missing-target',
      `the objective targetReturn needs ${option}`,
      'give expectedReturns and targetReturn, both per period',
      { option },
    );
  }
  if (typeof targetReturn === 'number' && Number.isFinite(targetReturn)) return { expected, targetReturn };
  throw new ConfigError(
    'bad-target',
    `targetReturn is ${String(targetReturn)}`,
    'give a number per period, 0.005 for 0.5 %',
    { value: String(targetReturn) },
  );
}

function equalWeightConflicts(assets: readonly string[], { lower, upper }: WeightBounds): string[] {
  const weight = 1 / assets.length;
  return assets.flatMap((asset, i) => {
    if (weight < lower[i])
      return [`the equal weight ${readable(weight)} < minWeights of ${asset}, ${lower[i]}`];
    if (weight > upper[i])
      return [`the equal weight ${readable(weight)} > maxWeights of ${asset}, ${upper[i]}`];
    return [];
  });
}

function checkCovariance({ assets, values }: Covariance): void {
  const N = assets.length;
  if (N === 0) {
    throw new DataError('no-assets', 'the covariance has no assets', 'give at least one', {});
  }
  if (values.length !== N * N) {
    throw new DataError(
      'wrong-length',
      `the covariance has ${values.length} elements when ${N} assets ask for ${N * N}`,
      'matrices are dense and row-major',
      { name: 'covariance', length: values.length, expected: N * N },
    );
  }
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    const [row, column] = [assets[Math.floor(index / N)], assets[index % N]];
    throw new DataError(
      'not-finite',
      `the covariance of ${row} and ${column} is ${values[index]}`,
      'every element must be a finite number',
      { row, column },
    );
  }
}
