import { ConfigError } from '../../errors.js';
import { readable } from '../bounds.js';
import { numberOption } from '../option-checks.js';
import type { PortfolioOptions } from '../types.js';
import type { CornerPortfolio, EfficientFrontier, FrontierPortfolio } from './types.js';

/** Where on the frontier: one of the three. */
export type FrontierTarget = Pick<PortfolioOptions, 'targetReturn' | 'targetVolatility' | 'riskAversion'>;

/** The portfolio, or why there is none. */
export type FrontierPortfolioResult =
  ({ status: 'optimal' } & FrontierPortfolio) | { status: 'infeasible'; conflict: string[] };

/**
 * The portfolio of the frontier with a return of at least `targetReturn`, a volatility of at most `targetVolatility`, or
 * the one for a `riskAversion`: what `optimizeWeights` gives for the objectives of these options. Between two corners a and
 * b, θ of the way, weights, return and t are linear in θ and σ² = σ_a² + (r_b − r_a)(2t_aθ + (t_b − t_a)θ²).
 *
 * @throws ConfigError `bad-target` for a number that is none, `missing-target` where not one of the three is given,
 *         `no-frontier` for one that is infeasible
 */
export function frontierPortfolio(frontier: EfficientFrontier, at: FrontierTarget): FrontierPortfolioResult {
  const options = (['targetReturn', 'targetVolatility', 'riskAversion'] as const).filter(
    (name) => at[name] !== undefined,
  );
  if (options.length !== 1) {
    throw new ConfigError(
      'missing-target',
      `${options.length} places on the frontier are asked for`,
      'give one of targetReturn, targetVolatility and riskAversion',
      { options },
    );
  }
  if (frontier.status === 'infeasible') {
    throw new ConfigError(
      'no-frontier',
      `there is no frontier: ${frontier.conflict.join(', ')}`,
      'widen the bounds',
      {
        conflict: frontier.conflict,
      },
    );
  }
  const [option] = options;
  const value = numberOption(at[option], option);
  const { corners } = frontier;
  const [first, last] = [corners[0], corners[corners.length - 1]];
  if (option === 'riskAversion') return atLambda(corners, 1 / value);
  const measure = option === 'targetReturn' ? 'expectedReturn' : 'volatility';
  if (option === 'targetReturn' ? value > last[measure] : value < first[measure]) {
    const reached =
      option === 'targetReturn'
        ? `above the largest reachable return, ${readable(last[measure])} a period`
        : `below the smallest reachable volatility, ${readable(first[measure])} a period`;
    return { status: 'infeasible', conflict: [`${option} ${readable(value)} is ${reached}`] };
  }
  if (value <= first[measure]) return alone(first, first.lambda);
  if (value >= last[measure]) return alone(last, last.lambda);
  const k = corners.findIndex((corner) => corner[measure] > value) - 1;
  const [a, b] = [corners[k], corners[k + 1]];
  const width = b.expectedReturn - a.expectedReturn;
  if (option === 'targetReturn') return between(a, b, (value - a.expectedReturn) / width);
  const missing = (value - a.volatility) * (value + a.volatility);
  const half = a.lambdaAbove * width;
  const square = (b.lambda - a.lambdaAbove) * width;
  return between(a, b, missing / (half + Math.sqrt(half * half + square * missing)));
}

function atLambda(corners: readonly CornerPortfolio[], t: number): FrontierPortfolioResult {
  const k = corners.findIndex((corner) => t <= corner.lambdaAbove);
  const b = corners[k];
  if (t >= b.lambda) return alone(b, t);
  const a = corners[k - 1];
  return between(a, b, (t - a.lambdaAbove) / (b.lambda - a.lambdaAbove));
}

function alone(
  { weights, expectedReturn, volatility, effectiveAssets }: CornerPortfolio,
  lambda: number,
): FrontierPortfolioResult {
  return { status: 'optimal', weights: { ...weights }, expectedReturn, volatility, effectiveAssets, lambda };
}

function between(a: CornerPortfolio, b: CornerPortfolio, theta: number): FrontierPortfolioResult {
  const weights = Object.fromEntries(
    Object.entries(a.weights).map(([asset, weight]) => [asset, weight + theta * (b.weights[asset] - weight)]),
  );
  const width = b.expectedReturn - a.expectedReturn;
  const rise = b.lambda - a.lambdaAbove;
  const variance = a.volatility * a.volatility + width * theta * (2 * a.lambdaAbove + rise * theta);
  const squares = Object.values(weights).reduce((sum, weight) => sum + weight * weight, 0);
  return {
    status: 'optimal',
    weights,
    expectedReturn: a.expectedReturn + theta * width,
    volatility: Math.sqrt(Math.max(0, variance)),
    effectiveAssets: 1 / squares,
    lambda: a.lambdaAbove + theta * rise,
  };
}
