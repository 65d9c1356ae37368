import { catalogue } from './support/catalogue.js';

const kernel = { kernels: { mine: { path: 'kernel.csv' } }, model: { random: ['asset:time(mine)'] } };
const square = (...rows: string[]): Record<string, string> => ({ 'kernel.csv': rows.join('\n') });
const tree = {
  kernels: { mine: { tree: ['sector'], path: 'tree.csv' } },
  model: { random: ['asset:time(mine)'] },
};
const fundamentals = {
  kernels: { mine: { fundamentals: ['size'], path: 'fundamentals.csv' } },
  model: { random: ['asset:time(mine)'] },
};
const rows = (name: string, ...lines: string[]): Record<string, string> => ({ [name]: lines.join('\n') });

catalogue('files of kernels', [
  {
    what: 'no file of a kernel',
    config: kernel,
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/kernel.csv, which kernels.mine names',
      'hint: check the path',
    ],
  },
  {
    what: 'a kernel that is not square',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,0.5'),
    status: 3,
    says: [
      'error [missing-row]: kernel.csv has a column for BBB and no row',
      'hint: a kernel has a row and a column for every asset',
    ],
  },
  {
    what: 'a kernel with a row that is too short',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,0.5', 'BBB,0.5'),
    status: 3,
    says: [
      'error [wrong-cell-count]: kernel.csv, line 3: 2 cells, but the header has 3',
      'hint: give every row one cell a column; leave the cell of a missing price blank',
    ],
  },
  {
    what: 'a kernel that is not symmetric',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,0.5', 'BBB,0.4,1'),
    status: 3,
    says: [
      'error [kernel-asymmetric]: kernel.csv, line 3: BBB, AAA is 0.4, and on line 2 the same pair is 0.5',
      'hint: a relationship kernel is symmetric: correct one of the two',
    ],
  },
  {
    what: 'a kernel with a row of an unknown asset',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,0.5', 'BBC,0.5,1'),
    status: 3,
    says: [
      'error [missing-column]: kernel.csv, line 3: there is a row for BBC and no column',
      'hint: did you mean "BBB"?',
    ],
  },
  {
    what: 'a kernel without an asset of the prices',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,0.5', 'BBB,0.5,1'),
    status: 3,
    says: [
      'error [missing-asset]: kernel.csv: the kernel mine has no row for MKT',
      'hint: known are AAA, BBB',
    ],
  },
  {
    what: 'a kernel with a word',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,near', 'BBB,near,1'),
    status: 3,
    says: [
      "error [not-a-number]: kernel.csv, line 2: AAA, BBB is 'near', not a finite number",
      'hint: every pair of assets needs a number, with a decimal point and without units',
    ],
  },
  {
    what: 'a kernel with a blank cell',
    config: kernel,
    files: square('asset,AAA,BBB', 'AAA,1,', 'BBB,,1'),
    status: 3,
    says: [
      "error [not-a-number]: kernel.csv, line 2: AAA, BBB is '', not a finite number",
      'hint: every pair of assets needs a number, with a decimal point and without units',
    ],
  },
  {
    what: 'branches in the place of a matrix',
    config: kernel,
    files: square('ticker,sector', 'AAA,Energy', 'BBB,Health'),
    status: 3,
    says: [
      'error [missing-column]: kernel.csv, line 2: there is a row for AAA and no column',
      'hint: a matrix has the same assets in its header and in its first column; a file of branches or of numbers is a kernel with tree or with fundamentals, which name its columns',
    ],
  },
  {
    what: 'a tree without its level',
    config: tree,
    files: rows('tree.csv', 'ticker,sectors', 'AAA,Energy'),
    status: 3,
    says: [
      'error [missing-column]: tree.csv has no column sector; its columns are ticker, sectors',
      'hint: did you mean "sectors"?',
    ],
  },
  {
    what: 'a tree with an asset twice',
    config: tree,
    files: rows('tree.csv', 'ticker,sector', 'AAA,Energy', 'AAA,Health'),
    status: 3,
    says: [
      'error [duplicate-ticker]: tree.csv, line 3: AAA is on line 2 already',
      'hint: keep one of the two rows; what changes over time needs a column date or availableFrom',
    ],
  },
  {
    what: 'a tree of other assets',
    config: tree,
    files: rows('tree.csv', 'sector,industry', 'Energy,Oil'),
    status: 3,
    says: [
      'error [no-branches]: tree.csv: none of the assets MKT, AAA, BBB, CCC, DDD is among those of the tree mine, Oil',
      'hint: tickers must have the very same letters; they are in the first column that is neither a date nor a level',
    ],
  },
  {
    what: 'fundamentals without dates',
    config: fundamentals,
    files: rows('fundamentals.csv', 'ticker,size', 'AAA,1'),
    status: 3,
    says: [
      'error [missing-column]: fundamentals.csv has no column of dates (date, from, availableFrom): fundamentals count from their day on',
      'hint: add a column date, or name it with the option date',
    ],
  },
  {
    what: 'fundamentals with a word',
    config: fundamentals,
    files: rows('fundamentals.csv', 'date,ticker,size', '2010-01-01,AAA,big'),
    status: 3,
    says: [
      "error [not-a-number]: fundamentals.csv, line 2: size of AAA on 2010-01-01 is 'big', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'fundamentals of a day twice',
    config: fundamentals,
    files: rows('fundamentals.csv', 'date,ticker,size', '2010-01-01,AAA,1', '2010-01-01,AAA,2'),
    status: 3,
    says: [
      'error [duplicate-date]: fundamentals.csv, line 3: AAA on 2010-01-01 is on line 2 already',
      'hint: keep one of the two rows; one that was corrected later needs a column availableFrom',
    ],
  },
]);
