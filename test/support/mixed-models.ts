import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';

/** Columns by name as the X of a mixed model. */
export function designColumns(columns: Record<string, ArrayLike<number>>): Pick<MixedModel, 'X' | 'columns'> {
  const names = Object.keys(columns);
  const n = columns[names[0]].length;
  const X = new Float64Array(n * names.length);
  for (let i = 0; i < n; i++) names.forEach((name, k) => (X[i * names.length + k] = columns[name][i]));
  return { X, columns: names };
}

/** A column of ones. */
export function ones(n: number): Float64Array {
  return new Float64Array(n).fill(1);
}

/** y = b + Σ Z u + e with independent levels, one term a factor. */
export function interceptModel(y: Float64Array, factors: Record<string, string[]>): MixedModel {
  const random: MixedTerm[] = Object.entries(factors).map(([label, levels]) => ({ label, levels }));
  return { y, ...designColumns({ '(Intercept)': ones(y.length) }), random };
}
