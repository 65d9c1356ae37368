import { isIsoDate } from '../data/calendar.js';
import type { PriceTable } from '../data/types.js';
import { DataError } from '../errors.js';
import { randomStream } from '../numeric/random.js';
import { marketProcessOf, marketReturns, simulateFactors } from './factors.js';
import { factoredKernel, simulatedKernel } from './kernel.js';
import { invalidOption, knownTickers, notNegative } from './options.js';
import type { SimulatedVariances, Simulation, SimulationOptions } from './types.js';
import { type Universe, universeOf } from './universe.js';

const FIRST_PRICE = 100;

/**
 * Daily prices drawn from the model that a backtest fits, with all that they were drawn from. On day t, for asset i,
 *
 *     r_it = α_i + β_i m_t + s_i (τ_t + u_it + ε_it)
 *     m_t ~ N(mean, volatility²),  τ_t ~ N(0, σ_time²),  u_t ~ N(0, σ_K² K),  ε_it ~ N(0, σ_e²)
 *
 * and P_it = P_i,t−1 (1 + r_it) from 100 on. The market is an asset with α = 0, β = 1, s = 0. With σ_time² + σ_K²K_ii
 * + σ_e² = 1, as by default, s_i is the residual standard deviation, and the variances are those that a fit with
 * `scale: "residual"` estimates: of daily returns exactly, of weeks and months up to compounding.
 *
 * Every series has a stream of random numbers named after it. More periods leave the first ones as they are; one
 * asset more at the end leaves all others as they are where the kernel is given (by default its median distance
 * changes with the universe).
 *
 * @throws ConfigError `invalid-option`, `bad-seed`, `unknown-ticker`
 * @throws DataError `duplicate-asset`, `identical-features`, `return-below-minus-one` where scales are so large that
 *         a price would not stay above 0
 * @throws ModelError `kernel-label`, `kernel-size`, `kernel-not-finite`, `kernel-asymmetric`,
 *         `kernel-not-semidefinite`
 */
export function simulatePrices(options: SimulationOptions = {}): Simulation {
  const { seed = 1 } = options;
  const factors = simulateFactors(options);
  const { dates } = factors;
  const universe = universeOf(options);
  const marketProcess = marketProcessOf(options);
  const variances = variancesOf(options.variances);
  const listings = listingsOf(options, universe, dates);
  const { kernel, factor } = factoredKernel(
    options.kernel ?? simulatedKernel(universe, marketProcess),
    universe.assets,
  );

  const market = marketReturns(options, dates.length);
  const effects = withinPeriodEffects(seed, universe.assets, factor, variances, dates.length);
  const prices = accumulate(dates, universe, market, effects);
  for (const [asset, date] of Object.entries(listings)) {
    const column = universe.assets.indexOf(asset);
    for (let t = 0; dates[t] < date; t++) prices.prices[t * universe.assets.length + column] = NaN;
  }
  const { classes, alphas, betas, scales } = universe;
  const truth = { seed, market: universe.market, marketProcess, variances, alphas, betas, scales, kernel };
  return { prices, factors, classes, truth };
}

/** dates × assets: τ_t + u_it + ε_it, u_t = σ_K·L·z_t. The first row is drawn and not used: nothing moves before it. */
function withinPeriodEffects(
  seed: number,
  assets: readonly string[],
  factor: Float64Array,
  variances: SimulatedVariances,
  rows: number,
): Float64Array {
  const N = assets.length;
  const deviation = {
    time: Math.sqrt(variances.time),
    assetTime: Math.sqrt(variances.assetTime),
    residual: Math.sqrt(variances.residual),
  };
  const time = randomStream(seed, 'time');
  const related = assets.map((asset) => randomStream(seed, `asset:time ${asset}`));
  const residual = assets.map((asset) => randomStream(seed, `residual ${asset}`));
  const effects = new Float64Array(rows * N);
  const z = new Float64Array(N);
  for (let t = 0; t < rows; t++) {
    const common = deviation.time * time.normal();
    for (let i = 0; i < N; i++) z[i] = related[i].normal();
    for (let i = 0; i < N; i++) {
      let u = 0;
      for (let j = 0; j <= i; j++) u += factor[i * N + j] * z[j];
      effects[t * N + i] = common + deviation.assetTime * u + deviation.residual * residual[i].normal();
    }
  }
  return effects;
}

function accumulate(
  dates: string[],
  { assets, alphas, betas, scales }: Universe,
  market: Float64Array,
  effects: Float64Array,
): PriceTable {
  const N = assets.length;
  const prices = new Float64Array(dates.length * N).fill(FIRST_PRICE, 0, N);
  for (let t = 1; t < dates.length; t++)
    for (let i = 0; i < N; i++) {
      const asset = assets[i];
      const change = alphas[asset] + betas[asset] * market[t] + scales[asset] * effects[t * N + i];
      if (!(change > -1)) {
        throw new DataError(
          'return-below-minus-one',
          `the simulated return of ${asset} on ${dates[t]} is ${change}`,
          'use smaller scales, variances, betas or market volatility: they are those of a day',
          { ticker: asset, date: dates[t], value: change },
        );
      }
      prices[t * N + i] = prices[(t - 1) * N + i] * (1 + change);
    }
  return { assets: [...assets], dates, prices };
}

function variancesOf(given: SimulationOptions['variances'] = {}): SimulatedVariances {
  const { time = 0.1, assetTime = 0.5, residual = 0.4 } = given;
  return {
    time: notNegative('variances.time', time),
    assetTime: notNegative('variances.assetTime', assetTime),
    residual: notNegative('variances.residual', residual),
  };
}

function listingsOf(
  { listings = {} }: SimulationOptions,
  { assets, market }: Universe,
  dates: readonly string[],
): Readonly<Record<string, string>> {
  knownTickers('listings', Object.keys(listings), assets);
  const last = dates[dates.length - 1];
  for (const [asset, date] of Object.entries(listings)) {
    if (asset === market) throw invalidOption(`listings.${asset}`, date, 'the market has prices throughout');
    if (!isIsoDate(date) || date > last)
      throw invalidOption(`listings.${asset}`, date, `it must be an ISO date, up to the last day ${last}`);
  }
  return listings;
}
