import type { Covariance, PortfolioOptions } from '../../src/browser.js';
import { randomCovariance } from './quadratic-programs.js';
import { randomSource } from './random.js';

/** A covariance from its rows. */
export function covarianceOf(values: readonly (readonly number[])[], assets?: readonly string[]): Covariance {
  return {
    ...{ name: 'sample', conditionNumber: null, values: Float64Array.from(values.flat()) },
    assets: values.map((_, i) => assets?.[i] ?? `A${i}`),
  };
}

/** Volatilities and correlations as a covariance. */
export function fromCorrelations(
  sigma: readonly number[],
  rho: readonly (readonly number[])[],
  assets?: readonly string[],
): Covariance {
  return covarianceOf(
    rho.map((row, i) => row.map((value, j) => value * sigma[i] * sigma[j])),
    assets,
  );
}

export interface RandomPortfolioProblem {
  covariance: Covariance;
  /** μ by ticker, most of them above 0 */
  expectedReturns: Record<string, number>;
  /** bounds, groups and a turnover limit, each there or not; some portfolio satisfies them */
  constraints: Pick<
    PortfolioOptions,
    'minWeights' | 'maxWeights' | 'groups' | 'turnoverLimit' | 'previousWeights'
  >;
  /** a portfolio that satisfies them */
  point: Float64Array;
}

/** N assets; rank < N for a singular covariance. */
export function randomPortfolioProblem(seed: number, N: number, rank = 2 * N): RandomPortfolioProblem {
  const { uniform, normal } = randomSource(seed);
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  const byTicker = (value: (i: number) => number): Record<string, number> =>
    Object.fromEntries(assets.map((asset, i) => [asset, value(i)]));
  const raw = assets.map(() => (uniform() < 0.3 ? 0 : uniform()));
  raw[0] += 0.1;
  const total = raw.reduce((sum, value) => sum + value, 0);
  const point = Float64Array.from(raw, (value) => value / total);
  const constraints: RandomPortfolioProblem['constraints'] = {};
  const kind = uniform();
  if (kind < 0.4) constraints.maxWeights = Math.max(...point, 1.2 / N);
  else if (kind < 0.7) {
    constraints.minWeights = byTicker((i) => point[i] - 0.3 * uniform());
    constraints.maxWeights = byTicker((i) => point[i] + 0.3 * uniform());
  }
  if (uniform() < 0.5) {
    const half = assets.filter(() => uniform() < 0.5).concat(assets[0]);
    const members = [...new Set(half)];
    const held = members.reduce((sum, asset) => sum + point[assets.indexOf(asset)], 0);
    const third = assets.filter((_, i) => i % 3 === 0);
    const thirdHeld = third.reduce((sum, asset) => sum + point[assets.indexOf(asset)], 0);
    constraints.groups = {
      half: { assets: members, minWeight: held - 0.1 * uniform(), maxWeight: held + 0.1 * uniform() },
      third: { assets: third, maxWeight: thirdHeld + 0.2 * uniform() },
    };
  }
  if (uniform() < 0.4) {
    const previous = point.map((weight) => Math.max(0, weight + 0.05 * normal()));
    const moved = point.reduce((sum, weight, i) => sum + Math.abs(weight - previous[i]), 0);
    constraints.previousWeights = byTicker((i) => previous[i]);
    constraints.turnoverLimit = moved + 0.3 * uniform();
  }
  return {
    covariance: {
      name: 'sample',
      assets,
      conditionNumber: null,
      values: randomCovariance(seed + 1, N, rank, 1e-3),
    },
    expectedReturns: byTicker(() => 0.006 + 0.006 * normal()),
    ...{ constraints, point },
  };
}

/** The problem with its assets in another order. */
export function reorderedCovariance(
  { assets, values, ...rest }: Covariance,
  order: readonly number[],
): Covariance {
  const N = assets.length;
  return {
    ...rest,
    assets: order.map((i) => assets[i]),
    values: Float64Array.from(order.flatMap((i) => order.map((j) => values[i * N + j]))),
  };
}
