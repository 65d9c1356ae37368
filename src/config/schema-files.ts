/** The parts of the schema that name files: series, covariates, prices, and how dates of rows are read. */
import * as z from 'zod';

const dateOrder = z
  .enum(['mdy', 'dmy'])
  .optional()
  .describe('what comes first in dates such as 2/1/2000, month or day, where the file itself does not tell');

const timeZone = z
  .string()
  .min(1)
  .optional()
  .describe(
    'Parquet files of points in time: the zone whose days they are, such as America/New_York; by default that of the file',
  );

export const seriesFile = z
  .strictObject({
    path: z
      .string()
      .min(1)
      .describe('CSV or Parquet file with a date column, relative to the configuration file'),
    column: z.string().min(1).describe('name of the column'),
    dateOrder,
    timeZone,
  })
  .describe('a column of a CSV or Parquet file');

const lag = z.union(
  [
    z.strictObject({ periods: z.int().min(0).describe('in return periods') }),
    z.strictObject({ days: z.int().min(0).describe('in calendar days') }),
  ],
  { error: 'write { "periods": 1 } or { "days": 30 }' },
);

export const rowDates = {
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

export const membershipFile = z
  .strictObject({
    path: z.string().min(1).describe('CSV file, relative to the configuration file'),
    ticker: z
      .string()
      .min(1)
      .optional()
      .describe('files of spells: name of the ticker column; by default ticker, asset or symbol'),
    to: z
      .string()
      .min(1)
      .optional()
      .describe('files of spells: name of the column of last days; by default to'),
    ...rowDates,
  })
  .describe('a CSV file of who is a member when');

export const covariateFile = seriesFile
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
  .describe('a series of a CSV or Parquet file with its publication lag');

export const priceFile = z
  .strictObject({
    path: z.string().min(1).describe('CSV or Parquet file, relative to the configuration file'),
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
    timeZone,
  })
  .describe('a CSV or Parquet file of prices with its column names');

const parameter = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const priceQuery = z
  .strictObject({
    duckdb: z
      .string()
      .min(1)
      .describe('DuckDB database, relative to the configuration file, or :memory: for queries of files'),
    sql: z
      .string()
      .min(1)
      .describe('one SELECT; relative paths of files in it start from the folder of the configuration file'),
    parameters: z
      .union([z.array(parameter), z.record(z.string(), parameter)])
      .optional()
      .describe('values of the parameters of the query: of ? in order, or of $name by name'),
    ...priceFile.omit({ path: true }).shape,
  })
  .describe('a query to DuckDB, by the package @duckdb/node-api');

export const eventFile = z
  .strictObject({
    path: z.string().min(1).describe('CSV file, relative to the configuration file'),
    date: z.string().min(1).optional().describe('name of the date column; by default date'),
    symbol: z.string().min(1).optional().describe('name of the ticker column; by default symbol or ticker'),
    value: z
      .string()
      .min(1)
      .optional()
      .describe(
        'name of the column of values; by default amount or dividend, ratio or split, return or delistingReturn',
      ),
    dateOrder,
  })
  .describe('a CSV file of events: dividends, splits or delisting returns');
