import { transposed } from '../../engine/whiten.js';
import type { Engine } from '../../create-engine.js';
import { ModelError } from '../../errors.js';
import { isWeighted } from '../origin.js';
import type { PanelDesign } from '../design.js';
import { refuseCombination, refuseWithoutInformation } from '../fit-errors.js';
import type { Panel, PanelModel } from '../types.js';
import { type Component, times } from './problem.js';

/** Smallest eigenvalue of the normalised Gram matrix of terms that can be told apart. */
const APART = 1e-12;

/**
 * Refuses what a fit of low rank cannot do, naming it: its likelihood needs all periods to be alike beside effects of each
 * asset.
 *
 * @throws ModelError `low-rank-model` naming the term or option, `low-rank-missing` naming asset and period
 */
export function refuseBeyondLowRank(panel: Panel, model: PanelModel, design: PanelDesign): void {
  const persistent = design.random.find(({ column }) => column >= 0);
  const why =
    design.commonFixed.length > 0
      ? `the fixed effect "${design.commonFixed[0].label}" is common to all assets`
      : persistent !== undefined
        ? `the random term "${persistent.label}" persists over the periods`
        : model.contrasts !== undefined
          ? 'the market is the average of the assets'
          : model.residualGroups !== undefined
            ? 'residual variances differ'
            : model.errors !== undefined
              ? 'errors are not normal'
              : model.halfLife !== undefined
                ? 'there is a half-life'
                : isWeighted(model)
                  ? 'periods are weighted'
                  : null;
  if (why !== null) {
    throw new ModelError(
      'low-rank-model',
      `kernels of low rank cannot be fitted where ${why}`,
      'use fixed effects asset, asset:x and random effects time, asset:time(K) with one residual variance and normal errors, or the full kernel',
      { why },
    );
  }
  const cell = panel.returns.findIndex(Number.isNaN);
  if (cell < 0) return;
  const N = panel.assets.length;
  const [asset, period] = [panel.assets[cell % N], panel.periods[Math.floor(cell / N)]];
  throw new ModelError(
    'low-rank-missing',
    `asset ${asset} has no return in period ${period}: kernels of low rank need all assets in every period`,
    'leave the asset or the period out, or use the full kernel',
    { asset, period },
  );
}

/**
 * Refuses components that cannot be told apart, by the smallest eigenvalue of their normalised Gram matrix
 *
 *     tr(V_kV_l) = ‖F_k'F_l‖² + Σ_i δ_ki‖F_l,i‖² + Σ_i δ_li‖F_k,i‖² + Σ_i δ_kiδ_li
 *
 * @throws ModelError `no-information`, `not-identifiable` naming the terms
 */
export function refuseConfusion(
  engine: Engine,
  components: readonly Component[],
  N: number,
  held: readonly boolean[],
  design: PanelDesign,
): void {
  const q = components.length;
  const gram = new Float64Array(q * q);
  const lengths = components.map(({ factors, rank }) =>
    Float64Array.from({ length: N }, (_, i) =>
      factors.subarray(i * rank, (i + 1) * rank).reduce((sum, value) => sum + value * value, 0),
    ),
  );
  for (let k = 0; k < q; k++)
    for (let l = 0; l <= k; l++) {
      const [a, b] = [components[k], components[l]];
      const cross = times(engine, transposed(a.factors, N, a.rank), b.factors, a.rank, N, b.rank);
      let sum = cross.reduce((total, value) => total + value * value, 0);
      for (let i = 0; i < N; i++) {
        sum += a.diagonal[i] * (lengths[l][i] + b.diagonal[i]) + b.diagonal[i] * lengths[k][i];
      }
      gram[k * q + l] = sum;
      gram[l * q + k] = sum;
    }
  const sizes = components.map((_, k) => gram[k * q + k]);
  const empty = sizes.findIndex((size, k) => !held[k] && !(size > 0));
  if (empty >= 0) refuseWithoutInformation(empty, design);
  for (let k = 0; k < q; k++)
    for (let l = 0; l < q; l++) {
      const scale = held[k] || held[l] ? 0 : 1 / Math.sqrt(sizes[k] * sizes[l]);
      gram[k * q + l] = held[k] && k === l ? 1 : gram[k * q + l] * scale;
    }
  const { values, vectors } = engine.symmetricEigen(gram, q);
  if (values[0] > APART) return;
  refuseCombination(
    components.map((_, k) => vectors[k * q]),
    design,
  );
}
