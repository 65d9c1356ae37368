import { exp, log } from '../../numeric/elementary.js';
import { measuredKernel } from '../relationship.js';
import type { Features } from '../types.js';
import { weightedFeatures } from '../weighted-features.js';
import type { ParametricKernel, SearchedParameter } from './parametric.js';
import { type LearnableFeatures, type LearnedKernel, usualPenalty } from './types.js';

/** ℓ is searched from h/20 to 20h, relevances to 20². */
const RANGE = 20;
/** Distances of the exponential kernel, in ℓ, below which its slope is that at this one: at 0 it has none. */
const CLOSE = 1e-6;

/** A kernel of features, its search and what its parameters mean. */
export interface FeatureFamily extends ParametricKernel {
  describe(theta: Float64Array): LearnedKernel;
}

/**
 * Kernel of u_ij = [Σ_k ρ_k(x_ik − x_jk)² + b·Σ_l(z_il − z_jl)²]/ℓ²: exp(−√u) or exp(−u/2); linear kernels are those of the
 * products of centred features, Σ_k ρ_k x_k x_k' + b·ZZ', divided by their mean diagonal. θ is log(ℓ/h), ρ and b = c², as
 * far as they are learned.
 *
 * @throws as `relationshipKernel`
 */
export function featureKernel(definition: LearnableFeatures): FeatureFamily {
  const { kind = 'exponential', characteristics, classes, classWeight = classes ? 1 : 0, learn } = definition;
  const fixed = measuredKernel(
    weightedFeatures([
      ...(characteristics ? [{ features: characteristics, weight: 1 }] : []),
      ...(classes ? [{ features: classes, weight: classWeight }] : []),
    ]),
    kind,
  );
  const isLinear = kind === 'linear';
  const names = characteristics?.names ?? [];
  const hasClasses = classes !== undefined && classes.names.length > 0;
  const b = classWeight * classWeight;
  const h = fixed.scale ?? 1;
  const penalty = isLinear ? 0 : (definition.penalty ?? usualPenalty);
  const learnsScale = learn.includes('lengthScale');
  const learnsRelevances = learn.includes('relevance');
  const learnsClasses = learn.includes('classWeight') && hasClasses;
  // θ: the length scale, relevances, the weight of classes, as far as they are learned
  const firstRelevance = learnsScale ? 1 : 0;
  const parameters: SearchedParameter[] = [];
  if (learnsScale) {
    const end = log(RANGE);
    parameters.push({
      parameter: 'lengthScale',
      label: 'lengthScale',
      start: 0,
      lower: -end,
      upper: end,
      penalty: 0,
    });
  }
  if (learnsRelevances) {
    for (const name of names)
      parameters.push({
        parameter: 'relevance',
        label: `relevance of ${name}`,
        start: 1,
        lower: 0,
        upper: RANGE ** 2,
        penalty,
      });
  }
  if (learnsClasses) {
    parameters.push({
      parameter: 'classWeight',
      label: 'classWeight',
      start: b,
      lower: 0,
      upper: Math.max(RANGE ** 2, 4 * b),
      penalty: 0,
    });
  }
  const N = fixed.kernel.labels.length;
  const parts = [
    ...(characteristics ? names.map((_, k) => columns(characteristics, [k])) : []),
    ...(hasClasses
      ? [
          columns(
            classes,
            classes.names.map((_, l) => l),
          ),
        ]
      : []),
  ].map((part) => (isLinear ? products(part, N) : squaredDistances(part, N)));
  const scaleAt = (theta: Float64Array): number => (learnsScale ? h * exp(theta[0]) : h);
  const weightsAt = (theta: Float64Array): number[] => [
    ...names.map((_, k) => (learnsRelevances ? theta[firstRelevance + k] : 1)),
    ...(hasClasses ? [learnsClasses ? theta[theta.length - 1] : b] : []),
  ];
  /** of the gradient in the weights of the parts, that in θ beyond the length scale */
  const chosen = (gradient: readonly number[]): number[] => [
    ...(learnsRelevances ? gradient.slice(0, names.length) : []),
    ...(learnsClasses ? [gradient[names.length]] : []),
  ];
  return {
    parameters,
    at(theta) {
      const weights = weightsAt(theta);
      const scale = scaleAt(theta);
      return isLinear
        ? linearAt(parts, weights, N, chosen)
        : decayAt(kind, parts, weights, scale, learnsScale, chosen);
    },
    describe(theta) {
      const weights = weightsAt(theta);
      const mean = weights.slice(0, names.length).reduce((sum, value) => sum + value, 0) / names.length;
      const isFree = isLinear && learnsRelevances && (!hasClasses || learnsClasses) && mean > 0;
      const unit = isFree ? mean : 1;
      return {
        learned: learn.filter((one) => parameters.some(({ parameter }) => parameter === one)),
        lengthScale: isLinear ? null : scaleAt(theta),
        relevances: Object.fromEntries(names.map((name, k) => [name, weights[k] / unit])),
        classWeight: hasClasses ? Math.sqrt(weights[names.length] / unit) : null,
        weights: null,
        ...ends(parameters, theta),
      };
    },
  };
}

/** Which parameters are 0, and which at another end. */
export function ends(
  parameters: readonly SearchedParameter[],
  theta: Float64Array,
): Pick<LearnedKernel, 'zero' | 'atBound'> {
  const isZero = (k: number): boolean => theta[k] === 0 && parameters[k].lower === 0;
  const isEnd = ({ lower, upper, parameter }: SearchedParameter, k: number): boolean =>
    !isZero(k) && parameter !== 'weights' && (theta[k] === lower || theta[k] === upper);
  return {
    zero: parameters.filter((_, k) => isZero(k)).map(({ label }) => label),
    atBound: parameters.filter(isEnd).map(({ label }) => label),
  };
}

function decayAt(
  kind: 'exponential' | 'gaussian' | 'linear',
  parts: readonly Float64Array[],
  weights: readonly number[],
  scale: number,
  learnsScale: boolean,
  chosen: (gradient: readonly number[]) => number[],
): ReturnType<ParametricKernel['at']> {
  const cells = parts[0].length;
  const u = new Float64Array(cells);
  parts.forEach((part, k) => {
    for (let cell = 0; cell < cells; cell++) u[cell] += weights[k] * part[cell];
  });
  const values = new Float64Array(cells);
  /** dK/du */
  const slope = new Float64Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    u[cell] /= scale * scale;
    const d = Math.sqrt(u[cell]);
    values[cell] = exp(kind === 'exponential' ? -d : -0.5 * u[cell]);
    slope[cell] = kind === 'exponential' ? -values[cell] / (2 * Math.max(d, CLOSE)) : -0.5 * values[cell];
  }
  return {
    values,
    pullback(M) {
      const MS = M.map((value, cell) => value * slope[cell]);
      const ofScale = learnsScale ? [-2 * MS.reduce((sum, value, cell) => sum + value * u[cell], 0)] : [];
      const ofParts = parts.map((part) => {
        let sum = 0;
        for (let cell = 0; cell < cells; cell++) sum += MS[cell] * part[cell];
        return sum / (scale * scale);
      });
      return Float64Array.from([...ofScale, ...chosen(ofParts)]);
    },
  };
}

function linearAt(
  parts: readonly Float64Array[],
  weights: readonly number[],
  N: number,
  chosen: (gradient: readonly number[]) => number[],
): ReturnType<ParametricKernel['at']> {
  const values = new Float64Array(N * N);
  const traces = parts.map((part) => {
    let sum = 0;
    for (let i = 0; i < N; i++) sum += part[i * (N + 1)];
    return sum / N;
  });
  const unit = traces.reduce((sum, trace, k) => sum + weights[k] * trace, 0);
  parts.forEach((part, k) => {
    for (let cell = 0; cell < N * N; cell++) values[cell] += (weights[k] / unit) * part[cell];
  });
  return {
    values,
    pullback(M) {
      const along = M.reduce((sum, value, cell) => sum + value * values[cell], 0);
      const ofParts = parts.map(
        (part, k) => (M.reduce((sum, value, cell) => sum + value * part[cell], 0) - along * traces[k]) / unit,
      );
      return Float64Array.from(chosen(ofParts));
    },
  };
}

/** Some columns, side by side: assets × columns. */
function columns({ assets, names, values }: Features, which: readonly number[]): Float64Array {
  return Float64Array.from(assets.flatMap((_, i) => which.map((k) => values[i * names.length + k])));
}

function squaredDistances(x: Float64Array, N: number): Float64Array {
  const F = x.length / N;
  return Float64Array.from({ length: N * N }, (_, cell) => {
    const [i, j] = [Math.floor(cell / N), cell % N];
    let sum = 0;
    for (let k = 0; k < F; k++) sum += (x[i * F + k] - x[j * F + k]) * (x[i * F + k] - x[j * F + k]);
    return sum;
  });
}

/** Of centred columns. */
function products(x: Float64Array, N: number): Float64Array {
  const F = x.length / N;
  const centred = x.slice();
  for (let k = 0; k < F; k++) {
    let sum = 0;
    for (let i = 0; i < N; i++) sum += x[i * F + k];
    for (let i = 0; i < N; i++) centred[i * F + k] -= sum / N;
  }
  return Float64Array.from({ length: N * N }, (_, cell) => {
    const [i, j] = [Math.floor(cell / N), cell % N];
    let sum = 0;
    for (let k = 0; k < F; k++) sum += centred[i * F + k] * centred[j * F + k];
    return sum;
  });
}
