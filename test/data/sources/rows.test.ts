import {
  Bool,
  Decimal,
  Table,
  TimestampMicrosecond,
  TimestampMillisecond,
  vectorFromArray,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { fromArrow } from '../../../src/data/sources/arrow.js';
import { fromColumns, fromRows } from '../../../src/data/sources/rows.js';
import { prices } from '../../support/price-sources.js';
import { thrown } from '../../support/thrown.js';

const days = ['2024-01-31', '2024-02-01'];

describe('rows in memory', () => {
  it('may have other keys, dates in any form, and keys that some lack', () => {
    const rows = [
      { Day: '2/1/2024', SPY: 480.05, AGG: 0.1 + 0.2 },
      { Day: '1/30/2024', SPY: '478.21', AGG: 98.1 },
      { Day: '1/31/2024', AGG: 98.25 },
    ];
    expect(fromRows(rows, { date: 'Day' })).toEqual(prices);
  });

  it('may have dates that are midnights of UTC, in all zones alike', () => {
    const rows = days.map((day, t) => ({ date: new Date(`${day}T00:00Z`), A: t + 1 }));
    for (const timeZone of [undefined, 'America/New_York', 'Asia/Tokyo'])
      expect(fromRows(rows, { timeZone }).dates).toEqual(days);
  });

  it('with points in time are asked for a zone', () => {
    const rows = days.map((day, t) => ({ date: new Date(`${day}T21:00Z`), A: t + 1 }));
    expect(thrown(() => fromRows(rows))).toMatchObject({ code: 'ambiguous-instants', details: { row: 1 } });
    expect(fromRows(rows, { timeZone: 'America/New_York' }).dates).toEqual(days);
    expect(fromRows(rows, { timeZone: 'Asia/Tokyo' }).dates).toEqual(['2024-02-01', '2024-02-02']);
  });

  it.each<[string, object[], object]>([
    ['none at all', [], { code: 'no-rows', details: { file: 'rows' } }],
    ['empty objects', [{}, {}], { code: 'empty-file' }],
    ['no date', [{ day: days[0], A: 1 }], { code: 'missing-column', details: { columns: ['day', 'A'] } }],
    [
      'a date that is none',
      [{ date: new Date(NaN), A: 1 }],
      { code: 'invalid-date', details: { row: 1, value: 'an invalid date' } },
    ],
    [
      'a price of zero',
      [
        { date: days[0], symbol: 'A', price: 1 },
        { date: days[1], symbol: 'A', price: 0 },
      ],
      { code: 'non-positive-price', message: 'rows, row 2: the price of A on 2024-02-01 is 0' },
    ],
    [
      'a pair twice',
      [
        { date: days[0], symbol: 'A', price: 1 },
        { date: days[0], symbol: 'A', price: 1 },
      ],
      { code: 'duplicate-date', details: { row: 2, firstRow: 1, ticker: 'A' } },
    ],
    [
      'no ticker',
      [{ date: days[0], symbol: null, price: 1 }],
      { code: 'blank-ticker', message: 'rows, row 1: the ticker is blank' },
    ],
    [
      'mixed types',
      [{ date: days[0], A: { last: 1 } }],
      { code: 'not-a-number', details: { value: 'of type object' } },
    ],
    ['one date', [{ date: days[0], A: 1 }], { code: 'single-date' }],
  ])('are refused with %s', (_, rows, error) => {
    expect(thrown(() => fromRows(rows))).toMatchObject({ name: 'DataError', ...error });
  });
});

describe('columns in memory', () => {
  it('may be typed arrays, and dates be called date or dates', () => {
    const columns = { A: Float64Array.of(1, 2), B: Int32Array.of(3, 4) };
    const expected = { assets: ['A', 'B'], dates: days, prices: Float64Array.of(1, 3, 2, 4) };
    expect(fromColumns({ dates: days, ...columns })).toEqual(expected);
    expect(fromColumns({ ...columns, Date: days })).toEqual(expected);
    expect(fromColumns({ when: days, ...columns }, { date: 'when' })).toEqual(expected);
  });

  it.each([
    ['none', {}, { code: 'empty-file' }],
    ['no rows', { date: [], A: [] }, { code: 'no-rows' }],
    [
      'different lengths',
      { date: days, A: [1] },
      {
        code: 'wrong-length',
        message: 'columns: the column A has 1 cells when date has 2',
        details: { column: 'A', length: 1, expected: 2 },
      },
    ],
    ['no prices', { date: days, A: [null, null] }, { code: 'no-prices' }],
  ])('are refused with %s', (_, columns, error) => {
    expect(thrown(() => fromColumns(columns))).toMatchObject({ name: 'DataError', ...error });
  });
});

describe('an Arrow table', () => {
  const A = vectorFromArray([1, 2]);

  it('has days of its timestamps as written, or in their zone', () => {
    const times = days.map((day) => Date.parse(`${day}T02:30Z`));
    const local = vectorFromArray(times, new TimestampMicrosecond());
    expect(fromArrow(new Table({ date: local, A })).dates).toEqual(days);
    const zoned = (zone: string) =>
      new Table({ date: vectorFromArray(times, new TimestampMillisecond(zone)), A });
    expect(fromArrow(zoned('America/New_York')).dates).toEqual(['2024-01-30', '2024-01-31']);
    expect(fromArrow(zoned('Europe/Paris')).dates).toEqual(days);
    expect(thrown(() => fromArrow(zoned('UTC')))).toMatchObject({ code: 'ambiguous-instants' });
    expect(fromArrow(zoned('UTC'), { timeZone: 'UTC' }).dates).toEqual(days);
  });

  it('has decimals that become the double next to them', () => {
    const words = [Uint32Array.of(57, 0, 0, 0), Uint32Array.of(4_294_967_295, 1, 0, 0)];
    const decimal = vectorFromArray(words, new Decimal(2, 20, 128));
    const table = new Table({ date: vectorFromArray(days), A: decimal });
    expect([...fromArrow(table).prices]).toEqual([0.57, 85899345.91]);
  });

  it('is refused as rows are', () => {
    const flags = vectorFromArray([true, false], new Bool());
    const table = new Table({ date: vectorFromArray(days), A: flags });
    expect(thrown(() => fromArrow(table, { name: 'T' }))).toMatchObject({
      code: 'not-a-number',
      message: "T, row 1: A on 2024-01-31 is 'true', not a number",
    });
  });
});
