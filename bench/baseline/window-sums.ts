/** What a training window's returns come to: centred, their cross-products, and eight characteristics an asset. */
import { centred, symmetricRowProducts } from './products.js';

/** mean, volatility, skewness, kurtosis, beta, downside volatility, worst return, trend */
export const CHARACTERISTICS = 8;

export interface WindowSums {
  /** N assets, T periods */
  N: number;
  T: number;
  /** N×T: an asset a row, beside its mean */
  Y: Float64Array;
  /** N×N: YY' */
  C: Float64Array;
  /** Σ(m − m̄)², and Σ(m − m̄)(y_i − ȳ_i) by asset */
  marketSquares: number;
  marketProducts: Float64Array;
  /** N×CHARACTERISTICS, standardised across assets with divisor N − 1 */
  characteristics: Float64Array;
}

/**
 * @param returns N×D, an asset a row
 * @param market  row of the market
 * @param first   period that the window begins with; it has T
 */
export function windowSums(
  returns: Float64Array,
  N: number,
  market: number,
  first: number,
  T: number,
): WindowSums {
  const D = returns.length / N;
  const m = centred(returns.subarray(market * D + first, market * D + first + T));
  const Y = new Float64Array(N * T);
  const marketProducts = new Float64Array(N);
  const characteristics = new Float64Array(N * CHARACTERISTICS);
  let marketSquares = 0;
  for (let t = 0; t < T; t++) marketSquares += m[t] * m[t];
  for (let i = 0; i < N; i++) {
    const r = returns.subarray(i * D + first, i * D + first + T);
    const y = Y.subarray(i * T, (i + 1) * T);
    const row = characteristics.subarray(i * CHARACTERISTICS, (i + 1) * CHARACTERISTICS);
    marketProducts[i] = describe(r, m, marketSquares, y, row);
  }
  standardise(characteristics, N);
  const C = symmetricRowProducts(Y, Y, N, T);
  return { N, T, Y, C, marketSquares, marketProducts, characteristics };
}

/** Centres one asset's returns into y, writes its characteristics and returns its product with the market. */
function describe(
  r: Float64Array,
  m: Float64Array,
  marketSquares: number,
  y: Float64Array,
  row: Float64Array,
): number {
  const T = r.length;
  let sum = 0;
  let losses = 0;
  let worst = Infinity;
  for (let t = 0; t < T; t++) {
    sum += r[t];
    if (r[t] < 0) losses += r[t] * r[t];
    if (r[t] < worst) worst = r[t];
  }
  const mean = sum / T;
  const middle = (T - 1) / 2;
  let m2 = 0;
  let m3 = 0;
  let m4 = 0;
  let products = 0;
  let trend = 0;
  for (let t = 0; t < T; t++) {
    const deviation = r[t] - mean;
    const square = deviation * deviation;
    y[t] = deviation;
    m2 += square;
    m3 += square * deviation;
    m4 += square * square;
    products += m[t] * deviation;
    trend += (t - middle) * deviation;
  }
  const variance = m2 / T;
  row[0] = mean;
  row[1] = Math.sqrt(m2 / (T - 1));
  row[2] = m3 / T / (variance * Math.sqrt(variance));
  row[3] = m4 / T / (variance * variance);
  row[4] = products / marketSquares;
  row[5] = Math.sqrt(losses / T);
  row[6] = worst;
  row[7] = trend / ((T * (T * T - 1)) / 12);
  return products;
}

/** (x − x̄)/sd(x) by column. */
function standardise(values: Float64Array, N: number): void {
  for (let k = 0; k < CHARACTERISTICS; k++) {
    let sum = 0;
    for (let i = 0; i < N; i++) sum += values[i * CHARACTERISTICS + k];
    let squares = 0;
    for (let i = 0; i < N; i++) {
      const at = i * CHARACTERISTICS + k;
      values[at] -= sum / N;
      squares += values[at] * values[at];
    }
    const deviation = Math.sqrt(squares / (N - 1));
    for (let i = 0; i < N; i++) values[i * CHARACTERISTICS + k] /= deviation;
  }
}
