import { gzipSync } from 'node:zlib';
import { monthlyPrices } from '../support/cli.js';
import { catalogue } from './support/catalogue.js';

const months = monthlyPrices()
  .trimEnd()
  .split('\n')
  .slice(1)
  .map((line) => line.slice(0, 10));
/** A value for every month, but the ones that are left out. */
const series = (leaveOut: (month: number) => boolean = () => false): string =>
  ['date,vix', ...months.flatMap((month, t) => (leaveOut(t) ? [] : [`${month},${15 + (t % 7)}`]))].join('\n');
const covariate = (more: object = {}) => ({
  covariates: { vix: { path: 'vix.csv', column: 'vix', ...more } },
  model: { fixed: ['asset', 'asset:market', 'vix'] },
});

catalogue('other files', [
  {
    what: 'no file of a covariate',
    config: covariate(),
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/vix.csv, which covariates.vix is to come from',
      'hint: check the path, or make simulated factors with mixfolio simulate --out FOLDER and name its factors.csv here',
    ],
  },
  {
    what: 'a covariate without its column',
    config: covariate({ column: 'vxi' }),
    files: { 'vix.csv': series() },
    status: 3,
    says: ["error [unknown-ticker]: vix.csv has no column 'vxi'", 'hint: did you mean "vix"?'],
  },
  {
    what: 'a covariate with a gap',
    config: covariate(),
    files: { 'vix.csv': series((t) => t > 10 && t < 20) },
    status: 3,
    says: [
      'error [missing-covariate]: the covariate vix has no value known at the end of the period to 2019-01-31; vix.csv runs from 2018-01-31 to 2022-12-31',
      'hint: use a series that covers all periods, its publication lag and, for changes, the period before them; or narrow the range with from and to',
    ],
  },
  {
    what: 'a covariate that begins late',
    config: covariate(),
    files: { 'vix.csv': series((t) => t < 20) },
    status: 3,
    says: [
      'error [missing-covariate]: the covariate vix has no value known at the end of the period to 2018-02-28; vix.csv runs from 2019-09-30 to 2022-12-31',
      'hint: use a series that covers all periods, its publication lag and, for changes, the period before them; or narrow the range with from and to',
    ],
  },
  {
    what: 'a covariate with a word',
    config: covariate(),
    files: { 'vix.csv': series().replace(',16\n', ',high\n') },
    status: 3,
    says: [
      "error [not-a-number]: vix.csv, line 3: vix on 2018-02-28 is 'high', not a number",
      'hint: write plain numbers with a decimal point, without thousands separators or units; leave missing cells blank',
    ],
  },
  {
    what: 'a covariate of a name that is taken',
    config: { covariates: { market: { path: 'vix.csv', column: 'vix' } } },
    files: { 'vix.csv': series() },
    says: [
      'error [reserved-name]: covariates.market: the name "market" has a meaning in the model\'s terms already',
      'hint: use another name; taken are 1, asset, time, market, trend, month, volatility, regime',
    ],
  },
  {
    what: 'a lag without its unit',
    config: covariate({ lag: 1 }),
    files: { 'vix.csv': series() },
    says: [
      'error [bad-value]: covariates.vix.lag cannot be 1: write { "periods": 1 } or { "days": 30 }',
      'hint: publication lag, in periods or in days: how much later than dated a value is known; by default none. A value dated the first of a month, a month or more after the one before it, is dated by the end of the month, quarter or year that it stands for',
    ],
  },
  {
    what: 'no file of a market',
    config: { market: { path: 'ff.csv', column: 'Mkt' } },
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/ff.csv, which market is to come from',
      'hint: check the path, or start from simulated prices and factors: mixfolio simulate --out FOLDER writes them, and a configuration that runs on them',
    ],
  },
  {
    what: 'a market that does not cover the prices',
    config: { market: { path: 'vix.csv', column: 'vix' } },
    files: { 'vix.csv': series((t) => t < 20) },
    status: 3,
    says: [
      'error [missing-period]: vix.csv has no return for 2018-02; it runs from 2019-09-30 to 2022-12-31',
      'hint: use a series that covers all periods and the one before them, or narrow the range with from and to',
    ],
  },
  {
    what: 'no file of a risk-free rate',
    config: { riskFree: { path: 'rf.csv', column: 'rf' } },
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/rf.csv, which riskFree is to come from',
      'hint: check the path, or start from simulated prices and factors: mixfolio simulate --out FOLDER writes them, and a configuration that runs on them',
    ],
  },
  {
    what: 'a risk-free rate that begins late',
    config: { riskFree: { path: 'vix.csv', column: 'vix' } },
    files: { 'vix.csv': series((t) => t < 50).replaceAll(/,(\d+)/g, ',0.0$1') },
    status: 3,
    says: [
      'error [missing-period]: vix.csv has no rate known on 2018-01-31, for 2018-02; it runs from 2022-03-31 to 2022-12-31',
      'hint: use a series that covers all periods and the one before them, or narrow the range with from and to',
    ],
  },
  {
    what: 'a risk-free rate far below 0',
    config: { riskFree: { path: 'vix.csv', column: 'vix' } },
    files: { 'vix.csv': series().replaceAll(/,(\d+)/g, ',-$1') },
    status: 3,
    says: [
      'error [return-below-minus-one]: vix.csv, line 2: the return of vix on 2018-01-31 is -15',
      'hint: returns must be finite and above −1, as fractions: 0.01 is 1 %',
    ],
  },

  {
    what: 'no file of classes',
    config: { classes: 'classes.csv' },
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/classes.csv, which classes names',
      'hint: check the path',
    ],
  },
  {
    what: 'classes that are neither 0 nor 1',
    config: { classes: 'classes.csv' },
    files: { 'classes.csv': 'ticker,bond,equity\nMKT,0,2\nAAA,1,0\nBBB,0,1\nCCC,0,1\nDDD,1,0\n' },
    status: 3,
    says: [
      "error [invalid-indicator]: classes.csv, line 2: MKT has '2' for equity, not 0 or 1",
      'hint: write 1 for a member, 0 for any other asset',
    ],
  },
  {
    what: 'classes of a ticker twice',
    config: { classes: 'classes.csv' },
    files: { 'classes.csv': 'ticker,bond\nAAA,1\nAAA,0\n' },
    status: 3,
    says: [
      'error [duplicate-ticker]: classes.csv, line 3: AAA is on line 2 already',
      'hint: keep one of the two rows; classes that change over time need a column date or availableFrom',
    ],
  },
  {
    what: 'no file of memberships',
    config: { membership: 'members.csv' },
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/members.csv, which membership names',
      'hint: check the path',
    ],
  },
  {
    what: 'a spell that ends before it begins',
    config: { membership: 'members.csv' },
    files: { 'members.csv': 'ticker,from,to\nAAA,2020-01-01,2019-01-01\n' },
    status: 3,
    says: [
      'error [bad-interval]: members.csv, line 2: AAA is a member from 2020-01-01 to 2019-01-01, which is earlier',
      'hint: swap the two days, or leave to blank for a member to this day',
    ],
  },
  {
    what: 'spells that overlap',
    config: { membership: 'members.csv' },
    files: { 'members.csv': 'ticker,from,to\nAAA,2018-01-01,2020-01-01\nAAA,2019-01-01,\n' },
    status: 3,
    says: [
      'error [overlapping-spells]: members.csv, line 3: AAA is a member from 2019-01-01 on, and until 2020-01-01 already by line 2',
      'hint: to is the last day of a spell, that day included: end the first one the day before, or make one row of the two',
    ],
  },
  {
    what: 'spells of none of the assets',
    config: { membership: 'members.csv' },
    files: { 'members.csv': 'ticker,from,to\nXYZ,2018-01-01,\n' },
    status: 3,
    says: [
      'error [no-members]: members.csv: none of the assets MKT, AAA, BBB, CCC, DDD is a member at any decision; the file has XYZ',
      'hint: tickers must have the very same letters, and the days of membership cover the decisions',
    ],
  },
  {
    what: 'memberships of neither form',
    config: { membership: 'members.csv' },
    files: { 'members.csv': 'name,since\nAAA,2018-01-01\n' },
    status: 3,
    says: [
      'error [missing-column]: members.csv has no date column (date, from); its columns are name, since',
      'hint: call it date in the header, or name it with the option date, in a configuration "membership": { "path": …, "date": … }',
    ],
  },
  {
    what: 'no file of dividends',
    config: { dividends: 'dividends.csv' },
    status: 3,
    says: [
      'error [file-not-found]: there is no file ~/dividends.csv, which dividends names',
      'hint: check the path',
    ],
  },
  {
    what: 'dividends below 0',
    config: { dividends: 'dividends.csv' },
    files: { 'dividends.csv': 'date,symbol,amount\n2019-03-04,AAA,-1\n' },
    status: 3,
    says: [
      'error [invalid-event]: dividends.csv, line 2: the dividend of AAA on 2019-03-04 is -1',
      'hint: give money a share, 0 or more, in the currency of the prices',
    ],
  },
  {
    what: 'dividends of an unknown ticker',
    config: { dividends: 'dividends.csv' },
    files: { 'dividends.csv': 'date,symbol,amount\n2019-03-04,AAB,1\n' },
    status: 3,
    says: [
      'error [unknown-ticker]: dividends.csv: none of its tickers has prices, AAB',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'compressed classes under the name of a CSV',
    config: { classes: 'classes.csv' },
    files: { 'classes.csv': gzipSync('ticker,bond\nAAA,1\n') },
    status: 3,
    says: [
      'error [not-utf8]: ~/classes.csv is compressed by gzip, not UTF-8 text',
      'hint: let the name of the file end in .gz',
    ],
  },
]);
