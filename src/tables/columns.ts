/** Rows of any kind as the columns of a table. */
import type { ResultColumn } from './types.js';

/** A table's columns by name: their type, and what a row has there. */
export type Fields<Row> = Record<
  string,
  {
    [Type in ResultColumn['type']]: [
      Type,
      (row: Row) => Extract<ResultColumn, { type: Type }>['values'][number] | undefined,
    ];
  }[ResultColumn['type']]
>;

/** What is undefined, and what is no finite number, is null. */
export function columns<Row>(rows: readonly Row[], fields: Fields<Row>): ResultColumn[] {
  return Object.entries(fields).map(([name, [type, value]]) => {
    const values = rows.map((row) => {
      const cell = value(row) ?? null;
      return typeof cell === 'number' && !Number.isFinite(cell) ? null : cell;
    });
    return { name, type, values } as ResultColumn;
  });
}
