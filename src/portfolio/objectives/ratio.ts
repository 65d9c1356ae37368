/** The objectives that are a ratio to the volatility, a'w/√(w'Σw), by a quadratic program in y = κw. */
import { readable, withoutRounding } from '../bounds.js';
import { budgetRow } from '../budget.js';
import { homogeneousProgram } from '../homogeneous.js';
import { largestReturn } from '../largest-return.js';
import { namedMultipliers } from '../multipliers.js';
import { neededReturns, numberOption } from '../option-checks.js';
import { constraintsOf, programOptions, type PortfolioProblem, type SolvedPortfolio } from '../problem.js';
import { indefinite, kinkedRows, quadraticPortfolio, type WeightConstraints } from '../quadratic.js';
import { covarianceWith, describe, infeasible, innerProduct } from '../result.js';
import { costsOfTrading, withCosts } from '../transaction-costs.js';
import type { PortfolioOptions, PortfolioResult } from '../types.js';
import { violated, violationOf } from '../violation.js';
import { ConfigError } from '../../errors.js';
import { volatilities } from '../volatilities.js';

/** Why ratios have no range of the budget. */
export const withoutMeaning = {
  minBudget:
    'a ratio is the same for every size of a portfolio, so nothing chooses one within a range: give budget',
  maxBudget:
    'a ratio is the same for every size of a portfolio, so nothing chooses one within a range: give budget',
} as const satisfies Partial<Record<keyof PortfolioOptions, string>>;

/** Options of ratios: a range of the budget is not one. */
export const ratioOptions = programOptions.filter(
  (option): option is Exclude<typeof option, keyof typeof withoutMeaning> => !(option in withoutMeaning),
);

/** What there is to say where a ratio has no maximum. */
interface RatioWords {
  /** the ratio is not positive, whatever the weights within the constraints */
  none(constraints: WeightConstraints): string;
  /** it rises without end */
  unlimited: string;
}

/**
 * max w'(μ − r_f)/√(w'Σw): of a budget of 1 (w'μ − r_f)/√(w'Σw), and of another what is not invested earns r_f; w'μ is less costs of trading
 *
 * Infeasible, in words, where no portfolio is above the risk-free rate (of negative ratios the largest would be the one
 * with the most risk), and where one without risk is.
 *
 * @throws ConfigError `missing-target`, `bad-target`
 */
export function maximumSharpe(problem: PortfolioProblem): SolvedPortfolio {
  const { engine, covariance, options } = problem;
  const expected = neededReturns(problem.expected, 'maximumSharpe');
  const riskFree = numberOption(options.riskFree ?? 0, 'riskFree');
  const rate = `the risk-free rate ${readable(riskFree)}`;
  return maximumRatio(
    problem,
    expected.map((mu) => mu - riskFree),
    'sharpe',
    {
      none: (constraints) => {
        if (expected.every((mu) => mu <= riskFree)) return `no asset's expected return is above ${rate}`;
        const largest = readable(largestReturn(engine, covariance, constraints, expected).value);
        const times =
          constraints.budget.lower === 1 ? '' : ` times the budget ${readable(constraints.budget.lower)}`;
        return `no portfolio within the constraints has an expected return above ${rate}${times}: the largest is ${largest}`;
      },
      unlimited: `the Sharpe ratio has no maximum: it rises without end`,
    },
  );
}

/**
 * max w'σ/√(w'Σw): the diversification ratio of Choueifaty and Coignard
 *
 * @throws DataError `zero-variance`
 */
export function maximumDiversification(problem: PortfolioProblem): SolvedPortfolio {
  return maximumRatio(problem, volatilities(problem.covariance), 'diversificationRatio', {
    none: () => 'no portfolio within the constraints has a positive sum of w_i times volatility',
    unlimited: 'the diversification ratio has no maximum: it rises without end',
  });
}

/** A share of the largest variance that is rounding of 0. */
const RISKLESS = 1e-14;
/** A size κ of a portfolio, relative to its positions, that is rounding of 0. */
const WITHOUT_SIZE = 1e-12;

function maximumRatio(
  problem: PortfolioProblem,
  numerator: Float64Array,
  name: 'sharpe' | 'diversificationRatio',
  words: RatioWords,
): SolvedPortfolio {
  const { engine, covariance, bounds, budget, expected, options, warmStart } = problem;
  const { assets, values } = covariance;
  const N = assets.length;
  const constraints = constraintsOf(problem);
  if (budget.lower === 0) throw withoutSize(name);
  const none = (conflict: string[]): SolvedPortfolio => ({
    result: infeasible(assets, conflict),
    solution: null,
  });

  const unit = numerator.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
  if (unit === 0) return none([words.none(constraints)]);
  const homogeneous = homogeneousProgram(
    values,
    numerator.map((value) => value / unit),
    constraints,
    constraints.turnover?.costs?.map((cost) => cost / unit),
  );
  const { program } = homogeneous;
  const isStart = warmStart?.x.length === program.n && warmStart.multipliers.length === program.l.length;
  const solution = engine.solveQP(program, isStart ? warmStart : undefined);
  if (solution.status === 'notPositiveDefinite') throw indefinite(covariance.name, N);
  if (solution.status === 'infeasible') {
    const portfolio = quadraticPortfolio(engine, covariance, constraints);
    return none(portfolio.status === 'infeasible' ? portfolio.conflict : [words.none(constraints)]);
  }
  const { y, size } = homogeneous.portfolioOf(solution.x);
  const gross = y.reduce((sum, value) => sum + Math.abs(value), 0);
  if (!(size > WITHOUT_SIZE * gross)) return none([`${words.unlimited} with positions without bound`]);

  const weights = withoutRounding(
    y.map((value) => value / size),
    bounds,
    budget,
  );
  const variance = innerProduct(weights, covarianceWith(covariance, weights));
  const scale = assets.reduce((largest, _, i) => Math.max(largest, values[i * N + i]), 0);
  if (!(variance > RISKLESS * scale)) return none([`${words.unlimited} as a portfolio has no risk`]);
  const net = innerProduct(weights, numerator) - costsOfTrading(weights, constraints.turnover);
  const ratio = net / Math.sqrt(variance);

  const { ofRows, ofBounds } = homogeneous.multipliersOf(solution.multipliers, solution.boundMultipliers);
  const kinked = kinkedRows(constraints);
  const rows = [...constraints.rows, ...kinked.rows];
  const violation = violationOf(weights, {
    rows: [budgetRow(N, budget), ...rows],
    ...{ bounds, limits: kinked.limits },
  });
  // ∂(½y'Σy)/∂b is κν and ½y'Σy is ½(unit/ratio)²
  const factor = (size * ratio * ratio * ratio) / (unit * unit);
  const multipliers = namedMultipliers(assets, { rows, ofRows, ofBounds }, factor);
  const result: PortfolioResult = {
    status: violation.relative > violated ? 'iterationLimit' : solution.status,
    ...describe(covariance, weights, solution, expected),
    violation: violation.amount,
    [name]: ratio,
    multipliers,
  };
  return { result: withCosts(result, weights, constraints, options), solution };
}

/** Of a ratio without net exposure. */
function withoutSize(name: 'sharpe' | 'diversificationRatio'): ConfigError {
  return new ConfigError(
    'bad-bound',
    'budget is 0, which leaves the size of the portfolio open: a ratio is the same for every size',
    'use another budget, or an objective that has a size, such as meanVariance',
    {
      field: 'budget',
      value: '0',
      objective: name === 'sharpe' ? 'maximumSharpe' : 'maximumDiversification',
    },
  );
}
