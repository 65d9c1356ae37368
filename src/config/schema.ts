import * as z from 'zod';
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
      .enum(['sample', 'systematic', 'fitted', 'idiosyncratic', 'total', 'ledoitWolf'])
      .optional()
      .describe(
        'covariance that is minimised; by default the one that the strategy is named after, else systematic',
      ),
    objective: z
      .enum(['minimumVariance', 'equalWeight'])
      .optional()
      .describe('by default minimumVariance, and equalWeight for a strategy of that name'),
    minWeights: bound
      .optional()
      .describe('smallest weight, for all assets or by ticker; by default 0 (long-only)'),
    maxWeights: bound.optional().describe('largest weight, for all assets or by ticker; by default 1'),
  })
  .describe('what a portfolio does at each decision');

const model = z
  .strictObject({
    fixed: z
      .array(z.string())
      .default(['asset', 'asset:market'])
      .describe('fixed effects: 1, x, asset, asset:x, where x is market or trend'),
    random: z
      .array(z.string())
      .default(['time', 'asset:time(combined)'])
      .describe(
        'random effects: time, asset:time(K), asset(K), asset:x(K), where K is risk, class or combined',
      ),
    scale: z
      .enum(['none', 'residual'])
      .default('residual')
      .describe('residual: each asset is divided by its residual standard deviation before the fit'),
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
      .describe('returns in a row, up to the decision, that an asset needs to be held; by default train'),
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
      .enum(['simple'])
      .default('simple')
      .describe('how returns are counted; portfolio accounting needs simple ones'),
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
      .describe('the market: a ticker, or a column of another file, which holds what input says'),
    riskFree: z
      .union([z.number().gt(-1), seriesFile])
      .default(0)
      .describe('risk-free rate a year (0.02 is 2 %), or a series of rates a year'),
    benchmark: reserved('a benchmark is a strategy of its own'),
    classes: z
      .union([
        z.strictObject({
          path: z.string().min(1).describe('CSV of 0/1 indicators, or of one class an asset'),
          column: z.string().min(1).optional().describe('column of classes where the file has several'),
        }),
        z.record(z.string(), z.array(z.string())),
      ])
      .optional()
      .describe('asset classes: class → members, or a CSV of them; by default none'),
    covariates: reserved('the covariates are market and trend'),
    kernels: reserved('the kernels are risk, class and combined'),
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
