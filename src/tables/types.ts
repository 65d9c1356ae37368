import type { fitTableNames, resultTableNames } from './names.js';

/** A column of a table of results: a value a row, null where there is none. */
export type ResultColumn =
  | { name: string; type: 'text'; values: (string | null)[] }
  /** ISO dates */
  | { name: string; type: 'date'; values: (string | null)[] }
  /** never NaN or infinite: what is undefined is null */
  | { name: string; type: 'double'; values: (number | null)[] }
  /** of 32 bits */
  | { name: string; type: 'integer'; values: (number | null)[] }
  | { name: string; type: 'boolean'; values: (boolean | null)[] };

/** The tables of a result; what each holds is with `resultTables`. */
export type ResultTableName = (typeof resultTableNames)[number];

/** Columns of equal length by table. */
export type ResultTables = Record<ResultTableName, ResultColumn[]>;

export type FitTableName = (typeof fitTableNames)[number];

/** Columns of equal length by table. */
export type FitTables = Record<FitTableName, ResultColumn[]>;
