/** Weighted least squares of every asset on the period columns, periods counting the less the longer they are past. */
import type { PeriodColumn } from '../model/design.js';
import { dot } from '../model/basis.js';
import { power } from '../numeric/elementary.js';

/** A column whose part beyond the earlier ones is below this share of it repeats them. */
const DEPENDENT = 1e-10;

/** d_t = 2^{−(T − 1 − t)/h}; ones without a half-life. */
export function discounts(T: number, halfLife: number | null): Float64Array {
  return halfLife === null
    ? new Float64Array(T).fill(1)
    : Float64Array.from({ length: T }, (_, t) => power(0.5, (T - 1 - t) / halfLife));
}

/** c = Σd/Σd², by which d_t counts effective periods. */
function unitOf(d: Float64Array): number {
  let sum = 0;
  for (const value of d) sum += value;
  return sum / dot(d, d);
}

/** Columns turned to vectors z_a with Σ_t d_t·z_at·z_bt = δ_ab. */
export interface DiscountedBasis {
  d: Float64Array;
  vectors: Float64Array[];
  /** position of the column behind each vector: a column that repeats earlier ones has none */
  columns: number[];
  /** x_k = Σ_a R_ak·z_a of the columns that have one: vectors × vectors, upper triangular */
  R: number[][];
}

export function discountedBasis(columns: readonly Float64Array[], d: Float64Array): DiscountedBasis {
  const basis: DiscountedBasis = { d, vectors: [], columns: [], R: [] };
  columns.forEach((column, k) => {
    const rest = column.slice();
    const along = basis.vectors.map(() => 0);
    for (let pass = 0; pass < 2; pass++)
      basis.vectors.forEach((z, a) => {
        const own = weightedProduct(d, z, rest);
        along[a] += own;
        for (let t = 0; t < rest.length; t++) rest[t] -= own * z[t];
      });
    const length = Math.sqrt(weightedProduct(d, rest, rest));
    if (!(length > DEPENDENT * Math.sqrt(weightedProduct(d, column, column)))) return;
    basis.vectors.push(rest.map((value) => value / length));
    basis.columns.push(k);
    along.forEach((value, a) => basis.R[a].push(value));
    basis.R.push([...along.map(() => 0), length]);
  });
  return basis;
}

function weightedProduct(d: Float64Array, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < d.length; t++) sum += d[t] * a[t] * b[t];
  return sum;
}

/**
 * B̂ = (X'DX)⁻X'DY, 0 for columns that repeat others.
 *
 * @param rows   Y: at least as many periods × assets as the basis has; later ones are not read
 * @param widths of X
 * @returns widths × assets
 */
export function discountedEffects(
  { d, vectors, columns, R }: DiscountedBasis,
  rows: Float64Array,
  assets: number,
  widths: number,
): Float64Array {
  const along = vectors.map((z) => {
    const own = new Float64Array(assets);
    for (let t = 0; t < d.length; t++) {
      const factor = d[t] * z[t];
      for (let i = 0; i < assets; i++) own[i] += factor * rows[t * assets + i];
    }
    return own;
  });
  const effects = new Float64Array(widths * assets);
  for (let a = vectors.length - 1; a >= 0; a--)
    for (let i = 0; i < assets; i++) {
      let rest = along[a][i];
      for (let b = a + 1; b < vectors.length; b++) rest -= R[a][b] * effects[columns[b] * assets + i];
      effects[columns[a] * assets + i] = rest / R[a][a];
    }
  return effects;
}

/** Y − XB of the first `periods` rows. */
export function residualsOf(
  rows: Float64Array,
  columns: readonly Float64Array[],
  effects: Float64Array,
  assets: number,
  periods: number,
): Float64Array {
  const residuals = rows.slice(0, periods * assets);
  columns.forEach((column, k) => {
    for (let t = 0; t < periods; t++)
      for (let i = 0; i < assets; i++) residuals[t * assets + i] -= column[t] * effects[k * assets + i];
  });
  return residuals;
}

/**
 * tr[(I − H)'D_v(I − H)] of the hat matrix H of a basis: what Σ_t d_vt·e_t² is expected to be over σ². With its own
 * discounts it is Σd − tr W'DW.
 */
function residualWeight({ d, vectors }: DiscountedBasis, volatility: Float64Array): number {
  const squared = d.map((value) => value * value);
  const M = vectors.map((a) => vectors.map((b) => weightedProduct(squared, a, b)));
  let sum = 0;
  for (let t = 0; t < d.length; t++) {
    let own = 1;
    for (let a = 0; a < vectors.length; a++) {
      const z = vectors[a][t];
      own -= 2 * d[t] * z * z;
      for (let b = 0; b < vectors.length; b++) own += z * M[a][b] * vectors[b][t];
    }
    sum += volatility[t] * own;
  }
  return sum;
}

/** c·tr[(I − H)'D_v(I − H)], c = Σd_v/Σd_v²: effective periods beside the columns. */
export function residualDegrees(basis: DiscountedBasis, volatility: Float64Array): number {
  return unitOf(volatility) * residualWeight(basis, volatility);
}

/** σ²_i = Σ_t d_vt·e_it²/tr[(I − H)'D_v(I − H)] of residuals about the effects of a basis, unbiased where σ_i is constant. */
export function discountedVariances(
  basis: DiscountedBasis,
  residuals: Float64Array,
  assets: number,
  volatility: Float64Array,
): Float64Array {
  const variances = new Float64Array(assets);
  for (let t = 0; t < volatility.length; t++)
    for (let i = 0; i < assets; i++) {
      const e = residuals[t * assets + i];
      variances[i] += volatility[t] * e * e;
    }
  const weight = residualWeight(basis, volatility);
  return variances.map((value) => value / weight);
}

/** Assets that have returns in the same periods. */
export interface SeenAlike {
  /** positions */
  assets: number[];
  periods: number[];
}

/** Assets of rows by the periods in which they are seen, in the order of their first asset. */
export function seenAlike(rows: Float64Array, assets: number): SeenAlike[] {
  const T = rows.length / assets;
  const groups = new Map<string, SeenAlike>();
  for (let i = 0; i < assets; i++) {
    const periods: number[] = [];
    for (let t = 0; t < T; t++) if (!Number.isNaN(rows[t * assets + i])) periods.push(t);
    const key = periods.length === T ? 'all' : periods.join(' ');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { assets: [i], periods });
    else group.assets.push(i);
  }
  return [...groups.values()];
}

/** What a group of assets sees: rows, columns and discounts of its periods, whose ages stay those in the whole. */
export function partSeen(
  { assets, periods }: SeenAlike,
  rows: Float64Array,
  N: number,
  columns: readonly PeriodColumn[],
): {
  rows: Float64Array;
  columns: Float64Array[];
  discounts: (halfLife: number | null) => Float64Array;
} {
  const T = rows.length / N;
  return {
    rows: Float64Array.from(periods.flatMap((t) => assets.map((i) => rows[t * N + i]))),
    columns: columns.map(({ values }) => Float64Array.from(periods, (t) => values[t])),
    discounts(halfLife) {
      const d = discounts(T, halfLife);
      return Float64Array.from(periods, (t) => d[t]);
    },
  };
}
