import * as z from 'zod';

/* The schema of the walk forward, part of that of a configuration. */

const cost = z.number().min(0).lt(1, 'costs are fractions, 0.001 is 0.1 %');

export const walkForward = z
  .strictObject({
    train: z.int().min(2).default(36).describe('periods in the training window'),
    rebalance: z.int().min(1).default(3).describe('periods between decisions'),
    lag: z
      .int()
      .min(0)
      .default(0)
      .describe('periods between the last data that a decision sees and the start of its holding'),
    minHistory: z
      .int()
      .min(2)
      .optional()
      .describe(
        'returns in a row, up to the decision, that an asset needs to be held; by default train. With fewer than train an asset enters the model by its kernel, and other covariances do without it until its window is full',
      ),
    costs: z
      .union([cost, z.record(z.string(), cost)])
      .default(0)
      .describe(
        'cost of trading one unit of value, one way (0.001 is 0.1 %), for all assets or by ticker (others trade free)',
      ),
    forecastScores: z
      .boolean()
      .default(false)
      .describe(
        'whether the covariances of the strategies are scored as forecasts of the returns that came, which takes a second pass over the windows',
      ),
  })
  .describe('the walk-forward backtest');
