import type { Engine } from '../../create-engine.js';
import { requiredCore } from '../../engine/core.js';
import { ModelError } from '../../errors.js';
import type { Panel, PanelModel } from '../../model/types.js';
import { log } from '../../numeric/elementary.js';
import { type BoxMinimum, hasConverged, minimizeInBox } from '../../numeric/projected-quasi-newton.js';
import { LearningProblem } from './learning-problem.js';
import type { KernelLearning, LearnableKernel, LearnedKernels, LearningStart } from './types.js';

/** A log-likelihood gained by less than this is rounding. */
const ROUNDING = 1e-9;

/**
 * Kernels whose parameters maximise the log-likelihood of a model, restricted or not, over its variances too, less λ·Σρ_k
 * over relevances that are learned: length scales, relevances, class weights, weights of sums. Never below the
 * likelihood of the fixed kernel, which is where the search starts; where its variance is 0 there, from half and twice
 * its length scale and from single kernels of sums too, as with `model.starts` `several`.
 *
 * @param panel      the data; nothing else is looked at
 * @param model      its terms may name `learnables` and its own kernels; normal errors
 * @param learnables by name, all over the same assets, those of the panel at least
 * @throws ConfigError `wrapped-engine`, `bad-value` for what cannot be learned, `unknown-kernel` for a part of a sum,
 *         `kernel-cycle`; ModelError `nothing-to-learn`, `learn-model` for t errors, and as `fitPanel` for the fixed
 *         kernel; DataError `different-assets` of two tables of features, and as `relationshipKernel`
 */
export function learnKernel(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  learnables: Readonly<Record<string, LearnableKernel>>,
): LearnedKernels {
  const core = requiredCore(engine, 'learnKernel was');
  refuseModel(model);
  const problem = new LearningProblem(core, engine, panel, model, learnables);
  const { parameters } = problem;
  const start = Float64Array.from(parameters, (one) => one.start);
  const fixed = problem.evaluate(start);
  const starts: LearningStart[] = [];
  let best: { found: BoxMinimum; penalised: number } | null = null;
  const search = (label: string, from: Float64Array): void => {
    const at = problem.tryAt(from);
    if (at === null) {
      starts.push({ start: label, logLikelihood: null, iterations: 0, converged: false });
      return;
    }
    const found = minimizeInBox(
      (theta) => problem.objective(theta),
      from,
      Float64Array.from(parameters, ({ lower }) => lower),
      Float64Array.from(parameters, ({ upper }) => upper),
    );
    const logLikelihood = problem.penaltyAt(found.x) - found.value;
    const { iterations, end } = found;
    starts.push({ start: label, logLikelihood, iterations, converged: hasConverged(end) });
    if (best === null || found.value < best.penalised - ROUNDING) best = { found, penalised: found.value };
  };
  search('fixed kernel', start);
  if (model.starts === 'several' || problem.isWithoutVariance(fixed)) {
    for (const { label, theta } of furtherStarts(problem)) search(label, theta);
  }
  const { found } = best!;
  const last = problem.evaluate(found.x);
  const isLearned = last.logLikelihood >= fixed.logLikelihood + ROUNDING;
  const theta = isLearned ? found.x : start;
  const fit = isLearned ? last : fixed;
  const converged = hasConverged(found.end);
  const kernels = problem.kernelsAt(theta);
  const notes = [
    ...(converged
      ? []
      : [
          `the search for kernel parameters ended without converging: ${found.end === 'iterations' ? 'its iterations are used up' : 'no step raises the likelihood'}`,
        ]),
    ...(isLearned ? [] : ['no kernel was found with a larger likelihood: the fixed kernel is kept']),
    ...(problem.isWithoutVariance(fit)
      ? ['the variance of the learned kernels is 0: the data say nothing of their parameters']
      : []),
  ];
  const learning: KernelLearning = {
    kernels: problem.describe(theta),
    startLogLikelihood: fixed.logLikelihood,
    logLikelihood: fit.logLikelihood,
    gain: fit.logLikelihood - fixed.logLikelihood,
    penalty: problem.penaltyAt(theta),
    iterations: isLearned ? found.iterations : 0,
    evaluations: problem.evaluations,
    refused: problem.refused,
    converged,
    kept: isLearned ? 'learned' : 'fixed',
    starts,
    notes,
  };
  return { kernels, fit, learning };
}

function refuseModel(model: PanelModel): void {
  const what =
    model.errors !== undefined
      ? 't errors, whose weights change with the kernel'
      : model.aliased === 'drop'
        ? 'aliased "drop"'
        : null;
  if (what === null) return;
  throw new ModelError(
    'learn-model',
    `kernels cannot be learned in a model with ${what}`,
    'learn them with normal errors and aliased "refuse", or leave learn out',
  );
}

/** Half and twice the length scale, and each part of a sum nearly alone. */
function furtherStarts({ parameters }: LearningProblem): { label: string; theta: Float64Array }[] {
  const scaled = (label: string, factor: number) => ({
    label,
    theta: Float64Array.from(parameters, ({ parameter, start }) => {
      if (parameter === 'lengthScale') return start + log(factor);
      return parameter === 'relevance' ? start / (factor * factor) : start;
    }),
  });
  const starts = parameters.some(({ parameter }) => parameter === 'lengthScale' || parameter === 'relevance')
    ? [scaled('half the length scale', 0.5), scaled('twice the length scale', 2)]
    : [];
  parameters.forEach(({ parameter, label }, k) => {
    if (parameter !== 'weights') return;
    const theta = Float64Array.from(parameters, (one, l) =>
      one.parameter === 'weights' ? (l === k ? 0.9 : 0.1) : one.start,
    );
    starts.push({ label: `mostly the ${label}`, theta });
  });
  return starts;
}
