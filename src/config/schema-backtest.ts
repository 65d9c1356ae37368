import * as z from 'zod';
import { rebalanceRules } from '../data/rebalance-rule.js';
import { costKinds } from './costs.js';
import { eventFile } from './schema-files.js';

/* The schema of the walk forward, part of that of a configuration. */

const cost = z.number().min(0).lt(1, 'costs are fractions, 0.001 is 0.1 %');
const costByTicker = z.union([cost, z.record(z.string(), cost)]);

/** A number that costs are in proportion to, for all assets or by ticker. */
const byTicker = (value: z.ZodNumber) => z.union([value, z.record(z.string(), value)]);

const costsByKind = z.strictObject({
  linear: costByTicker
    .optional()
    .describe('cost of trading one unit of value, one way (0.001 is 0.1 %), for all assets or by ticker'),
  quadratic: byTicker(z.number().min(0))
    .optional()
    .describe('q of the cost qΔ² of trading Δ, both as shares of wealth, for all assets or by ticker'),
  impact: z
    .strictObject({
      coefficient: byTicker(z.number().min(0))
        .default(1)
        .describe('k of the cost kσ|Δ|√(|Δ|·wealth/volume) of trading Δ, for all assets or by ticker'),
      volume: byTicker(z.number().gt(0)).describe(
        'money traded a day, in the money of backtest.capital, for all assets or by ticker',
      ),
      volatility: byTicker(z.number().min(0))
        .optional()
        .describe(
          'σ a day, for all assets or by ticker; by default that of the training window of the decision, for tickers not listed too',
        ),
    })
    .optional()
    .describe('square-root market impact; needs backtest.capital'),
  borrow: costByTicker
    .optional()
    .describe('fee a year on the value of short positions (0.005 is 0.5 %), for all assets or by ticker'),
  margin: cost.optional().describe('rate a year above the risk-free one that cash below 0 pays'),
});

const delistingReturn = z.number().min(-1).max(1, 'returns are fractions, −0.3 is −30 %');

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
    warmUp: z
      .int()
      .min(2)
      .optional()
      .describe(
        'periods up to the first decision, where these are more than train and minHistory ask for: runs with different training windows then decide on the same days',
      ),
    costs: z
      .union([
        cost,
        z.record(
          z.string().refine((key) => !(costKinds as readonly string[]).includes(key)),
          cost,
        ),
        costsByKind,
      ])
      .default(0)
      .describe(
        'cost of trading one unit of value, one way (0.001 is 0.1 %), for all assets or by ticker (others trade free); or by kind: linear, quadratic, impact, borrow, margin',
      ),
    capital: z
      .number()
      .gt(0)
      .optional()
      .describe(
        'money at the first decision, in the currency of costs.impact.volume: market impact grows with wealth. Ledgers are in it; by default 1',
      ),
    delistingReturns: z
      .union([
        delistingReturn,
        z
          .string()
          .min(1)
          .transform((path) => ({ path })),
        eventFile,
        z.record(z.string(), delistingReturn),
      ])
      .optional()
      .describe(
        'return of a position whose asset stops trading, in the period in which it does (−0.3 is −30 %): for all assets, by ticker, or a CSV of symbol, date and return; by default 0, positions being closed at their last price',
      ),
    strict: z
      .boolean()
      .default(false)
      .describe(
        'whether the first window in which a strategy falls back or is skipped ends the run with an error',
      ),
    forecastScores: z
      .boolean()
      .default(false)
      .describe(
        'whether the covariances of the strategies are scored as forecasts of the returns that came, which takes a second pass over the windows',
      ),
  })
  .describe('the walk-forward backtest');
