/** Conditional covariance of loadings given the variances. */
import { positiveInverse, product } from '../engine/linear-algebra.js';
import type { EngineCore } from '../engine/core.js';
import { transposed } from '../engine/whiten.js';
import { henderson } from '../inference/henderson.js';
import { scaledRows } from '../inference/scaled-rows.js';
import { dot, orthonormalBasis } from '../model/basis.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';

/**
 * Var(b_ix | y, σ²), b_ix = common slope + slope of the asset + random slope of asset i on covariate x: the fixed slopes with
 * flat priors, so that it counts that they are estimated, and how they and the random slopes go together.
 *
 * Fixed and persistent effects together are C_t'·e_i in period t, C the k period columns of the model. On the directions W they
 * are z ~ N(ẑ, Φ) of `henderson`, so that e_x = Σ_a g_a·z_a with g = W'C(C'C)⁻¹ at x, and
 *
 *     Var(b_ix) = s_i²·[H(Σ_ab g_a·g_b·Φ_ab)H']_ii       H the identity without contrasts
 *
 * @param fit at these variances
 * @returns assets × covariates; null where columns of some effects are combinations of those of others, so that the slopes are no
 *          function of the mean
 * @throws ModelError `singular-covariance`
 */
export function loadingVariances(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  covariates: readonly string[],
): Float64Array | null {
  const rows = scaledRows(core, panel, model, fit);
  const { assetFixed, persistent, commonFixed } = rows.design;
  const columns = [...assetFixed, ...persistent, ...commonFixed].filter(
    ({ label }, k, all) => all.findIndex((other) => other.label === label) === k,
  );
  if (orthonormalBasis(columns).length < columns.length) return null;
  if (covariates.length === 0) return new Float64Array(0);
  const { n, W, Phi } = henderson(core, rows);
  const k = columns.length;
  const gram = Float64Array.from(columns.flatMap((a) => columns.map((b) => dot(a.values, b.values))));
  const inverse = positiveInverse(core, gram, k);
  if (inverse === null) return null;
  const WC = Float64Array.from(W.flatMap((w) => columns.map(({ values }) => dot(w, values))));
  const g = product(core, WC, inverse, W.length, k, k);
  const N = panel.assets.length;
  const q = covariates.length;
  const size = W.length * n;
  const variances = new Float64Array(N * q);
  covariates.forEach((covariate, x) => {
    const column = columns.findIndex(({ label }) => label === covariate);
    if (column < 0) return;
    const own = new Float64Array(n * n);
    W.forEach((_, a) =>
      W.forEach((__, b) => {
        const weight = g[a * k + column] * g[b * k + column];
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) own[i * n + j] += weight * Phi[(a * n + i) * size + b * n + j];
      }),
    );
    const { contrasts } = rows;
    const onAssets =
      contrasts === null
        ? own
        : product(core, product(core, contrasts.H, own, N, n, n), transposed(contrasts.H, N, n), N, n, N);
    for (let i = 0; i < N; i++) variances[i * q + x] = fit.scales[i] ** 2 * Math.max(0, onAssets[i * N + i]);
  });
  return variances;
}
