import { isIsoDate, weekdaysFrom } from '../data/calendar.js';
import { randomStream } from '../numeric/random.js';
import { sin } from '../numeric/sin.js';
import { finite, invalidOption, positive } from './options.js';
import type { FactorOptions, FactorTable, MarketProcess } from './types.js';

export const factorNames = ['MARKET', 'VOLATILITY', 'DOLLAR', 'RATES'] as const;

/** Four hundred years of days. */
const MOST_PERIODS = 100_000;

/**
 * The four daily factors of the original study. On date i = 1, 2, …, each ε an independent N(0, 1):
 *
 *     MARKET_i      Σ_{j≤i} (mean + volatility·ε_j), by default N(0.0003, 0.01²) cumulated
 *     VOLATILITY_i  20 + 5 sin(i/100) + 2ε_i
 *     DOLLAR_i      100 + Σ_{j≤i} 0.5ε_j
 *     RATES_i       2 + 0.5 sin(i/200) + Σ_{j≤i} 0.02ε_j
 *
 * Each has a stream of random numbers of its own; more periods leave the first ones as they are.
 *
 * @throws ConfigError `invalid-option`, `bad-seed`
 */
export function simulateFactors(options: FactorOptions = {}): FactorTable {
  const { seed = 1 } = options;
  const dates = tradingDays(options);
  const market = marketReturns(options, dates.length);
  const noise = factorNames.map((name) => randomStream(seed, `factor ${name}`));
  const values = new Float64Array(dates.length * 4);
  let [cumulated, dollar, rates] = [0, 0, 0];
  for (let i = 1; i <= dates.length; i++) {
    cumulated += market[i - 1];
    dollar += 0.5 * noise[2].normal();
    rates += 0.02 * noise[3].normal();
    const volatility = 20 + 5 * sin(i / 100) + 2 * noise[1].normal();
    values.set([cumulated, volatility, 100 + dollar, 2 + 0.5 * sin(i / 200) + rates], 4 * (i - 1));
  }
  return { names: [...factorNames], dates, values };
}

/** The market's return on each of the first `count` dates. */
export function marketReturns(options: FactorOptions, count: number): Float64Array {
  const { mean, volatility } = marketProcessOf(options);
  const { normal } = randomStream(options.seed ?? 1, 'factor MARKET');
  return Float64Array.from({ length: count }, () => mean + volatility * normal());
}

export function marketProcessOf({ marketProcess = {} }: FactorOptions): MarketProcess {
  const { mean = 0.0003, volatility = 0.01 } = marketProcess;
  return {
    mean: finite('marketProcess.mean', mean),
    volatility: positive('marketProcess.volatility', volatility),
  };
}

/** Monday to Friday without 1 January: one date more than returns. */
export function tradingDays({ start = '2020-01-02', periods = 1260 }: FactorOptions): string[] {
  if (typeof start !== 'string' || !isIsoDate(start))
    throw invalidOption('start', start, 'write dates as 2020-01-02');
  if (!Number.isInteger(periods) || periods < 1 || periods > MOST_PERIODS)
    throw invalidOption('periods', periods, `it must be a whole number from 1 to ${MOST_PERIODS}`);
  const dates = weekdaysFrom(start, periods + 1);
  if (dates[periods].length > 10)
    throw invalidOption('start', start, `${periods} days from there must end before the year 10000`);
  return dates;
}
