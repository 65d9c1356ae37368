/** Files of earlier runs that a run leaves in its folder, and that are not of it. */
import { readdir } from 'node:fs/promises';
import { fitTableNames, resultTableNames } from '../tables/names.js';

/** What runs of a kind may write beside `result.json`, `fit.json` and `report.html`, which all of them replace. */
const tablesOf = {
  backtest: [
    ...['weights.csv', 'returns.csv', 'results.duckdb'],
    ...resultTableNames.map((table) => `${table}.parquet`),
  ],
  fit: [
    ...[
      'blups',
      'fitted',
      'fixed-effects',
      'period-influence',
      'period-weights',
      'residuals',
      'variances',
    ].map((table) => `${table}.csv`),
    ...['sample-correlations.csv', 'systematic-correlations.csv', 'fit.duckdb'],
    ...fitTableNames.map((table) => `fit-${table}.parquet`),
  ],
};

/**
 * Names tables in a folder that are called as those of a run of this kind and were not written by this one: of another format,
 * or of a model that had them. They are left where they are, since they may be anybody's.
 *
 * @returns a line for stderr; empty where there are none
 */
export async function leftOver(
  folder: string,
  kind: 'backtest' | 'fit',
  written: readonly string[],
): Promise<string> {
  const known = tablesOf[kind];
  const names = (await readdir(folder))
    .filter((name) => known.includes(name) && !written.includes(name))
    .sort();
  return names.length === 0
    ? ''
    : `note: not of this run, and left as they are in ${folder}: ${names.join(', ')}\n`;
}
