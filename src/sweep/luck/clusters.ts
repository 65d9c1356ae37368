/** Portfolios of the trials of each cluster, made as trials come by. */
import { largest, mean, standardDeviation, spread } from '../../statistics/moments.js';

/** k × T each, row-major. */
export interface ClusterSeries {
  clusters: number;
  periods: number;
  /** Σr/σ² of the trials: their inverse-variance portfolio but for its scale */
  portfolios: Float64Array;
  /** Σz of the standardised trials: their mean but for its scale */
  centres: Float64Array;
}

export function emptySeries(clusters: number, periods: number): ClusterSeries {
  return {
    clusters,
    periods,
    portfolios: new Float64Array(clusters * periods),
    centres: new Float64Array(clusters * periods),
  };
}

/** A trial as it stands in a cluster: z = (r − mean)/(deviation·√(T − 1)), with its mean and deviation. */
export interface Member {
  z: Float64Array;
  mean: number;
  deviation: number;
}

/** Enters a trial into the portfolio of a cluster. */
export function addToPortfolio(
  series: ClusterSeries,
  cluster: number,
  { z, mean: centre, deviation }: Member,
): void {
  const at = cluster * series.periods;
  const scale = Math.sqrt(z.length - 1) / deviation;
  const shift = centre / (deviation * deviation);
  for (let t = 0; t < z.length; t++) series.portfolios[at + t] += z[t] * scale + shift;
}

/** Enters a trial into the mean of a cluster. */
export function addToCentre(series: ClusterSeries, cluster: number, z: Float64Array): void {
  const at = cluster * series.periods;
  for (let t = 0; t < z.length; t++) series.centres[at + t] += z[t];
}

/**
 * The means of clusters as columns of length 1, T × k, so that a product with standardised trials is their correlation with
 * each mean. Those of no length, where trials cancel, are zeros.
 */
export function unitCentres({ clusters: k, periods: T, centres }: ClusterSeries): Float64Array {
  const columns = new Float64Array(T * k);
  for (let c = 0; c < k; c++) {
    const centre = centres.subarray(c * T, (c + 1) * T);
    let square = 0;
    for (const value of centre) square += value * value;
    if (square > 0) for (let t = 0; t < T; t++) columns[t * k + c] = centre[t] / Math.sqrt(square);
  }
  return columns;
}

/** Variance of the portfolios' Sharpe ratios, ddof 1; null for fewer than two that vary. */
export function portfolioVariance({ clusters, periods, portfolios }: ClusterSeries): number | null {
  const ratios: number[] = [];
  for (let c = 0; c < clusters; c++) {
    const returns = portfolios.subarray(c * periods, (c + 1) * periods);
    const deviation = spread(returns, largest(returns));
    if (deviation !== null) ratios.push(mean(returns)! / deviation);
  }
  const deviation = standardDeviation(ratios);
  return deviation === null ? null : deviation * deviation;
}
