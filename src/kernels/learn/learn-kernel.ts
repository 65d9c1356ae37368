import type { Engine } from '../../create-engine.js';
import { coreOf, type EngineCore } from '../../engine/core.js';
import { ConfigError, MixfolioError, ModelError } from '../../errors.js';
import { designPanel } from '../../model/design.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { log } from '../../numeric/elementary.js';
import { type BoxMinimum, minimizeInBox } from '../../numeric/projected-quasi-newton.js';
import { suggestion } from '../../suggest.js';
import { kernelBlock } from '../block.js';
import type { Kernel } from '../types.js';
import { ends, type FeatureFamily, featureKernel } from './feature-kernel.js';
import { kernelScores } from './kernel-scores.js';
import { learnProblems } from './learn-problems.js';
import { constant, type ParametricKernel, weightedSum } from './parametric.js';
import type {
  KernelLearning,
  LearnableFeatures,
  LearnableKernel,
  LearnableSum,
  LearnedKernel,
  LearnedKernels,
  LearningStart,
} from './types.js';

/** A log-likelihood gained by less than this is rounding. */
const ROUNDING = 1e-9;
/** Variances below this share of the residual's leave nothing to learn a kernel from. */
const NO_VARIANCE = 1e-6;

/**
 * Kernels whose parameters maximise the log-likelihood of a model, restricted or not, over its variances too, less λ·Σρ_k
 * over relevances that are learned: length scales, relevances, class weights, weights of sums. Never below the
 * likelihood of the fixed kernel, which is where the search starts; where its variance is 0 there, from half and twice
 * its length scale and from single kernels of sums too, as with `model.starts` `several`.
 *
 * @param panel      the data; nothing else is looked at
 * @param model      its terms may name `learnables` and its own kernels; normal errors
 * @param learnables by name, all over the same assets, those of the panel at least
 * @throws ConfigError `wrapped-engine`, `bad-value` for what cannot be learned, `unknown-kernel` for a part of a sum;
 *         ModelError `nothing-to-learn`, `learn-model` for t errors, and as `fitPanel` for the fixed kernel; DataError as
 *         `relationshipKernel`
 */
export function learnKernel(
  engine: Engine,
  panel: Panel,
  model: PanelModel,
  learnables: Readonly<Record<string, LearnableKernel>>,
): LearnedKernels {
  const core = coreOf(engine);
  if (core === undefined) {
    throw new ConfigError(
      'wrapped-engine',
      'learnKernel was given an engine that createEngine did not make',
      'pass the engine of createEngine itself, and no copy or wrapper of it',
    );
  }
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
    const converged = found.end === 'gradient' || found.end === 'flat';
    const logLikelihood = problem.penaltyAt(found.x) - found.value;
    starts.push({ start: label, logLikelihood, iterations: found.iterations, converged });
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
  const converged = found.end === 'gradient' || found.end === 'flat';
  const kernels = problem.kernelsAt(theta);
  const notes = [
    ...(converged ? [] : [`the search for kernel parameters ended without converging: ${found.end}`]),
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

/** Likelihood and gradient over the parameters of all kernels, side by side. */
class LearningProblem {
  readonly parameters: ParametricKernel['parameters'];
  evaluations = 0;
  refused = 0;
  private readonly families: Map<string, ParametricKernel>;
  private readonly offsets = new Map<string, number>();
  private readonly labels: readonly string[];
  /** of the panel's assets among the labels */
  private readonly positions: number[];
  private readonly used: string[];
  private last: PanelFit | undefined;

  constructor(
    private readonly core: EngineCore,
    private readonly engine: Engine,
    private readonly panel: Panel,
    private readonly model: PanelModel,
    private readonly learnables: Readonly<Record<string, LearnableKernel>>,
  ) {
    learnProblems(learnables);
    const first = Object.values(learnables)
      .map(labelsOf)
      .find((own) => own !== null);
    this.labels = first ?? panel.assets;
    this.families = new Map(
      Object.entries(learnables).map(([name, one]) => [name, familyOf(name, one, this.labels)]),
    );
    this.parameters = [];
    for (const [name, { parameters }] of this.families) {
      this.offsets.set(name, this.parameters.length);
      this.parameters.push(...parameters.map((own) => ({ ...own, label: `${own.label} (${name})` })));
    }
    if (this.parameters.length === 0) {
      throw new ModelError(
        'nothing-to-learn',
        'no kernel has a parameter that these assets could tell: all characteristics and classes are alike',
        'give kernels with learn and features in which the assets differ',
      );
    }
    this.positions = panel.assets.map((asset) => {
      const row = this.labels.indexOf(asset);
      if (row >= 0) return row;
      throw new ModelError(
        'kernel-label',
        `the features have no row for asset ${asset}`,
        suggestion(asset, [...this.labels]),
        { asset },
      );
    });
    const { kernels } = designPanel(panel, {
      ...model,
      kernels: { ...model.kernels, ...this.kernelsAt(this.start()) },
    });
    this.used = kernels.filter((name) => Object.hasOwn(learnables, name));
  }

  private start(): Float64Array {
    return Float64Array.from(this.parameters, (one) => one.start);
  }

  /** All kernels, each once, in the order in which they were finished. */
  private forward(theta: Float64Array): Map<string, ReturnType<ParametricKernel['at']>> {
    const done = new Map<string, ReturnType<ParametricKernel['at']>>();
    const values = (name: string): Float64Array => {
      const known = done.get(name);
      if (known !== undefined) return known.values;
      const family = this.families.get(name)!;
      const offset = this.offsets.get(name)!;
      const evaluated = family.at(theta.subarray(offset, offset + family.parameters.length), values);
      done.set(name, evaluated);
      return evaluated.values;
    };
    for (const name of this.families.keys()) values(name);
    return done;
  }

  kernelsAt(theta: Float64Array): Record<string, Kernel> {
    const evaluated = this.forward(theta);
    return Object.fromEntries(
      [...this.families.keys()].map((name) => [
        name,
        { labels: [...this.labels], values: evaluated.get(name)!.values.slice() },
      ]),
    );
  }

  evaluate(theta: Float64Array): PanelFit {
    this.evaluations++;
    const all = this.kernelsAt(theta);
    const kernels = { ...this.model.kernels };
    for (const name of this.used) kernels[name] = all[name];
    const fit = this.engine.fitPanel(this.panel, { ...this.model, kernels }, this.last);
    this.last = fit;
    return fit;
  }

  /** null where a fit is refused, as that of kernels that have become alike */
  tryAt(theta: Float64Array): PanelFit | null {
    try {
      return this.evaluate(theta);
    } catch (error) {
      if (!(error instanceof MixfolioError) || error.code === 'disposed') throw error;
      this.refused++;
      return null;
    }
  }

  penaltyAt(theta: Float64Array): number {
    return this.parameters.reduce((sum, { penalty }, k) => sum + penalty * theta[k], 0);
  }

  /** −ℓ + Σ λρ_k */
  objective(theta: Float64Array): { value: number; gradient: Float64Array } {
    const fit = this.isDefined(theta) ? this.tryAt(theta) : null;
    if (fit === null || !Number.isFinite(fit.logLikelihood)) {
      return { value: Infinity, gradient: new Float64Array(theta.length) };
    }
    const gradient = this.gradientAt(theta, fit).map((own, k) => this.parameters[k].penalty - own);
    return { value: this.penaltyAt(theta) - fit.logLikelihood, gradient };
  }

  /** Weights of a sum, or relevances, that are all 0 make no kernel. */
  private isDefined(theta: Float64Array): boolean {
    return [...this.families].every(([name, { parameters }]) => {
      const offset = this.offsets.get(name)!;
      const own = parameters.map((one, k) => ({ ...one, value: theta[offset + k] }));
      const shares = own.filter(({ parameter }) => parameter !== 'lengthScale');
      return shares.length === 0 || shares.some(({ value }) => value > 0);
    });
  }

  /** ∂ℓ/∂θ */
  gradientAt(theta: Float64Array, fit: PanelFit): Float64Array {
    const evaluated = this.forward(theta);
    const all = Object.fromEntries([...evaluated].map(([name, { values }]) => [name, values]));
    const kernels = { ...this.model.kernels };
    for (const name of this.used) kernels[name] = { labels: [...this.labels], values: all[name] };
    const scores = kernelScores(this.core, this.panel, { ...this.model, kernels }, fit);
    const N = this.labels.length;
    const cotangents = new Map<string, Float64Array>();
    const add = (name: string, M: Float64Array, weight: number): void => {
      const own = cotangents.get(name) ?? new Float64Array(N * N);
      for (let cell = 0; cell < own.length; cell++) own[cell] += weight * M[cell];
      cotangents.set(name, own);
    };
    for (const name of this.used) {
      const M = scores.get(name)!;
      const n = this.positions.length;
      const whole = new Float64Array(N * N);
      this.positions.forEach((row, i) => {
        this.positions.forEach((column, j) => (whole[row * N + column] = M[i * n + j]));
      });
      add(name, whole, 1);
    }
    const gradient = new Float64Array(theta.length);
    for (const [name, { pullback }] of [...evaluated].reverse()) {
      const M = cotangents.get(name);
      if (M !== undefined) gradient.set(pullback(M, add), this.offsets.get(name));
    }
    return gradient;
  }

  /** Whether every term of a kernel that is learned has the variance 0. */
  isWithoutVariance({ variances }: PanelFit): boolean {
    const residual = variances[variances.length - 1].estimate;
    return variances.every(
      ({ label, estimate }) =>
        !this.used.some((name) => label.replaceAll(/\s/g, '').endsWith(`(${name})`)) ||
        !(estimate > NO_VARIANCE * residual),
    );
  }

  describe(theta: Float64Array): Record<string, LearnedKernel> {
    return Object.fromEntries(
      [...this.families].flatMap(([name, family]): [string, LearnedKernel][] => {
        const own = this.learnables[name];
        if ('values' in own) return [];
        const offset = this.offsets.get(name)!;
        const ofName = theta.subarray(offset, offset + family.parameters.length);
        if ('weights' in own) return [[name, describeSum(own, family, ofName)]];
        return [[name, (family as FeatureFamily).describe(ofName)]];
      }),
    );
  }
}

function describeSum(
  { weights, learn }: LearnableSum,
  family: ParametricKernel,
  theta: Float64Array,
): LearnedKernel {
  const isLearned = family.parameters.length > 0;
  const total = theta.reduce((sum, weight) => sum + weight, 0);
  const parts = Object.entries(weights).filter(([, weight]) => weight > 0);
  return {
    learned: isLearned ? [...learn] : [],
    lengthScale: null,
    relevances: null,
    classWeight: null,
    weights: Object.fromEntries(
      parts.map(([part, weight], k) => [part, isLearned ? theta[k] / total : weight]),
    ),
    ...ends(family.parameters, theta),
  };
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

function familyOf(name: string, one: LearnableKernel, labels: readonly string[]): ParametricKernel {
  if ('values' in one) return constant({ labels: [...labels], values: kernelBlock(name, one, labels) });
  if (!('weights' in one)) return featureKernel(one);
  const parts = Object.entries(one.weights).filter(([, weight]) => weight > 0);
  return weightedSum(parts, one.learn.includes('weights') && parts.length > 1);
}

/** The assets of features, all of which have the same. */
function labelsOf(one: LearnableKernel): readonly string[] | null {
  if ('values' in one || 'weights' in one) return null;
  const { characteristics, classes }: LearnableFeatures = one;
  return (characteristics ?? classes)?.assets ?? null;
}
