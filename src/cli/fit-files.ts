/** The files of `mixfolio fit`, by format. What formats other than CSV need is loaded when they are asked for. */
import type { FitResult, ModelFit } from '../fit/types.js';
import { fitTables } from '../tables/fit-tables.js';
import type { ResultColumn } from '../tables/types.js';
import { csv } from './csv.js';
import type { TableFormat } from './table-formats.js';

type Files = Record<string, string | Uint8Array>;

const files: Record<TableFormat, (modelFit: ModelFit, result: FitResult) => Promise<Files>> = {
  csv: (modelFit, result) => Promise.resolve(csvFiles(modelFit, result)),
  async parquet(modelFit, result) {
    const { fitParquet } = await import('../tables/parquet.js');
    const tables = Object.entries(await fitParquet(modelFit, result));
    return Object.fromEntries(tables.map(([table, bytes]) => [`fit-${table}.parquet`, bytes]));
  },
  async duckdb(modelFit, result) {
    const { fitDuckDB } = await import('../tables/duckdb.js');
    return { 'fit.duckdb': await fitDuckDB(modelFit, result) };
  },
};

/** `fit.json`, as text. */
export function fitJson(result: FitResult): string {
  return `${JSON.stringify(result)}\n`;
}

/** Contents by file name. Numbers that are undefined are null, in CSV blank. */
export async function fitFiles(
  modelFit: ModelFit,
  result: FitResult,
  formats: readonly TableFormat[],
): Promise<Files> {
  const parts = await Promise.all(formats.map((format) => files[format](modelFit, result)));
  return Object.assign({ 'fit.json': fitJson(result) }, ...parts) as Files;
}

/** Tables as they are in databases, but for panels and matrices, which have a column an asset. */
function csvFiles(modelFit: ModelFit, result: FitResult): Record<string, string> {
  const { panel, fit } = modelFit;
  const { assets, sample, systematic } = result.correlations;
  const tables = fitTables(modelFit, result);
  return {
    'fixed-effects.csv': columnsCsv(tables.fixedEffects),
    'variances.csv': columnsCsv(tables.variances),
    'blups.csv': columnsCsv(tables.blups),
    'fitted.csv': byPeriod(panel.periods, panel.assets, fit.fitted),
    ...(result.periodWeights === null ? {} : { 'period-weights.csv': columnsCsv(tables.periodWeights) }),
    ...influence(result),
    'residuals.csv': byPeriod(panel.periods, panel.assets, fit.residuals),
    ...(sample === null ? {} : { 'sample-correlations.csv': square(assets, sample) }),
    ...(systematic === null ? {} : { 'systematic-correlations.csv': square(assets, systematic) }),
  };
}

function columnsCsv(columns: readonly ResultColumn[]): string {
  const cell = (value: string | number | boolean | null) =>
    typeof value === 'boolean' ? String(value) : value;
  return csv(
    columns.map(({ name }) => name),
    columns[0].values.map((_, row) => columns.map(({ values }) => cell(values[row]))),
  );
}

/** By period Cook's distance and, by component, what the period adds to the variance in standard errors. */
function influence({ inference }: FitResult): Record<string, string> {
  const found = inference?.influence ?? null;
  if (found === null) return {};
  const rows = found.periods.map(({ period, observations, cookDistance, standardized }) => {
    return [period, observations, cookDistance, ...standardized];
  });
  return {
    'period-influence.csv': csv(['period', 'observations', 'cookDistance', ...found.components], rows),
  };
}

function byPeriod(periods: readonly string[], assets: readonly string[], values: Float64Array): string {
  const N = assets.length;
  return csv(
    ['period', ...assets],
    periods.map((period, t) => [period, ...values.subarray(t * N, (t + 1) * N)]),
  );
}

function square(assets: readonly string[], values: readonly number[]): string {
  const N = assets.length;
  return csv(
    ['asset', ...assets],
    assets.map((asset, i) => [asset, ...values.slice(i * N, (i + 1) * N)]),
  );
}
