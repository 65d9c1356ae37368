/** Periods that a rolling volatility looks at, its own included. */
export const VOLATILITY_WIDTH = 3;

/**
 * Rolling standard deviation of the market's return over a period and the two before it, divisor 2.
 *
 * @param market from the first period that the data have
 * @returns NaN for the first two periods, which have no volatility
 */
export function rollingVolatility(market: Float64Array): Float64Array {
  return market.map((_, t) => {
    const start = t + 1 - VOLATILITY_WIDTH;
    if (start < 0) return NaN;
    let sum = 0;
    for (let s = start; s <= t; s++) sum += market[s];
    const centre = sum / VOLATILITY_WIDTH;
    let squares = 0;
    for (let s = start; s <= t; s++) squares += (market[s] - centre) * (market[s] - centre);
    return Math.sqrt(squares / (VOLATILITY_WIDTH - 1));
  });
}
