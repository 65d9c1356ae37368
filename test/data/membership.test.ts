import { describe, expect, it } from 'vitest';
import { parseMembership } from '../../src/data/membership.js';
import { isMember, membersOf, membershipTimeline } from '../../src/data/membership-timeline.js';
import type { MembershipHistory } from '../../src/data/types.js';
import { weekdaysFrom } from '../../src/data/calendar.js';
import { thrown } from '../support/thrown.js';

const rows = ({ assets, dates, isMember: members, availableFrom }: MembershipHistory) =>
  assets.map((asset, k) => [asset, dates[k], members[k], ...(availableFrom ? [availableFrom[k]] : [])]);

describe('a file of spells', () => {
  it('is read as changes, the end of a spell one on the day after it', () => {
    const history = parseMembership(
      'ticker,from,to\nAAA,2010-01-04,2010-02-28\nBBB,2010-01-04,\nAAA,2010-06-01,2010-12-31\n',
    );
    expect(rows(history)).toEqual([
      ['AAA', '2010-01-04', true],
      ['AAA', '2010-03-01', false],
      ['AAA', '2010-06-01', true],
      ['AAA', '2011-01-01', false],
      ['BBB', '2010-01-04', true],
    ]);
    expect(history.availableFrom).toBeNull();
  });

  it('may have other names, orders of columns and of rows, dates and no ends', () => {
    expect(rows(parseMembership('to;Symbol;date\nNA;A;1/31/2010\n2/28/2012;B;1/4/2010\n'))).toEqual([
      ['A', '2010-01-31', true],
      ['B', '2010-01-04', true],
      ['B', '2012-02-29', false],
    ]);
    expect(rows(parseMembership('asset,from\nA,2010-01-01\n'))).toEqual([['A', '2010-01-01', true]]);
    const named = parseMembership('name,entry,exit\nA,2010-01-01,2010-02-01\n', {
      ticker: 'name',
      date: 'entry',
      to: 'exit',
    });
    expect(rows(named)).toEqual([
      ['A', '2010-01-01', true],
      ['A', '2010-02-02', false],
    ]);
  });

  it('makes one of two spells of which one begins the day after the other', () => {
    expect(
      rows(parseMembership('ticker,from,to\nA,2010-03-01,2010-04-30\nA,2010-01-01,2010-02-28\n')),
    ).toEqual([
      ['A', '2010-01-01', true],
      ['A', '2010-03-01', true],
      ['A', '2010-05-01', false],
    ]);
  });

  it('says from which day its rows were known', () => {
    expect(
      rows(parseMembership('ticker,from,to,availableFrom\nA,2010-01-01,2010-02-28,2010-01-15\n')),
    ).toEqual([
      ['A', '2010-01-01', true, '2010-01-15'],
      ['A', '2010-03-01', false, '2010-01-15'],
    ]);
  });

  it.each([
    [
      'ticker,from,to\nA,2010-02-01,2010-01-01\n',
      'bad-interval',
      'from 2010-02-01 to 2010-01-01, which is earlier',
    ],
    [
      'ticker,from,to\nA,2010-01-01,2010-02-01\nA,2010-02-01,\n',
      'overlapping-spells',
      'line 3: A is a member from 2010-02-01 on, and until 2010-02-01 already by line 2',
    ],
    ['ticker,from,to\nA,2010-01-01,\nA,2010-02-01,\n', 'overlapping-spells', 'until this day already'],
    ['ticker,from,to\n ,2010-01-01,\n', 'blank-ticker', 'line 2'],
    ['ticker,to\nA,2010-01-01\n', 'missing-column', 'has no date column (from, date)'],
    ['ticker,from,to\nA,,\n', 'invalid-date', 'line 2'],
  ])('is refused: %j', (text, code, message) => {
    const error = thrown(() => parseMembership(text, { name: 'members.csv' }));
    expect(error).toMatchObject({ name: 'DataError', code });
    expect(error.message).toContain(message);
    expect(error.message).toContain('members.csv');
  });
});

describe('a file of indicators', () => {
  it('is read as changes from row to row, whatever their order', () => {
    const history = parseMembership(
      'date,A,B\n2010-03-31,1,1\n2010-01-31,1,0\n2010-02-28,1,0\n2010-04-30,0,1\n',
    );
    expect(rows(history)).toEqual([
      ['A', '2010-01-31', true],
      ['B', '2010-01-31', false],
      ['B', '2010-03-31', true],
      ['A', '2010-04-30', false],
    ]);
  });

  it('keeps all rows where they were known on other days', () => {
    expect(
      rows(parseMembership('date,availableFrom,A\n2010-01-31,2010-02-10,1\n2010-02-28,2010-03-10,1\n')),
    ).toEqual([
      ['A', '2010-01-31', true, '2010-02-10'],
      ['A', '2010-02-28', true, '2010-03-10'],
    ]);
  });

  it.each([
    ['date,A\n2010-01-31,2\n', 'invalid-indicator', "A has '2', not 0 or 1"],
    ['date,A,B\n2010-01-31,,1\n', 'invalid-indicator', "A has ''"],
    ['date,A\n2010-01-31,1\n2010-01-31,0\n', 'duplicate-date', 'line 3: 2010-01-31 is on line 2 already'],
    ['date,A,A\n2010-01-31,1,0\n', 'duplicate-ticker', 'A'],
    ['date\n2010-01-31\n', 'no-tickers', 'neither a column of tickers'],
    ['date,,A\n2010-01-31,1,1\n', 'unnamed-column', 'column 1'],
    ['A,B\n1,0\n', 'missing-column', 'has no date column'],
  ])('is refused: %j', (text, code, message) => {
    const error = thrown(() => parseMembership(text, { name: 'members.csv' }));
    expect(error).toMatchObject({ name: 'DataError', code });
    expect(error.message).toContain(message);
  });

  it('says what the spells say that are behind it', () => {
    const target = { dates: weekdaysFrom('2010-01-04', 120), frequency: 'day' as const };
    const spells = [
      // ends within a week: rows of weekdays show no other day
      { ticker: 'A', from: '2010-01-11', to: '2010-02-04' },
      { ticker: 'A', from: '2010-03-08', to: '2010-04-08' },
      { ticker: 'B', from: '2009-05-01', to: '' },
      { ticker: 'C', from: '2010-02-01', to: '2010-02-01' },
    ];
    const written = spells.map(({ ticker, from, to }) => `${ticker},${from},${to}`).join('\n');
    const within = (ticker: string, date: string): boolean =>
      spells.some(
        (spell) => spell.ticker === ticker && spell.from <= date && (spell.to === '' || date <= spell.to),
      );
    const wide = target.dates
      .map((date) => [date, ...['A', 'B', 'C'].map((ticker) => (within(ticker, date) ? 1 : 0))].join(','))
      .join('\n');
    for (const lag of [undefined, { days: 3 }, { periods: 2 }]) {
      const [long, flat] = [`ticker,from,to\n${written}\n`, `date,A,B,C\n${wide}\n`].map((text) =>
        membershipTimeline(parseMembership(text), ['A', 'B', 'C', 'D'], target, { lag, name: 'm.csv' }),
      );
      target.dates.forEach((date, t) => {
        const seen = [0, 1, 2, 3].map((i) => isMember(long, i, t));
        if (lag === undefined)
          expect(seen).toEqual(['A', 'B', 'C', 'D'].map((ticker) => within(ticker, date)));
        if (lag !== undefined && 'periods' in lag && t >= 2)
          expect(seen).toEqual(['A', 'B', 'C', 'D'].map((ticker) => within(ticker, target.dates[t - 2])));
        // before the first row that a lag lets through an indicator says nothing
        if (t >= 5) expect([0, 1, 2, 3].map((i) => isMember(flat, i, t))).toEqual(seen);
      });
    }
  });
});

describe('members of a universe', () => {
  const target = { dates: weekdaysFrom('2010-01-04', 60), frequency: 'day' as const };
  const history = parseMembership(
    'ticker,from,to\nA,2010-01-01,2010-02-01\nB,2010-02-02,\nOLD,2009-01-01,2010-02-15\nGONE,2009-01-01,2010-01-10\nLEFT,2010-01-01,\n',
  );
  const decisions = [20, 30, 40];
  const of = (universe: string[], known: string[]) =>
    membersOf(history, { universe, known }, target, decisions, { name: 'members.csv' });

  it('are noted where they have no data, never are any, or are not asked for', () => {
    expect(target.dates[20]).toBe('2010-02-01');
    expect(of(['A', 'B', 'NEW'], ['A', 'B', 'NEW', 'LEFT']).notes).toEqual([
      'membership members.csv: never a member at a decision: NEW',
      'membership members.csv: members that assets leaves out: LEFT',
      'membership members.csv: 1 member has no data, at most 1 of 3 at one decision, on 2010-02-01: OLD. Results without them are those of the survivors',
    ]);
    expect(of(['A', 'B', 'OLD', 'LEFT'], ['A', 'B', 'OLD', 'LEFT']).notes).toEqual([]);
  });

  it('are refused where nobody is one', () => {
    expect(thrown(() => of(['GONE', 'a'], ['GONE', 'a']))).toMatchObject({
      code: 'no-members',
      message:
        'members.csv: none of the assets GONE, a is a member at any decision; the file has A, B, OLD, GONE, LEFT',
    });
  });

  it('are refused where lengths differ and rows repeat, in a history that was not parsed', () => {
    const given = { assets: ['A'], dates: ['2010-01-01'], availableFrom: null, isMember: [true, false] };
    const timeline = (made: MembershipHistory) => () =>
      membershipTimeline(made, ['A'], target, { name: 'm' });
    expect(thrown(timeline(given))).toMatchObject({ code: 'wrong-length' });
    const twice = {
      assets: ['A', 'A'],
      dates: ['2010-01-01', '2010-01-01'],
      availableFrom: null,
      isMember: [true, false],
    };
    expect(thrown(timeline(twice))).toMatchObject({ code: 'duplicate-date' });
  });
});
