import type { ResolvedConfig } from '../../config/types.js';
import { priorWeight } from '../../covariance/posterior/evidence.js';
import type { PriorEvidence } from '../../covariance/posterior/posterior.js';
import { minimumsSetAside } from '../decide.js';
import { eligibleAssets } from '../eligibility.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { BacktestDecision } from '../types.js';
import { type BatchPlan, plannedCovariances, type SetPlan, weightSources } from './plan.js';
import { priorAt, priorNumbers, summaryAt, varianceCount } from './request.js';

/**
 * What the result says of a window that the engine has done, by its position in the schedule and its summary.
 *
 * @param planOf who takes part in a window
 */
export function describer(
  plan: BatchPlan,
  { universe, returns, membership, schedule }: BacktestInputs,
  { strategies, model, backtest }: ResolvedConfig,
  planOf: (index: number) => SetPlan | null,
): (index: number, summary: Float64Array) => BacktestDecision {
  const covariances = plannedCovariances(plan).map(
    (name) => [name, summaryAt.conditionNumbers + weightSources.indexOf(name as 'sample') - 1] as const,
  );
  return (index, summary) => {
    const { positions, kernel, notes } = planOf(index)!;
    const decision = schedule.at(index);
    const conditionNumbers: BacktestDecision['conditionNumbers'] = {};
    for (const [name, at] of covariances) conditionNumbers[name] = summary[at] > 0 ? summary[at] : null;
    const satOut =
      positions.length === universe.length ? [] : eligibleAssets(returns, decision, membership).satOut;
    return {
      decision: returns.dates[decision.decision],
      trainStart: returns.dates[decision.trainStart],
      satOut,
      notes: [...notes, ...minimumsSetAside(strategies, satOut)],
      fit: fitOf(plan, model.random, summary),
      kernels: plan.model === null ? [] : [{ name: plan.model.kernelName, repair: kernel?.repair ?? null }],
      conditionNumbers,
      ...(plan.sources.includes('posterior') && {
        posteriors: { posterior: priorOf(summary.subarray(priorAt(plan)), backtest.train - FIXED) },
      }),
    };
  };
}

/** Period covariates of the model: an intercept and the market. */
const FIXED = 2;

function priorOf(numbers: Float64Array, degreesOfFreedom: number): PriorEvidence {
  const k = numbers[priorNumbers.k];
  return {
    priorWeight: priorWeight(k, degreesOfFreedom),
    k: k === Infinity ? null : k,
    degreesOfFreedom,
    logEvidence: numbers[priorNumbers.logEvidence],
    evidenceGain: numbers[priorNumbers.gain],
    atBoundary: numbers[priorNumbers.atBoundary] === 1,
    halfLives: { loadings: null, volatilities: null, correlations: null },
  };
}

/** @param random terms in the order of the configuration */
function fitOf(plan: BatchPlan, random: readonly string[], summary: Float64Array): BacktestDecision['fit'] {
  if (plan.model === null) return null;
  const { terms } = plan.model;
  const q = varianceCount(plan);
  const error = summary[summaryAt.heritabilityError];
  return {
    path: 'spectral',
    converged: true,
    iterations: summary[summaryAt.iterations],
    logLikelihood: summary[summaryAt.logLikelihood],
    heritability: summary[summaryAt.heritability],
    heritabilityStandardError: error < 0 ? null : error,
    variances: [...random, 'residual'].map((label) => {
      const k = label === 'residual' ? q - 1 : terms.indexOf(label);
      const standardError = summary[summaryAt.variances + q + k];
      return {
        label,
        estimate: summary[summaryAt.variances + k],
        standardError: standardError < 0 ? null : standardError,
        atBoundary: standardError < 0,
      };
    }),
  };
}
