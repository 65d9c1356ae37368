import type { Covariance } from '../../covariance/types.js';
import { ConfigError, ModelError } from '../../errors.js';
import { gammaVariate } from '../../numeric/gamma-variate.js';
import { randomStream } from '../../numeric/random.js';
import { semidefiniteFactor } from '../../numeric/semidefinite-factor.js';
import { checkCovariance } from '../check-covariance.js';
import { expectedReturnsOf } from '../expected-returns.js';
import type { PortfolioOptions } from '../types.js';
import type { Scenarios } from './scenarios.js';

/** How many scenarios are drawn, and of which distribution. */
export interface DrawOptions {
  /** S, 2 or more; default 1,000 */
  draws?: number;
  /** of a multivariate t distribution, above 2; default a normal one */
  degreesOfFreedom?: number;
  /** μ per period, by ticker or in the order of the assets; default 0 */
  expectedReturns?: NonNullable<PortfolioOptions['expectedReturns']>;
  /** a whole number from 0; default 1 */
  seed?: number;
}

/**
 * Scenarios drawn from a covariance Σ = LL':
 *
 *     r = μ ± Lz                  z ~ N(0, I), of a normal distribution
 *     r = μ ± √((df − 2)/(df·τ))·Lz       τ ~ Gamma(df/2, df/2), of a multivariate t: its covariance is Σ as well
 *
 * in pairs of both signs, so that an even number of draws has the mean μ exactly but for rounding. z and τ are
 * numbers of Philox counters under the seed, with the same bits everywhere: covariances that differ little get scenarios that
 * differ little. Those of z do not depend on df.
 *
 * @param covariance N×N, positive semi-definite, per period
 * @returns `draws` × N simple returns
 * @throws ConfigError `bad-value` of `draws` and `degreesOfFreedom`, `bad-seed`, and as `optimizeWeights` of `expectedReturns`;
 *         ModelError `not-semidefinite`; as `optimizeWeights` of a covariance that is none
 * @see docs/heavy-tails.md
 *
 * @example
 * ```ts
 * import { drawScenarios } from 'mixfolio';
 *
 * const covariance = { assets: ['A', 'B'], values: Float64Array.of(4e-4, 1e-4, 1e-4, 9e-4) };
 * const { returns } = drawScenarios(covariance, { draws: 2, degreesOfFreedom: 5 });
 * console.log(returns[0] === -returns[2], returns[1] === -returns[3]);
 * // prints
 * //   true true
 * ```
 */
export function drawScenarios(
  { assets, values }: Pick<Covariance, 'assets' | 'values'>,
  { draws = 1000, degreesOfFreedom, expectedReturns, seed = 1 }: DrawOptions = {},
): Scenarios {
  checkCovariance({ name: 'given', assets: [...assets], values, conditionNumber: null });
  if (!(Number.isSafeInteger(draws) && draws >= 2))
    throw badOption('draws', draws, 'give a whole number from 2, 1000 for instance');
  const df = degreesOfFreedom;
  if (df !== undefined && !(df > 2 && df < Infinity))
    throw badOption('degreesOfFreedom', df, 'give a number above 2, or leave it out for normal draws');
  const N = assets.length;
  const mu = expectedReturns === undefined ? new Float64Array(N) : expectedReturnsOf(expectedReturns, assets);
  const factor = semidefiniteFactor(values, N);
  if (factor === null) throw notSemidefinite(N);
  const { normal } = randomStream(seed, 'scenarios');
  const returns = new Float64Array(draws * N);
  const z = new Float64Array(N);
  for (let s = 0; s < draws; s += 2) {
    for (let i = 0; i < N; i++) z[i] = normal();
    const size = df === undefined ? 1 : Math.sqrt((0.5 * (df - 2)) / tau(seed, s, 0.5 * df));
    for (let i = 0; i < N; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += factor[i * N + j] * z[j];
      returns[s * N + i] = mu[i] + size * sum;
      if (s + 1 < draws) returns[(s + 1) * N + i] = mu[i] - size * sum;
    }
  }
  return { assets: [...assets], returns };
}

/** Gamma(shape, 1) of the draw at s, by a stream of its own: how many numbers it takes, which depends on df, moves no other. */
function tau(seed: number, s: number, shape: number): number {
  return gammaVariate(randomStream(seed, `tail of scenario ${s}`), shape);
}

function badOption(option: string, value: unknown, hint: string): ConfigError {
  return new ConfigError('bad-value', `${option} is ${String(value)}`, hint, {
    option,
    value: String(value),
  });
}

function notSemidefinite(N: number): ModelError {
  return new ModelError(
    'not-semidefinite',
    `the covariance of ${N} assets has a negative eigenvalue: nothing can be drawn with it`,
    'repair it, or use another estimator',
    { assets: N },
  );
}
