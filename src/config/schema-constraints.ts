import * as z from 'zod';

/* Fields of a strategy that constrain its weights, part of the schema of a strategy. */

/** Beyond ten times the wealth a weight is a percentage by mistake. */
const exposure = z
  .number()
  .gte(-10, 'weights are fractions, 0.4 is 40 %')
  .lte(10, 'weights are fractions, 0.4 is 40 %');
const limit = exposure.gte(0, 'a limit on exposure is not negative');
const range = { min: z.number().optional(), max: z.number().optional() };

export const constraintFields = {
  budget: exposure
    .optional()
    .describe('sum of the weights; what is not invested is cash, what is above 1 borrowed; by default 1'),
  minBudget: exposure
    .optional()
    .describe('smallest sum of the weights, in the place of budget; by default none'),
  maxBudget: exposure
    .optional()
    .describe('largest sum of the weights, in the place of budget; by default none'),
  maxLong: limit.optional().describe('largest sum of the weights above 0; by default none'),
  maxShort: limit
    .optional()
    .describe('largest sum of the weights below 0, as a positive number; by default none'),
  maxGross: limit.optional().describe('largest sum of the sizes of all weights; by default none'),
  groups: z
    .record(
      z.string(),
      z
        .strictObject({
          assets: z
            .array(z.string())
            .optional()
            .describe(
              'tickers; by default the members of the class of that name, as the decision knows them',
            ),
          minWeight: exposure.optional().describe('smallest sum of their weights; by default none'),
          maxWeight: exposure.optional().describe('largest sum of their weights; by default none'),
        })
        .describe('a group of assets'),
    )
    .optional()
    .describe('limits on sums of weights: name → { assets, minWeight, maxWeight }; by default none'),
  linearConstraints: z
    .array(z.string())
    .optional()
    .describe(
      'constraints such as "bond >= 0.2" or "2*SPY - 0.5*IWM <= 0.3" on weights of tickers and sums of groups and classes; what sat out has the weight 0; by default none',
    ),
  factorExposures: z
    .record(
      z.string(),
      z
        .strictObject({
          loadings: z.record(z.string(), z.number()).describe('by ticker, 0 where one is not named'),
          min: range.min.describe('smallest sum of loading times weight; by default none'),
          max: range.max.describe('largest sum of loading times weight; by default none'),
        })
        .describe('an exposure to a factor'),
    )
    .optional()
    .describe('limits on exposures to factors: name → { loadings, min, max }; by default none'),
  marketBeta: z
    .strictObject({
      min: range.min.describe('smallest beta of the portfolio; by default none'),
      max: range.max.describe('largest beta of the portfolio; by default none'),
    })
    .optional()
    .describe(
      'limits on the exposure to the market, with betas by least squares over the training window: { min, max }; by default none',
    ),
  turnoverLimit: z
    .number()
    .gte(0)
    .optional()
    .describe(
      'largest sum of the sizes of all trades, against what is held of the last decision (twice the one-way turnover); not at the first decision; by default none',
    ),
  benchmarkWeights: z
    .record(z.string(), exposure)
    .optional()
    .describe('weights by ticker that the objective minimumTrackingError follows'),
  riskBudgets: z
    .record(z.string(), z.number().gte(0))
    .optional()
    .describe(
      'shares of the risk of the objective riskParity, by ticker or by class, relative to each other; by default the same for all assets',
    ),
};
