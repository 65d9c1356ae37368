import type { PriceTable } from '../data/types.js';
import type { Kernel } from '../kernels/types.js';

/** Daily return of the market: m_t ~ N(mean, volatility²), independent. */
export interface MarketProcess {
  /** default 0.0003 */
  mean: number;
  /** default 0.01 */
  volatility: number;
}

/** Variances of the within-period effects, on returns divided by each asset's scale. */
export interface SimulatedVariances {
  /** σ² of `time`; default 0.1 */
  time: number;
  /** σ² of `asset:time(K)`; default 0.5 */
  assetTime: number;
  /** σ² of the residual; default 0.4 */
  residual: number;
}

/** How many days of factors are drawn, from which seed. */
export interface FactorOptions {
  /** whole number from 0 to 2⁵³ − 1; default 1 */
  seed?: number;
  /** ISO date; the first date is the first weekday from there on; default 2020-01-02 */
  start?: string;
  /** daily returns, one less than dates; default 1260 */
  periods?: number;
  marketProcess?: Partial<MarketProcess>;
}

/** The universe, its true parameters and when its assets were listed; everything has a default. */
export interface SimulationOptions extends FactorOptions {
  /** how many, or their names; default 10: the tickers of the original study; others are MKT, A01, A02, … */
  assets?: number | readonly string[];
  /** the asset that is the market: alpha 0, beta 1, no residual; default the first */
  market?: string;
  /** class → members; default those of the study for its tickers, else each asset is in one of four sectors */
  classes?: Readonly<Record<string, readonly string[]>>;
  /** α by asset, a day; others keep their default */
  alphas?: Readonly<Record<string, number>>;
  /** β by asset */
  betas?: Readonly<Record<string, number>>;
  /** s by asset: standard deviation of a day's return around α + β·market where the variances add up to 1 */
  scales?: Readonly<Record<string, number>>;
  variances?: Partial<SimulatedVariances>;
  /** K over all assets; default 0.6·class + 0.4·risk of the simulated classes, means, betas and volatilities */
  kernel?: Kernel;
  /** first day with a price, by asset; others have prices throughout */
  listings?: Readonly<Record<string, string>>;
}

/** Series by date that are no prices: they may be zero or negative. */
export interface FactorTable {
  names: string[];
  /** ISO dates, ascending */
  dates: string[];
  /** dates × names, row-major */
  values: Float64Array;
}

/** What the prices were drawn from. */
export interface SimulationTruth {
  seed: number;
  /** the asset that is the market */
  market: string;
  marketProcess: MarketProcess;
  variances: SimulatedVariances;
  alphas: Record<string, number>;
  betas: Record<string, number>;
  /** 0 for the market */
  scales: Record<string, number>;
  /** K over all assets */
  kernel: Kernel;
}

/** Simulated prices with the factors, the classes and the truth that they came from. */
export interface Simulation {
  /** daily, 100 on the first date; NaN before a late listing */
  prices: PriceTable;
  /** MARKET, VOLATILITY, DOLLAR, RATES on the same dates; MARKET is the cumulated return of the market asset */
  factors: FactorTable;
  /** class → members */
  classes: Record<string, string[]>;
  truth: SimulationTruth;
}
