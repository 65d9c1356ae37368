import type { Panel, PanelModel } from '../../src/browser.js';
import { randomStream } from '../../src/numeric/random.js';

export const names = ['A', 'B', 'C', 'D'];
export const kernel = [
  [1, 0.6, 0.2, 0.1],
  [0.6, 1, 0.3, 0.2],
  [0.2, 0.3, 1, 0.5],
  [0.1, 0.2, 0.5, 1],
];

/**
 * Loadings that walk with the standard deviations `steps`, their path, and returns of them.
 *
 * @param alike N×N factor A of steps A·ε; by default I
 * @param deviation of the residual of an asset
 */
export function simulated(
  seed: number,
  T: number,
  steps: readonly number[],
  missing = 0,
  N = names.length,
  alike?: readonly (readonly number[])[],
  deviation = (i: number): number => 0.5 + 0.1 * i,
) {
  const random = randomStream(seed, 'moving loadings');
  const normal = (): number => random.normal();
  const covariates: Record<string, Float64Array> = {};
  steps.forEach(
    (_, j) => (covariates[j === 0 ? 'market' : `x${j}`] = Float64Array.from({ length: T }, normal)),
  );
  const b = Array.from({ length: N }, () => steps.map(() => 1 + 0.3 * normal()));
  const path: number[] = [];
  const returns = new Float64Array(T * N);
  const columns = Object.values(covariates);
  for (let t = 0; t < T; t++) {
    const common = 0.3 * normal();
    const moves = alike && steps.map(() => factored(alike, Array.from({ length: N }, normal)));
    for (let i = 0; i < N; i++) {
      let mean = 0.1 * i + common;
      steps.forEach((step, j) => {
        if (t > 0) b[i][j] += step * (moves ? moves[j][i] : normal());
        path.push(b[i][j]);
        mean += b[i][j] * columns[j][t];
      });
      returns[t * N + i] = mean + deviation(i) * normal();
    }
  }
  for (let k = 0; k < missing; k++) returns[Math.floor(random.uniform() * (T - 8) + 8) * N + (k % N)] = NaN;
  const assets = Array.from({ length: N }, (_, i) => names[i] ?? `S${i}`);
  const panel: Panel = { assets, periods: Array.from({ length: T }, (_, t) => `${t}`), returns, covariates };
  return { panel, path };
}

export const K = { labels: names, values: Float64Array.from(kernel.flat()) };
export const fixed = (panel: Panel): string[] => [
  'asset',
  ...Object.keys(panel.covariates).map((name) => `asset:${name}`),
];
export const modelOf = (panel: Panel, random = ['time', 'asset:time(K)']): PanelModel => ({
  fixed: fixed(panel),
  random,
  kernels: { K },
  scale: 'residual',
});

function factored(A: readonly (readonly number[])[], x: readonly number[]): number[] {
  return A.map((row) => row.reduce((sum, value, k) => sum + value * x[k], 0));
}
