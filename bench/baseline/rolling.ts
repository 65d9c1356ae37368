/** The walk forward of the four default strategies without costs: what `backtest()` decides and earns. */
import {
  ledoitWolfCovariance,
  type Loadings,
  sampleCovariance,
  systematicCovariance,
} from './covariances.js';
import { fitSums, type PanelFit, type PanelSums } from './fit.js';
import { relationshipKernel } from './kernel.js';
import { minimumVariance } from './minimum-variance.js';
import { type WindowSums, windowSums } from './window-sums.js';

export const strategies = ['systematic', 'sample', 'ledoitWolf', 'equalWeight'] as const;
export type Strategy = (typeof strategies)[number];

export interface Prices {
  assets: string[];
  /** dates × assets, none missing */
  prices: Float64Array;
}

export interface RollingOptions {
  market: string;
  train: number;
  rebalance: number;
  /** below it Ledoit–Wolf takes the place of the systematic covariance */
  minHeritability: number;
}

export interface RollingWindow {
  fit: PanelFit;
  weights: Record<Strategy, Float64Array>;
}

export interface RollingResult {
  windows: RollingWindow[];
  /** one a holding period */
  netReturns: Record<Strategy, number[]>;
}

export function rollingBacktest(
  { assets, prices }: Prices,
  { market, train, rebalance, minHeritability }: RollingOptions,
): RollingResult {
  const N = assets.length;
  const periods = prices.length / N - 1;
  const marketAt = assets.indexOf(market);
  const returns = byAsset(prices, N);
  const optimal = minimumVariance(N);
  const result: RollingResult = {
    windows: [],
    netReturns: { systematic: [], sample: [], ledoitWolf: [], equalWeight: [] },
  };
  let warm: Float64Array | null = null;
  for (let decision = train - 1; decision + 1 < periods; decision += rebalance) {
    const sums = windowSums(returns, N, marketAt, decision + 1 - train, train);
    const K = relationshipKernel(sums.characteristics, N);
    const fit = fitSums(panelSums(sums, marketAt), without(K, N, marketAt), warm);
    warm = fit.variances;
    const S = sampleCovariance(sums);
    const ledoitWolf = optimal(ledoitWolfCovariance(sums, S));
    const isUsable = fit.converged && fit.heritability >= minHeritability;
    const weights = {
      systematic: isUsable
        ? optimal(systematicCovariance(sums, fit.variances, loadings(fit, marketAt), K))
        : ledoitWolf,
      sample: optimal(S),
      ledoitWolf,
      equalWeight: new Float64Array(N).fill(1 / N),
    };
    result.windows.push({ fit, weights });
    const end = Math.min(decision + 1 + rebalance, periods);
    for (const name of strategies) {
      hold(weights[name], returns, periods, decision + 1, end, result.netReturns[name]);
    }
  }
  return result;
}

/** The sums of all assets but the market, which is no asset of the panel. */
function panelSums({ N, T, C, marketSquares, marketProducts }: WindowSums, market: number): PanelSums {
  return {
    n: N - 1,
    T,
    C: without(C, N, market),
    marketSquares,
    marketProducts: marketProducts.filter((_, i) => i !== market),
  };
}

/** A matrix without one row and column. */
function without(matrix: Float64Array, N: number, at: number): Float64Array {
  const smaller = new Float64Array((N - 1) * (N - 1));
  let next = 0;
  for (let i = 0; i < N; i++) {
    if (i === at) continue;
    for (let j = 0; j < N; j++) if (j !== at) smaller[next++] = matrix[i * N + j];
  }
  return smaller;
}

function loadings({ slopes, scales }: PanelFit, market: number): Loadings {
  const withMarket = (values: Float64Array, own: number) =>
    Float64Array.of(...values.subarray(0, market), own, ...values.subarray(market));
  return { slopes: withMarket(slopes, 1), scales: withMarket(scales, 0) };
}

/** Simple returns, an asset a row. */
function byAsset(prices: Float64Array, N: number): Float64Array {
  const periods = prices.length / N - 1;
  const returns = new Float64Array(N * periods);
  for (let t = 0; t < periods; t++) {
    for (let i = 0; i < N; i++) returns[i * periods + t] = prices[(t + 1) * N + i] / prices[t * N + i] - 1;
  }
  return returns;
}

/** Appends the returns of a portfolio that drifts from period `from` to the one before `to`. */
function hold(
  target: Float64Array,
  returns: Float64Array,
  periods: number,
  from: number,
  to: number,
  earned: number[],
): void {
  const weights = target.slice();
  for (let t = from; t < to; t++) {
    let portfolio = 0;
    for (let i = 0; i < weights.length; i++) portfolio += weights[i] * returns[i * periods + t];
    earned.push(portfolio);
    for (let i = 0; i < weights.length; i++) weights[i] *= (1 + returns[i * periods + t]) / (1 + portfolio);
  }
}
