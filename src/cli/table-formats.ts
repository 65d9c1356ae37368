/** What tables of results can be written as. */
export const tableFormats = ['csv', 'parquet', 'duckdb'] as const;

export type TableFormat = (typeof tableFormats)[number];
