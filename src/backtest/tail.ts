/** What the objective minimumCVaR does in a window, and the solver that it needs. */
import { scenariosOf } from '../config/scenarios.js';
import type { ResolvedStrategy } from '../config/strategy.types.js';
import { covariance } from '../covariance/covariance.js';
import type { Covariance } from '../covariance/types.js';
import { ConfigError } from '../errors.js';
import { exp } from '../numeric/elementary.js';
import { readable } from '../portfolio/bounds.js';
import { drawScenarios } from '../portfolio/tails/draw-scenarios.js';
import type { LinearSolver } from '../portfolio/tails/linear-solver.js';
import { minimumCVaR } from '../portfolio/tails/minimum-cvar.js';
import type { Scenarios } from '../portfolio/tails/scenarios.js';
import type { MinimumCVaRResult } from '../portfolio/tails/types.js';
import type { Deciding, DecisionContext } from './decide.js';
import type { Attempt } from './fallback.js';
import { type Outcome, attempt } from './outcome.js';
import type { StrategyTerms } from './strategy-objective.js';

/** The tail of a strategy's weights in the scenarios that chose them, in excess of the risk-free rate; as `MinimumCVaRResult` */
export interface TailChoice extends Pick<
  MinimumCVaRResult,
  'conditionalValueAtRisk' | 'valueAtRisk' | 'confidence' | 'scenarios' | 'dualityGap' | 'multipliers'
> {
  /** of draws of a t distribution */
  degreesOfFreedom?: number;
}

/** Whether a strategy needs a solver of linear programs. */
export function usesLinearSolver({ objective }: Pick<ResolvedStrategy, 'objective'>): boolean {
  return objective === 'minimumCVaR';
}

/**
 * The solver that strategies need, null where none does.
 *
 * @throws ConfigError `missing-solver`
 */
export function solverFor(
  strategies: readonly Pick<ResolvedStrategy, 'name' | 'objective'>[],
  given: LinearSolver | undefined,
): LinearSolver | null {
  const needs = strategies.find(usesLinearSolver);
  if (needs === undefined) return null;
  if (given !== undefined) return given;
  throw new ConfigError(
    'missing-solver',
    `the strategy ${needs.name} minimises the CVaR, a linear program, and there is no solver for it here`,
    'give one as linearSolver: await loadLinearSolver() in Node, highsSolver(await loadHighs()) in a page',
    { strategy: needs.name },
  );
}

/** The sample covariance of what the window's scenarios are of, which equilibria and views are under. */
export function sampleOf({ engine, window }: DecisionContext): Outcome<Covariance> {
  const { assets, returns: values, dates } = window.returns;
  const N = assets.length;
  const kept = assets.flatMap((_, i) => (dates.some((_, t) => Number.isNaN(values[t * N + i])) ? [] : [i]));
  if (kept.length === 0) return { failure: 'no asset has returns in all periods of the window' };
  const returns = {
    ...window.returns,
    assets: kept.map((i) => assets[i]),
    returns: Float64Array.from(dates.flatMap((_, t) => kept.map((i) => values[t * N + i]))),
  };
  return attempt(() => covariance(engine, 'sample', { returns, market: window.market }));
}

/**
 * Weights of least CVaR over the scenarios of the strategy: the window's simple returns in excess of the risk-free rate (of
 * log ones e^x − 1) over the assets of the covariance, or draws with this covariance, for which the model's t errors may say
 * how heavy tails are. All decisions have the same random numbers, so that weights move as the covariance does and not by
 * chance.
 */
export function leastTail(
  strategy: ResolvedStrategy,
  { covariance: estimate, options }: StrategyTerms,
  context: Deciding,
): Attempt {
  const { engine, window, linearSolver } = context;
  const solver = solverFor([strategy], linearSolver ?? undefined)!;
  const made = scenariosIn(strategy, estimate, options.expectedReturns, context);
  if ('failure' in made) return made;
  const { scenarios, degreesOfFreedom } = made.value;
  const { confidence } = strategy;
  const solved = attempt(() => minimumCVaR(engine, solver, scenarios, { ...options, confidence }));
  if ('failure' in solved) return solved;
  const result = solved.value;
  if (result.status === 'infeasible') {
    const what =
      options.targetReturn === undefined
        ? 'the constraints on weights conflict'
        : 'no weights do what is asked';
    return { failure: `${what}: ${result.conflict.join(', ')}`, final: true };
  }
  const { conditionalValueAtRisk, valueAtRisk, dualityGap, multipliers } = result;
  if (result.status === 'iterationLimit') {
    const doubt = `a gap of ${readable(dualityGap)} and a violation of ${readable(result.violation)} are left`;
    return { failure: `the linear program was not solved to its proof: ${doubt}` };
  }
  if ((1 - result.confidence) * result.scenarios < 1 - 1e-9) {
    const few = `of ${result.scenarios} scenarios less than one is beyond the confidence ${result.confidence}`;
    context.note(`${strategy.name}: ${few}: the CVaR is the largest loss`);
  }
  return {
    weights: window.spread((asset) => result.weights[asset] ?? 0),
    tail: {
      ...{ conditionalValueAtRisk, valueAtRisk, dualityGap, multipliers },
      ...{ confidence: result.confidence, scenarios: result.scenarios },
      ...(degreesOfFreedom === undefined ? {} : { degreesOfFreedom }),
    },
  };
}

/** The scenarios of a window, and of a t distribution its degrees of freedom. */
function scenariosIn(
  strategy: ResolvedStrategy,
  estimate: Covariance,
  expected: StrategyTerms['options']['expectedReturns'],
  context: Deciding,
): Outcome<{ scenarios: Scenarios; degreesOfFreedom?: number }> {
  const { window } = context;
  const { from, draws, seed, degreesOfFreedom: given } = scenariosOf(strategy);
  if (from === 'returns') return { value: { scenarios: windowScenarios(estimate.assets, context) } };
  const tails = from === 'normal' || given !== undefined ? { value: given } : modelTails(strategy, context);
  if ('failure' in tails) return tails;
  const degreesOfFreedom = tails.value;
  const means = expected as Record<string, number> | undefined;
  return attempt(() => ({
    scenarios: drawScenarios(estimate, {
      ...{ draws, seed, degreesOfFreedom },
      // returns that are in excess of the risk-free rate, as those of the window are
      expectedReturns:
        means && Object.fromEntries(estimate.assets.map((asset) => [asset, means[asset] - window.riskFree])),
    }),
    degreesOfFreedom,
  }));
}

/** Excess returns of the window over some of its assets. */
function windowScenarios(assets: readonly string[], { window }: Deciding): Scenarios {
  const { assets: all, dates, returns } = window.returns;
  const columns = assets.map((asset) => all.indexOf(asset));
  const simple = (x: number): number => (window.isLog ? exp(x) - 1 : x);
  return {
    assets: [...assets],
    returns: Float64Array.from(
      dates.flatMap((_, t) => columns.map((i) => simple(returns[t * all.length + i]))),
    ),
  };
}

/** Degrees of freedom of the fit's t errors; undefined, with a note, where it found normal ones. */
function modelTails({ name }: ResolvedStrategy, { window, note }: Deciding): Outcome<number | undefined> {
  const fitted = window.fitted();
  if ('failure' in fitted) return fitted;
  const { converged, errors } = fitted.value.fit;
  if (!converged) return { failure: 'the fit that tells the tails did not converge' };
  const degrees = errors?.degreesOfFreedom ?? null;
  if (degrees === null) note(`${name}: the t errors of the model are normal here, and so are the draws`);
  return { value: degrees ?? undefined };
}
