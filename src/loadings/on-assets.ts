import type { EngineCore } from '../engine/core.js';
import { product } from '../engine/linear-algebra.js';
import { transposed } from '../engine/whiten.js';
import type { FilterAt } from './filter-at.js';
import type { MovingRows } from './moving-rows.js';
import type { LoadingsPath } from './types.js';

type Arrays = Pick<
  LoadingsPath,
  | 'filtered'
  | 'filteredErrors'
  | 'smoothed'
  | 'smoothedErrors'
  | 'innovations'
  | 'innovationDeviations'
  | 'standardised'
>;

/**
 * What a filter says, in the units of the returns: r = D·H·C·z with D the scales, H the contrasts and C what takes independent
 * series back, variances of independent ones being added up; over the units of the covariates, variances times σ_e². With
 * contrasts the average's own loadings, which are known, are added.
 *
 * @returns effects f×N too, of those that stay
 */
export function onAssets(
  core: EngineCore,
  rows: MovingRows,
  { output, split, residual }: FilterAt,
): Arrays & { effects: Float64Array } {
  const { width: n, scaled, units, constant, moving, average } = rows;
  const scales = scaled.common.map((reciprocal) => 1 / reciprocal);
  const N = scales.length;
  const [f, m] = [constant.length, moving.length];
  const turn = scaled.contrasts === null ? null : scaled.contrasts.H;
  const inner = split && split.C;
  const back = turn === null ? inner : inner === null ? turn : product(core, turn, inner, N, n, n);
  /** rows × n to rows × N, each asset times its scale */
  const taken = (values: Float64Array, A: Float64Array | null, squared: boolean): Float64Array => {
    const count = values.length / n;
    const moved = A === null ? values.slice() : product(core, values, transposed(A, N, n), count, n, N);
    return moved.map((value, cell) => value * scales[cell % N] ** (squared ? 2 : 1));
  };
  const squares = back === null ? null : back.map((value) => value * value);
  const means = (values: Float64Array): Float64Array =>
    perCovariate(values, m, n, N, (own, j) => {
      const result = taken(own, back, false).map((value) => value / units[f + j]);
      return average?.label === moving[j].label
        ? result.map((value, cell) => value + average.effects[cell % N])
        : result;
    });
  const errors = (values: Float64Array): Float64Array =>
    perCovariate(values, m, n, N, (own, j) =>
      taken(own, squares, true).map((value) => Math.sqrt(residual * Math.max(value, 0)) / units[f + j]),
    );
  const { innovations, innovationVariances } = output;
  const standardised =
    split === null
      ? null
      : innovations.map((value, cell) => value / Math.sqrt(residual * innovationVariances[cell]));
  return {
    filtered: means(output.filtered),
    filteredErrors: errors(output.filteredVariances),
    smoothed: means(output.smoothed),
    smoothedErrors: errors(output.smoothedVariances),
    innovations: taken(innovations, back, false),
    innovationDeviations: taken(innovationVariances, squares, true).map((value) =>
      Math.sqrt(residual * value),
    ),
    standardised,
    effects: taken(output.effects.subarray(0, f * n), back, false).map((value, cell) => {
      const k = Math.floor(cell / N);
      const own = value / units[k];
      return average?.label === constant[k].label ? own + average.effects[cell % N] : own;
    }),
  };
}

/** rows × n × m, by covariate to rows × n, each as it is told, and together again to rows × N × m. */
function perCovariate(
  values: Float64Array,
  m: number,
  n: number,
  N: number,
  of: (own: Float64Array, covariate: number) => Float64Array,
): Float64Array {
  const count = values.length / m;
  const result = new Float64Array((count / n) * N * m);
  for (let j = 0; j < m; j++) {
    const own = new Float64Array(count);
    for (let cell = 0; cell < count; cell++) own[cell] = values[cell * m + j];
    of(own, j).forEach((value, cell) => (result[cell * m + j] = value));
  }
  return result;
}
