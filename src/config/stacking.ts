/** The models of a strategy's stack: their defaults, what they are called, and what cannot be. */
import { type CovarianceOptions, covarianceLabel, covarianceOptions } from '../covariance/options.js';
import { DEFAULT_BLOCKS } from '../covariance/stacking/blocks.js';
import { ConfigError } from '../errors.js';
import { averagedLabel } from './averaging.js';
import type { AveragingConfig } from './averaging.types.js';
import { modelProblems } from './model-problems.js';
import { residualGroupProblems } from './residual-groups.js';
import type { ResolvedStacking, StackingCandidateConfig, StackingConfig } from './stacking.types.js';
import type { ResolvedStrategy, StrategyCovarianceName } from './strategy.types.js';
import type { ResolvedConfig } from './types.js';

/** What a strategy's covariance can be told. */
export interface StrategyCovarianceOptions extends CovarianceOptions {
  /** of `stacked` */
  stacking?: StackingConfig;
  /** of `averaged` */
  averaging?: AveragingConfig;
}

const nested: readonly string[][] = [[], ['time'], ['time', 'asset:time(combined)']];
const ofClasses = ['time', 'asset:time(combined)', 'asset:time(class)'];

/** The stack of a strategy with its defaults filled in; the strategy itself where it has none. */
export function withStacking(strategy: ResolvedStrategy, hasClasses: boolean): ResolvedStrategy {
  if (strategy.covariance !== 'stacked') return strategy;
  return { ...strategy, stacking: resolveStacking(strategy.stacking ?? {}, hasClasses) };
}

function resolveStacking(
  { covariance = 'total', ...stacking }: StackingConfig,
  hasClasses: boolean,
): ResolvedStacking {
  const usual = (hasClasses ? [...nested, ofClasses] : nested).map((random) => ({ random: [...random] }));
  const candidates: readonly StackingCandidateConfig[] = stacking.candidates ?? usual;
  return {
    blocks: DEFAULT_BLOCKS,
    score: 'period',
    ...structuredClone(stacking),
    candidates: candidates.map((own) => ({
      ...structuredClone(own),
      covariance: own.covariance ?? covariance,
    })),
  };
}

/** A configuration whose model is that of a candidate. */
export function candidateModel(
  { model }: Pick<ResolvedConfig, 'model'>,
  { fixed, random, errors, halfLife, residualGroups }: StackingCandidateConfig,
): ResolvedConfig['model'] {
  return {
    ...model,
    ...(fixed && { fixed }),
    ...(random && { random }),
    ...(errors && { errors: { degreesOfFreedom: 'estimate', ...errors } }),
    ...(halfLife !== undefined && { halfLife }),
    ...(residualGroups && { residualGroups: { assets: residualGroups } }),
  };
}

/** What it is called in tables, charts and reasons: `residual`, `time + asset:time(combined)`, `time, t errors, posterior`. */
export function candidateName({
  fixed,
  random,
  errors,
  halfLife,
  residualGroups,
  covariance = 'total',
}: StackingCandidateConfig): string {
  const terms = random === undefined ? 'the model' : random.length === 0 ? 'residual' : random.join(' + ');
  const df = errors?.degreesOfFreedom;
  return [
    terms,
    ...(fixed === undefined ? [] : [`fixed ${fixed.join(' + ')}`]),
    ...(residualGroups === undefined ? [] : [`residuals by ${residualGroups}`]),
    ...(errors === undefined ? [] : [typeof df === 'number' ? `t errors of ${df} df` : 't errors']),
    ...(halfLife === undefined ? [] : [`half-life ${halfLife}`]),
    ...(covariance === 'total' ? [] : [covariance]),
  ].join(', ');
}

/** The options of a strategy's covariance that are given, and nothing else. */
export function strategyCovarianceOptions(strategy: StrategyCovarianceOptions): StrategyCovarianceOptions {
  const { stacking, averaging } = strategy;
  return {
    ...covarianceOptions(strategy),
    ...(stacking === undefined ? {} : { stacking }),
    ...(averaging === undefined ? {} : { averaging }),
  };
}

/** A strategy's covariance with its options, as tables and reasons call it; a stack by its models where they are not the default. */
export function strategyCovarianceLabel(
  name: StrategyCovarianceName,
  options: StrategyCovarianceOptions,
): string {
  if (name === 'averaged') return averagedLabel(options.averaging);
  if (name !== 'stacked') return covarianceLabel(name, options);
  const { candidates = [], blocks, score, degreesOfFreedom } = options.stacking ?? {};
  const { covariance = 'total' } = candidates[0] ?? {};
  const alike = candidates.every((candidate) => (candidate.covariance ?? 'total') === covariance);
  const listed = (models: readonly StackingCandidateConfig[]): string =>
    models.map(candidateName).join(' | ');
  const own = listed(alike ? candidates.map((one) => ({ ...one, covariance: 'total' })) : candidates);
  const usual = [[], nested, [...nested, ofClasses]].map((models) =>
    listed(models.map((random) => ({ random }))),
  );
  const parts = [
    ...(usual.includes(own) ? [] : [own]),
    ...(alike && covariance !== 'total' ? [covariance] : []),
    ...(blocks === undefined || blocks === DEFAULT_BLOCKS
      ? []
      : [`${blocks} ${blocks === 1 ? 'block' : 'blocks'}`]),
    ...(score === 'block' ? ['scored by block'] : []),
    ...(degreesOfFreedom === undefined ? [] : [`t densities of ${degreesOfFreedom} df`]),
  ];
  return parts.length === 0 ? name : `${name} (${parts.join('; ')})`;
}

/**
 * What there is against the stacks of strategies, where the model itself is in order.
 *
 * @returns `bad-value` of a stack without use, of models that are the same and of too short windows, and as `modelProblems` of a candidate
 */
export function stackingProblems(config: ResolvedConfig): ConfigError[] {
  return config.strategies.flatMap((strategy, s) => {
    const { covariance, stacking, name } = strategy;
    const path = `strategies[${s}].stacking`;
    const problem = (at: string, message: string, hint: string): ConfigError =>
      new ConfigError('bad-value', `${at} ${message}`, hint, { path: at, strategy: name });
    if (stacking === undefined) return [];
    if (covariance !== 'stacked')
      return [problem(path, `is not used by ${covariance === undefined ? `the objective ${strategy.objective}` : `the covariance ${covariance}`}`, 'give the strategy "covariance": "stacked", or leave stacking out')]; // prettier-ignore
    const { candidates = [], blocks = DEFAULT_BLOCKS } = stacking;
    const names = candidates.map(candidateName);
    const own = candidates.flatMap((candidate, c): ConfigError[] => {
      const at = `${path}.candidates[${c}]`;
      if (names.indexOf(names[c]) < c) return [problem(at, `is ${names[c]} once more`, 'leave it out')];
      const model = candidateModel(config, candidate);
      const asModel = { ...config, model, strategies: [] };
      const found = modelProblems(asModel, false, at);
      if (found.length > 0) return found;
      if (model.residualGroups?.periods !== undefined)
        return [problem(at, 'has residual variances that differ between periods', 'a stack is of models whose periods are all alike: use residualGroups "asset" or "class"')]; // prettier-ignore
      return candidate.residualGroups === undefined ? [] : residualGroupProblems(asModel, at);
    });
    const half = config.backtest.train - Math.floor(config.backtest.train / 2);
    if (blocks <= half) return own;
    return [...own, problem(`${path}.blocks`, `is ${blocks}, and the second half of backtest.train has ${half} periods`, 'use fewer blocks or a longer window')]; // prettier-ignore
  });
}
