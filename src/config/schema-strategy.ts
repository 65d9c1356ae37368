import * as z from 'zod';

/* The schema of a strategy, part of that of a configuration. */

/** Beyond ten times the wealth a weight is a percentage by mistake. */
const weight = z
  .number()
  .gte(-10, 'weights are fractions, 0.4 is 40 %')
  .lte(10, 'weights are fractions, 0.4 is 40 %');
const bound = z.union([weight, z.record(z.string(), weight)]);

export const strategy = z
  .strictObject({
    name: z.string().min(1).describe('unique name of the strategy in every table, chart and file'),
    covariance: z
      .enum([
        'sample',
        'systematic',
        'fitted',
        'idiosyncratic',
        'total',
        'ledoitWolf',
        'oas',
        'constantCorrelation',
        'singleFactor',
        'nonlinear',
        'nonlinear2020',
        'exponential',
        'pcaFactor',
      ])
      .optional()
      .describe(
        'covariance that the objective is under; by default the one that the strategy is named after, else systematic',
      ),
    standardise: z
      .boolean()
      .optional()
      .describe(
        'whether ledoitWolf, oas, constantCorrelation, singleFactor, nonlinear, nonlinear2020 or pcaFactor is estimated from returns divided by their sample deviations, and scaled back; by default false',
      ),
    halfLife: z
      .number()
      .positive()
      .optional()
      .describe(
        'periods after which a return counts half as much in the covariance exponential; by default half of train',
      ),
    factors: z
      .int()
      .min(1)
      .optional()
      .describe(
        'principal components of the covariance pcaFactor; by default as many as its correlations have eigenvalues above (1 + √(N/(train − 1)))², at least 1',
      ),
    objective: z
      .enum([
        'minimumVariance',
        'targetReturn',
        'unconstrainedMinimumVariance',
        'equalWeight',
        'meanVariance',
        'targetVolatility',
        'maximumSharpe',
        'maximumDiversification',
        'inverseVolatility',
        'riskParity',
        'hierarchicalRiskParity',
      ])
      .optional()
      .describe(
        'by default targetReturn, targetVolatility or meanVariance where their number is given, else equalWeight, maximumSharpe, maximumDiversification, inverseVolatility, riskParity or hierarchicalRiskParity for a strategy of that name, else minimumVariance',
      ),
    minWeights: bound
      .optional()
      .describe(
        'smallest weight, for all assets or by ticker; by default 0 (long-only), negative to go short',
      ),
    maxWeights: bound.optional().describe('largest weight, for all assets or by ticker; by default 1'),
    targetReturn: z
      .number()
      .gt(-1)
      .optional()
      .describe(
        'least expected return a year, the risk-free rate included (0.06 is 6 %), of the objective targetReturn',
      ),
    targetVolatility: z
      .number()
      .gt(0)
      .optional()
      .describe(
        'largest volatility a year under the covariance (0.1 is 10 %), of the objective targetVolatility: the largest expected return at it',
      ),
    riskAversion: z
      .number()
      .gt(0)
      .optional()
      .describe(
        'λ of the objective meanVariance, the largest expected return less ½λ times the variance (both a period)',
      ),
    transactionCosts: z
      .union([z.number().gte(0).lt(1), z.record(z.string(), z.number().gte(0).lt(1))])
      .optional()
      .describe(
        'costs that a decision weighs against expected returns, as a share of the value traded, for all assets or by ticker (others 0), spread over the periods until the next decision; of the objectives with expected returns, by default none. What is paid is `backtest.costs`',
      ),
    minPosition: z
      .union([z.number().gte(0).lte(1), z.record(z.string(), z.number().gte(0).lte(1))])
      .optional()
      .describe(
        'smallest weight of what is held, long or short, for all assets or by ticker: a weight is 0 or at least that; of minimumVariance, targetReturn and meanVariance, by default 0',
      ),
    cardinality: z
      .int()
      .min(1)
      .optional()
      .describe(
        'assets that are held at most; of minimumVariance, targetReturn and meanVariance, by default no limit',
      ),
    linkage: z
      .enum(['single', 'complete', 'average', 'ward'])
      .optional()
      .describe('how clusters of hierarchicalRiskParity are joined; by default single'),
    expectedReturns: z
      .enum(['sample', 'model'])
      .optional()
      .describe(
        'expected returns of targetReturn, targetVolatility, meanVariance and maximumSharpe: sample, means over the training window, or model, what the fitted model expects; by default sample',
      ),
  })
  .describe('what a portfolio does at each decision');
