import type { JudgedTrial, LuckAnalysis } from '../../src/sweep/luck/types.js';
import type { CodedColumn, SweepReportGroup, SweepReportInput } from '../../src/sweep/report/types.js';
import type { Json } from '../../src/sweep/types.js';
import { randomSource } from './random.js';

export interface SweepOptions {
  seed?: number;
  /** every combination of 10 × 5 × 5 × 20 values, or so many points of a sample of four parameters and a name */
  points?: 'grid' | number;
  /** names of universes, a group each */
  universes?: string[];
  /** what strategies are called */
  strategies?: string[];
  /** further numeric parameters of a sample, without effect */
  idle?: number;
}

const covariances = ['systematic', 'sample', 'ledoitWolf', 'posterior', 'total'];

/**
 * A sweep of the right shape and plausible size from seeded random numbers and no engine: Sharpe ratios that depend on
 * the training window (best in the middle), the covariance and the largest weight, and noise.
 */
export function sampleSweep(options: SweepOptions = {}): SweepReportInput {
  const {
    points = 'grid',
    universes = ['etf'],
    idle = 0,
    strategies = ['minimum variance'],
    seed = 1,
  } = options;
  const parameters = [
    { path: 'backtest.train', kind: 'numeric' as const },
    { path: 'backtest.rebalance', kind: 'numeric' as const },
    { path: 'strategy.covariance', kind: 'categorical' as const },
    { path: 'strategy.maxWeight', kind: 'numeric' as const },
    ...Array.from({ length: idle }, (_, k) => ({ path: `idle.${k + 1}`, kind: 'numeric' as const })),
  ];
  const groups = universes.map((universe, k) => sampleGroup(universe, points, strategies, idle, seed + k));
  const trials = groups.reduce((sum, { luck }) => sum + luck.trials, 0);
  return {
    title: `Sweep: ${trials.toLocaleString('en-US')} trials`,
    engineVersion: '0.1.0+0123456789ab',
    config: {
      base: { prices: 'prices.csv', market: 'SPY' },
      space: { grid: { 'backtest.train': [24, 36, 48, 60, 72, 84, 96, 108, 120, 132] } },
      baseline: 'equalWeight',
      seed: 1,
    },
    dataHashes: ['8f43ad5c0c3f1d9e'.repeat(4)],
    counts: {
      planned: trials + 62,
      done: trials + 30,
      refused: 12,
      refusals: [
        {
          code: 'too-few-periods',
          error: 'train: 132 periods are more than the 120 there are',
          backtests: 8,
        },
        { code: 'infeasible', error: 'maxWeight 0.05 of ten assets cannot add up to 1', backtests: 4 },
      ],
      duplicates: 3,
      setAside: [
        { job: 'c0ffee'.repeat(10), backtests: 32, attempts: 3, error: 'the worker ran out of memory' },
      ],
      windows: 20 * trials,
    },
    notes: ['3 points say the same as earlier ones and count once'],
    parameters,
    groups,
  };
}

function sampleGroup(
  universe: string,
  points: 'grid' | number,
  strategies: string[],
  idle: number,
  seed: number,
): SweepReportGroup {
  const { uniform, normal } = randomSource(seed);
  const rows: { train: number; rebalance: number; covariance: number; maxWeight: number }[] = [];
  const rebalances = [1, 2, 3, 6, 12];
  if (points === 'grid') {
    for (let train = 24; train <= 132; train += 12)
      for (const rebalance of rebalances)
        for (const covariance of covariances.keys())
          for (let step = 1; step <= 20; step++)
            rows.push({ train, rebalance, covariance, maxWeight: step / 20 });
  } else {
    for (let k = 0; k < points; k++)
      rows.push({
        train: 24 + Math.floor(109 * uniform()),
        rebalance: rebalances[Math.floor(5 * uniform())],
        covariance: Math.floor(5 * uniform()),
        maxWeight: 0.05 + 0.95 * uniform(),
      });
  }
  const n = rows.length;
  const sharpes = Float64Array.from(rows, ({ train, covariance, maxWeight }) => {
    const surface = 0.6 - 0.25 * ((train - 72) / 60) ** 2 + 0.03 * covariance - 0.12 * maxWeight;
    return (surface + 0.05 * normal()) / Math.sqrt(12);
  });
  sharpes[n - 1] = NaN;
  const volatility = Float64Array.from(
    rows,
    ({ covariance, maxWeight }) => 0.08 + 0.004 * covariance + 0.02 * maxWeight * uniform(),
  );
  const idleColumns = Array.from({ length: idle }, () => coded(Array.from({ length: n }, uniform)));
  return {
    universe,
    period: 'all',
    frequency: 'month',
    periodsPerYear: 12,
    first: '2013-01-31',
    last: '2019-10-31',
    baseline: 'equalWeight',
    trials: {
      numbers: Int32Array.from(rows, (_, k) => k),
      strategies: { values: strategies, codes: Int32Array.from(rows, (_, k) => k % strategies.length) },
      parameters: [
        coded(rows.map(({ train }) => train)),
        coded(rows.map(({ rebalance }) => rebalance)),
        { values: covariances, codes: Int32Array.from(rows, ({ covariance }) => covariance) },
        coded(rows.map(({ maxWeight }) => maxWeight)),
        ...idleColumns,
      ],
      statistics: {
        annualReturn: sharpes.map((ratio, k) => ratio * Math.sqrt(12) * volatility[k] + 0.01),
        annualVolatility: volatility,
        maxDrawdown: volatility.map((value) => value * (1.2 + 0.4 * uniform())),
        turnover: Float64Array.from(rows, ({ rebalance }) => 0.02 * rebalance * (0.8 + 0.4 * uniform())),
      },
    },
    luck: sampleLuck(sharpes, uniform, normal),
    verdict: {
      sentence: `The best of ${n.toLocaleString('en-US')} trials has a Sharpe ratio of 0.85 a year; as many trials without skill would have shown 0.88: it cannot be told from luck.`,
      reasons: [
        'Deflated Sharpe ratio 0.41: below 0.95.',
        'Probability of backtest overfitting 0.38.',
        'No trial is better than equalWeight after correction for all of them.',
      ],
    },
  };
}

/** The analysis as it could be of such ratios: its own numbers are of the right size, not computed from returns. */
function sampleLuck(sharpes: Float64Array, uniform: () => number, normal: () => number): LuckAnalysis {
  const rows = Array.from(sharpes.keys()).filter((row) => !Number.isNaN(sharpes[row]));
  rows.sort((a, b) => sharpes[b] - sharpes[a] || a - b);
  const splits = 12_870;
  const inSample = Float64Array.from({ length: splits }, () => 0.3 + 0.06 * normal());
  const ranks = Float64Array.from({ length: splits }, () => Math.max(uniform(), uniform()));
  const best = rows.slice(0, 20).map((trial, k): JudgedTrial => ({
    trial,
    sharpe: sharpes[trial],
    probabilistic: 0.99 - 0.002 * k,
    deflated: 0.41 - 0.01 * k,
    deflatedByClusters: 0.73 - 0.01 * k,
    difference: sharpes[trial] - 0.12,
    pValue: 0.002 + 0.001 * k,
    adjustedPValue: k === 3 ? null : 0.4 + 0.01 * k,
  }));
  return {
    trials: sharpes.length,
    undefinedTrials: sharpes.length - rows.length,
    periods: 82,
    sharpeVariance: 0.0021,
    meanSharpe: 0.14,
    expectedMaximum: 0.254,
    expectedMaximumByClusters: 0.19,
    sharpes,
    baselineSharpe: 0.12,
    overfitting: {
      blocks: 16,
      splits,
      trials: rows.length,
      flatTrials: 0,
      probability: ranks.filter((rank) => rank <= 0.5).length / splits,
      ranks,
      inSample,
      outOfSample: inSample.map((ratio) => 0.25 - 0.5 * ratio + 0.08 * normal()),
      probabilityOfLoss: 0.21,
      degradation: -0.5,
    },
    effective: {
      clusters: 7,
      clusterVariance: 0.003,
      quality: 2.1,
      distinct: rows.length,
      sampled: Math.min(1000, sharpes.length),
      participation: 3.4,
    },
    family: {
      tested: sharpes.length - 1,
      untested: 1,
      blockLength: 3,
      samples: 4999,
      seed: 1,
      level: 0.05,
      better: 0,
      worse: 2,
      betterAlone: 812,
      smallest: 0.401,
    },
    best,
  };
}

/** Distinct values in the order of their first trials. */
function coded(values: Json[]): CodedColumn<Json> {
  const found = new Map<Json, number>();
  const codes = Int32Array.from(values, (value) => {
    if (!found.has(value)) found.set(value, found.size);
    return found.get(value)!;
  });
  return { values: [...found.keys()], codes };
}
