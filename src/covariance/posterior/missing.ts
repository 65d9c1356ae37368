import type { EngineCore } from '../../engine/core.js';
import { positiveInverse, product, symmetricEigen } from '../../engine/linear-algebra.js';
import { crossProducts, transposed } from '../../engine/whiten.js';
import { patternsOf } from '../../model/patterns.js';
import type { Panel } from '../../model/types.js';

/** Eigenvalues below this share of the largest are those of effects that no return tells anything of. */
const UNKNOWN = 1e-12;

/** A set of periods that see the same assets. */
interface Pattern {
  periods: readonly number[];
  /** n×n: what the observed cells say of all: I on the observed rows, Ω_MO·Ω_OO⁻¹ on the others; columns of missing cells are 0 */
  fill: Float64Array;
  /** n×n: Ω_OO⁻¹, 0 elsewhere */
  precision: Float64Array;
  /** m×m: Σ_t w_t w_t' over its periods */
  columns: Float64Array;
}

/**
 * E[Y'(I − WW')Y | the observed cells] for rows y_t = B'w_t + e_t, e_t ~ N(0, Ω), B flat (m×n): one expectation step at Ω.
 *
 * With F_t the fill of a period, Y − WB is filled with its conditional mean Ê; what that leaves open adds
 *
 *     Σ_t (1 − h_t)(Ω − F_tΩ)  +  Σ_t F_t V_tt F_t' − Σ_c A_c V A_c'        h_t the leverage of period t in W
 *
 * the conditional covariance of missing cells, and that of the estimated B, V = (Σ_t w_t w_t' ⊗ Ω_OO⁻¹)⁻, V_ts its block for
 * w_t and w_s, A_c = Σ_t w_tc (w_t' ⊗ F_t). The expectation over the observed cells is νΩ whatever is missing, a cell that nothing is
 * known of adds nothing but Ω, and without missing cells it is Y'(I − WW')Y itself.
 *
 * @param panel of the rows, which tells what is missing
 * @param values periods × n, NaN where missing
 * @param basis W: m orthonormal vectors over the periods
 * @returns n×n
 */
export function expectedCrossProducts(
  core: EngineCore,
  panel: Panel,
  values: Float64Array,
  Omega: Float64Array,
  basis: readonly Float64Array[],
): Float64Array {
  const [n, m, T] = [panel.assets.length, basis.length, panel.periods.length];
  const patterns = patternsOf(panel, new Int32Array(T))!.map((periods) =>
    patternOf(core, values, Omega, basis, periods, n),
  );
  const V = effectCovariance(core, patterns, n, m);
  const residuals = filledResiduals(core, patterns, values, basis, V, n);
  const along = new Float64Array(m * n);
  basis.forEach((q, a) => {
    for (let t = 0; t < T; t++) for (let i = 0; i < n; i++) along[a * n + i] += q[t] * residuals[t * n + i];
  });
  const S = crossProducts(core, residuals, n);
  subtract(S, crossProducts(core, along, n));

  const left = leftOver(basis, T);
  const unseen = new Set(left.keys());
  for (const { periods, fill } of patterns) {
    let share = 0;
    for (const t of periods) {
      share += left[t];
      unseen.delete(t);
    }
    const known = product(core, fill, Omega, n, n, n);
    for (let cell = 0; cell < n * n; cell++) S[cell] += share * (Omega[cell] - known[cell]);
  }
  for (const t of unseen) for (let cell = 0; cell < n * n; cell++) S[cell] += left[t] * Omega[cell];
  addEffectErrors(core, S, patterns, V, n, m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) S[i * n + j] = S[j * n + i] = 0.5 * (S[i * n + j] + S[j * n + i]);
  return S;
}

/** 1 − h_t */
function leftOver(basis: readonly Float64Array[], T: number): Float64Array {
  return Float64Array.from({ length: T }, (_, t) => basis.reduce((left, q) => left - q[t] * q[t], 1));
}

function patternOf(
  core: EngineCore,
  values: Float64Array,
  Omega: Float64Array,
  basis: readonly Float64Array[],
  periods: readonly number[],
  n: number,
): Pattern {
  const seen = Array.from({ length: n }, (_, i) => i).filter(
    (i) => !Number.isNaN(values[periods[0] * n + i]),
  );
  const size = seen.length;
  const inverse = positiveInverse(
    core,
    Float64Array.from(
      { length: size * size },
      (_, c) => Omega[seen[Math.floor(c / size)] * n + seen[c % size]],
    ),
    size,
  )!;
  const precision = new Float64Array(n * n);
  seen.forEach((i, a) => seen.forEach((j, b) => (precision[i * n + j] = inverse[a * size + b])));
  const fill = product(core, Omega, precision, n, n, n);
  for (const i of seen) {
    fill.fill(0, i * n, (i + 1) * n);
    fill[i * n + i] = 1;
  }
  const columns = new Float64Array(basis.length ** 2);
  basis.forEach((a, k) =>
    basis.forEach((b, l) => {
      for (const t of periods) columns[k * basis.length + l] += a[t] * b[t];
    }),
  );
  return { periods, fill, precision, columns };
}

/** V, mn×mn: a generalised inverse, since no fill asks for effects that no return tells anything of. */
function effectCovariance(
  core: EngineCore,
  patterns: readonly Pattern[],
  n: number,
  m: number,
): Float64Array {
  const size = m * n;
  const information = new Float64Array(size * size);
  for (const { precision, columns } of patterns) {
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++) {
        const factor = columns[a * m + b];
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++)
            information[(a * n + i) * size + b * n + j] += factor * precision[i * n + j];
      }
  }
  const { values, vectors } = symmetricEigen(core, information, size);
  const least = UNKNOWN * (values[size - 1] ?? 0);
  const scaled = vectors.map((value, cell) => {
    const eigenvalue = values[cell % size];
    return eigenvalue > least ? value / Math.sqrt(eigenvalue) : 0;
  });
  return crossProducts(core, transposed(scaled, size, size), size);
}

/** Ê, periods × n: F_t(y_t − B̂'w_t), 0 in periods without returns. */
function filledResiduals(
  core: EngineCore,
  patterns: readonly Pattern[],
  values: Float64Array,
  basis: readonly Float64Array[],
  V: Float64Array,
  n: number,
): Float64Array {
  const m = basis.length;
  const filled = values.map((value) => (Number.isNaN(value) ? 0 : value));
  const score = new Float64Array(m * n);
  for (const { periods, precision } of patterns)
    for (const t of periods) {
      const row = product(core, precision, filled.subarray(t * n, (t + 1) * n), n, n, 1);
      basis.forEach((q, a) => {
        for (let i = 0; i < n; i++) score[a * n + i] += q[t] * row[i];
      });
    }
  const B = product(core, V, score, m * n, m * n, 1);
  const residuals = new Float64Array(values.length);
  for (const { periods, fill } of patterns)
    for (const t of periods) {
      const own = Float64Array.from({ length: n }, (_, i) => {
        return basis.reduce((rest, q, a) => rest - q[t] * B[a * n + i], filled[t * n + i]);
      });
      residuals.set(product(core, fill, own, n, n, 1), t * n);
    }
  return residuals;
}

/** S += Σ_t F_t V_tt F_t' − Σ_c A_c V A_c' */
function addEffectErrors(
  core: EngineCore,
  S: Float64Array,
  patterns: readonly Pattern[],
  V: Float64Array,
  n: number,
  m: number,
): void {
  const size = m * n;
  for (const { fill, columns } of patterns) {
    const own = new Float64Array(n * n);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++) {
        const factor = columns[a * m + b];
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) own[i * n + j] += factor * V[(a * n + i) * size + b * n + j];
      }
    const both = product(core, product(core, fill, own, n, n, n), transposed(fill, n, n), n, n, n);
    for (let cell = 0; cell < n * n; cell++) S[cell] += both[cell];
  }
  for (let c = 0; c < m; c++) {
    const A = new Float64Array(n * size);
    for (const { fill, columns } of patterns)
      for (let a = 0; a < m; a++) {
        const factor = columns[c * m + a];
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) A[i * size + a * n + j] += factor * fill[i * n + j];
      }
    subtract(S, product(core, product(core, A, V, n, size, size), transposed(A, n, size), n, size, n));
  }
}

function subtract(a: Float64Array, b: Float64Array): void {
  for (let cell = 0; cell < a.length; cell++) a[cell] -= b[cell];
}

/** The largest complete part of a panel: the assets that have all returns, or the periods in which all assets have them. */
export interface CompletePart {
  /** positions in the panel */
  assets: number[];
  periods: number[];
}

/**
 * Of the assets without a missing cell and of the periods without one, those with more cells beside m period covariates;
 * null where neither leaves a degree of freedom.
 */
export function completePart({ assets, periods, returns }: Panel, m: number): CompletePart | null {
  const [N, T] = [assets.length, periods.length];
  const isSeen = (t: number, i: number): boolean => !Number.isNaN(returns[t * N + i]);
  const all = { assets: assets.map((_, i) => i), periods: periods.map((_, t) => t) };
  const ofAssets = all.assets.filter((i) => all.periods.every((t) => isSeen(t, i)));
  const ofPeriods = all.periods.filter((t) => all.assets.every((i) => isSeen(t, i)));
  const [byAssets, byPeriods] = [ofAssets.length * (T - m), N * (ofPeriods.length - m)];
  if (Math.max(byAssets, byPeriods) <= 0) return null;
  return byAssets >= byPeriods
    ? { assets: ofAssets, periods: all.periods }
    : { assets: all.assets, periods: ofPeriods };
}
