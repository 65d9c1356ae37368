import * as z from 'zod';

/* The schema of a selection among candidates, part of that of a configuration. */

export const selection = z
  .strictObject({
    grid: z
      .record(z.string(), z.array(z.unknown()).min(1))
      .optional()
      .describe(
        'values by path (backtest.train: [24, 36], strategies.systematic.maxWeights: [0.3, 1]), every combination a candidate; null leaves a field out',
      ),
    candidates: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .optional()
      .describe(
        'in the place of a grid: name → partial configuration that is merged into this one; strategies go by name, null leaves a field out',
      ),
    strategy: z
      .string()
      .min(1)
      .optional()
      .describe('the strategy that each candidate runs; by default the first of strategies'),
    name: z.string().min(1).default('selected').describe('name of the combined strategy in the result'),
    score: z
      .enum(['sharpe', 'volatility', 'meanVariance'])
      .default('sharpe')
      .describe(
        'what candidates are ranked by, of their net returns up to the decision: largest Sharpe ratio, least volatility, or largest mean − λ/2 · variance of excess returns',
      ),
    riskAversion: z
      .number()
      .gt(0)
      .optional()
      .describe('λ of the score meanVariance, returns a year; by default 2.5'),
    minimumHistory: z
      .int()
      .min(2)
      .optional()
      .describe(
        'holding periods that have to have ended before the first pick, the first candidate being held until then; by default those of a year',
      ),
    lookback: z
      .union([z.int().min(2), z.literal('all')])
      .default('all')
      .describe('how many of the last of them scores are of'),
  })
  .describe(
    'candidates for one strategy: each decision picks the one whose own backtest has done best up to it',
  );
