import type { Engine } from '../../create-engine.js';
import type { EngineCore } from '../../engine/core.js';
import { MixfolioError, ModelError } from '../../errors.js';
import { designPanel } from '../../model/design.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';
import { suggestion } from '../../suggest.js';
import { kernelBlock } from '../block.js';
import { withParts } from '../definitions.js';
import type { Features, Kernel } from '../types.js';
import { checkSameAssets } from '../weighted-features.js';
import { ends, type FeatureFamily, featureKernel } from './feature-kernel.js';
import { kernelScores } from './kernel-scores.js';
import { learnProblems } from './learn-problems.js';
import { constant, type ParametricKernel, weightedSum } from './parametric.js';
import type { LearnableKernel, LearnableSum, LearnedKernel } from './types.js';

/** Variances below this share of the residual's leave nothing to learn a kernel from. */
const NO_VARIANCE = 1e-6;

/** Likelihood and gradient over the parameters of all kernels, side by side. */
export class LearningProblem {
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
    const [first, ...others] = Object.values(learnables).flatMap(featuresOf);
    for (const other of others) checkSameAssets(first, other);
    this.labels = (first as Features | undefined)?.assets ?? panel.assets;
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
        'no kernel has a parameter to learn: learn is empty, or all characteristics and classes of the assets are alike',
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
    const reached = withParts(this.used, learnables);
    const idle = [...this.families.keys()].find(
      (name) => this.families.get(name)!.parameters.length > 0 && !reached.includes(name),
    );
    if (idle !== undefined) {
      throw new ModelError(
        'nothing-to-learn',
        `no term of the model names the kernel ${idle}, and no kernel of a term has it as a part`,
        'name it in a random term, as asset:time(K), or leave it out',
        { kernel: idle },
      );
    }
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

function familyOf(name: string, one: LearnableKernel, labels: readonly string[]): ParametricKernel {
  if ('values' in one) return constant({ labels: [...labels], values: kernelBlock(name, one, labels) });
  if (!('weights' in one)) return featureKernel(one);
  const parts = Object.entries(one.weights).filter(([, weight]) => weight > 0);
  return weightedSum(parts, one.learn.includes('weights') && parts.length > 1);
}

/** The tables of features that a kernel is made of. */
function featuresOf(one: LearnableKernel): Features[] {
  if ('values' in one || 'weights' in one) return [];
  const { characteristics, classes } = one;
  return [characteristics, classes].filter((table) => table !== undefined);
}
