import type { LowRankKernel } from '../../src/kernels/types.js';
import type { LowRankModel } from '../../src/model/low-rank/types.js';
import type { Panel } from '../../src/model/types.js';
import { randomSource } from './random.js';

export interface LowRankPanelOptions {
  assets: number;
  periods: number;
  rank: number;
  /** δ: one for all assets (0 too), or another for each */
  diagonal: number | 'each';
  /** asset:time, time and residual variances of the scaled returns */
  variances?: readonly [number, number, number];
}

/** A panel with a market, scales that differ and within-period effects of a kernel FF' + diag(δ); one seed, one panel. */
export function lowRankPanel(
  seed: number,
  { assets: N, periods: T, rank, diagonal, variances = [0.5, 0.2, 0.4] }: LowRankPanelOptions,
): { panel: Panel; kernel: LowRankKernel } {
  const { uniform, normal } = randomSource(seed);
  const labels = Array.from({ length: N }, (_, i) => `A${i + 1}`);
  const factors = Float64Array.from({ length: N * rank }, () => normal() / Math.sqrt(rank));
  const delta = diagonal === 'each' ? Float64Array.from({ length: N }, () => 0.1 + uniform()) : diagonal;
  const scales = Array.from({ length: N }, () => 0.005 + 0.03 * uniform());
  const market = Float64Array.from({ length: T }, () => 0.005 + 0.04 * normal());
  const returns = new Float64Array(T * N);
  const [kernel, time, residual] = variances.map(Math.sqrt);
  for (let t = 0; t < T; t++) {
    const common = time * normal();
    const f = Float64Array.from({ length: rank }, normal);
    for (let i = 0; i < N; i++) {
      const own = typeof delta === 'number' ? delta : delta[i];
      let related = Math.sqrt(own) * normal();
      for (let k = 0; k < rank; k++) related += factors[i * rank + k] * f[k];
      const excess = common + kernel * related + residual * normal();
      returns[t * N + i] = 0.002 + (0.5 + uniform()) * market[t] + scales[i] * excess;
    }
  }
  return {
    panel: {
      assets: labels,
      periods: Array.from({ length: T }, (_, t) => `p${t + 1}`),
      returns,
      covariates: { market },
    },
    kernel: { labels, factors, diagonal: delta },
  };
}

/** The default model with one kernel of low rank. */
export function lowRankModel(kernel: LowRankKernel, options: Partial<LowRankModel> = {}): LowRankModel {
  return {
    fixed: ['asset', 'asset:market'],
    random: ['time', 'asset:time(K)'],
    scale: 'residual',
    kernels: { K: kernel },
    ...options,
  };
}
