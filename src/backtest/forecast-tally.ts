import type { Engine } from '../create-engine.js';
import { chiSquareQuantile } from '../numeric/chi-square.js';
import { log } from '../numeric/elementary.js';
import { backwardSolve, forwardSolve } from '../numeric/triangular.js';
import type { ForecastScores } from './forecast-scores.js';
import { averageTurnover } from '../statistics/trading.js';
import { annualVolatility } from '../statistics/volatility.js';

/** What is left of χ²_N beyond the quantile of the coverage. */
const TAIL = 0.05;

/** What a covariance foretells, ready to be met by returns. */
export interface Forecast {
  assets: readonly string[];
  N: number;
  /** Σ = LL' */
  L: Float64Array;
  logDeterminant: number;
  /** √(1'Σ1)/N, of equal weights */
  equalDeviation: number;
  /** Σ⁻¹1/(1'Σ⁻¹1), and its deviation (1'Σ⁻¹1)^{−1/2} */
  weights: Float64Array;
  leastDeviation: number;
  quantile: number;
}

/** What one covariance foretold and what came, period by period; see `ForecastScores` for what is made of it. */
export class ForecastTally {
  private decisions = 0;
  /** of the period added last */
  private last: Forecast | null = null;
  /** z = r_p/σ_p by period */
  private readonly equal: number[] = [];
  private readonly least: number[] = [];
  /** r_p of the minimum-variance portfolio by period */
  private readonly leastReturns: number[] = [];
  /** of the minimum-variance portfolio, by decision from the second on */
  private readonly turnovers: number[] = [];
  private losses = 0;
  private distances = 0;
  private covered = 0;
  private readonly quantiles = new Map<number, number>();

  /**
   * A forecast from the N×N covariance Σ of a decision's assets.
   *
   * @throws NotPositiveDefiniteError
   */
  decide(engine: Engine, covariance: Float64Array, assets: readonly string[]): Forecast {
    const N = assets.length;
    const L = engine.cholesky(covariance, N);
    let half = 0;
    for (let i = 0; i < N; i++) half += log(L[i * N + i]);
    const weights = backwardSolve(L, forwardSolve(L, new Float64Array(N).fill(1)));
    const precision = weights.reduce((sum, value) => sum + value, 0);
    const quantile = this.quantiles.get(N) ?? chiSquareQuantile(TAIL, N);
    this.quantiles.set(N, quantile);
    return {
      assets,
      N,
      L,
      logDeterminant: 2 * half,
      equalDeviation: Math.sqrt(covariance.reduce((sum, value) => sum + value, 0)) / N,
      weights: weights.map((value) => value / precision),
      leastDeviation: 1 / Math.sqrt(precision),
      quantile,
    };
  }

  /** One period's returns against the forecast of the decision before it. */
  add(forecast: Forecast, returns: Float64Array): void {
    const { N, L, weights } = forecast;
    const equal = returns.reduce((sum, value) => sum + value, 0) / N;
    const least = returns.reduce((sum, value, i) => sum + weights[i] * value, 0);
    const distance = forwardSolve(L, returns.slice()).reduce((sum, value) => sum + value * value, 0);
    if (forecast !== this.last) {
      this.decisions++;
      if (this.last !== null) this.turnovers.push(turnover(this.last, forecast));
      this.last = forecast;
    }
    this.equal.push(equal / forecast.equalDeviation);
    this.least.push(least / forecast.leastDeviation);
    this.leastReturns.push(least);
    this.losses += (forecast.logDeterminant + distance) / N;
    this.distances += distance / N;
    if (distance <= forecast.quantile) this.covered++;
  }

  scores(perYear: number): Omit<ForecastScores, 'covariance' | 'strategies' | 'skipped'> {
    const periods = this.equal.length;
    const mean = (sum: number): number | null => (periods === 0 ? null : sum / periods);
    return {
      periods,
      decisions: this.decisions,
      bias: {
        equalWeight: annualVolatility(this.equal, 1),
        minimumVariance: annualVolatility(this.least, 1),
      },
      qlike: mean(this.losses),
      mahalanobis: { mean: mean(this.distances), coverage: mean(this.covered) },
      minimumVarianceVolatility: annualVolatility(this.leastReturns, perYear),
      minimumVarianceTurnover: averageTurnover(this.turnovers),
    };
  }
}

/** ½Σ|w − w⁻| of the minimum-variance weights of a decision and of the one before it; an asset that is not there has 0. */
function turnover(before: Forecast, now: Forecast): number {
  const changes = new Map(before.assets.map((asset, i) => [asset, -before.weights[i]]));
  now.assets.forEach((asset, i) => changes.set(asset, (changes.get(asset) ?? 0) + now.weights[i]));
  return [...changes.values()].reduce((sum, change) => sum + Math.abs(change), 0) / 2;
}
