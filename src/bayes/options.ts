import { ConfigError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import { checkSeed } from '../numeric/seed.js';
import { suggestion } from '../suggest.js';
import type { PosteriorOptions, VariancePrior } from './types.js';

/** The engine's PriorKind. */
const kinds = { halfNormal: 0, halfCauchy: 1, penalisedComplexity: 2 } as const;

const defaultPrior: VariancePrior = { kind: 'halfNormal' };

/** A prior as the engine takes it: `scale` in units of σ, 0 where it is `relative` times the unit of the component. */
export interface EnginePrior {
  kind: VariancePrior['kind'];
  code: number;
  scale: number;
  relative: number;
}

/** Options with their defaults, checked. */
export type SamplerOptions = Required<Omit<PosteriorOptions, 'priors' | 'degreesOfFreedomPrior'>>;

/** @throws ConfigError `bad-value` naming the option, `bad-seed` */
export function samplerOptions(options: PosteriorOptions): SamplerOptions {
  const { chains = 4, draws = 1000, warmup = 500, seed = 1 } = options;
  const { targetAcceptance = 0.8, maxTreeDepth = 10 } = options;
  const whole = (name: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw badValue(name, value, `give a whole number from ${least} to ${most}`);
  };
  whole('chains', chains, 1, 64);
  whole('draws', draws, 4, 1_000_000);
  whole('warmup', warmup, 20, 1_000_000);
  whole('maxTreeDepth', maxTreeDepth, 1, 20);
  checkSeed(seed);
  if (!(targetAcceptance > 0 && targetAcceptance < 1)) {
    throw badValue('targetAcceptance', targetAcceptance, 'give a probability between 0 and 1, as 0.8');
  }
  return { chains, draws, warmup, seed, targetAcceptance, maxTreeDepth };
}

/**
 * The prior of every component, in their order.
 *
 * @throws ConfigError `unknown-component`, `unknown-prior`, `bad-value`
 */
export function priorsOf(priors: PosteriorOptions['priors'], labels: readonly string[]): EnginePrior[] {
  if (priors === undefined) return labels.map(() => read(defaultPrior, 'priors'));
  if (isPrior(priors)) return labels.map(() => read(priors, 'priors'));
  for (const label of Object.keys(priors)) {
    if (labels.includes(label)) continue;
    throw new ConfigError(
      'unknown-component',
      `priors names "${label}", which is not among the model's variances ${labels.join(', ')}`,
      suggestion(label, [...labels]),
      { label },
    );
  }
  return labels.map((label) =>
    Object.hasOwn(priors, label) ? read(priors[label], `priors.${label}`) : read(defaultPrior, 'priors'),
  );
}

function isPrior(priors: NonNullable<PosteriorOptions['priors']>): priors is VariancePrior {
  return typeof priors.kind === 'string';
}

function read(prior: VariancePrior, path: string): EnginePrior {
  const { kind } = prior;
  if (!Object.hasOwn(kinds, kind)) {
    throw new ConfigError(
      'unknown-prior',
      `${path} has the kind ${String(kind)}`,
      suggestion(String(kind), Object.keys(kinds)),
      { path, kind: String(kind) },
    );
  }
  const positive = (name: string, value: number | undefined): void => {
    if (value === undefined || (value > 0 && value < Infinity)) return;
    throw badValue(`${path}.${name}`, value, 'give a positive number');
  };
  if (prior.kind !== 'penalisedComplexity') {
    positive('scale', prior.scale);
    return { kind, code: kinds[kind], scale: prior.scale ?? 0, relative: 1 };
  }
  const { upper, probability = 0.05 } = prior;
  positive('upper', upper);
  if (!(probability > 0 && probability < 1)) {
    throw badValue(`${path}.probability`, probability, 'give a probability between 0 and 1, as 0.05');
  }
  // P(σ > upper) = e^{−upper/mean}
  const share = -1 / log(probability);
  return { kind, code: kinds[kind], scale: (upper ?? 0) * share, relative: 2 * share };
}

function badValue(path: string, value: number, hint: string): ConfigError {
  return new ConfigError('bad-value', `${path} is ${String(value)}`, hint, { path, value: String(value) });
}
