import * as z from 'zod';
import { constraintFields } from './schema-constraints.js';
import { averaging } from './schema-averaging.js';
import { stacking } from './schema-stacking.js';

/* The schema of a strategy, part of that of a configuration. */

/** Beyond ten times the wealth a weight is a percentage by mistake. */
const weight = z
  .number()
  .gte(-10, 'weights are fractions, 0.4 is 40 %')
  .lte(10, 'weights are fractions, 0.4 is 40 %');
const bound = z.union([weight, z.record(z.string(), weight)]);

const covarianceName = z.enum([
  'sample',
  'systematic',
  'fitted',
  'idiosyncratic',
  'total',
  'filtered',
  'filteredSystematic',
  'posterior',
  'ledoitWolf',
  'oas',
  'constantCorrelation',
  'singleFactor',
  'nonlinear',
  'nonlinear2020',
  'exponential',
  'pcaFactor',
]);

const expectedReturnsName = z.enum(['sample', 'model', 'equilibrium']);

const view = z
  .strictObject({
    view: z
      .string()
      .optional()
      .describe(
        'as text in the place of weights and return, "SPY - IWM == 0.02": SPY returns 2 % a year more than IWM; names are tickers',
      ),
    weights: z
      .record(z.string(), z.number())
      .optional()
      .describe('by ticker: one with the weight 1, or a long and a short side for how much more one returns'),
    return: z
      .number()
      .optional()
      .describe('return a year of that, the risk-free rate included: 0.06 is 6 %, a P-th of it a period'),
    confidence: z
      .number()
      .gt(0)
      .lte(1)
      .optional()
      .describe(
        'how far the view alone moves what is expected from the prior, 1 all the way; by default 0.5',
      ),
    from: z.iso
      .date()
      .optional()
      .describe(
        'first day of decisions that it counts for; by default all: give the day on which it was formed',
      ),
    to: z.iso.date().optional().describe('last day of decisions that it counts for; by default all'),
  })
  .describe('an opinion about returns');

const expectedReturns = z.strictObject({
  prior: expectedReturnsName
    .optional()
    .describe('what is expected without views; by default equilibrium, r_f + λΣm of the market portfolio m'),
  marketWeights: z
    .record(z.string(), z.number())
    .optional()
    .describe('m of the equilibrium by ticker, 0 where one is not named; by default 1/N of who takes part'),
  riskAversion: z.number().gt(0).optional().describe('λ of the equilibrium; by default 2.5'),
  tau: z.number().gt(0).optional().describe('τ: the prior’s mean has the covariance τΣ; by default 0.05'),
  views: z.array(view).optional().describe('views of Black and Litterman; by default none'),
});

const scenariosFrom = z.enum(['returns', 'normal', 't']);

const scenarios = z.strictObject({
  from: scenariosFrom
    .optional()
    .describe(
      'returns of the training window, or draws of a normal or a multivariate t distribution with the strategy’s covariance and expected returns; by default returns',
    ),
  draws: z.int().min(2).optional().describe('how many are drawn; by default 1000'),
  seed: z
    .int()
    .min(0)
    .optional()
    .describe('of the draws, whose random numbers are the same at all decisions; by default 1'),
  degreesOfFreedom: z
    .number()
    .gt(2, 'with 2 degrees of freedom or fewer a t distribution has no variance')
    .optional()
    .describe('of t; by default those of the model’s t errors, fitted to the window'),
});

const partHalfLife = z.union([z.number().positive(), z.literal('auto'), z.null()]).optional();

const halfLives = z
  .strictObject({
    loadings: partHalfLife.describe(
      'of the loadings on the market and other covariates, and of their covariance; by default null, all periods count alike',
    ),
    volatilities: partHalfLife.describe('of the residual standard deviations; by default null'),
    correlations: z
      .union([z.number().positive(), z.null()])
      .optional()
      .describe('of the cross-products that the model is weighed against, a number or null; by default null'),
  })
  .describe('half-lives of the parts of the covariance posterior');

const kernel = z.union([z.string().min(1), z.null()]);

const loadings = z
  .strictObject({
    moving: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'covariates whose loadings move; by default all with a fixed slope per asset but those that say when or in which state a period is',
      ),
    kernel: z
      .union([...kernel.options, z.array(kernel).min(1)])
      .optional()
      .describe(
        'kernel by which loadings of related assets move alike, or null, by default, each on its own; a list of several has a variance for each: ["combined", null] is partly alike, partly on their own',
      ),
    noise: z
      .enum(['each', 'common'])
      .optional()
      .describe(
        'each: a variance of the steps for each covariate, by default; common: one for all of them, in units of their root mean squares',
      ),
  })
  .describe('how loadings move, of the covariances filtered and filteredSystematic');

export const strategy = z
  .strictObject({
    name: z.string().min(1).describe('unique name of the strategy in every table, chart and file'),
    covariance: z
      .enum([...covarianceName.options, 'stacked', 'averaged'])
      .optional()
      .describe(
        'covariance that the objective is under, or that scenarios are drawn with; by default the one that the strategy is named after, else posterior, or total where residual variances differ between periods',
      ),
    stacking: stacking.optional(),
    averaging: averaging.optional(),
    standardise: z
      .boolean()
      .optional()
      .describe(
        'whether ledoitWolf, oas, constantCorrelation, singleFactor, nonlinear, nonlinear2020 or pcaFactor is estimated from returns divided by their sample deviations, and scaled back; by default false',
      ),
    halfLife: z
      .union([z.number().positive(), z.literal('auto'), halfLives])
      .optional()
      .describe(
        'periods after which a return counts half as much, of the covariance exponential, by default half of train, or of posterior, by default that of the model; there a number is of all of it, and auto chooses for loadings and for volatilities none, train or a half, quarter or eighth of it at each decision, by how well it would have predicted the holding periods before',
      ),
    factors: z
      .int()
      .min(1)
      .optional()
      .describe(
        'principal components of the covariance pcaFactor; by default as many as its correlations have eigenvalues above (1 + √(N/(train − 1)))², at least 1',
      ),
    loadings: loadings.optional(),
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
        'minimumTrackingError',
        'inverseVolatility',
        'riskParity',
        'hierarchicalRiskParity',
        'minimumCVaR',
      ])
      .optional()
      .describe(
        'by default targetReturn, targetVolatility, meanVariance or minimumTrackingError where their own field is given (a strategy called minimumCVaR keeps its targetReturn), else equalWeight, maximumSharpe, maximumDiversification, inverseVolatility, riskParity, hierarchicalRiskParity or minimumCVaR for a strategy of that name, else minimumVariance',
      ),
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('of minimumCVaR, 0.95 for the mean of the worst 5 % of the scenarios; by default 0.95'),
    scenarios: z
      .union([scenariosFrom, scenarios])
      .optional()
      .describe(
        'of minimumCVaR: returns of the training window, draws of a normal or a t distribution, or { from, draws, seed, degreesOfFreedom }; by default returns',
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
        'least expected return a year, the risk-free rate included (0.06 is 6 %), of the objective targetReturn; minimumCVaR may have one, by default none',
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
        'costs that a decision weighs against expected returns, as a share of the value traded, for all assets or by ticker (others 0), spread over the periods until the next decision; of the objectives with expected returns and of minimumCVaR, by default none. What is paid is `backtest.costs`',
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
      .union([expectedReturnsName, expectedReturns])
      .optional()
      .describe(
        'expected returns of targetReturn, targetVolatility, meanVariance and maximumSharpe, of minimumCVaR for its targetReturn and as means of what is drawn: sample, means over the training window; model, what the fitted model expects; equilibrium, those with which the market portfolio is the one to hold; or one of these with views; by default sample, of minimumCVaR without targetReturn none',
      ),
    fallback: z
      .array(z.enum([...covarianceName.options, 'previousWeights', 'equalWeight', 'cash']))
      .optional()
      .describe(
        'what is tried in turn where the strategy’s own weights cannot be had: its objective under another covariance, previousWeights as they have drifted, equalWeight, cash, which ends every chain; by default ledoitWolf, previousWeights, equalWeight',
      ),
    ...constraintFields,
  })
  .describe('what a portfolio does at each decision');
