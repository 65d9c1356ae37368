import type {
  BacktestResult,
  BacktestSnapshot,
  EffectsSnapshot,
  LastDecision,
  SpectraSnapshot,
  VarianceShares,
} from '../backtest/types.js';
import { clusteredOrder } from './asset-order.js';

/** Lower triangle of a symmetric matrix with its diagonal, row by row. */
export type Triangle = number[];

/** What the charts of the model at the last decision are drawn from. */
export interface ModelChartData {
  decision: string;
  /** in the order of all matrices, see `clusteredOrder` and `orderingMatrix` */
  assets: string[];
  /** of the model, in its order */
  kernels: { name: string; triangle: Triangle }[];
  sampleCorrelation: Triangle;
  systematicCorrelation: Triangle | null;
  totalCorrelation: Triangle | null;
  spectra: SpectraChart | null;
  /** of terms with effects that are not all 0 */
  effects: EffectsChart[];
  riskShares: RiskSharesChart[];
}

export interface SpectraChart {
  /** share of the trace up to which sample eigenvalues of noise come, (1 + √(N/(T − 1)))²/N; null of one period */
  edge: number | null;
  /** shares of the trace, the largest first; 0 where there is nothing but rounding */
  matrices: { name: string; shares: number[] }[];
}

/** Effects of a term by asset, the largest first, in the unit of returns. */
export interface EffectsChart {
  term: string;
  assets: string[];
  effects: number[];
  /** half of the 95 % interval, 1.96 prediction errors; null where there are none */
  margins: number[] | null;
  reliability: (number | null)[] | null;
}

/** Parts of the variance of each strategy's portfolio, which add up to 1. */
export interface RiskSharesChart {
  by: keyof VarianceShares;
  /** of the parts */
  names: string[];
  /** shares in the order of the names */
  strategies: { name: string; shares: number[] }[];
}

/** Half of a 95 % interval in standard errors. */
export const Z95 = 1.96;

export function modelChartData(result: BacktestResult): ModelChartData {
  const { snapshot } = result;
  // of many assets there are no matrices
  const assets = snapshot.sampleCorrelation.length === 0 ? [] : snapshot.assets;
  const n = assets.length;
  const { kernel, systematicCorrelation, totalCorrelation = null } = snapshot;
  const sample = ofMatrix(snapshot.sampleCorrelation, n);
  const total = totalCorrelation && ofTriangle(totalCorrelation);
  const systematic = systematicCorrelation && ofMatrix(systematicCorrelation, n);
  const order = clusteredOrder(n, orderingMatrix(snapshot) === 'systematic' ? systematic! : sample);
  const inOrder = (element: Element): Triangle => orderedTriangle(element, order);
  return {
    decision: snapshot.decision,
    assets: order.map((i) => assets[i]),
    kernels: [
      ...(kernel === null
        ? []
        : [{ name: snapshot.kernelName ?? '', triangle: inOrder(ofMatrix(kernel, n)) }]),
      ...(snapshot.furtherKernels ?? []).map(({ name, triangle }) => ({
        name,
        triangle: inOrder(ofTriangle(triangle)),
      })),
    ],
    sampleCorrelation: inOrder(sample),
    systematicCorrelation: systematic && inOrder(systematic),
    totalCorrelation: total && inOrder(total),
    spectra: spectraChart(snapshot.spectra ?? null),
    effects: effectsCharts(snapshot.effects ?? null),
    riskShares: riskSharesCharts(result.lastDecision),
  };
}

/** Which correlations the order of the assets comes from: the model's structure, where it has any but one factor. */
export function orderingMatrix({ systematicCorrelation }: BacktestSnapshot): 'systematic' | 'sample' {
  const isStructured = systematicCorrelation?.some((rho) => Math.abs(rho) < 1 - ONE_FACTOR) ?? false;
  return isStructured ? 'systematic' : 'sample';
}

/** Correlations are ±1 but for so much where all assets depend on one factor alone. */
const ONE_FACTOR = 1e-9;

type Element = (i: number, j: number) => number;

function ofMatrix(matrix: readonly number[], n: number): Element {
  return (i, j) => matrix[i * n + j];
}

function ofTriangle(triangle: readonly number[]): Element {
  return (i, j) => (i >= j ? triangle[(i * (i + 1)) / 2 + j] : triangle[(j * (j + 1)) / 2 + i]);
}

function orderedTriangle(element: Element, order: readonly number[]): Triangle {
  return order.flatMap((i, a) => order.slice(0, a + 1).map((j) => Number(element(i, j).toFixed(3))));
}

function spectraChart(spectra: SpectraSnapshot | null): SpectraChart | null {
  if (spectra === null || spectra.matrices.length === 0) return null;
  const N = spectra.matrices[0].eigenvalues.length;
  return {
    edge: spectra.periods > 1 ? significant(noiseEdge(N, spectra.periods) / N) : null,
    matrices: spectra.matrices.map(({ covariance, eigenvalues }) => {
      const trace = eigenvalues.reduce((sum, value) => sum + value, 0);
      return { name: covariance, shares: eigenvalues.map((value) => significant(value / trace)) };
    }),
  };
}

/** (1 + √(N/(T − 1)))², the edge by Marchenko and Pastur of N independent series of T periods about their means. */
export function noiseEdge(N: number, T: number): number {
  return (1 + Math.sqrt(N / (T - 1))) ** 2;
}

function effectsCharts(effects: EffectsSnapshot | null): EffectsChart[] {
  if (effects === null) return [];
  return effects.terms
    .filter(({ blups }) => blups.some((blup) => blup !== 0))
    .map(({ term, blups, predictionErrors, reliability }) => {
      const order = blups.map((_, i) => i).sort((i, j) => blups[j] - blups[i] || i - j);
      return {
        term,
        assets: order.map((i) => effects.assets[i]),
        effects: order.map((i) => significant(blups[i])),
        margins: predictionErrors && order.map((i) => significant(Z95 * predictionErrors[i])),
        reliability:
          reliability &&
          order.map((i) => {
            const value = reliability[i];
            return value === null ? null : significant(value);
          }),
      };
    });
}

/** By component, class and asset, as far as there is more than one of them. */
export function riskSharesCharts(last: LastDecision | undefined): RiskSharesChart[] {
  const entries = Object.entries(last?.shares ?? {});
  return (['components', 'classes', 'assets'] as const).flatMap((by) => {
    const known = entries.flatMap(([name, shares]) =>
      shares[by] === null ? [] : [{ name, parts: shares[by] }],
    );
    const names = [...new Set(known.flatMap(({ parts }) => Object.keys(parts)))];
    if (names.length < 2) return [];
    const strategies = known.map(({ name, parts }) => ({
      name,
      shares: names.map((part) => Number((parts[part] ?? 0).toFixed(5))),
    }));
    return [{ by, names, strategies }];
  });
}

function significant(value: number): number {
  return Number(value.toPrecision(5));
}
