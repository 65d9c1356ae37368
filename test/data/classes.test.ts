import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { classesFromMembers, parseClasses, selectClasses } from '../../src/data/classes.js';
import { hasShared, shared } from '../support/shared.js';
import { thrown } from '../support/thrown.js';

const indicators = 'ticker,equity,bond,us\nSPY,1,0,1\nAGG,0,1,1\nEFA,1,0,0\nGLD,0,0,0\n';
const expected = {
  assets: ['SPY', 'AGG', 'EFA', 'GLD'],
  classes: ['equity', 'bond', 'us'],
  indicators: Float64Array.of(1, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0),
  unclassified: ['GLD'],
};

describe('classes of assets', () => {
  it('are read from indicators', () => {
    expect(parseClasses(indicators)).toEqual(expected);
  });

  it('are read from lists of members', () => {
    const members = { equity: ['EFA', 'SPY'], bond: ['AGG'], us: ['SPY', 'AGG'] };
    expect(classesFromMembers(members, expected.assets)).toEqual(expected);
  });

  it('are read from one class an asset, blank where it has none', () => {
    expect(parseClasses('Symbol;Sector\nA;Energy\nB;Health Care\nC;\nD;Energy\n')).toEqual({
      assets: ['A', 'B', 'C', 'D'],
      classes: ['Energy', 'Health Care'],
      indicators: Float64Array.of(1, 0, 0, 1, 0, 0, 1, 0),
      unclassified: ['C'],
    });
  });

  it('are read from the column asked for', () => {
    const { classes } = parseClasses('ticker,sector,industry\nA,x,y\nB,x,z\n', { column: 'industry' });
    expect(classes).toEqual(['y', 'z']);
  });

  it('are selected for a universe, in its order, without what it lacks', () => {
    expect(selectClasses(parseClasses(indicators), ['AGG', 'NEW', 'SPY'])).toEqual({
      assets: ['AGG', 'NEW', 'SPY'],
      classes: ['equity', 'bond', 'us'],
      indicators: Float64Array.of(0, 1, 1, 0, 0, 0, 1, 0, 1),
      unclassified: ['NEW'],
    });
  });

  it('may list tickers that are known but not in the universe', () => {
    expect(classesFromMembers({ equity: ['SPY', 'EFA'] }, ['SPY'], ['SPY', 'EFA'])).toEqual({
      assets: ['SPY'],
      classes: ['equity'],
      indicators: Float64Array.of(1),
      unclassified: [],
    });
  });

  it.skipIf(!hasShared)('are read from a file of sectors with blank cells and quoted commas', () => {
    const text = readFileSync(shared('data/sp500_half_sectors.csv'), 'utf8');
    const table = parseClasses(text, { column: 'sector' });
    expect(table.assets).toHaveLength(243);
    expect(table.classes).toContain('Information Technology');
    const members = table.indicators.reduce((sum, value) => sum + value, 0);
    expect(members + table.unclassified.length).toBe(243);
    expect(parseClasses(text, { column: 'subIndustry' }).classes).toContain(
      'Technology Hardware, Storage & Peripherals',
    );
  });
});

describe('classes that cannot be used', () => {
  it.each([
    [
      'an indicator that is neither 0 nor 1',
      'ticker,us,eu\nA,1,0\nB,yes,1\n',
      'invalid-indicator',
      "c.csv, line 3: B has 'yes' for us, not 0 or 1",
      { file: 'c.csv', line: 3, ticker: 'B', class: 'us', value: 'yes' },
    ],
    [
      'a blank indicator',
      'ticker,us,eu\nA,1,\n',
      'invalid-indicator',
      "c.csv, line 2: A has '' for eu, not 0 or 1",
      { file: 'c.csv', line: 2, ticker: 'A', class: 'eu', value: '' },
    ],
    [
      'several columns that name classes',
      'ticker,sector,industry\nA,x,y\n',
      'ambiguous-column',
      'c.csv: the columns sector, industry all name classes',
      { file: 'c.csv', columns: ['sector', 'industry'] },
    ],
    ['tickers only', 'ticker\nA\n', 'no-classes', 'c.csv has one column only', { file: 'c.csv' }],
    [
      'a class without a name',
      'ticker,us,\nA,1,0\n',
      'unnamed-column',
      'c.csv: column 3 has no name',
      { file: 'c.csv', column: 3 },
    ],
    [
      'two classes of one name',
      'ticker,us,us\nA,1,0\n',
      'duplicate-class',
      'c.csv: two columns are named us',
      { file: 'c.csv', class: 'us' },
    ],
    [
      'a ticker on two rows',
      'ticker,class\nA,x\nA,y\n',
      'duplicate-ticker',
      'c.csv, line 3: A is on line 2 already',
      { file: 'c.csv', line: 3, firstLine: 2, ticker: 'A' },
    ],
    [
      'a row without a ticker',
      'ticker,class\nA,x\n,y\n',
      'blank-ticker',
      'c.csv, line 3: the ticker is blank',
      { file: 'c.csv', line: 3 },
    ],
    ['nothing', '', 'empty-file', 'c.csv is empty', { file: 'c.csv' }],
  ])('are refused: %s', (_, text, code, message, details) => {
    const error = thrown(() => parseClasses(text, { name: 'c.csv' }));
    expect({ name: error.name, code: error.code, message: error.message }).toEqual({
      name: 'DataError',
      code,
      message,
    });
    expect(error.details).toEqual(details);
  });

  it('lack the column asked for', () => {
    expect(thrown(() => parseClasses(indicators, { name: 'c.csv', column: 'sector' }))).toMatchObject({
      code: 'missing-column',
      message: 'c.csv has no class column (sector); its columns are ticker, equity, bond, us',
    });
  });

  it('list a ticker that is none of the assets', () => {
    expect(thrown(() => classesFromMembers({ equity: ['SPY', 'EEFA'] }, ['SPY', 'EFA']))).toMatchObject({
      name: 'DataError',
      code: 'unknown-ticker',
      message: "class equity lists 'EEFA', which is none of the assets",
      hint: 'did you mean "EFA"?',
      details: { ticker: 'EEFA', class: 'equity' },
    });
  });

  it('list a ticker twice', () => {
    expect(thrown(() => classesFromMembers({ equity: ['SPY', 'SPY'] }, ['SPY']))).toMatchObject({
      code: 'duplicate-ticker',
      message: 'class equity: the ticker SPY stands twice',
    });
  });

  it('know none of the assets', () => {
    expect(thrown(() => selectClasses(parseClasses(indicators), ['spy']))).toMatchObject({
      name: 'DataError',
      code: 'no-classes',
      message: 'none of the assets spy is among those with classes, SPY, AGG, EFA, GLD',
    });
  });
});
