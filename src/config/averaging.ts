/** The covariance `averaged` of a strategy: its defaults, what it is called, and what it cannot be of. */
import { ConfigError } from '../errors.js';
import type { AveragingConfig, ResolvedAveraging } from './averaging.types.js';
import type { ResolvedStrategy } from './strategy.types.js';
import type { ResolvedConfig } from './types.js';

const defaults: ResolvedAveraging = { chains: 4, draws: 250, warmup: 300, prior: 'halfNormal' };

export function resolveAveraging(averaging: AveragingConfig = {}): ResolvedAveraging {
  return { ...defaults, ...averaging };
}

/** The strategy with the defaults of its averaging filled in; the strategy itself where it has none. */
export function withAveraging(strategy: ResolvedStrategy): ResolvedStrategy {
  if (strategy.covariance !== 'averaged') return strategy;
  return { ...strategy, averaging: resolveAveraging(strategy.averaging) };
}

/** `averaged`, with what is not the default: `averaged (2 chains, 500 draws, halfCauchy)`. */
export function averagedLabel(averaging: AveragingConfig = {}): string {
  const { chains, draws, warmup, prior } = resolveAveraging(averaging);
  const parts = [
    ...(chains === defaults.chains ? [] : [`${chains} chains`]),
    ...(draws === defaults.draws ? [] : [`${draws} draws`]),
    ...(warmup === defaults.warmup ? [] : [`warm-up ${warmup}`]),
    ...(prior === defaults.prior ? [] : [prior]),
  ];
  return parts.length === 0 ? 'averaged' : `averaged (${parts.join(', ')})`;
}

/**
 * What there is against averages over the posterior.
 *
 * @returns `bad-value` of options without use, and of models that have no posterior
 */
export function averagingProblems({ strategies, model }: ResolvedConfig): ConfigError[] {
  const problem = (path: string, message: string, hint: string, strategy: string): ConfigError =>
    new ConfigError('bad-value', `${path} ${message}`, hint, { path, strategy });
  const without = [
    ...(model.method === 'ML' ? ['maximum likelihood, which integrates no fixed effects out'] : []),
    ...(model.errors === undefined ? [] : ['t errors, with which it is not averaged']),
    ...(model.halfLife === undefined ? [] : ['a half-life, whose likelihood is discounted']),
  ];
  return strategies.flatMap(({ covariance, averaging, name, objective }, s) => {
    const path = `strategies[${s}]`;
    if (covariance !== 'averaged') {
      if (averaging === undefined) return [];
      const user = covariance === undefined ? `the objective ${objective}` : `the covariance ${covariance}`;
      return [
        problem(
          `${path}.averaging`,
          `is not used by ${user}`,
          'give the strategy "covariance": "averaged", or leave averaging out',
          name,
        ),
      ];
    }
    return without.map((what) =>
      problem(
        `${path}.covariance`,
        `is averaged over a posterior, and the model has ${what}`,
        'use another covariance, or REML with normal errors and without a half-life',
        name,
      ),
    );
  });
}
