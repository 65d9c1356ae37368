import * as z from 'zod';
import { characteristicNames } from '../kernels/characteristics.js';
import { kernelKinds } from '../kernels/relationship.js';
import { residualGroupsOf } from './residual-groups.js';
import type { BacktestConfig } from './types.js';

/*
 * The schema of a configuration: every field with its meaning, its bounds and its default, in one place.
 * Defaults that depend on other fields (a strategy's covariance, `minHistory`) are filled in by resolve.ts.
 */

const dateOrder = z
  .enum(['mdy', 'dmy'])
  .optional()
  .describe('what comes first in dates such as 2/1/2000, month or day, where the file itself does not tell');

const seriesFile = z
  .strictObject({
    path: z.string().min(1).describe('CSV file with a date column, relative to the configuration file'),
    column: z.string().min(1).describe('name of the column'),
    dateOrder,
  })
  .describe('a column of a CSV file');

const lag = z.union([
  z.strictObject({ periods: z.int().min(0).describe('in return periods') }),
  z.strictObject({ days: z.int().min(0).describe('in calendar days') }),
]);

const rowDates = {
  date: z
    .string()
    .min(1)
    .optional()
    .describe('files with dates: name of the date column; by default date or from'),
  dateOrder,
  lag: lag
    .optional()
    .describe(
      'files with dates: publication lag, in periods or in days; by default none, and refused beside a column availableFrom',
    ),
};

const covariateFile = seriesFile
  .extend({
    as: z
      .enum(['level', 'change'])
      .default('level')
      .describe('the value itself, or its difference to the period before'),
    lag: lag
      .default({ periods: 0 })
      .describe(
        'publication lag, in periods or in days: how much later than dated a value is known; by default none. A value dated the first of a month, a month or more after the one before it, is dated by the end of the month, quarter or year that it stands for',
      ),
  })
  .describe('a series of a CSV file with its publication lag');

const priceFile = z
  .strictObject({
    path: z.string().min(1).describe('CSV file, relative to the configuration file'),
    date: z.string().min(1).optional().describe('name of the date column; by default date'),
    symbol: z
      .string()
      .min(1)
      .optional()
      .describe('long files: name of the ticker column; by default symbol or ticker'),
    price: z
      .string()
      .min(1)
      .optional()
      .describe('long files: name of the price column; by default price or close'),
    dateOrder,
  })
  .describe('a CSV file of prices with its column names');

/** Beyond ten times the wealth a weight is a percentage by mistake. */
const weight = z
  .number()
  .gte(-10, 'weights are fractions, 0.4 is 40 %')
  .lte(10, 'weights are fractions, 0.4 is 40 %');
const bound = z.union([weight, z.record(z.string(), weight)]);

const strategy = z
  .strictObject({
    name: z.string().min(1).describe('unique name of the strategy in every table, chart and file'),
    covariance: z
      .enum(['sample', 'systematic', 'fitted', 'idiosyncratic', 'total', 'ledoitWolf', 'oas'])
      .optional()
      .describe(
        'covariance that is minimised; by default the one that the strategy is named after, else systematic',
      ),
    objective: z
      .enum(['minimumVariance', 'targetReturn', 'unconstrainedMinimumVariance', 'equalWeight'])
      .optional()
      .describe(
        'by default targetReturn where there is one, else minimumVariance; equalWeight for a strategy of that name',
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
    expectedReturns: z
      .enum(['sample', 'model'])
      .optional()
      .describe(
        'what targetReturn is measured by: sample, means over the training window, or model, what the fitted model expects; by default sample',
      ),
  })
  .describe('what a portfolio does at each decision');

const kernel = z
  .strictObject({
    kind: z
      .enum(kernelKinds)
      .optional()
      .describe('how likeness follows from characteristics and classes; by default exponential'),
    characteristics: z
      .array(z.enum(characteristicNames))
      .optional()
      .describe(
        `characteristics of the training window's returns, by default all: ${characteristicNames.join(', ')}; [] for classes alone`,
      ),
    classWeight: z
      .number()
      .min(0)
      .optional()
      .describe('number that class indicators are multiplied by; by default 0, without classes'),
    path: z
      .string()
      .min(1)
      .optional()
      .describe(
        'instead: square CSV with assets in its header and first column, the same in every window; with date or availableFrom in front of the assets, a matrix a date, of which each window has the latest known',
      ),
    ...rowDates,
    weights: z
      .record(z.string(), z.number().min(0))
      .optional()
      .describe('instead: weighted sum of other kernels, as { "class": 0.6, "risk": 0.4 }'),
  })
  .describe('a relationship kernel: from features, from a file (path), or a sum of others (weights)');

const model = z
  .strictObject({
    formula: z
      .string()
      .min(1)
      .optional()
      .describe(
        'instead of fixed and random: both in one formula, return ~ market + (1 | asset, K) + (0 + market | asset, K) + (1 | time) + (1 | asset:time, K), or return ~ 0 + asset + asset:market + … for effects of each asset',
      ),
    fixed: z
      .array(z.string())
      .default(['asset', 'asset:market'])
      .describe(
        'fixed effects: 1, x, asset, asset:x, where x is market, trend, month, volatility, regime or one of covariates',
      ),
    random: z
      .array(z.string())
      .default(['time', 'asset:time(combined)'])
      .describe(
        'random effects: time, asset:time(K), asset(K), asset:x(K), where K is risk, class, combined or a name in kernels',
      ),
    scale: z
      .enum(['none', 'residual'])
      .default('residual')
      .describe('residual: each asset is divided by its residual standard deviation before the fit'),
    residualGroups: z
      .union([
        z.string().min(1).transform(residualGroupsOf),
        z.strictObject({
          assets: z
            .enum(['asset', 'class'])
            .optional()
            .describe('asset: a variance of each; class: one of each of classes; by default one for all'),
          periods: z
            .string()
            .min(1)
            .optional()
            .describe('regime or month: a variance of each level; by default one for all'),
        }),
      ])
      .optional()
      .describe(
        'residual variances that differ: asset, class, or a factor (regime, month), or assets and periods together as an object; by default one for all. Assets in no class are a group of their own, unclassified. With scale residual they are of scaled returns',
      ),
    errors: z
      .strictObject({
        kind: z
          .literal('t')
          .describe('t: heavier tails than normal errors, so that turmoil in single periods counts less'),
        degreesOfFreedom: z
          .union([
            z.number().gt(2, 'below 2 degrees of freedom t errors have no variance'),
            z.literal('estimate'),
          ])
          .default('estimate')
          .describe('above 2, or estimate: from 2.1 to 200, where errors are taken to be normal'),
      })
      .optional()
      .describe('errors within a period; by default normal'),
    halfLife: z
      .number()
      .gt(0)
      .optional()
      .describe(
        'periods after which a return counts half as much; only beside fixed effects per asset and random effects within periods; by default all of a window count alike',
      ),
    method: z
      .enum(['REML', 'ML'])
      .default('REML')
      .describe(
        'how variances are estimated: REML takes the fixed effects out of the likelihood first; ML does not, and finds them smaller, by as much as the fixed effects take up',
      ),
    aliased: z
      .enum(['refuse', 'drop'])
      .default('refuse')
      .describe(
        'what happens to fixed effects that are combinations of others: refuse, or drop, which leaves them out of the window with a note',
      ),
    starts: z
      .enum(['few', 'several'])
      .default('few')
      .describe(
        'where the search for the variances starts; several: with each term having nearly all of the variance too, which is slower and finds the best of several maxima',
      ),
    minHeritability: z
      .number()
      .min(0)
      .max(1)
      .default(0.1)
      .describe('below this heritability Ledoit-Wolf replaces a covariance that comes from the model'),
  })
  .describe('the mixed model of returns');

const cost = z.number().min(0).lt(1, 'costs are fractions, 0.001 is 0.1 %');

const walkForward = z
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
  })
  .describe('the walk-forward backtest');

const reserved = (why: string) => z.never().optional().describe(`reserved, refused for now: ${why}`);

/** The schema; strict, so that a mistyped key is an error instead of a default. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('address of this schema, for editors'),
    prices: z
      .union([z.string().min(1), priceFile])
      .optional()
      .describe('CSV of prices, wide (date,TICKER,…) or long (one row a date and ticker)'),
    input: z
      .enum(['prices', 'returns'])
      .default('prices')
      .describe('what the file holds: prices, or returns of indices, funds and factors'),
    returns: z
      .enum(['simple', 'log'])
      .default('simple')
      .describe(
        'returns that the model, features and covariances see; portfolio accounting always uses simple ones',
      ),
    from: z.iso.date().optional().describe('first price date used, ISO'),
    to: z.iso.date().optional().describe('last price date used, ISO'),
    frequency: z.enum(['day', 'week', 'month']).default('month').describe('length of a return period'),
    incompletePeriod: z
      .enum(['drop', 'keep'])
      .default('drop')
      .describe('what happens to a last week or month that has not ended yet'),
    assets: z.array(z.string().min(1)).min(1).optional().describe('the universe; by default all of the file'),
    market: z
      .union([z.string().min(1), seriesFile])
      .describe(
        'the market: a ticker, average (the mean of the assets of each window), or a column of another file, which holds what input says',
      ),
    riskFree: z
      .union([z.number().gt(-1), seriesFile])
      .default(0)
      .describe(
        'risk-free rate a year (0.02 is 2 %), or a series of rates a year, of which each period has the last one known before it; monthly ones dated the first of a month count from its end on',
      ),
    benchmark: reserved('a benchmark is a strategy of its own'),
    classes: z
      .union([
        z
          .string()
          .min(1)
          .transform((path) => ({ path })),
        z.strictObject({
          path: z
            .string()
            .min(1)
            .describe('CSV of 0/1 indicators, or of one class an asset; with dates, as they changed'),
          column: z.string().min(1).optional().describe('column of classes where the file has several'),
          ...rowDates,
        }),
        z.record(z.string(), z.array(z.string())),
      ])
      .optional()
      .describe(
        'asset classes: class → members, or a CSV of them, with a column date, from or availableFrom where they change (date, dateOrder and lag as of kernels); by default none',
      ),
    covariates: z
      .record(z.string(), covariateFile)
      .optional()
      .describe('series that terms of the model may name (name → file); by default none'),
    kernels: z
      .record(z.string(), kernel)
      .optional()
      .describe('relationship kernels beside risk, class and combined, by name'),
    model: model.prefault({}),
    backtest: walkForward.prefault({}),
    strategies: z
      .array(strategy)
      .min(1)
      .default([{ name: 'systematic' }, { name: 'sample' }, { name: 'ledoitWolf' }, { name: 'equalWeight' }])
      .describe('the portfolios that are compared'),
    seed: z.int().min(0).default(1).describe('seed of methods that draw random numbers; none does so far'),
  })
  .describe('configuration of a mixfolio backtest');

type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile where the schema and the documented types of types.ts part ways. */
export const schemaMatchesTypes: Identical<z.input<typeof configSchema>, BacktestConfig> = true;
