import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { randomSource } from './random.js';

export interface EdgePanel {
  description: string;
  panel: Panel;
  model: PanelModel;
}

/** A kernel with 1 on the diagonal and ρ^|i − j| beside it. */
export function decayingKernel(labels: string[], rho: number): Kernel {
  const values = labels.flatMap((_, i) => labels.map((__, j) => rho ** Math.abs(i - j)));
  return { labels, values: Float64Array.from(values) };
}

/** Returns of 2 % a period with correlation ρ between all assets, a market, a regime of three levels and a trend. */
export function equicorrelatedPanel(seed: number, assets: number, periods: number, rho: number): Panel {
  const { normal } = randomSource(seed);
  const returns = new Float64Array(assets * periods);
  for (let t = 0; t < periods; t++) {
    const common = normal();
    for (let i = 0; i < assets; i++) {
      returns[t * assets + i] = 0.02 * (Math.sqrt(rho) * common + Math.sqrt(1 - rho) * normal());
    }
  }
  return {
    assets: Array.from({ length: assets }, (_, i) => `A${i + 1}`),
    periods: Array.from({ length: periods }, (_, t) => `P${t + 1}`),
    returns,
    covariates: {
      market: Float64Array.from({ length: periods }, () => 0.04 * normal()),
      trend: Float64Array.from({ length: periods }, (_, t) => t / 12),
      regime: Array.from({ length: periods }, (_, t) => ['Normal', 'Low', 'High'][t % 3]),
    },
  };
}

/** Corners that random models hardly ever reach. */
export function edgePanels(): EdgePanel[] {
  const panel = equicorrelatedPanel(11, 6, 20, 0.3);
  const K = decayingKernel(panel.assets, 0.5);
  const kernels = { K };
  const scaledKernels = {
    tiny: { ...K, values: K.values.map((value) => value * 1e-6) },
    huge: {
      ...decayingKernel(panel.assets, 0.1),
      values: decayingKernel(panel.assets, 0.1).values.map((v) => v * 1e6),
    },
  };
  return [
    {
      description: 'a residual variance of 0, where the kernel cannot carry all of the correlation',
      panel: equicorrelatedPanel(5, 6, 20, 0.6),
      model: { fixed: ['1'], random: ['asset:time(K)'], kernels: { K: decayingKernel(panel.assets, 0.3) } },
    },
    {
      description: 'no random terms: generalised is ordinary least squares',
      panel,
      model: { fixed: ['1', 'market'], random: [], kernels },
    },
    {
      description: 'no random terms under scale residual',
      panel,
      model: { fixed: ['asset', 'asset:market'], random: [], kernels, scale: 'residual' },
    },
    {
      description: 'one asset, its slope random',
      panel: equicorrelatedPanel(3, 1, 30, 0),
      model: { fixed: ['1'], random: ['asset:market(K)'], kernels: { K: decayingKernel(['A1'], 0) } },
    },
    {
      description: 'a factor with levels an asset has each its own effect of',
      panel,
      model: {
        fixed: ['asset', 'asset:regime'],
        random: ['time', 'asset:time(K)'],
        kernels,
        scale: 'residual',
      },
    },
    {
      description: 'per-asset and common fixed effects together',
      panel,
      model: {
        fixed: ['asset', 'market', 'regime'],
        random: ['asset:market(K)', 'asset:time(K)'],
        kernels,
        scale: 'residual',
      },
    },
    {
      description: 'kernels a million times too small and too large',
      panel,
      model: {
        fixed: ['1', 'market'],
        random: ['asset(tiny)', 'asset:time(huge)', 'time'],
        kernels: scaledKernels,
      },
    },
    {
      description: 'returns in percent with a trend that starts far from 0',
      panel: {
        ...panel,
        returns: panel.returns.map((value) => 100 * value),
        covariates: { ...panel.covariates, year: Float64Array.from(panel.periods, (_, t) => 2007 + t / 12) },
      },
      model: { fixed: ['1', 'year'], random: ['asset(K)', 'time', 'asset:time(K)'], kernels },
    },
    {
      description: 'as few periods as the fixed effects allow',
      panel: equicorrelatedPanel(8, 8, 3, 0.4),
      model: {
        fixed: ['asset', 'asset:market'],
        random: ['time', 'asset:time(K)'],
        kernels: { K: decayingKernel(equicorrelatedPanel(8, 8, 3, 0).assets, 0.7) },
      },
    },
    {
      description: 'more assets than periods, five terms, two kernels',
      panel: equicorrelatedPanel(21, 20, 9, 0.4),
      model: {
        fixed: ['1', 'market', 'trend'],
        random: ['asset(K)', 'asset:market(J)', 'time', 'asset:time(K)', 'asset:time(J)'],
        kernels: {
          K: decayingKernel(equicorrelatedPanel(21, 20, 1, 0).assets, 0.9),
          J: decayingKernel(equicorrelatedPanel(21, 20, 1, 0).assets.toReversed(), 0.3),
        },
      },
    },
  ];
}
