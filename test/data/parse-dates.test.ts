import { afterEach, describe, expect, it } from 'vitest';
import { type DateOrder, parseDates } from '../../src/data/parse-dates.js';
import { thrown } from '../support/thrown.js';

const parse = (cells: string[], order?: DateOrder) =>
  parseDates(
    cells,
    cells.map((_, row) => row + 2),
    'file.csv',
    order,
  );

const forms = [
  '2024-01-31',
  '2024/01/31',
  '2024.1.31',
  '20240131',
  '2024-01-31 23:59:59.999',
  '2024-01-31T00:00:00Z',
  '2024-01-31T23:30:00-11:00',
  '2024-01-31 00:00+1400',
  'Jan 31 2024',
  'Jan 31, 2024',
  'January 31, 2024',
  'JAN-31-2024',
  '31 Jan 2024',
  '31-Jan-2024',
  '31. January 2024',
  '31.1.2024',
  ' 1/31/2024 ',
  '1/31/2024 4:00 PM',
  '1-31-2024',
];

describe('dates', () => {
  const zone = process.env.TZ;
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  it.each(forms)("reads '%s' as 31 January 2024", (form) => {
    expect(parse([form])).toEqual(['2024-01-31']);
  });

  it.each([
    ['Pacific/Kiritimati', -840],
    ['America/Los_Angeles', 480],
    ['UTC', 0],
  ])('reads all forms alike in the time zone %s', (name, offset) => {
    process.env.TZ = name;
    expect(new Date(2024, 0, 31).getTimezoneOffset()).toBe(offset);
    expect(new Set(parse(forms))).toEqual(new Set(['2024-01-31']));
  });

  it.each(['2000-09', '2000/9', 'Sep 2000', 'Sept 2000', 'September-2000'])(
    "reads '%s' as the first of the month",
    (form) => {
      expect(parse([form])).toEqual(['2000-09-01']);
    },
  );

  it('takes the order of month and day from any date of the file that tells it', () => {
    expect(parse(['2/1/2000', '3/1/2000', '1/31/2000'])).toEqual(['2000-02-01', '2000-03-01', '2000-01-31']);
    expect(parse(['2/1/2000', '3/1/2000', '31/1/2000'])).toEqual(['2000-01-02', '2000-01-03', '2000-01-31']);
  });

  it('takes the order of month and day from the option', () => {
    expect(parse(['2/1/2000', '3/1/2000'], 'mdy')).toEqual(['2000-02-01', '2000-03-01']);
    expect(parse(['2/1/2000', '3/1/2000'], 'dmy')).toEqual(['2000-01-02', '2000-01-03']);
  });

  it('needs no order where month and day are equal', () => {
    expect(parse(['1/1/2000', '2/2/2000'])).toEqual(['2000-01-01', '2000-02-02']);
  });

  it('refuses dates of which none tells the order, and names the option', () => {
    expect(thrown(() => parse(['1/1/2000', '2/1/2000', '3/1/2000']))).toMatchObject({
      name: 'DataError',
      code: 'ambiguous-dates',
      message:
        "file.csv: no date tells whether the month or the day comes first, for instance '2/1/2000' (line 3)",
      hint: `say so with the option dateOrder, 'mdy' or 'dmy'; in a configuration: { "path": …, "dateOrder": "mdy" }`,
      details: { file: 'file.csv', line: 3, value: '2/1/2000' },
    });
  });

  it('refuses a file with both orders, naming a line of each', () => {
    expect(thrown(() => parse(['31/1/2000', '2/28/2000']))).toMatchObject({
      code: 'inconsistent-dates',
      message: "file.csv: '31/1/2000' (line 2) has the day first, '2/28/2000' (line 3) the month",
      details: { file: 'file.csv', lines: [2, 3] },
    });
  });

  it.each([
    ['2023-02-30', 'is not a date of the calendar'],
    ['2023-13-01', 'is not a date of the calendar'],
    ['20230431', 'is not a date of the calendar'],
    ['Feb 29 2023', 'is not a date of the calendar'],
    ['Foo 1 2023', 'is not a date of the calendar'],
    ['30.2.2023', 'is not a date of the calendar'],
    ['1/31/23', 'is not a date in a known form'],
    ['44957', 'is not a date in a known form'],
    ['yesterday', 'is not a date in a known form'],
    ['', 'is not a date in a known form'],
  ])("refuses '%s' with its line", (cell, problem) => {
    expect(thrown(() => parse(['2023-01-31', cell]))).toMatchObject({
      name: 'DataError',
      code: 'invalid-date',
      message: `file.csv, line 3: '${cell}' ${problem}`,
      details: { file: 'file.csv', line: 3, value: cell },
    });
  });

  it('says in which order an impossible date was read', () => {
    expect(thrown(() => parse(['1/31/2023'], 'dmy'))).toMatchObject({
      message: "file.csv, line 2: '1/31/2023' is not a date of the calendar when the day comes first",
    });
  });
});
