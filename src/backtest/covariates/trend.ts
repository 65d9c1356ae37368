/**
 * Time in years from the middle of a window: (t − (T − 1)/2)/P, t = 0 … T − 1. Centred, so that it is orthogonal to
 * the intercept whatever the window.
 */
export function trend(periods: number, periodsPerYear: number): Float64Array {
  const middle = (periods - 1) / 2;
  return Float64Array.from({ length: periods }, (_, t) => (t - middle) / periodsPerYear);
}
