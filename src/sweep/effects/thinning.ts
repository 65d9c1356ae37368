/**
 * Of many points so many that a chart has room for: sorted by x, every ⌈n/most⌉-th, so that what is left is spread over x
 * as all are.
 *
 * @param x,y what is not finite in either leaves a point out
 * @returns rows of the points that are kept, ascending in x
 */
export function thinnedByX(x: Float64Array, y: Float64Array, most: number): number[] {
  const rows = Array.from(x.keys()).filter((row) => Number.isFinite(x[row]) && Number.isFinite(y[row]));
  rows.sort((a, b) => x[a] - x[b] || a - b);
  const step = Math.max(1, Math.ceil(rows.length / most));
  return rows.filter((_, k) => k % step === Math.floor(step / 2));
}
