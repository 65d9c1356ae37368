/** Panels whose market is the average of their assets, and the model of contrasts that fits them. */
import type { Panel, PanelModel } from '../../src/browser.js';
import { decayingKernel, equicorrelatedPanel } from './edge-panels.js';
import { randomSource } from './random.js';

/** Returns with a kernel's correlation and deviations that differ threefold; the market is their average. */
export function averagePanel(seed: number, n: number, periods: number): Panel {
  const { normal } = randomSource(seed + 500);
  const base = equicorrelatedPanel(seed, n, periods, 0.4);
  const returns = base.returns.map((value, cell) => {
    const i = cell % n;
    const neighbour = base.returns[cell - i + ((i + 1) % n)];
    return 0.005 + (1 + (2 * i) / n) * (value + 0.6 * neighbour) + 0.004 * normal();
  });
  return withAverage({ ...base, returns });
}

export function withAverage(panel: Panel): Panel {
  const n = panel.assets.length;
  const market = Float64Array.from(panel.periods, (_, t) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += panel.returns[t * n + i];
    return sum / n;
  });
  return { ...panel, covariates: { ...panel.covariates, market } };
}

export const six = averagePanel(1, 6, 24);
export const contrastModel: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(six.assets, 0.6) },
  scale: 'residual',
  contrasts: 'average',
};
