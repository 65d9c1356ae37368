import { readFileSync } from 'node:fs';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';

/** A crossed random-effects model fitted by lme4, as a panel with an identity kernel. */
export interface Lme4Panel {
  assets: number;
  periods: number;
  returns: number[];
  market: number[];
  full: { variances: number[]; logLikelihood: number; aic: number };
  withoutAsset: { logLikelihood: number; aic: number };
  withoutTime: { logLikelihood: number; aic: number };
  tests: Record<'asset' | 'time', { statistic: number; pValue: number }>;
  series: {
    asset: string;
    skewness: number;
    excessKurtosis: number;
    jarqueBera: [number, number];
    autocorrelation: number;
    /** statistic and p-value of lag 1, then of lags 1 to 4 */
    ljungBox: [number, number, number, number];
    breuschPagan: [number, number];
  }[];
}

export const lme4 = JSON.parse(
  readFileSync(new URL('../reference/lme4-panel.json', import.meta.url), 'utf8'),
) as Lme4Panel;

const letters = [...'ABCDEF'].slice(0, lme4.assets);
export const lme4Panel: Panel = {
  assets: letters,
  periods: Array.from({ length: lme4.periods }, (_, t) => `period ${t + 1}`),
  returns: Float64Array.from(lme4.returns),
  covariates: { market: Float64Array.from(lme4.market) },
};
export const lme4Model: PanelModel = {
  fixed: ['1'],
  random: ['asset(I)', 'time'],
  kernels: {
    I: {
      labels: letters,
      values: Float64Array.from({ length: letters.length ** 2 }, (_, k) =>
        k % (letters.length + 1) === 0 ? 1 : 0,
      ),
    },
  },
};

/** Six assets over thirty periods with the default model of a backtest. */
export const panel = equicorrelatedPanel(31, 6, 30, 0.4);
export const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(panel.assets, 0.6) },
  scale: 'residual',
};

/** The panel without some of its returns: an asset listed late, a few cells, a whole period. */
export const ragged: Panel = {
  ...panel,
  returns: panel.returns.map((value, cell) => {
    const [t, i] = [Math.floor(cell / panel.assets.length), cell % panel.assets.length];
    return (i === 2 && t < 9) || (7 * t + i) % 13 === 0 || t === 20 ? NaN : value;
  }),
};

/** The panel with the average of its returns as the market. */
export const averagePanel: Panel = {
  ...panel,
  covariates: {
    market: Float64Array.from(panel.periods, (_, t) =>
      panel.assets.reduce(
        (sum, __, i) => sum + panel.returns[t * panel.assets.length + i] / panel.assets.length,
        0,
      ),
    ),
  },
};
export const averageModel: PanelModel = { ...model, random: ['asset:time(K)'], contrasts: 'average' };
