import * as z from 'zod';
import { walkForward } from './schema-backtest.js';
import {
  covariateFile,
  eventFile,
  membershipFile,
  priceFile,
  priceQuery,
  rowDates,
  seriesFile,
} from './schema-files.js';
import { kernel, model } from './schema-model.js';
import { selection } from './schema-selection.js';
import { strategy } from './schema-strategy.js';
import type { BacktestConfig } from './types.js';

/*
 * The schema of a configuration: every field with its meaning, its bounds and its default, in one place.
 * Defaults that depend on other fields (a strategy's covariance, `minHistory`) are filled in by resolve.ts.
 */

/** Names of the strategies of a configuration that lists none. */
export const defaultStrategies = ['systematic', 'sample', 'ledoitWolf', 'equalWeight'] as const;

/** A file of events; a path is enough. */
const events = z
  .union([
    z
      .string()
      .min(1)
      .transform((path) => ({ path })),
    eventFile,
  ])
  .optional();

/** The schema; strict, so that a mistyped key is an error instead of a default. */
export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe('address of this schema, for editors'),
    prices: z
      .union([z.string().min(1), priceFile, priceQuery])
      .optional()
      .describe(
        'CSV or Parquet file of prices, or query to DuckDB, wide (date,TICKER,…) or long (one row a date and ticker)',
      ),
    dividends: events.describe(
      'CSV of dividends a share by ex-date, long (date,symbol,amount) or wide (date,TICKER,…): prices are then closes without them, and returns add them, reinvested at the close of the ex-date',
    ),
    splits: events.describe(
      'CSV of splits, long (date,symbol,ratio) or wide: new shares for one old (2 for two for one), where prices are not adjusted for them',
    ),
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
    membership: z
      .union([
        z
          .string()
          .min(1)
          .transform((path) => ({ path })),
        membershipFile,
      ])
      .optional()
      .describe(
        'CSV of who of the universe is a member when, which decisions see as it was known then: a row a spell (ticker,from,to) or a row a date of 0 and 1 (date,TICKER,…); date, dateOrder and lag as of kernels; by default all are members',
      ),
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
    benchmark: z
      .string()
      .min(1)
      .optional()
      .describe(
        'what tracking error, information ratio, beta and alpha are measured against: a ticker of the data or the name of a strategy; by default none',
      ),
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
      .default(() => defaultStrategies.map((name) => ({ name })))
      .describe('the portfolios that are compared'),
    selection: selection.optional(),
    seed: z
      .int()
      .min(0)
      .default(1)
      .describe(
        'seed of the resamples that differences between strategies are tested with, and of draws from posteriors',
      ),
  })
  .describe('configuration of a mixfolio backtest');

type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile where the schema and the documented types of types.ts part ways. */
export const schemaMatchesTypes: Identical<z.input<typeof configSchema>, BacktestConfig> = true;
