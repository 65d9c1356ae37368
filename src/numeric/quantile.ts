/**
 * Quantile by linear interpolation of the order statistics x_(1) ≤ … ≤ x_(n), R's type 7:
 * with h = (n − 1)p + 1, x_(⌊h⌋) + (h − ⌊h⌋)(x_(⌊h⌋+1) − x_(⌊h⌋)).
 *
 * @param values n ≥ 1 numbers in any order, none missing; left as they are
 * @param p between 0 and 1
 */
export function quantile(values: Float64Array, p: number): number {
  return sortedQuantile(values.slice().sort(), p);
}

/**
 * The same of values that are sorted already.
 *
 * @param sorted n ≥ 1 numbers, ascending
 */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const rank = (sorted.length - 1) * p;
  const below = Math.floor(rank);
  const next = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (rank - below) * (sorted[next] - sorted[below]);
}
