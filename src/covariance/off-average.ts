/**
 * What a kernel says of assets whose scaled effects s_i·v_i add up to zero: (I − P)K(I − P), P = ss'/s's.
 *
 * Where the market is the average of the assets, their own effects and residuals have no average left: it is the
 * market. With this kernel, and I − P in the place of the residual's identity, the equal-weighted portfolio has
 * exactly the market's variance.
 *
 * @param kernel N×N, symmetric; @param scales N
 * @returns N×N, exactly symmetric
 */
export function offAverage(kernel: Float64Array, scales: Float64Array): Float64Array {
  const N = scales.length;
  let squares = 0;
  for (let i = 0; i < N; i++) squares += scales[i] * scales[i];
  const along = new Float64Array(N);
  let both = 0;
  for (let i = 0; i < N; i++) {
    let sum = 0;
    for (let j = 0; j < N; j++) sum += kernel[i * N + j] * scales[j];
    along[i] = sum / squares;
    both += (scales[i] * along[i]) / squares;
  }
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      const value =
        kernel[i * N + j] - (scales[i] * along[j] + along[i] * scales[j]) + scales[i] * scales[j] * both;
      values[i * N + j] = values[j * N + i] = value;
    }
  }
  return values;
}

export function identity(N: number): Float64Array {
  const values = new Float64Array(N * N);
  for (let i = 0; i < N; i++) values[i * N + i] = 1;
  return values;
}
