import type { EngineCore } from '../engine/core.js';
import { multiply } from '../engine/linear-algebra.js';

/** The panel turned away from its average; s are the scales of the assets, D = diag(s). */
export interface Contrasts {
  /** N×(N − 1), orthonormal columns, H's = 0 */
  H: Float64Array;
  scales: Float64Array;
  /** rows × (N − 1) contrasts x back to assets: x·H'·D */
  toAssets: (x: Float64Array) => Float64Array;
}

/** H is the first N − 1 columns of the reflector I − 2vv'/v'v that takes s/‖s‖ to the last axis. */
export function contrastsOf(core: EngineCore, scales: Float64Array): Contrasts {
  const N = scales.length;
  const length = Math.sqrt(scales.reduce((sum, s) => sum + s * s, 0));
  const v = scales.map((s) => s / length);
  v[N - 1] += 1;
  const squares = v.reduce((sum, value) => sum + value * value, 0);
  const H = new Float64Array(N * (N - 1));
  const back = new Float64Array((N - 1) * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N - 1; j++) {
      H[i * (N - 1) + j] = (i === j ? 1 : 0) - (2 * v[i] * v[j]) / squares;
      back[j * N + i] = H[i * (N - 1) + j] * scales[i];
    }
  }
  return { H, scales, toAssets: (x) => multiply(core, x, back, x.length / (N - 1), N - 1, N) };
}
