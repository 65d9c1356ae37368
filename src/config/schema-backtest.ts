import * as z from 'zod';
import { rebalanceRules } from '../data/rebalance-rule.js';

/* The schema of the walk forward, part of that of a configuration. */

const cost = z.number().min(0).lt(1, 'costs are fractions, 0.001 is 0.1 %');

export const walkForward = z
  .strictObject({
    train: z.int().min(2).default(36).describe('periods in the training window'),
    window: z
      .enum(['rolling', 'expanding'])
      .default('rolling')
      .describe(
        'rolling: a training window is the last train periods; expanding: all from the first of the data on, train at least',
      ),
    rebalance: z
      .union([z.int().min(1), z.enum(rebalanceRules)])
      .default(3)
      .describe(
        'periods between decisions, or the days of the calendar on which there is one: the first period dated in a month, or the last one up to the end of a month, quarter or year or up to a day of the week',
      ),
    lag: z
      .int()
      .min(0)
      .default(0)
      .describe('periods between the last data that a decision sees and the start of its holding'),
    minHistory: z
      .union([z.int().min(2), z.literal('window')])
      .optional()
      .describe(
        'returns in a row, up to the decision, that an asset needs to be held, or window: all of the training window; by default train (window where the market is average and the window expands). With fewer than the window has an asset enters the model by its kernel, and other covariances do without it until its window is full',
      ),
    costs: z
      .union([cost, z.record(z.string(), cost)])
      .default(0)
      .describe(
        'cost of trading one unit of value, one way (0.001 is 0.1 %), for all assets or by ticker (others trade free)',
      ),
    strict: z
      .boolean()
      .default(false)
      .describe(
        'whether the first window in which a strategy falls back or is skipped ends the run with an error',
      ),
  })
  .describe('the walk-forward backtest');
