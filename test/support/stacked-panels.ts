import type { Kernel, Panel } from '../../src/browser.js';
import { randomSource } from './random.js';

/** What a panel is made of. */
export interface KernelPanelOptions {
  seed: number;
  assets: number;
  periods: number;
  /** σ_K² of asset:time(K) beside a residual variance of 1; K has two groups of assets, correlated 0.9 within */
  kernelVariance: number;
  /** of the effect that all assets share in a period; default 0 */
  timeVariance?: number;
}

/** Returns about asset effects and loadings on a market, from known variances within a period. */
export function kernelPanel({
  seed,
  assets: N,
  periods: T,
  kernelVariance,
  timeVariance = 0,
}: KernelPanelOptions): {
  panel: Panel;
  kernels: { K: Kernel };
} {
  const { normal } = randomSource(seed);
  const assets = Array.from({ length: N }, (_, i) => `A${i}`);
  const periods = Array.from({ length: T }, (_, t) => `t${String(t).padStart(4, '0')}`);
  const market = Float64Array.from(periods, () => 2 * normal());
  const returns = new Float64Array(T * N);
  for (let t = 0; t < T; t++) {
    const time = Math.sqrt(timeVariance) * normal();
    const groups = [normal(), normal()];
    for (let i = 0; i < N; i++) {
      const related = Math.sqrt(0.9) * groups[i % 2] + Math.sqrt(0.1) * normal();
      const beta = 0.5 + i / N;
      returns[t * N + i] =
        0.01 * (0.1 * i + beta * market[t] + time + Math.sqrt(kernelVariance) * related + normal());
    }
  }
  const values = Float64Array.from({ length: N * N }, (_, cell) => {
    const [i, j] = [Math.floor(cell / N), cell % N];
    return i === j ? 1 : i % 2 === j % 2 ? 0.9 : 0;
  });
  return {
    panel: { assets, periods, returns, covariates: { market } },
    kernels: { K: { labels: assets, values } },
  };
}
