/** What rounding leaves of the deviation of a constant series, as a share of the size of its values. */
const ROUNDING = 1e-14;

/**
 * x̄ = Σx/T; null for no values. The mean of what is left after a first mean is added to it, so that a long constant series
 * has the mean that it should have.
 */
export function mean(values: ArrayLike<number>): number | null {
  const T = values.length;
  if (T === 0) return null;
  let sum = 0;
  for (let t = 0; t < T; t++) sum += values[t];
  const centre = sum / T;
  let rest = 0;
  for (let t = 0; t < T; t++) rest += values[t] - centre;
  return centre + rest / T;
}

/** √(Σ(x − x̄)²/(T − 1)); null for fewer than two values. */
export function standardDeviation(values: ArrayLike<number>): number | null {
  const centre = mean(values);
  if (centre === null || values.length < 2) return null;
  let squares = 0;
  for (let t = 0; t < values.length; t++) squares += (values[t] - centre) * (values[t] - centre);
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The standard deviation as something to divide by: null where it is no more than rounding leaves of a constant series,
 * whose ratios would be 1e15.
 *
 * @param size of the numbers that the values were computed from; default max|x|
 */
export function spread(values: ArrayLike<number>, size = largest(values)): number | null {
  const deviation = standardDeviation(values);
  return deviation === null || deviation <= ROUNDING * size ? null : deviation;
}

/** max|x|; 0 for no values. */
export function largest(values: ArrayLike<number>): number {
  let size = 0;
  for (let t = 0; t < values.length; t++) size = Math.max(size, Math.abs(values[t]));
  return size;
}

/** m_k = Σ(x − x̄)^k/T for k = 2, 3, 4; null where the values do not vary beyond rounding. */
export function centralMoments(values: ArrayLike<number>): [m2: number, m3: number, m4: number] | null {
  const centre = mean(values);
  if (centre === null || spread(values) === null) return null;
  const sums: [number, number, number] = [0, 0, 0];
  for (let t = 0; t < values.length; t++) {
    const deviation = values[t] - centre;
    const square = deviation * deviation;
    sums[0] += square;
    sums[1] += square * deviation;
    sums[2] += square * square;
  }
  return [sums[0] / values.length, sums[1] / values.length, sums[2] / values.length];
}
