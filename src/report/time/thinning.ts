/** Points of a line through time that a chart has room for. */
const mostPoints = 600;

/** Which of n moments are drawn: every `step`-th, counted back from the last, which is always among them. */
export interface Thinning {
  step: number;
  /** ascending; all of them where n ≤ 600 */
  kept: number[];
}

export function thinning(n: number): Thinning {
  const step = Math.max(1, Math.ceil(n / mostPoints));
  const first = (n - 1) % step;
  return {
    step,
    kept: Array.from({ length: n > 0 ? Math.floor((n - 1) / step) + 1 : 0 }, (_, k) => first + k * step),
  };
}

/** As charts are shipped: four significant digits; null where there is no number. */
export function rounded(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}
