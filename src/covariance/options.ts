import { ConfigError } from '../errors.js';
import type { MovementOptions } from '../loadings/types.js';
import type { HalfLifeOption } from './posterior/half-lives.js';
import type { CovarianceName } from './types.js';

/** What some estimators can be told; an estimator refuses those that it has no use for. */
export interface CovarianceOptions {
  /**
   * true: the estimator sees each asset divided by its sample deviation, and its result is scaled back, D·Ĉ·D. Default
   * false. Of shrinkage estimators and `pcaFactor`
   */
  standardise?: boolean;
  /**
   * periods after which a return counts half as much. Of `exponential`, a number, default half of the window, T/2; of
   * `posterior`, default that of the model: a number for all of it, `auto`, or one of `loadings`, `volatilities` and
   * `correlations` each. `auto` chooses none, T, T/2, T/4 or T/8 for loadings and for volatilities by predictive likelihood
   */
  halfLife?: HalfLifeOption;
  /** k, leading principal components; default as many as stand out of noise, see docs/theory.md. Of `pcaFactor` */
  factors?: number;
  /** how loadings move: on which covariates, by which kernels, with a q each or a common one. Of `filtered`, `filteredSystematic` */
  loadings?: MovementOptions;
}

type OptionName = keyof CovarianceOptions;

const optionNames: readonly OptionName[] = ['standardise', 'halfLife', 'factors', 'loadings'];

const used: Partial<Record<CovarianceName | 'stacked' | 'averaged', readonly OptionName[]>> = {
  ledoitWolf: ['standardise'],
  oas: ['standardise'],
  constantCorrelation: ['standardise'],
  singleFactor: ['standardise'],
  nonlinear: ['standardise'],
  nonlinear2020: ['standardise'],
  filtered: ['loadings'],
  filteredSystematic: ['loadings'],
  exponential: ['halfLife'],
  posterior: ['halfLife'],
  pcaFactor: ['standardise', 'factors'],
};

/** Options that are given and that the estimator of this name has no use for. */
export function unusedOptions(
  name: CovarianceName | 'stacked' | 'averaged',
  options: CovarianceOptions,
): OptionName[] {
  return optionNames.filter(
    (option) => options[option] !== undefined && !(used[name] ?? []).includes(option),
  );
}

/** Covariances that an option is of. */
export function optionUsers(option: OptionName): string[] {
  return Object.entries(used).flatMap(([user, names]) => (names.includes(option) ? [user] : []));
}

/** Those of the options that are given, and nothing else. */
export function covarianceOptions({
  standardise,
  halfLife,
  factors,
  loadings,
}: CovarianceOptions): CovarianceOptions {
  return {
    ...(standardise === undefined ? {} : { standardise }),
    ...(halfLife === undefined ? {} : { halfLife }),
    ...(factors === undefined ? {} : { factors }),
    ...(loadings === undefined ? {} : { loadings }),
  };
}

/** The estimator with its options, as tables and reasons call it: `pcaFactor (standardised, 3 factors)`. */
export function covarianceLabel(
  name: CovarianceName,
  { standardise, halfLife, factors, loadings }: CovarianceOptions,
): string {
  const parts = [
    ...(standardise === true ? ['standardised'] : []),
    ...(halfLife === undefined ? [] : [halfLifeLabel(halfLife)]),
    ...(factors === undefined ? [] : [factors === 1 ? '1 factor' : `${factors} factors`]),
    ...(loadings === undefined ? [] : loadingsLabels(loadings)),
  ];
  return parts.length === 0 ? name : `${name} (${parts.join(', ')})`;
}

/** `loadings on market by combined + I`, `one q`. */
function loadingsLabels({ moving, kernel, noise }: MovementOptions): string[] {
  const kernels = Array.isArray(kernel) ? kernel : [kernel ?? null];
  const isUsual = kernels.length === 1 && kernels[0] === null;
  const how = [
    ...(moving === undefined ? [] : [`on ${moving.join(' + ')}`]),
    ...(isUsual ? [] : [`by ${kernels.map((name) => name ?? 'I').join(' + ')}`]),
  ];
  return [
    ...(how.length === 0 ? [] : [`loadings ${how.join(' ')}`]),
    ...(noise === 'common' ? ['one q'] : []),
  ];
}

/** `half-life 26`, `half-lives auto loadings, 20 volatilities`. */
function halfLifeLabel(halfLife: HalfLifeOption): string {
  if (typeof halfLife !== 'object') return `half-life ${halfLife}`;
  const parts = halfLifeParts.flatMap((part) => {
    const own = halfLife[part] ?? null;
    return own === null ? [] : [`${own} ${part}`];
  });
  return parts.length === 0 ? 'no half-life' : `half-lives ${parts.join(', ')}`;
}

const halfLifeParts = ['loadings', 'volatilities', 'correlations'] as const;

/** @throws ConfigError `unused-option`, `bad-value` */
export function checkOptions(name: CovarianceName, options: CovarianceOptions): void {
  const [unused] = unusedOptions(name, options);
  if (unused !== undefined) {
    throw new ConfigError(
      'unused-option',
      `the covariance ${name} has no use for ${unused}`,
      `leave it out; ${unused} is an option of ${optionUsers(unused).join(', ')}`,
      { covariance: name, option: unused },
    );
  }
  const { standardise, halfLife, factors, loadings } = options;
  if (standardise !== undefined && typeof standardise !== 'boolean')
    throw badValue('standardise', standardise, 'true or false');
  if (halfLife !== undefined && !isHalfLife(halfLife)) {
    if (name !== 'posterior') throw badValue('halfLife', halfLife, 'a positive number of periods');
    checkHalfLives(halfLife);
  }
  if (factors !== undefined && !(Number.isInteger(factors) && factors >= 1))
    throw badValue('factors', factors, 'a whole number, 1 or more');
  if (loadings !== undefined) checkLoadings(loadings);
}

/** An object of the options of movements; what they say is checked where they are used. */
function checkLoadings(loadings: MovementOptions): void {
  const isObject = typeof loadings === 'object' && loadings !== null && !Array.isArray(loadings);
  if (!isObject) throw badValue('loadings', loadings, 'an object of moving, kernel and noise');
  const known = ['moving', 'kernel', 'noise'];
  for (const [key, value] of Object.entries(loadings))
    if (!known.includes(key)) throw badValue(`loadings.${key}`, value, `none but ${known.join(', ')}`);
}

/** Whether it is a positive number of periods. */
export function isHalfLife(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

/** `auto`, or an object of the parts. */
function checkHalfLives(halfLife: Exclude<HalfLifeOption, number> | number): void {
  if (halfLife === 'auto') return;
  if (typeof halfLife !== 'object' || halfLife === null)
    throw badValue('halfLife', halfLife, 'a positive number of periods, "auto" or an object of half-lives');
  for (const [part, own] of Object.entries(halfLife)) {
    const isPart = halfLifeParts.some((known) => known === part);
    if (!isPart) throw badValue(`halfLife.${part}`, own, `none but ${halfLifeParts.join(', ')}`);
    if (own === undefined || own === null || isHalfLife(own)) continue;
    if (own === 'auto' && part !== 'correlations') continue;
    const expected = part === 'correlations' ? '' : ', "auto"';
    throw badValue(`halfLife.${part}`, own, `a positive number of periods${expected} or null`);
  }
}

/** `bad-value` of an option, which has a default. */
export function badValue(option: string, value: unknown, expected: string): ConfigError {
  return new ConfigError(
    'bad-value',
    `${option} is ${String(value)} when ${expected} is expected`,
    'leave it out for its default',
    { path: option, value: String(value) },
  );
}
