/** Panels about a market whose loadings and volatilities may wander. */
import { Matrix } from 'ml-matrix';
import type { Panel, PanelModel } from '../../src/browser.js';
import { randomSource } from './random.js';

/** Loadings of each asset's own, which half-lives can discount. */
export const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time'],
  kernels: {},
  scale: 'residual',
};

export interface Drift {
  /** standard deviation of a step of each loading */
  loadings?: number;
  /** standard deviation of a step of each log volatility, which returns to 0 */
  volatilities?: number;
}

/** Returns of N assets over T periods about the covariate `market`. */
export function driftingPanel(seed: number, T: number, N: number, drift: Drift = {}): Panel {
  const { normal } = randomSource(seed);
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const returns = new Float64Array(T * N);
  for (let i = 0; i < N; i++) {
    let [slope, level] = [0.5 + i / N, 0];
    for (let t = 0; t < T; t++) {
      slope += (drift.loadings ?? 0) * normal();
      level = 0.97 * level + (drift.volatilities ?? 0) * normal();
      returns[t * N + i] = slope * market[t] + 0.01 * Math.exp(level) * normal();
    }
  }
  return {
    assets: Array.from({ length: N }, (_, i) => `A${i}`),
    periods: Array.from({ length: T }, (_, t) => `${t}`),
    returns,
    covariates: { market },
  };
}

/** Returns, periods × assets. */
export const rowsOf = ({ assets, returns }: Panel): Matrix =>
  Matrix.from1DArray(returns.length / assets.length, assets.length, Array.from(returns));
/** 1 and the market, by period. */
export const columnsOf = ({ covariates }: Panel): Matrix =>
  new Matrix(Array.from(covariates.market as Float64Array, (x) => [1, x]));
