import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { observedOn } from './expected-information.js';
import { beyondAssetFixed, henderson } from './henderson.js';
import { rowWeights, scaledRows } from './scaled-rows.js';

/** Of one term, in the order of its BLUPs. */
interface EffectErrors {
  /** var(û − u) */
  errorVariance: Float64Array;
  /** var(u) */
  variance: Float64Array;
}

/**
 * Prediction errors of a fit on contrasts, whose effects enter the returns as u = D(I − P)v = DHc, c = H'v:
 *
 *     var(û − u) = diag(D·H·M·H'·D),  var(u) = θ·diag(D·H·B·H'·D)
 *     M = θB − θ²·B(ξ' ⊗ I)Z'PZ(ξ ⊗ I)B       of a persistent term, B = H'KH, ξ its covariate on the directions
 *     M = θB − θ²·B(R − R·Z_tΦZ_t'·R)B         of a term within a period, divided by w_t
 *
 * @param fit of this panel and this model
 */
export function contrastErrors(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Record<string, EffectErrors> {
  const rows = scaledRows(core, panel, model, fit);
  const equations = henderson(core, rows);
  const { n, W, Phi, patterns } = equations;
  const { H, scales } = rows.contrasts!;
  const N = scales.length;
  const weights = rowWeights(panel, model, fit);
  const size = W.length * n;
  /** diag(D·H·X·M·X'·H'·D) for HX of N×n. */
  const onAssets = (HX: Float64Array, M: Float64Array): Float64Array => {
    const half = product(core, HX, M, N, n, n);
    return scales.map((s, i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += half[i * n + j] * HX[i * n + j];
      return s * s * sum;
    });
  };
  const isPersistent = rows.components.some(({ column }) => column !== null);
  const Q = isPersistent ? observedOn(core, equations) : null;
  const errors = rows.components.slice(0, -1).map(({ label, variance: theta, B, column }) => {
    const prior = onAssets(H, B).map((value) => theta * value);
    const HB = product(core, H, B, N, n, n);
    if (column !== null) {
      const along = beyondAssetFixed(rows.design, W, column);
      const onto = new Float64Array(size * n);
      along.forEach((c, a) => {
        for (let i = 0; i < n; i++) onto[(a * n + i) * n + i] = c;
      });
      const seen = product(core, Q!, onto, size, size, n);
      const explained = onAssets(HB, product(core, transposed(onto, size, n), seen, n, size, n));
      const errorVariance = prior.map((value, i) => Math.max(0, value - theta * theta * explained[i]));
      return [label, { errorVariance, variance: prior }] as const;
    }
    // contrasts are of complete panels: one pattern
    const [{ R }] = patterns;
    const HBR = product(core, HB, R, N, n, n);
    const own = onAssets(HB, R);
    const pairs = W.flatMap((_, a) => W.map((__, b) => [a, b] as const));
    const shared = pairs.map(([a, b]) => onAssets(HBR, blockOf(Phi, n, size, a, b)));
    const T = panel.periods.length;
    const errorVariance = new Float64Array(T * N);
    const variance = new Float64Array(T * N);
    for (let t = 0; t < T; t++) {
      const w = weights?.[t] ?? 1;
      for (let i = 0; i < N; i++) {
        const explained = pairs.reduce((rest, [a, b], k) => rest - W[a][t] * W[b][t] * shared[k][i], own[i]);
        errorVariance[t * N + i] = Math.max(0, prior[i] - theta * theta * explained) / w;
        variance[t * N + i] = prior[i] / w;
      }
    }
    return [label, { errorVariance, variance }] as const;
  });
  return Object.fromEntries(errors);
}

/** Block (a, b) of a dn×dn matrix. */
function blockOf(matrix: Float64Array, n: number, size: number, a: number, b: number): Float64Array {
  const block = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const start = (a * n + i) * size + b * n;
    block.set(matrix.subarray(start, start + n), i * n);
  }
  return block;
}
