import { quantile } from '../numeric/quantile.js';
import { bulkESS, meanESS, rankRHat, tailESS } from './diagnostics.js';
import type { PosteriorSummary } from './types.js';

/** What the draws of one quantity say, chain after chain. */
export function summarizeDraws(name: string, draws: Float64Array, chains: number): PosteriorSummary {
  const { mean, sd } = moments(draws);
  return {
    ...{ name, mean, sd },
    q5: quantile(draws, 0.05),
    median: quantile(draws, 0.5),
    q95: quantile(draws, 0.95),
    rHat: rankRHat(draws, chains),
    essBulk: bulkESS(draws, chains),
    essTail: tailESS(draws, chains),
    monteCarloError: sd / Math.sqrt(meanESS(draws, chains)),
  };
}

/** Mean, and standard deviation with divisor n − 1. */
export function moments(values: Float64Array): { mean: number; sd: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  return { mean, sd: Math.sqrt(squares / (values.length - 1)) };
}
