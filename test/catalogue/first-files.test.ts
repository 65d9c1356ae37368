import { catalogue } from './support/catalogue.js';

catalogue('first files', [
  {
    what: 'a configuration that is there already',
    run: 'init --prices prices.csv --out study.json',
    says: [
      'error [would-overwrite]: there is a file study.json',
      'hint: give --out another name, or --force',
    ],
  },
  {
    what: 'a first configuration of an unknown market',
    run: 'init --prices prices.csv --market SPX',
    says: [
      'error [unknown-ticker]: market: SPX is not in the data',
      'hint: known are MKT, AAA, BBB, CCC, DDD',
    ],
  },
  {
    what: 'a first configuration of an unknown frequency',
    run: 'init --prices prices.csv --frequency monthly',
    says: [
      "error [usage]: option '--frequency <period>' argument 'monthly' is invalid. Allowed choices are day, week, month.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a first configuration without prices',
    run: 'init',
    says: [
      'error [missing-option]: no prices are given, and there is no terminal to ask on',
      'hint: give --prices FILE; mixfolio simulate --out FOLDER makes some',
    ],
  },
  {
    what: 'a simulation of no assets',
    run: 'simulate --out out --assets 0',
    says: ["error [invalid-option]: --assets is '0'", 'hint: it must be a whole number from 4 to 9999'],
  },
  {
    what: 'a simulation from a day that is none',
    run: 'simulate --out out --start 2020-02-30',
    says: ["error [invalid-option]: --start is '2020-02-30'", 'hint: write dates as 2020-01-02'],
  },
  {
    what: 'a fetch without tickers',
    run: 'fetch --from 2020-01-01 --out p.csv',
    says: [
      "error [usage]: required option '--tickers <list>' not specified",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a fetch of a blank ticker',
    run: 'fetch --tickers SPY, --from 2020-01-01 --out p.csv',
    says: [
      "error [invalid-option]: tickers is 'SPY,'",
      'hint: one of them is blank: leave out the comma that is too many',
    ],
  },
  {
    what: 'a fetch from a day that is none',
    run: 'fetch --tickers SPY --from 1/1/2020 --out p.csv',
    says: ["error [invalid-option]: from is '1/1/2020'", 'hint: write it as 2024-01-31'],
  },
  {
    what: 'a fetch that ends before it begins',
    run: 'fetch --tickers SPY --from 2020-01-02 --to 2020-01-01 --out p.csv',
    says: ["error [invalid-option]: to is '2020-01-01'", 'hint: it must be later than from, 2020-01-02'],
  },
  {
    what: 'a fetch over a file',
    run: 'fetch --tickers SPY --from 2020-01-01 --out prices.csv',
    says: [
      'error [would-overwrite]: there is a file ~/prices.csv',
      'hint: give --out another name, or --force',
    ],
  },
]);
