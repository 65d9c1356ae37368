import type { EngineCore } from '../../engine/core.js';
import { positiveInverse, product } from '../../engine/linear-algebra.js';
import { crossProducts, transposed } from '../../engine/whiten.js';
import {
  addDirections,
  type Henderson,
  henderson,
  singularCovariance,
  sumOfProducts,
  withinCovariance,
} from '../../inference/henderson.js';
import { type ScaledRows, scaledRows } from '../../inference/scaled-rows.js';
import { dot, orthonormalBasis, residualsBeyond } from '../../model/basis.js';
import { discountedDegrees, discountOf } from '../../model/half-life.js';
import { weightColumns } from '../../model/period-weights.js';
import type { Panel, PanelFit, PanelModel } from '../../model/types.js';

/**
 * Gradient of a fit's log-likelihood in the elements of its kernels: M of each kernel with dℓ = Σ_ij M_ij dK_ij.
 *
 * The variances are at their maximum, so that what they would do does not count (envelope theorem). Of a term
 * `asset:time(K)`, with e_t the residuals of generalised least squares, Z_tΦZ_t' what effects take up, n_p the periods
 * that see the same assets,
 *
 *     M = −½σ² Σ_p [n_p R − R(ΣZ_tΦZ_t')R − R(Σe_te_t')R]        R = Ω_OO⁻¹ within a pattern
 *
 * which with fixed effects per asset and all returns is −½σ²(νΩ⁻¹ − Ω⁻¹SΩ⁻¹); of `asset:x(K)` and `asset(K)`
 * M = −½σ²[Z'PZ − Z'Py y'PZ], Z = x ⊗ I. Maximum likelihood has V⁻¹ in the place of P in the traces.
 *
 * @param fit of this panel and model, with normal errors; its scales do not depend on the kernels
 * @returns N×N over the panel's assets by kernel; symmetric
 * @throws ModelError `singular-covariance`
 */
export function kernelScores(
  core: EngineCore,
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
): Map<string, Float64Array> {
  const rows = scaledRows(core, panel, model, fit);
  const { design, components, width: n } = rows;
  const { within, persistent } = isPlain(panel, rows)
    ? { within: plainScore(core, panel, model, rows), persistent: null }
    : generalScores(core, model, rows);
  const scores = new Map<string, Float64Array>();
  design.random.forEach(({ term }, k) => {
    if (!('kernel' in term)) return;
    const { column, variance } = components[k];
    const G = column === null ? within : persistent!(column);
    const own = scores.get(term.kernel) ?? new Float64Array(n * n);
    for (let cell = 0; cell < n * n; cell++) own[cell] -= 0.5 * variance * G[cell];
    scores.set(term.kernel, own);
  });
  if (rows.contrasts === null) return scores;
  const { H } = rows.contrasts;
  const N = panel.assets.length;
  for (const [name, own] of scores) {
    const left = product(core, H, own, N, n, n);
    scores.set(name, product(core, left, transposed(H, N, n), N, n, N));
  }
  return scores;
}

/** Whether all that the data say of Ω is in S = Y'(I − WW')Y. */
function isPlain({ returns }: Panel, { design }: ScaledRows): boolean {
  const { persistent, commonFixed, residual, absent } = design;
  return (
    persistent.length === 0 &&
    commonFixed.length === 0 &&
    residual.periodGroups === null &&
    absent === null &&
    !returns.includes(NaN)
  );
}

/** νΩ⁻¹ − Ω⁻¹SΩ⁻¹ */
function plainScore(core: EngineCore, panel: Panel, model: PanelModel, rows: ScaledRows): Float64Array {
  const { width: n, design, returns } = rows;
  const T = panel.periods.length;
  const discount = model.halfLife === undefined ? null : discountOf(T, model.halfLife);
  const assetFixed = discount ? weightColumns(design.assetFixed, discount.counts) : design.assetFixed;
  const Y = discount
    ? returns.map((value, cell) => Math.sqrt(discount.counts[Math.floor(cell / n)]) * value)
    : returns;
  const basis = orthonormalBasis(assetFixed);
  const counted = discount
    ? discountedDegrees(discount, n, { ...design, assetFixed }, model.halfLife!)
    : { residual: T - basis.length, periods: T };
  const nu = model.method === 'ML' ? counted.periods : counted.residual;
  const R = positiveInverse(core, withinCovariance(rows, 0), n);
  if (R === null) throw singularCovariance();
  const turned = product(core, residualsBeyond(basis, Y, n), R, T, n, n);
  const RSR = crossProducts(core, turned, n);
  return R.map((value, cell) => nu * value - RSR[cell]);
}

/** G of terms within a period, and of persistent ones by their column; sums over the patterns. */
function generalScores(
  core: EngineCore,
  model: PanelModel,
  rows: ScaledRows,
): { within: Float64Array; persistent: (column: Float64Array) => Float64Array } {
  const { width: n } = rows;
  const equations = henderson(core, rows);
  const traces = model.method === 'ML' ? withoutFixed(core, rows) : equations;
  const within = new Float64Array(n * n);
  equations.patterns.forEach((pattern, p) => {
    const { seen, periods, R } = pattern;
    const m = seen.length;
    const inner = new Float64Array(m * m);
    if (traces !== null) {
      const taken = sumOfProducts(traces, traces.patterns[p]);
      for (let cell = 0; cell < m * m; cell++) inner[cell] += taken[cell];
    }
    const E = Float64Array.from(periods.flatMap((t) => seen.map((i) => equations.errors[t * n + i])));
    const products = crossProducts(core, E, m);
    for (let cell = 0; cell < m * m; cell++) inner[cell] += products[cell];
    const turned = product(core, R, product(core, inner, R, m, m, m), m, m, m);
    const own = R.map((value, cell) => periods.length * value - turned[cell]);
    addDirections(within, [Float64Array.of(1)], n, { periods: [0], seen, R }, own);
  });
  return { within, persistent: (column) => persistentScore(core, equations, traces!, column) };
}

/** The equations without fixed effects, whose P is V⁻¹; null where nothing persists, and Φ = 0. */
function withoutFixed(core: EngineCore, rows: ScaledRows): Henderson | null {
  if (rows.design.persistent.length === 0) return null;
  return henderson(core, { ...rows, design: { ...rows.design, assetFixed: [], commonFixed: [] } });
}

/** Z'PZ − Z'Py y'PZ of Z = x ⊗ I, x in the span of W. */
function persistentScore(
  core: EngineCore,
  equations: Henderson,
  { W, A, Phi }: Henderson,
  column: Float64Array,
): Float64Array {
  const { n } = equations;
  const size = W.length * n;
  const along = W.map((w) => dot(w, column));
  const F = new Float64Array(size * n);
  along.forEach((c, a) => {
    for (let i = 0; i < n; i++) F[(a * n + i) * n + i] = c;
  });
  const AF = product(core, A, F, size, size, n);
  const PhiAF = product(core, Phi, AF, size, size, n);
  const [FAF, taken] = [
    product(core, transposed(F, size, n), AF, n, size, n),
    product(core, transposed(AF, size, n), PhiAF, n, size, n),
  ];
  const z = new Float64Array(n);
  equations.W.forEach((w, a) => {
    const c = dot(w, column);
    for (let i = 0; i < n; i++) z[i] += c * equations.ZPy[a * n + i];
  });
  return FAF.map((value, cell) => value - taken[cell] - z[Math.floor(cell / n)] * z[cell % n]);
}
