import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import { randomSource } from './random.js';
import {
  integer,
  type KernelKind,
  kernelKinds,
  pick,
  randomKernel,
  shuffle,
  type Source,
} from './random-kernels.js';

export interface RandomMixedOptions {
  /** at most this many observations */
  rows?: number;
  correlated?: boolean;
  groups?: boolean;
  weights?: boolean;
  /** probability that an observation is missing */
  missing?: number;
  /** no variance is 0, kernels are regular: for comparisons that need a smooth maximum */
  regular?: boolean;
}

/** A random mixed model with its data drawn from it; some variances are 0, some kernels singular. */
export function randomMixedModel(seed: number, options: RandomMixedOptions = {}): MixedModel {
  const source = randomSource(seed);
  const n = integer(source, 12, options.rows ?? 60);
  const p = integer(source, 1, 3);
  const X = Float64Array.from({ length: n * p }, (_, cell) => (cell % p === 0 ? 1 : source.normal()));
  const y = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let k = 0; k < p; k++) y[i] += (k + 1) * X[i * p + k];
  const random: MixedTerm[] = [];
  const terms = integer(source, 1, options.correlated ? 1 : 3);
  for (let k = 0; k < terms; k++) addTerm(source, k, y, random, options);
  if (options.correlated) addPartner(source, y, random);
  const weights = options.weights
    ? Float64Array.from({ length: n }, () => 0.2 + 3 * source.uniform())
    : undefined;
  const residualGroups = options.groups
    ? Array.from({ length: n }, () => pick(source, ['north', 'south']))
    : undefined;
  for (let i = 0; i < n; i++) {
    const deviation = residualGroups?.[i] === 'south' ? 2 : 1;
    y[i] += (deviation * source.normal()) / Math.sqrt(weights?.[i] ?? 1);
    if (source.uniform() < (options.missing ?? 0)) y[i] = NaN;
  }
  return {
    y,
    X,
    columns: Array.from({ length: p }, (_, k) => `x${k}`),
    random,
    ...(weights ? { weights } : {}),
    ...(residualGroups ? { residualGroups } : {}),
  };
}

function addTerm(
  source: Source,
  k: number,
  y: Float64Array,
  random: MixedTerm[],
  options: RandomMixedOptions,
): void {
  const count = integer(source, 3, 9);
  const names = Array.from({ length: count }, (_, l) => `t${k}l${l}`);
  const levels = Array.from(y, (_, i) => (i < count ? names[i] : pick(source, names)));
  const shuffled = shuffle(source, levels);
  const kinds: KernelKind[] = options.regular ? ['exponential', 'identity'] : [...kernelKinds];
  const kernel = source.uniform() < 0.5 ? randomKernel(source, names, pick(source, kinds)) : undefined;
  const covariate = source.uniform() < 0.3 ? Float64Array.from(y, () => source.normal()) : undefined;
  const deviation = options.regular ? 1.5 : pick(source, [0, 0.5, 2]);
  const effects = new Map(names.map((name) => [name, deviation * source.normal()]));
  shuffled.forEach((level, i) => (y[i] += effects.get(level)! * (covariate?.[i] ?? 1)));
  random.push({
    label: `term${k}`,
    levels: shuffled,
    ...(kernel ? { kernel } : {}),
    ...(covariate ? { covariate } : {}),
  });
}

/** A random slope correlated with the first term, often as far as ±1, sometimes without variance. */
function addPartner(source: Source, y: Float64Array, random: MixedTerm[]): void {
  const { levels, label } = random[0];
  const covariate = Float64Array.from(y, () => 1 + source.normal());
  const deviation = pick(source, [0, 1]);
  const share = pick(source, [-1, 0, 0.5, 1]);
  const names = [...new Set(levels)];
  const effects = new Map(
    names.map((name) => {
      const common = source.normal();
      return [name, [common, share * common + Math.sqrt(1 - share * share) * source.normal()] as const];
    }),
  );
  levels.forEach((level, i) => {
    const [a, b] = effects.get(level)!;
    y[i] += deviation * (a * (random[0].covariate?.[i] ?? 1) + b * covariate[i]);
  });
  random.push({ label: 'slope', levels, covariate, correlatedWith: label });
}
