import { describe, expect, it } from 'vitest';
import { classTimeline, classesKnown } from '../../src/data/class-history.js';
import { parseClassSource, parseClasses } from '../../src/data/classes.js';
import type { ClassHistory } from '../../src/data/types.js';
import { thrown } from '../support/thrown.js';

const sectors =
  'symbol,class,from\nGOOG,Information Technology,2010-01-01\nMSFT,Information Technology,2010-01-01\n' +
  'XOM,Energy,2010-01-01\nGOOG,Communication Services,2018-09-28\nXOM,,2019-06-30\n';
const history = (text: string, format = {}) => parseClassSource(text, format) as ClassHistory;
const months = {
  dates: ['2018-08-31', '2018-09-28', '2019-06-28', '2019-07-31'],
  frequency: 'month' as const,
};
const known = (source: ClassHistory, assets: string[], lag?: { days: number } | { periods: number }) => {
  const timeline = classTimeline(source, assets, months, { lag, name: 'c.csv' });
  return months.dates.map((_, t) => classesKnown(timeline, t));
};
/** `class: members` of each class. */
const members = ({ assets, classes, indicators }: ReturnType<typeof classesKnown>) =>
  Object.fromEntries(
    classes.map((name, j) => [
      name,
      assets.filter((_, i) => indicators[i * classes.length + j] === 1).join(' '),
    ]),
  );

describe('a history of classes is read', () => {
  it('from one class an asset and day, classes by name', () => {
    expect(parseClassSource(sectors)).toEqual({
      dates: ['2010-01-01', '2010-01-01', '2010-01-01', '2018-09-28', '2019-06-30'],
      availableFrom: null,
      assets: ['GOOG', 'MSFT', 'XOM', 'GOOG', 'XOM'],
      classes: ['Communication Services', 'Energy', 'Information Technology'],
      indicators: Float64Array.of(0, 0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0),
    });
  });

  it('from indicators an asset and day, dates in front or behind, in any order', () => {
    const front = history(
      'date,ticker,equity,us\n2015-01-31,SPY,1,1\n2014-12-31,SPY,1,0\n2014-12-31,EFA,1,0\n',
    );
    expect(front).toEqual({
      dates: ['2015-01-31', '2014-12-31', '2014-12-31'],
      availableFrom: null,
      assets: ['SPY', 'SPY', 'EFA'],
      classes: ['equity', 'us'],
      indicators: Float64Array.of(1, 1, 1, 0, 1, 0),
    });
    const behind = 'ticker,equity,us,Date\nSPY,1,1,2015-01-31\nSPY,1,0,2014-12-31\nEFA,1,0,2014-12-31\n';
    expect(history(behind)).toEqual(front);
  });

  it('with the days it was known from beside its dates, or in their place', () => {
    expect(history('ticker,date,availableFrom,sector\nA,2015-01-31,2015-02-10,x\n')).toMatchObject({
      dates: ['2015-01-31'],
      availableFrom: ['2015-02-10'],
      classes: ['x'],
    });
    expect(history('ticker,AvailableFrom,sector\nA,2015-02-10,x\n')).toMatchObject({
      dates: ['2015-02-10'],
      availableFrom: ['2015-02-10'],
    });
  });

  it('from the column of dates and the order of month and day that are asked for', () => {
    const text = 'ticker,listed,effective,sector\nA,1/1/1999,2/1/2020,x\nA,1/1/1999,3/1/2020,y\n';
    const format = { date: 'effective', column: 'sector' };
    expect(history(text, { ...format, dateOrder: 'dmy' }).dates).toEqual(['2020-01-02', '2020-01-03']);
    expect(thrown(() => parseClassSource(text, format)).code).toBe('ambiguous-dates');
    expect(thrown(() => parseClassSource(text, { ...format, date: 'efective' }))).toMatchObject({
      code: 'missing-column',
      details: { column: 'efective' },
    });
  });

  it('with one order of month and day for both columns of dates', () => {
    const { dates, availableFrom } = history(
      't,date,availableFrom,c\nA,2/1/2020,3/1/2020,x\nA,3/1/2020,13/1/2020,y\n',
    );
    expect([dates, availableFrom]).toEqual([
      ['2020-01-02', '2020-01-03'],
      ['2020-01-03', '2020-01-13'],
    ]);
  });

  it('not from a class that is called as a column of dates is', () => {
    const text = 'ticker,date,equity\nA,1,0\nB,0,1\n';
    expect(parseClassSource(text)).toEqual(parseClasses(text));
    expect(parseClasses(text).classes).toEqual(['date', 'equity']);
  });
});

describe('classes at a decision', () => {
  it('are those of the latest row that is known, its day included', () => {
    expect(known(history(sectors), ['GOOG', 'MSFT', 'XOM']).map(members)).toEqual([
      { Energy: 'XOM', 'Information Technology': 'GOOG MSFT' },
      { 'Communication Services': 'GOOG', Energy: 'XOM', 'Information Technology': 'MSFT' },
      { 'Communication Services': 'GOOG', Energy: 'XOM', 'Information Technology': 'MSFT' },
      { 'Communication Services': 'GOOG', 'Information Technology': 'MSFT' },
    ]);
    expect(known(history(sectors), ['XOM', 'GOOG']).at(-1)).toMatchObject({
      unclassified: ['XOM'],
      unknown: [],
    });
  });

  it('come later by a publication lag', () => {
    const late = known(history(sectors), ['GOOG', 'XOM'], { periods: 1 });
    expect(late.map((of) => members(of)['Communication Services'])).toEqual([
      undefined,
      undefined,
      'GOOG',
      'GOOG',
    ]);
    expect(members(late[3])).toEqual({ 'Communication Services': 'GOOG', Energy: 'XOM' });
  });

  it('come when they were known, and change with a later edition of the same date', () => {
    const text =
      'ticker,date,availableFrom,sector\nA,2018-08-31,2018-08-31,x\nA,2018-08-31,2019-07-01,z\n' +
      'A,2018-08-01,2018-09-15,old\nB,2018-08-31,2018-08-31,x\n';
    expect(known(history(text), ['A', 'B']).map(members)).toEqual([
      { x: 'A B' },
      { x: 'A B' },
      { x: 'A B' },
      { x: 'B', z: 'A' },
    ]);
  });

  it('are none of an asset of which no row is known yet, or ever', () => {
    const source = history('ticker,sector,from\nA,x,2018-01-31\nB,x,2019-06-01\n');
    expect(
      known(source, ['A', 'B', 'C']).map(({ unknown, unclassified }) => [unknown, unclassified]),
    ).toEqual([
      [
        ['B', 'C'],
        ['B', 'C'],
      ],
      [
        ['B', 'C'],
        ['B', 'C'],
      ],
      [['C'], ['C']],
      [['C'], ['C']],
    ]);
  });

  it('do not depend on rows that come later, not even in their order', () => {
    const rows = ['A,x,2018-01-01', 'B,y,2018-01-01', 'C,m,2018-01-01'];
    const later = ['A,zz,2019-01-01', 'B,a,2019-01-01', 'C,y,2019-01-01'];
    const at = (lines: string[]) =>
      known(history(`ticker,sector,from\n${lines.join('\n')}\n`), ['A', 'B', 'C'])[1];
    expect(at([...later, ...rows])).toEqual(at(rows));
    expect(at(rows).classes).toEqual(['m', 'x', 'y']);
  });
});

describe('a history of classes is refused', () => {
  it.each([
    [
      'an asset twice on a day, though of another class',
      'ticker,class,from\nA,x,2015-01-31\nB,x,2015-01-31\nA,y,31 Jan 2015\n',
      'duplicate-date',
      'c.csv, line 4: A on 2015-01-31 is on line 2 already',
      { file: 'c.csv', line: 4, firstLine: 2, ticker: 'A', date: '2015-01-31' },
    ],
    [
      'a day that is none',
      'ticker,class,from\nA,x,2015-02-30\n',
      'invalid-date',
      "c.csv, line 2: '2015-02-30' is not a date of the calendar",
      { file: 'c.csv', line: 2, value: '2015-02-30' },
    ],
    [
      'a blank day',
      'ticker,class,from\nA,x,2015-02-28\nB,x,\n',
      'invalid-date',
      "c.csv, line 3: '' is not a date in a known form",
      { file: 'c.csv', line: 3, value: '' },
    ],
    [
      'two columns of dates',
      'ticker,class,from,date\nA,x,2015-02-28,2015-02-28\n',
      'ambiguous-column',
      'c.csv: the columns from, date could all be the date column',
      { file: 'c.csv', columns: ['from', 'date'] },
    ],
    [
      'no classes beside tickers and days',
      'ticker,from\nA,2015-02-28\n',
      'no-classes',
      'c.csv has no column of classes',
      { file: 'c.csv' },
    ],
    [
      'an indicator that is neither 0 nor 1',
      'date,ticker,us,eu\n2015-02-28,A,1,0\n2015-02-28,B,yes,1\n',
      'invalid-indicator',
      "c.csv, line 3: B has 'yes' for us, not 0 or 1",
      { file: 'c.csv', line: 3, ticker: 'B', class: 'us', value: 'yes' },
    ],
  ])('with %s', (_, text, code, message, details) => {
    const error = thrown(() => parseClassSource(text, { name: 'c.csv' }));
    expect({ name: error.name, code: error.code, message: error.message, details: error.details }).toEqual({
      name: 'DataError',
      code,
      message,
      details,
    });
  });

  it('where classes that never change are asked for', () => {
    expect(thrown(() => parseClasses(sectors, { name: 'c.csv' }))).toMatchObject({
      code: 'dated-file',
      details: { file: 'c.csv' },
    });
  });

  const two: ClassHistory = {
    assets: ['A', 'A'],
    classes: ['x'],
    dates: ['2015-01-31', '2015-02-28'],
    availableFrom: null,
    indicators: Float64Array.of(1, 0),
  };
  it.each([
    ['another number of dates', { dates: ['2015-01-31'] }, 'wrong-length'],
    ['another number of indicators', { indicators: Float64Array.of(1) }, 'wrong-length'],
    ['two rows of one day', { dates: ['2015-01-31', '2015-01-31'] }, 'duplicate-date'],
    ['a day that is none', { dates: ['2015-01-31', '2015-2-1'] }, 'invalid-date'],
  ])('where a caller makes one with %s', (_, change, code) => {
    expect(thrown(() => known({ ...two, ...change }, ['A'])).code).toBe(code);
  });

  it('where it knows none of the assets, or none of its rows is known in time', () => {
    expect(thrown(() => known(two, ['B'])).code).toBe('no-classes');
    const late = { ...two, dates: ['2019-08-01', '2019-09-01'] };
    expect(thrown(() => known(late, ['A', 'B']))).toMatchObject({
      code: 'no-classes',
      message: 'c.csv: no class is known at the last decision, on 2019-07-31; the first row is of 2019-08-01',
      details: { file: 'c.csv', decision: '2019-07-31', first: '2019-08-01' },
    });
  });
});
