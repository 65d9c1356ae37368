import type { EngineCore } from '../engine/core.js';
import { positiveInverse, product, symmetricEigen } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import { ModelError } from '../errors.js';
import { dot, orthonormalBasis } from '../model/basis.js';
import { blockAt, type ScaledRows } from './scaled-rows.js';

/** Periods that see the same assets. */
export interface RowPattern {
  periods: number[];
  /** which of the rows' assets, or contrasts */
  seen: number[];
  /** Ω_OO⁻¹, n_O×n_O */
  R: Float64Array;
}

/**
 * Henderson's equations of scaled rows at their variances. All fixed and persistent effects are linear in d directions W
 * over the periods with an effect an asset each, Z the rows w_t' ⊗ I_O; see docs/theory.md#missing-cells.
 */
export interface Henderson {
  /** n, assets or contrasts */
  n: number;
  /** d orthonormal vectors over the periods */
  W: Float64Array[];
  patterns: RowPattern[];
  /** dn×dn: A = Z'Γ⁻¹Z, and Φ, with P = Γ⁻¹ − Γ⁻¹ZΦZ'Γ⁻¹ */
  A: Float64Array;
  Phi: Float64Array;
  /** dn: ẑ, the fixed and persistent effects on the directions; their conditional covariance is Φ */
  z: Float64Array;
  /** dn: Z'Py */
  ZPy: Float64Array;
  /** T×n: e_t = y_t − Z_tẑ, without fixed and persistent effects; NaN where missing */
  errors: Float64Array;
}

/** @throws ModelError `singular-covariance` where Ω or the equations are not positive definite */
export function henderson(core: EngineCore, rows: ScaledRows): Henderson {
  const { width: n, returns, design } = rows;
  const { assetFixed, persistent, commonFixed } = design;
  const W = orthonormalBasis([...assetFixed, ...persistent, ...commonFixed]);
  const size = W.length * n;
  const patterns = rows.patterns.map((periods): RowPattern => {
    const seen = Array.from({ length: n }, (_, i) => i).filter(
      (i) => !Number.isNaN(returns[periods[0] * n + i]),
    );
    const R = positiveInverse(core, gather(withinCovariance(rows, periods[0]), n, seen), seen.length);
    if (R === null) throw singularCovariance();
    return { periods, seen, R };
  });

  const A = new Float64Array(size * size);
  const b = new Float64Array(size);
  for (const pattern of patterns) {
    addDirections(A, W, n, pattern, pattern.R);
    const m = pattern.seen.length;
    const Y = Float64Array.from(pattern.periods.flatMap((t) => pattern.seen.map((i) => returns[t * n + i])));
    addRows(b, W, n, pattern, product(core, Y, pattern.R, pattern.periods.length, m, m));
  }
  const Phi = inverseOn(core, A, unknowns(core, rows, W), size);
  const z = product(core, Phi, b, size, size, 1);
  const Az = product(core, A, z, size, size, 1);
  return {
    n,
    W,
    patterns,
    A,
    Phi,
    z,
    ZPy: b.map((value, k) => value - Az[k]),
    errors: returns.map((value, cell) => {
      const [t, i] = [Math.floor(cell / n), cell % n];
      return W.reduce((rest, w, a) => rest - w[t] * z[a * n + i], value);
    }),
  };
}

/** Ω = Σ θ_k B_k over the components within period t. */
export function withinCovariance({ width: n, components }: ScaledRows, t: number): Float64Array {
  const Omega = new Float64Array(n * n);
  for (const component of components) {
    if (component.column !== null) continue;
    const B = blockAt(component, t);
    for (let k = 0; k < n * n; k++) Omega[k] += component.variance * B[k];
  }
  return Omega;
}

/** Coordinates of a column in W, but for the directions of fixed effects per asset, which hold all of these. */
export function beyondAssetFixed(
  { assetFixed }: ScaledRows['design'],
  W: Float64Array[],
  x: Float64Array,
): number[] {
  return W.map((w, a) => (a < assetFixed.length ? 0 : dot(w, x)));
}

/** target := target + (Σ_t w_t w_t') ⊗ S over the periods and the assets of a pattern; S is n_O×n_O. */
export function addDirections(
  target: Float64Array,
  W: readonly Float64Array[],
  n: number,
  { periods, seen }: RowPattern,
  S: Float64Array,
): void {
  const size = W.length * n;
  W.forEach((left, a) =>
    W.forEach((right, b) => {
      const c = periods.reduce((sum, t) => sum + left[t] * right[t], 0);
      if (c === 0) return;
      for (let o = 0; o < seen.length; o++) {
        const start = (a * n + seen[o]) * size + b * n;
        for (let p = 0; p < seen.length; p++) target[start + seen[p]] += c * S[o * seen.length + p];
      }
    }),
  );
}

/** Σ_t Z_tΦZ_t' over the periods of a pattern, n_O×n_O. */
export function sumOfProducts({ n, W, Phi }: Henderson, { periods, seen }: RowPattern): Float64Array {
  const [m, size] = [seen.length, W.length * n];
  const sum = new Float64Array(m * m);
  W.forEach((left, a) =>
    W.forEach((right, b) => {
      const c = periods.reduce((total, t) => total + left[t] * right[t], 0);
      for (let o = 0; o < m; o++) {
        const start = (a * n + seen[o]) * size + b * n;
        for (let p = 0; p < m; p++) sum[o * m + p] += c * Phi[start + seen[p]];
      }
    }),
  );
  return sum;
}

/** target := target + Σ_t w_t ⊗ row t of the pattern's periods × n_O rows. */
export function addRows(
  target: Float64Array,
  W: readonly Float64Array[],
  n: number,
  { periods, seen }: RowPattern,
  rows: Float64Array,
): void {
  W.forEach((w, a) =>
    periods.forEach((t, row) => {
      for (let o = 0; o < seen.length; o++) target[a * n + seen[o]] += w[t] * rows[row * seen.length + o];
    }),
  );
}

/** The block of an n×n matrix that belongs to these rows and columns. */
export function gather(matrix: Float64Array, n: number, seen: readonly number[]): Float64Array {
  if (seen.length === n) return matrix;
  const block = new Float64Array(seen.length ** 2);
  seen.forEach((i, o) => seen.forEach((j, p) => (block[o * seen.length + p] = matrix[i * n + j])));
  return block;
}

/**
 * F, dn × h: the effects of Henderson's unknowns γ on the directions. An effect an asset of each fixed column, the common
 * effects, and of each persistent term σL·γ with γ ~ N(0, I), LL' = K.
 */
function unknowns(
  core: EngineCore,
  { width: n, design, common, components }: ScaledRows,
  W: Float64Array[],
): { F: Float64Array; fixed: number; count: number } {
  const columns: Float64Array[] = [];
  const add = (along: readonly number[], effect: (i: number) => number): void => {
    const column = new Float64Array(W.length * n);
    along.forEach((c, a) => {
      if (c !== 0) for (let i = 0; i < n; i++) column[a * n + i] = c * effect(i);
    });
    columns.push(column);
  };
  design.assetFixed.forEach((_, l) => {
    for (let j = 0; j < n; j++)
      add(
        W.map((__, a) => (a === l ? 1 : 0)),
        (i) => (i === j ? 1 : 0),
      );
  });
  const shared = orthonormalBasis([...design.assetFixed, ...design.commonFixed]);
  for (const x of shared.slice(design.assetFixed.length)) {
    add(beyondAssetFixed(design, W, x), (i) => common[i]);
  }
  const fixed = columns.length;
  for (const { variance, B, column } of components) {
    if (column === null || variance === 0) continue;
    const along = beyondAssetFixed(design, W, column);
    const { values, vectors } = symmetricEigen(core, B, n);
    for (let j = 0; j < n; j++) {
      const root = Math.sqrt(variance * Math.max(0, values[j]));
      if (root > 0) add(along, (i) => root * vectors[i * n + j]);
    }
  }
  const count = columns.length;
  const F = new Float64Array(W.length * n * count);
  columns.forEach((column, h) => column.forEach((value, row) => (F[row * count + h] = value)));
  return { F, fixed, count };
}

/** Φ = F·H⁻¹·F', H = F'AF + [0; I]. */
function inverseOn(
  core: EngineCore,
  A: Float64Array,
  { F, fixed, count }: { F: Float64Array; fixed: number; count: number },
  size: number,
): Float64Array {
  const Ft = transposed(F, size, count);
  const H = product(core, Ft, product(core, A, F, size, size, count), count, size, count);
  for (let h = fixed; h < count; h++) H[h * count + h] += 1;
  const inverse = positiveInverse(core, H, count);
  if (inverse === null) throw singularCovariance();
  return product(core, F, product(core, inverse, Ft, count, count, size), size, count, size);
}

/** Of a fit whose variances leave Ω, or the equations, without an inverse. */
export function singularCovariance(): ModelError {
  return new ModelError(
    'singular-covariance',
    'the covariance at the variances of the fit is not positive definite',
    'use a fit whose residual variance is above 0',
  );
}
