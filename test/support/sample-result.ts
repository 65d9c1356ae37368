import type { BacktestConfig } from '../../src/config/types.js';
import type {
  BacktestDecision,
  BacktestResult,
  BacktestSnapshot,
  BacktestWindow,
  PeriodSnapshot,
  StrategyResult,
  VarianceShares,
} from '../../src/backtest/types.js';
import { lastWeights, portfoliosOf } from '../../src/backtest/last-decision.js';
import { performanceStatistics } from '../../src/statistics/performance.js';
import { randomSource } from './random.js';
import { sampleComparisons } from './sample-comparisons.js';

export interface SampleOptions {
  seed?: number;
  assets?: string[];
  strategies?: string[];
  /** months of holding; a decision every third month */
  months?: number;
  /** what the configuration says of it */
  benchmark?: string;
}

const tickers = ['SPY', 'IWM', 'EFA', 'EEM', 'AGG', 'TLT', 'GLD', 'DBC', 'VNQ', 'HYG'];

/** Last day of the month that lies `offset` months after January 2015. */
function monthEnd(offset: number): string {
  return new Date(Date.UTC(2015, offset + 1, 0)).toISOString().slice(0, 10);
}

/**
 * A backtest result of the right shape and plausible size, from seeded random numbers and no engine:
 * one fallback, one skipped window, one component at the boundary, one asset that sat out, one undefined statistic.
 */
export function sampleResult(options: SampleOptions = {}): BacktestResult {
  const { seed = 1, assets = tickers, months = 60 } = options;
  const names = options.strategies ?? ['systematic', 'sample', 'ledoitWolf', 'equalWeight'];
  const random = randomSource(seed);
  const starts = Array.from({ length: Math.ceil(months / 3) }, (_, k) => 3 * k);
  const periods = Array.from({ length: months }, (_, t) => monthEnd(t + 1));
  const market = periods.map(() => 0.006 + 0.02 * random.normal());

  const decisions = starts.map((start, k): BacktestDecision => {
    const failed = k === 2;
    return {
      decision: monthEnd(start),
      trainStart: monthEnd(start - 36),
      satOut: k === 0 ? [{ asset: assets.at(-1)!, reason: 'only 12 of 36 returns' }] : [],
      notes: k === 1 ? ['kernel combined: clipped an eigenvalue of −1.1e-16'] : [],
      fit: failed
        ? null
        : {
            path: 'spectral',
            converged: true,
            iterations: 6,
            logLikelihood: -812.345678,
            heritability: 0.25 + 0.1 * random.uniform(),
            heritabilityStandardError: k === 3 ? null : 0.041,
            variances: [
              { label: 'time', estimate: 0, standardError: null, atBoundary: true },
              { label: 'asset:time(combined)', estimate: 0.31, standardError: 0.05, atBoundary: false },
              { label: 'residual', estimate: 0.72, standardError: 0.03, atBoundary: false },
            ],
          },
      kernels: [{ name: 'combined', repair: null }],
      conditionNumbers: { sample: 117.04, systematic: failed ? null : 104.8 },
    };
  });

  const strategies = names.map((name, s): StrategyResult => {
    const grossReturns = market.map((r) => r + (0.006 + 0.001 * (s % 7)) * random.normal());
    const windows = starts.map((start, k): BacktestWindow => {
      const failed = s === 0 && k === 2;
      const skipped = s === 1 && k === 4;
      return {
        decision: monthEnd(start),
        status: failed ? 'fallback' : skipped ? 'skipped' : 'ok',
        reason: failed ? 'the variances did not converge' : skipped ? 'no asset with enough history' : null,
        used: failed ? 'ledoitWolf' : skipped ? 'previousWeights' : null,
        weights: randomWeights(assets, random.uniform),
        turnover: k === 0 ? 1 : 0.2 * random.uniform(),
        cost: 0.0002,
      };
    });
    const netReturns = grossReturns.map((r) => r - 0.0001);
    return {
      name,
      statistics: {
        ...performanceStatistics({
          grossReturns,
          netReturns,
          riskFree: market.map(() => 0),
          periodsPerYear: 12,
          turnovers: windows.slice(1).map(({ turnover }) => turnover),
          effectiveAssets: 3.21,
          benchmark: options.benchmark === undefined ? null : market,
        }),
        annualReturn: 0.0712 - 0.001 * s,
        annualVolatility: 0.0634 + 0.001 * s,
        sharpe: s === 3 ? null : 1.0456 - 0.01 * s,
        maxDrawdown: 0.0512 + 0.002 * s,
        turnover: 0.0998,
      },
      periods,
      grossReturns,
      netReturns,
      worstDrawdown: {
        depth: 0.0512 + 0.002 * s,
        start: periods[1],
        trough: periods[4],
        recovery: s === 0 ? periods[9] : null,
      },
      firstPurchaseCost: 0.0005,
      windows,
    };
  });

  const config: BacktestConfig = {
    prices: 'prices.csv',
    frequency: 'month',
    market: assets[0],
    ...(options.benchmark === undefined ? {} : { benchmark: options.benchmark }),
    backtest: { train: 36, rebalance: 3, lag: 0, costs: 0.0005 },
    strategies: names.map((name) => ({ name })),
  };
  const base = names.length > 1 && names.includes('sample') ? 'sample' : null;
  const model = sampleModel(assets, monthEnd(3 * (starts.length - 1)), random);
  return {
    lastDecision: {
      decision: decisions.at(-1)!.decision,
      ...lastWeights(portfoliosOf(strategies)),
      covariance: 'total',
      reason: null,
      risk: names.map((portfolio, s) => ({
        portfolio,
        volatility: 0.02 + 0.001 * s,
        annualVolatility: 0.0693 + 0.0035 * s,
        reduction: base === null ? null : 1 - (20 + s) / (20 + names.indexOf(base)),
      })),
      shares: Object.fromEntries(names.map((name) => [name, sampleShares(assets, random.uniform)])),
    },
    config,
    formula: 'return ~ 0 + asset + asset:market + (1 | time) + (1 | asset:time, combined)',
    engineVersion: '0.1.0',
    dataHash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    frequency: 'month',
    periodsPerYear: 12,
    universe: assets,
    notes: ['the month 2020-02 had not ended yet and was dropped'],
    decisions,
    strategies,
    trials: {
      count: names.length,
      sharpeVariance: 0.0016,
      expectedMaximumSharpe: 0.0407,
      deflatedSharpe: Object.fromEntries(names.map((name, s) => [name, 0.9123 - 0.01 * s])),
    },
    comparisons: sampleComparisons(names, options.benchmark),
    snapshot: {
      periods: samplePeriods(monthEnd(3 * (starts.length - 1) - 36), starts.length, random),
      kernelName: 'combined',
      decision: decisions.at(-1)!.decision,
      assets,
      kernel: blocks(assets.length, (near, noise) => (near ? 0.75 : 0.35) + 0.2 * noise, random.uniform),
      sampleCorrelation: blocks(
        assets.length,
        (near, noise) => (near ? 0.6 : -0.1) + 0.4 * (noise - 0.5),
        random.uniform,
      ),
      systematicCorrelation: blocks(
        assets.length,
        (near, noise) => (near ? 0.7 : 0.05) + 0.2 * (noise - 0.5),
        random.uniform,
      ),
      ...model,
    },
  };
}

/** A second kernel, the total correlation, a singular sample, and effects of which those of one term are all 0. */
function sampleModel(
  assets: string[],
  period: string,
  { uniform, normal }: ReturnType<typeof randomSource>,
): Pick<BacktestSnapshot, 'furtherKernels' | 'totalCorrelation' | 'spectra' | 'effects'> {
  const N = assets.length;
  const triangle = (off: () => number): number[] =>
    assets.flatMap((_, i) => Array.from({ length: i + 1 }, (__, j) => (i === j ? 1 : off())));
  const spectrum = (decay: number, zeros: number): number[] => {
    const raw = assets.map((_, k) => (k < N - zeros ? decay ** k : 0));
    const sum = raw.reduce((total, value) => total + value, 0);
    return raw.map((value) => (N * value) / sum);
  };
  const effects = (size: number) => ({
    blups: assets.map(() => size * normal()),
    predictionErrors: assets.map(() => 0.003),
  });
  const reliability = assets.map(() => uniform());
  return {
    furtherKernels: [{ name: 'class', triangle: triangle(() => 0.2) }],
    totalCorrelation: triangle(() => 0.2 + 0.4 * uniform()),
    spectra: {
      periods: 36,
      matrices: [
        { covariance: 'sample', eigenvalues: spectrum(0.5, 1), conditionNumber: null },
        { covariance: 'systematic', eigenvalues: spectrum(0.6, 0), conditionNumber: 104.8 },
      ],
      notes: ['no eigenvalues of total: the fit did not converge'],
    },
    effects: {
      assets,
      terms: [
        { term: 'asset(class)', period: null, covariate: null, ...effects(0.004), reliability },
        { term: 'asset:time(combined)', period, covariate: null, ...effects(0.02), reliability },
        {
          term: 'asset:market(combined)',
          period: null,
          covariate: 'market',
          blups: assets.map(() => 0),
          predictionErrors: assets.map(() => 0),
          reliability: assets.map(() => null),
        },
      ],
      notes: [],
    },
  };
}

/** One asset hedges a little; two classes; three components. */
function sampleShares(assets: string[], uniform: () => number): VarianceShares {
  const raw = assets.map((_, i) => (i === 1 ? -0.1 : 0.2 + uniform()));
  const sum = raw.reduce((total, value) => total + value, 0);
  const own = raw.map((value) => value / sum);
  const ofClass = own.reduce((total, value, i) => (i % 2 === 0 ? total + value : total), 0);
  return {
    assets: Object.fromEntries(assets.map((asset, i) => [asset, own[i]])),
    classes: { equity: ofClass, bond: 1 - ofClass },
    components: { covariates: 0.6, 'asset:time(combined)': 0.3, residual: 0.1 },
  };
}

/** Three years of weights, of which one period has next to none, and the influence of that one and another. */
function samplePeriods(
  first: string,
  decisions: number,
  { uniform }: ReturnType<typeof randomSource>,
): PeriodSnapshot {
  const periods = Array.from({ length: 36 }, (_, t) => monthEnd(3 * (decisions - 1) - 35 + t));
  const weights = periods.map((_, t) => (t === 20 ? 0.04 : 0.6 + 0.8 * uniform()));
  const influence = (t: number, cookDistance: number) => ({
    period: periods[t],
    observations: 10,
    changes: [1e-5 * cookDistance, -1e-6],
    standardized: [cookDistance, -0.1],
    cookDistance,
  });
  return {
    weights: { kind: 't', periods, weights },
    components: ['asset:time(combined)', 'residual'],
    influential: [influence(20, 3.5), influence(7, 0.25)],
    notes: [`the first period is ${first}`],
  };
}

/** Positive, a third of them zero, adding up to one. */
function randomWeights(assets: string[], uniform: () => number): Record<string, number> {
  const raw = assets.map((_, i) => (i > 0 && uniform() < 1 / 3 ? 0 : uniform() ** 3 + 1e-3));
  const sum = raw.reduce((total, value) => total + value, 0);
  return Object.fromEntries(assets.map((asset, i) => [asset, raw[i] / sum]));
}

/** Symmetric with a unit diagonal; four groups of alike assets. */
function blocks(n: number, entry: (near: boolean, noise: number) => number, uniform: () => number): number[] {
  const values = new Array<number>(n * n);
  for (let i = 0; i < n; i++) {
    values[i * n + i] = 1;
    for (let j = 0; j < i; j++) {
      values[i * n + j] = entry(Math.floor((4 * i) / n) === Math.floor((4 * j) / n), uniform());
      values[j * n + i] = values[i * n + j];
    }
  }
  return values;
}
