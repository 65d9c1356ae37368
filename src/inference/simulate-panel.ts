import type { Engine } from '../create-engine.js';
import { kernelBlock } from '../kernels/block.js';
import { designPanel } from '../model/design.js';
import { predictedReturns } from '../model/predicted-returns.js';
import { residualPositions } from '../model/residual-groups.js';
import type { Panel, PanelFit, PanelModel } from '../model/types.js';
import { gammaVariate } from '../numeric/gamma-variate.js';
import type { RandomStream } from '../numeric/random.js';

/**
 * A source of panels drawn from a fit, in the cells that its panel has returns in:
 *
 *     r_it = fixed effects + s_i·ẽ_it,  ẽ ~ N(0, Σ_k σ_k² A_k ⊗ B_k), residuals with the variance of their group
 *
 * and what is within a period divided by √w_t of the period weights; with t errors by √τ_t too, τ_t ~ Gamma(df/2, df/2).
 * With contrasts to the average each period's ẽ is taken beside s, so that the average stays the market.
 *
 * @param fit of this panel and this model
 * @returns the panel that a stream of random numbers draws
 */
export function panelSimulator(
  engine: Pick<Engine, 'symmetricEigen' | 'multiply'>,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): (stream: RandomStream) => Panel {
  const design = designPanel(panel, model);
  const [T, N] = [panel.periods.length, panel.assets.length];
  const withoutEffects = Object.fromEntries(
    Object.entries(fit.randomEffects).map(([label, effects]) => [label, new Float64Array(effects.length)]),
  );
  const fixed = predictedReturns({ ...fit, randomEffects: withoutEffects }, panel, model);
  const kernels = new Map(
    design.kernels.map((name) => [
      name,
      kernelRoot(engine, kernelBlock(name, model.kernels[name], panel.assets), N),
    ]),
  );
  const own = Float64Array.from(residualPositions(fit, T, N), (k) =>
    k < 0 ? NaN : Math.sqrt(fit.variances[k].estimate),
  );
  const deviations = new Map(fit.variances.map(({ label, estimate }) => [label, Math.sqrt(estimate)]));
  const scaleSquares = fit.scales.reduce((sum, s) => sum + s * s, 0);

  return (stream) => {
    const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => stream.normal());
    const roots = withinRoots(T, model, fit, stream);
    const within = (cell: number): number => (roots === null ? 1 : roots[Math.floor(cell / N)]);
    const errors = normals(T * N).map((z, cell) => z * own[cell] * within(cell));
    for (const { label, term, column } of design.random) {
      const deviation = deviations.get(label);
      if (deviation === undefined) continue; // contrasts have no `time`
      if (term.kind === 'time') {
        const z = normals(T);
        errors.forEach((_, cell) => (errors[cell] += deviation * z[Math.floor(cell / N)] * within(cell)));
        continue;
      }
      const rows = column < 0 ? T : 1;
      const effects = engine.multiply(normals(rows * N), kernels.get(term.kernel)!, rows, N, N);
      errors.forEach((_, cell) => {
        const t = Math.floor(cell / N);
        errors[cell] +=
          column < 0
            ? deviation * effects[cell] * within(cell)
            : deviation * design.persistent[column].values[t] * effects[cell % N];
      });
    }
    if (model.contrasts !== undefined) {
      for (let t = 0; t < T; t++) {
        const row = errors.subarray(t * N, (t + 1) * N);
        const along = row.reduce((sum, e, i) => sum + e * fit.scales[i], 0) / scaleSquares;
        row.forEach((_, i) => (row[i] -= along * fit.scales[i]));
      }
    }
    const returns = panel.returns.map((value, cell) =>
      Number.isNaN(value) ? NaN : fixed[cell] + fit.scales[cell % N] * errors[cell],
    );
    return { ...panel, returns };
  };
}

/** 1/√(w_t·τ_t) by period, τ_t drawn where errors are t; null where all are one. */
function withinRoots(
  T: number,
  { periodWeights }: PanelModel,
  { errors }: PanelFit,
  stream: RandomStream,
): Float64Array | null {
  const degrees = errors?.degreesOfFreedom ?? null;
  if (periodWeights === undefined && degrees === null) return null;
  return Float64Array.from({ length: T }, (_, t) => {
    const tau = degrees === null ? 1 : gammaVariate(stream, 0.5 * degrees) / (0.5 * degrees);
    return 1 / Math.sqrt((periodWeights?.[t] ?? 1) * tau);
  });
}

/** √Λ·V' of K = VΛV', so that rows z'√ΛV' have the covariance K; rounding below 0 is 0. */
export function kernelRoot(engine: Pick<Engine, 'symmetricEigen'>, K: Float64Array, N: number): Float64Array {
  const { values, vectors } = engine.symmetricEigen(K, N);
  const root = new Float64Array(N * N);
  for (let j = 0; j < N; j++) {
    const size = Math.sqrt(Math.max(0, values[j]));
    for (let i = 0; i < N; i++) root[j * N + i] = size * vectors[i * N + j];
  }
  return root;
}
