/** Numbers as people write them: with decimal commas, with separators of thousands. */

const exponent = '(?:e[+-]?\\d+)?\\s*$';
/** A number whose comma is its decimal mark: `101,96`, `0,985`, `1.234,5`; not `1,234`, which may be thousands. */
const decimalComma = new RegExp(
  `^\\s*[+-]?(?:\\d{1,3}(?:\\.\\d{3})+|\\d*),(?:\\d{1,2}|\\d{4,})${exponent}|^\\s*[+-]?(?:0|\\d{4,}|\\d{1,3}(?:\\.\\d{3})+)?,\\d{3}${exponent}`,
  'i',
);
/** The same of a number that `1,234` is, once another one has told that commas are decimal marks. */
const anyDecimalComma = new RegExp(`^\\s*[+-]?(?:\\d{1,3}(?:\\.\\d{3})+|\\d*),\\d+${exponent}`, 'i');
const decimalPoint = new RegExp(`^\\s*[+-]?(?:\\d{1,3}(?:,\\d{3})+|\\d*)\\.\\d+${exponent}`, 'i');
const groupedByCommas = new RegExp(`^\\s*[+-]?\\d{1,3}(?:,\\d{3})+\\.\\d+${exponent}`, 'i');

/**
 * Rewrites the numbers of a text's cells, in place, to those that `Number` reads, where there is no doubt what they
 * are: decimal commas to points where some number can have no other (`101,96`) and none has a decimal point, and
 * numbers with both marks without the one between thousands (`1.234,56`, `1,234.56`). All else stays as it is.
 */
export function rewriteNumbers(rows: readonly string[][]): void {
  const some = (form: RegExp, mark: string): boolean =>
    rows.some((cells) => cells.some((cell) => cell.includes(mark) && form.test(cell)));
  const commas = some(decimalComma, ',');
  if (commas && some(decimalPoint, '.')) return;
  const [form, thousands] = commas ? [anyDecimalComma, '.'] : [groupedByCommas, ','];
  for (const cells of rows)
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column];
      if (cell.includes(',') && form.test(cell))
        cells[column] = cell.replaceAll(thousands, '').replace(',', '.');
    }
}
