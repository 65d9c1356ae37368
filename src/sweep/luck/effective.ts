import type { EngineCore } from '../../engine/core.js';
import { product } from '../../engine/linear-algebra.js';
import { randomStream } from '../../numeric/random.js';
import { clusterTree } from '../../portfolio/cluster-tree.js';
import {
  addToCentre,
  addToPortfolio,
  type ClusterSeries,
  emptySeries,
  portfolioVariance,
  unitCentres,
} from './clusters.js';
import { addGram, correlationDistances, crossProducts } from './correlations.js';
import type { DistinctTrials } from './distinct.js';
import { type Ratios, returnsOf, standardise } from './ratios.js';
import { eachTrial, type Pause } from './scan.js';
import { bestCut } from './silhouettes.js';
import type { EffectiveTrials, ReturnsPanel } from './types.js';

/** Trials that are clustered; more are assigned to the clusters of a sample. */
const CLUSTERED = 1000;

/** Trials that go to the engine at once. */
const BATCH = 2048;

/**
 * How many independent trials the trials are worth, by two measures: clusters of average linkage over the distances
 * √(½(1 − ρ)), cut where their silhouettes are best, and the participation ratio of the correlation matrix.
 *
 * Trials with the same returns are one point. More than 1,000 points: a seeded sample of 1,000 is clustered, and each other
 * point belongs to the cluster with whose mean it correlates most.
 *
 * @param ratios   moments of the trials that have a Sharpe ratio
 * @param distinct these trials, without repetitions
 * @see docs/luck.md
 */
export async function effectiveTrials(
  core: EngineCore,
  panel: ReturnsPanel,
  ratios: Ratios,
  distinct: DistinctTrials,
  seed: number,
  pause: Pause,
): Promise<EffectiveTrials | { reason: string }> {
  const points = distinct.first.length;
  if (points === 0) return { reason: 'no trial has a Sharpe ratio' };
  const sample = samplePlaces(points, seed);
  const n = sample.length;
  const T = panel.periods;
  const rows = new Float64Array(n * T);
  sample.forEach((place, k) => {
    const trial = distinct.first[place];
    standardise(ratios, trial, returnsOf(panel, trial), rows.subarray(k * T, (k + 1) * T));
  });
  await pause(0);
  const correlations = crossProducts(core, rows, n, T);
  const distances = correlationDistances(correlations, n);
  const cut = bestCut(distances, n, clusterTree(distances, n, 'average'));
  const series = emptySeries(cut.clusters, T);
  for (let k = 0; k < n; k++) {
    const z = rows.subarray(k * T, (k + 1) * T);
    addToCentre(series, cut.labels[k], z);
    addToPortfolio(series, cut.labels[k], memberOf(ratios, distinct.first[sample[k]], z));
  }
  const total = distinct.counts.reduce((sum, count) => sum + count, 0);
  const squares =
    n === points
      ? weightedSquares(correlations, distinct.counts)
      : await assignOthers(core, panel, ratios, distinct, new Set(sample), series, pause);
  await pause(panel.trials);
  return {
    clusters: cut.clusters,
    clusterVariance: portfolioVariance(series),
    quality: cut.quality,
    distinct: points,
    sampled: n,
    participation: (total / squares) * total,
  };
}

/** Places of all points, or of 1,000 that are as likely as any others, ascending (algorithm S of Knuth). */
function samplePlaces(points: number, seed: number): number[] {
  const places = Array.from({ length: points }, (_, place) => place);
  if (points <= CLUSTERED) return places;
  const { uniform } = randomStream(seed, 'clustered trials');
  let missing = CLUSTERED;
  return places.filter((place) => {
    if (uniform() * (points - place) >= missing) return false;
    missing--;
    return true;
  });
}

function memberOf({ means, deviations }: Ratios, trial: number, z: Float64Array) {
  return { z, mean: means[trial], deviation: deviations[trial] };
}

/** Σ_ij m_i·m_j·ρ_ij², Σλ² of the correlation matrix of all trials, m how many are alike. */
function weightedSquares(correlations: Float64Array, counts: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    for (let j = 0; j < counts.length; j++) {
      const rho = correlations[i * counts.length + j];
      sum += counts[i] * counts[j] * rho * rho;
    }
  }
  return sum;
}

/**
 * Enters each point that is not of the sample into the portfolio of its cluster.
 *
 * @returns Σλ² of the correlation matrix of all trials: that of the T × T matrix Σ m·zz', which has the same eigenvalues
 */
async function assignOthers(
  core: EngineCore,
  panel: ReturnsPanel,
  ratios: Ratios,
  { first, counts }: DistinctTrials,
  sampled: ReadonlySet<number>,
  series: ClusterSeries,
  pause: Pause,
): Promise<number> {
  const { periods: T } = panel;
  const k = series.clusters;
  const centres = unitCentres(series);
  const gram = new Float64Array(T * T);
  const rows = new Float64Array(BATCH * T);
  const row = (at: number): Float64Array => rows.subarray(at * T, (at + 1) * T);
  // matrices of periods × periods, which the engine of the user should not hold for good
  const own = core.another();
  let places: number[] = [];
  const flush = (): void => {
    const n = places.length;
    const filled = rows.subarray(0, n * T);
    const correlations = product(own, filled, centres, n, T, k);
    places.forEach((place, at) => {
      if (sampled.has(place)) return;
      const nearest = indexOfLargest(correlations.subarray(at * k, (at + 1) * k));
      addToPortfolio(series, nearest, memberOf(ratios, first[place], row(at)));
    });
    places.forEach((place, at) => {
      const weight = Math.sqrt(counts[place]);
      if (weight !== 1) for (let t = 0; t < T; t++) rows[at * T + t] *= weight;
    });
    addGram(own, filled, n, T, gram);
    places = [];
  };
  let next = 0;
  try {
    await eachTrial(panel, pause, (trial, returns) => {
      if (trial !== first[next]) return;
      standardise(ratios, trial, returns, row(places.length));
      places.push(next++);
      if (places.length === BATCH) flush();
    });
    if (places.length > 0) flush();
  } finally {
    own.dispose();
  }
  return squaresOf(gram, T);
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let c = 1; c < values.length; c++) if (values[c] > values[largest]) largest = c;
  return largest;
}

/** Sum of the squares of a symmetric matrix, of which the lower triangle is read. */
function squaresOf(matrix: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) sum += 2 * matrix[i * n + j] * matrix[i * n + j];
    sum += matrix[i * n + i] * matrix[i * n + i];
  }
  return sum;
}
