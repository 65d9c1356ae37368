/** Minimum conditional value at risk over scenarios, a linear program. */
import { ConfigError, DataError } from '../../errors.js';
import { suggestion } from '../../suggest.js';
import { boundConflicts, type WeightBounds, weightBounds, withoutRounding } from '../bounds.js';
import { budgetOf, budgetRow } from '../budget.js';
import { conflictAmong, smallestConflict } from '../conflict.js';
import { expectedReturnsOf } from '../expected-returns.js';
import { type ProgramInParts, programInParts, type WeightProgram } from '../kinked-program.js';
import { costsKinks, exposureConflicts, exposureLimitsOf, type Kinked } from '../kinks.js';
import { namedMultipliers } from '../multipliers.js';
import { numberOption } from '../option-checks.js';
import { constraintsOf } from '../problem.js';
import { describeConstraint, kinkedRows, type QuadraticSolver, targetConflicts } from '../quadratic.js';
import { byTicker, innerProduct } from '../result.js';
import { type Row, targetRow } from '../rows.js';
import { sumInParts, weightsOf } from '../segments.js';
import { costsOfTrading } from '../transaction-costs.js';
import { violated, violationOf } from '../violation.js';
import { certify } from './certificate.js';
import { empiricalTail } from './empirical-tail.js';
import type { LinearSolver } from './linear-solver.js';
import { tailOptions } from './options.js';
import { checkConfidence, checkScenarios, lossesOf, type Scenarios } from './scenarios.js';
import { tailProgram } from './tail-program.js';
import type { MinimumCVaROptions, MinimumCVaRResult } from './types.js';

/** Of a proven optimum: the gap, relative to the largest return of a scenario. */
const PROVEN = 1e-8;

/**
 * Weights of least conditional value at risk at confidence β over S equally likely scenarios r_s, by the linear program of
 * Rockafellar and Uryasev (2000):
 *
 *     min  α + Σ_s u_s/((1 − β)S) + Σ_i c_i|w_i − p_i|   subject to  u_s ≥ −r_s'w − α,  u_s ≥ 0
 *
 * and the constraints of `optimizeWeights` that are linear or have kinks alone: bounds, budget, groups, linear constraints,
 * factor exposures, limits on long, short and gross exposure and on trading, costs of trading and a least expected return
 * net of them. Limits on positions are none of these (integers), and are refused.
 *
 * CVaR, value at risk, violation and the bound of the dual are computed anew from weights and multipliers, so that the
 * result proves itself whatever the solver does: where the gap is more than rounding the status is `iterationLimit`. Of several portfolios with the same CVaR, as few scenarios leave them, it is a corner.
 * Constraints that no weights keep are named as by `optimizeWeights`.
 *
 * @param engine names conflicts
 * @param solver of `loadLinearSolver()`
 * @throws ConfigError `missing-solver`, `unused-option`, `bad-confidence`, `repeated-asset`, `missing-target`, and those of constraints that `optimizeWeights` has
 * @throws DataError `no-assets`, `no-scenarios`, `wrong-length`, `not-finite`, `not-in-covariance` (of what is held), `unbounded`
 * @see docs/heavy-tails.md
 */
export function minimumCVaR(
  engine: QuadraticSolver,
  solver: LinearSolver,
  scenarios: Scenarios,
  options: MinimumCVaROptions = {},
): MinimumCVaRResult {
  checkSolver(solver);
  const S = checkScenarios(scenarios);
  refuseUnused(options);
  const confidence = checkConfidence(options.confidence ?? 0.95);
  const assets = [...scenarios.assets];
  const N = assets.length;
  const bounds = weightBounds(assets, options);
  const budget = budgetOf(options);
  const expected =
    options.expectedReturns === undefined ? null : expectedReturnsOf(options.expectedReturns, assets);
  const target = targetOf(options, expected);
  const none = (conflict: string[]): MinimumCVaRResult => ({
    ...{ status: 'infeasible', conflict, weights: byTicker(assets, new Float64Array(N)) },
    ...{ conditionalValueAtRisk: 0, valueAtRisk: 0, confidence, scenarios: S, effectiveAssets: 0 },
    ...{ iterations: 0, violation: 0, lowerBound: 0, dualityGap: 0, multipliers: {} },
  });
  const plain = [
    ...boundConflicts(assets, bounds, budget),
    ...(target === null || expected === null
      ? []
      : targetConflicts({ expected, targetReturn: target }, bounds, budget)),
    ...exposureConflicts(exposureLimitsOf(options, N), budget),
  ];
  if (plain.length > 0) return none(plain.slice(0, 1));

  const constraints = constraintsOf({ options, covariance: { assets }, bounds, budget });
  const { turnover } = constraints;
  const { rows: limitRows, limits } = kinkedRows(constraints);
  const rows = [
    budgetRow(N, budget),
    ...(target === null || expected === null ? [] : [targetRow({ expected, targetReturn: target })]),
    ...constraints.rows,
    ...limitRows,
  ];
  const costs = turnover?.costs === undefined ? undefined : costsKinks(turnover, turnover.costs);
  const kinked: Kinked = {
    limits,
    ...(costs && { costs }),
    ...(costs && target !== null && { net: { row: 1, costs } }),
  };
  const named = { rows, bounds, limits, net: kinked.net };
  const inParts = programInParts(flatProgram(rows, bounds), kinked);
  const unit = scenarios.returns.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const linear = costs === undefined ? null : sumInParts(inParts.split, costs).coefficients;
  const program = tailProgram(scenarios, confidence, inParts, { unit, costs: linear });
  const solution = solver.solve(program);
  if (solution.status === 'infeasible' || solution.status === 'unbounded') {
    const conflict = conflictOf(engine, named, assets);
    if (conflict !== null) return none(conflict);
    if (solution.status === 'unbounded') throw unbounded(N);
  }
  const size = inParts.split.parts.length;
  const weights = withoutRounding(weightsOf(inParts.split, solution.x.subarray(0, size)), bounds, budget);
  const tail = empiricalTail(lossesOf(scenarios, weights), confidence);
  const paid = costsOfTrading(weights, turnover);
  const violation = violationOf(weights, named);
  const ofProgram = solution.multipliers.map((value) => unit * value);
  const { lowerBound, reduced } = certify(scenarios, confidence, inParts, linear, ofProgram);
  const constant = costs === undefined ? 0 : sumInParts(inParts.split, costs).constant;
  const dualityGap = tail.conditionalValueAtRisk + paid - (lowerBound + constant);
  const isProven = violation.relative <= violated && Math.abs(dualityGap) <= PROVEN * unit;
  const multipliers = namedMultipliers(assets, {
    rows,
    ofRows: ofProgram.subarray(0, rows.length),
    ofBounds: multipliersOfBounds(inParts, reduced, weights, bounds),
  });
  if (options.turnoverLimit === undefined) delete multipliers.turnoverLimit;
  return {
    status: solution.status === 'optimal' && isProven ? 'optimal' : 'iterationLimit',
    weights: byTicker(assets, weights),
    ...tail,
    ...{ confidence, scenarios: S, iterations: solution.iterations },
    effectiveAssets: weights.every((weight) => weight === 0) ? 0 : 1 / innerProduct(weights, weights),
    ...(expected === null ? {} : { expectedReturn: innerProduct(weights, expected) }),
    ...(costs === undefined ? {} : { transactionCosts: paid }),
    ...{ violation: violation.amount, lowerBound: lowerBound + constant, dualityGap, multipliers },
  };
}

/** A solver, and not what loads one or what it is loaded from. */
function checkSolver(solver: Partial<LinearSolver> | undefined): void {
  if (typeof solver?.solve === 'function') return;
  throw new ConfigError(
    'missing-solver',
    'minimumCVaR has no solver of linear programs',
    'give await loadLinearSolver() in Node, highsSolver(await loadHighs()) in a page',
    { objective: 'minimumCVaR' },
  );
}

/** What cannot be had by a linear program, or has no place in it, is not passed over. */
function refuseUnused(options: MinimumCVaROptions): void {
  const known: readonly string[] = [...tailOptions, 'confidence'];
  const option = Object.entries(options).find(
    ([name, value]) => value !== undefined && !known.includes(name),
  )?.[0];
  if (option === undefined) return;
  const isPosition = ['minPosition', 'cardinality', 'nodeLimit'].includes(option);
  throw new ConfigError(
    'unused-option',
    `minimumCVaR has no ${option}`,
    isPosition
      ? `it is a linear program, which has no limits on positions: leave ${option} out, or use minimumVariance`
      : suggestion(option, known),
    { objective: 'minimumCVaR', option },
  );
}

function targetOf({ targetReturn }: MinimumCVaROptions, expected: Float64Array | null): number | null {
  if (targetReturn === undefined) return null;
  if (expected !== null) return numberOption(targetReturn, 'targetReturn');
  throw new ConfigError(
    'missing-target',
    'targetReturn needs expectedReturns',
    'give expectedReturns per period, by ticker or in the order of the assets',
    { objective: 'minimumCVaR', option: 'expectedReturns' },
  );
}

/** The constraints on weights without an objective. */
function flatProgram(rows: readonly Row[], bounds: WeightBounds): WeightProgram {
  const n = bounds.lower.length;
  const A = new Float64Array(rows.length * n);
  rows.forEach(({ coefficients }, row) => A.set(coefficients, row * n));
  return {
    ...{ n, P: new Float64Array(0), q: new Float64Array(n), A, convex: true },
    l: Float64Array.from(rows, ({ lower }) => lower),
    u: Float64Array.from(rows, ({ upper }) => upper),
    ...bounds,
  };
}

/** A smallest conflict of the constraints on weights in words, null where some weights keep all of them. */
function conflictOf(
  engine: QuadraticSolver,
  named: Parameters<typeof smallestConflict>[1],
  assets: readonly string[],
): string[] | null {
  const { rows, bounds } = named;
  const count = rows.length + assets.length;
  const all = Array.from({ length: count }, (_, k) => [k + 1, -k - 1]).flat();
  const codes = conflictAmong(engine, named, all);
  if (codes === null) return null;
  return smallestConflict(engine, named, codes).map((code) => describeConstraint(code, assets, bounds, rows));
}

/** Of bounds on weights, from the reduced costs of their parts: those that end at a kink are at no bound. */
function multipliersOfBounds(
  { split }: ProgramInParts,
  reduced: Float64Array,
  weights: Float64Array,
  { lower, upper }: WeightBounds,
): Float64Array {
  const multipliers = new Float64Array(weights.length);
  split.parts.forEach(({ asset, sign, isWhole, isLast }, j) => {
    if (isWhole) multipliers[asset] += reduced[j];
    else if (isLast) multipliers[asset] += sign * Math.min(0, reduced[j]);
  });
  return multipliers.map((z, i) => (weights[i] === (z > 0 ? lower[i] : upper[i]) ? z : 0));
}

function unbounded(N: number): DataError {
  return new DataError(
    'unbounded',
    `the CVaR of ${N} assets falls without end in these scenarios: some positions gain in all of them`,
    'limit the weights by minWeights, maxWeights or maxGross, or give more scenarios',
    { assets: N },
  );
}
