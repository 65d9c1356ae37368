import type { EngineCore } from '../engine/core.js';
import { cholesky } from '../engine/linear-algebra.js';
import { kernelBlock } from '../kernels/block.js';
import { forwardSolve } from '../numeric/triangular.js';
import { dot } from './basis.js';
import type { PanelDesign } from './design.js';
import { patternsOf } from './patterns.js';
import { residualPositions } from './residual-groups.js';
import type { Panel, PanelFit, PanelModel } from './types.js';

/**
 * Squared Mahalanobis distance of each period under the fitted covariance within a period:
 *
 *     δ_t² = w_t·e_t'Ω_t⁻¹e_t,  e_t = r_t − fixed − persistent effects,  Ω_t = Ω of the assets that are observed
 *
 * w_t being the model's own period weights. With contrasts to the average z = D⁻¹e_t lies in s^⊥, and the distance is
 * that of the contrasts, z'H(H'ΩH)⁻¹H'z = z'Ω⁻¹z − (s'Ω⁻¹z)²/s'Ω⁻¹s. A period without any return has the distance 0.
 */
export function periodDistances(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  design: PanelDesign,
  fit: PanelFit,
): Float64Array {
  const [T, N] = [panel.periods.length, panel.assets.length];
  const scaled = withinPeriods(panel, design, fit);
  const Omega = sharedCovariance(panel, model, design, fit);
  const positions = residualPositions(fit, T, N);
  const distances = new Float64Array(T);
  for (const periods of patternsOf(panel, design.residual.periodGroups) ?? [Array.from(distances.keys())]) {
    const seen = panel.assets.flatMap((_, i) => (Number.isNaN(scaled[periods[0] * N + i]) ? [] : [i]));
    const n = seen.length;
    const L = cholesky(
      core,
      Float64Array.from({ length: n * n }, (_, k) => {
        const [i, j] = [seen[Math.floor(k / n)], seen[k % n]];
        const own = i === j ? fit.variances[positions[periods[0] * N + i]].estimate : 0;
        return own + Omega[i * N + j];
      }),
      n,
    );
    const solved = (value: (i: number) => number): Float64Array =>
      forwardSolve(L, Float64Array.from(seen, value));
    const along = model.contrasts === undefined ? null : solved((i) => fit.scales[i]);
    for (const t of periods) {
      const a = solved((i) => scaled[t * N + i]);
      const share = along === null ? 0 : dot(a, along);
      const off = along === null ? 0 : (share * share) / dot(along, along);
      distances[t] = (model.periodWeights?.[t] ?? 1) * (dot(a, a) - off);
    }
  }
  return distances;
}

/** D⁻¹e_t, periods × assets: residuals and the effects within a period, on the scaled returns; NaN where missing. */
function withinPeriods(
  panel: Panel,
  { random }: PanelDesign,
  { residuals, randomEffects, scales }: PanelFit,
): Float64Array {
  const N = panel.assets.length;
  const scaled = residuals.map((value, cell) => value / scales[cell % N]);
  for (const { label, term } of random) {
    const effects = randomEffects[label];
    if (term.kind === 'time' && effects !== undefined) {
      for (let cell = 0; cell < scaled.length; cell++) scaled[cell] += effects[Math.floor(cell / N)];
    }
    if (term.kind === 'assetTime') {
      for (let cell = 0; cell < scaled.length; cell++) scaled[cell] += effects[cell] / scales[cell % N];
    }
  }
  return scaled;
}

/** Σ σ_k²K_k + σ_time² 11' on the scaled returns: Ω without the residuals. */
function sharedCovariance(
  panel: Panel,
  model: PanelModel,
  { random }: PanelDesign,
  { variances }: PanelFit,
): Float64Array {
  const N = panel.assets.length;
  const estimates = new Map(variances.map(({ label, estimate }) => [label, estimate]));
  const Omega = new Float64Array(N * N);
  for (const { label, term } of random) {
    const variance = estimates.get(label);
    if (variance === undefined || (term.kind !== 'time' && term.kind !== 'assetTime')) continue;
    const K =
      term.kind === 'time' ? null : kernelBlock(term.kernel, model.kernels[term.kernel], panel.assets);
    for (let index = 0; index < N * N; index++) Omega[index] += variance * (K === null ? 1 : K[index]);
  }
  return Omega;
}
