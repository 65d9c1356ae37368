/** What is known about one asset over the training window. */
export interface Series {
  /** its returns, of T periods or fewer */
  returns: Float64Array;
  /** the market's, in the same periods */
  market: Float64Array;
  /** positions of these periods, ascending */
  periods: Int32Array;
}

/** Largest |return| of any asset, largest |return| of the market, number of periods. */
export interface Magnitudes {
  asset: number;
  market: number;
  periods: number;
}

/** A characteristic of an asset, computed from its returns. */
export interface Characteristic {
  value(series: Series): number;
  /** size of the terms that its sums add up: differences far below it are rounding */
  magnitude(sizes: Magnitudes): number;
  /** needs returns that vary */
  standardised?: true;
  /** needs a market that varies */
  relative?: true;
}

const inReturns = (sizes: Magnitudes): number => sizes.asset;
const inOnes = (): number => 1;

/** The characteristics by name, in their default order. Moments are population moments except the volatility. */
export const characteristics = {
  /** r̄ */
  mean: { value: ({ returns }) => mean(returns), magnitude: inReturns },
  /** standard deviation, divisor T − 1 */
  volatility: {
    value: ({ returns }) => Math.sqrt((returns.length / (returns.length - 1)) * centralMoment(returns, 2)),
    magnitude: inReturns,
  },
  /** m₃/m₂^{3/2} */
  skewness: {
    value: ({ returns }) => {
      const variance = centralMoment(returns, 2);
      return centralMoment(returns, 3) / (variance * Math.sqrt(variance));
    },
    magnitude: inOnes,
    standardised: true,
  },
  /** m₄/m₂², 3 for a normal distribution */
  kurtosis: {
    value: ({ returns }) => {
      const variance = centralMoment(returns, 2);
      return centralMoment(returns, 4) / (variance * variance);
    },
    magnitude: inOnes,
    standardised: true,
  },
  /** Σ(r − r̄)(m − m̄)/Σ(m − m̄)² */
  beta: {
    value: ({ returns, market }) => slope(returns, market),
    magnitude: ({ asset, market }) => asset / market,
    relative: true,
  },
  /** √(mean of min(r, 0)²) */
  downsideVolatility: { value: ({ returns }) => downsideVolatility(returns), magnitude: inReturns },
  /** smallest return */
  worstReturn: { value: ({ returns }) => smallest(returns), magnitude: inReturns },
  /** least-squares slope of the return on the index of the period */
  trend: {
    value: ({ returns, periods }) =>
      periods[periods.length - 1] - periods[0] < periods.length
        ? slopeOnIndex(returns)
        : slope(returns, Float64Array.from(periods)),
    magnitude: ({ asset, periods }) => asset / periods,
  },
} as const satisfies Record<string, Characteristic>;

/** A characteristic of an asset's returns, see `assetFeatures`. */
export type CharacteristicName = keyof typeof characteristics;

/** Names of all characteristics, in their default order. */
export const characteristicNames = Object.keys(characteristics) as CharacteristicName[];

function mean(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) sum += values[t];
  return sum / values.length;
}

/** Σ(x − x̄)^k / T for k = 2, 3, 4 */
function centralMoment(values: Float64Array, k: 2 | 3 | 4): number {
  const center = mean(values);
  let sum = 0;
  for (let t = 0; t < values.length; t++) {
    const deviation = values[t] - center;
    const square = deviation * deviation;
    sum += k === 2 ? square : k === 3 ? square * deviation : square * square;
  }
  return sum / values.length;
}

/** Least-squares slope of y on x, with an intercept. */
function slope(y: Float64Array, x: Float64Array): number {
  const centerX = mean(x);
  const centerY = mean(y);
  let products = 0;
  let squares = 0;
  for (let t = 0; t < y.length; t++) {
    const deviation = x[t] - centerX;
    products += deviation * (y[t] - centerY);
    squares += deviation * deviation;
  }
  return products / squares;
}

function slopeOnIndex(y: Float64Array): number {
  const n = y.length;
  const center = (n - 1) / 2;
  const centerY = mean(y);
  let products = 0;
  for (let t = 0; t < n; t++) products += (t - center) * (y[t] - centerY);
  return products / ((n * (n * n - 1)) / 12);
}

function downsideVolatility(values: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < values.length; t++) if (values[t] < 0) sum += values[t] * values[t];
  return Math.sqrt(sum / values.length);
}

function smallest(values: Float64Array): number {
  let least = Infinity;
  for (let t = 0; t < values.length; t++) if (values[t] < least) least = values[t];
  return least;
}
