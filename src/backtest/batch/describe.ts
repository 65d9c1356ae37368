import type { ResolvedConfig } from '../../config/types.js';
import { type Choice, minimumsSetAside } from '../decide.js';
import { eligibleAssets } from '../eligibility.js';
import type { BacktestInputs } from '../inputs.types.js';
import type { BacktestDecision } from '../types.js';
import { type BatchPlan, plannedCovariances, type SetPlan, weightSources } from './plan.js';
import { type BatchOutputs, summaryAt, summaryLength, varianceCount } from './request.js';

/** A window that was done: what each strategy chose, and the decision's entry in the result. */
export interface BatchWindow {
  choices: Choice[];
  decision: BacktestDecision;
}

/** What the result says of a window that the engine has done. */
export function describer(
  plan: BatchPlan,
  { universe, returns, schedule }: BacktestInputs,
  { strategies, model }: ResolvedConfig,
): (outputs: BatchOutputs, set: SetPlan, position: number, index: number) => BatchWindow {
  const width = universe.length;
  const S = plan.sources.length;
  const length = summaryLength(plan);
  const covariances = plannedCovariances(plan).map(
    (name) => [name, summaryAt.conditionNumbers + weightSources.indexOf(name as 'sample') - 1] as const,
  );
  return ({ weights, summaries }, { positions, notes: ofSet }, position, index) => {
    const N = positions.length;
    const summary = summaries.subarray(position * length, (position + 1) * length);
    const conditionNumbers: BacktestDecision['conditionNumbers'] = {};
    for (const [name, at] of covariances) conditionNumbers[name] = summary[at] > 0 ? summary[at] : null;
    const satOut = N === width ? [] : eligibleAssets(returns, schedule[index]).satOut;
    const notes = [...ofSet];
    return {
      choices: plan.sources.map((_, s) => {
        const start = (position * S + s) * N;
        return {
          status: 'ok',
          reason: null,
          used: null,
          weights: spread(weights.subarray(start, start + N), positions, width),
        };
      }),
      decision: {
        decision: returns.dates[schedule[index].decision],
        trainStart: returns.dates[schedule[index].trainStart],
        satOut,
        notes: satOut.length === 0 ? notes : [...notes, ...minimumsSetAside(strategies, satOut)],
        fit: fitOf(plan, model.random, summary),
        kernels: plan.model === null ? [] : [{ name: plan.model.kernelName, repair: null }],
        conditionNumbers,
      },
    };
  };
}

/** Weights by asset of the universe; the same array where all of it takes part. */
function spread(weights: Float64Array, positions: Int32Array, width: number): Float64Array {
  if (positions.length === width) return weights;
  const spreadOut = new Float64Array(width);
  for (let i = 0; i < positions.length; i++) spreadOut[positions[i]] = weights[i];
  return spreadOut;
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
