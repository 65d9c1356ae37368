import { catalogue } from './support/catalogue.js';

catalogue('fits and orders', [
  {
    what: 'a training window of fit that is none',
    run: 'fit --config study.json --train many',
    says: [
      "error [usage]: option '--train <periods>' argument 'many' is invalid. It has to be a number of periods.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'a training window of fit longer than the data',
    run: 'fit --config study.json --train 240',
    status: 3,
    says: [
      'error [too-few-periods]: the data hold 59 return periods, and train asks for 240',
      'hint: use more data, a shorter train, or none to fit to all periods',
    ],
  },
  {
    what: 'all and the last periods',
    run: 'fit --config study.json --all --train 24',
    says: [
      "error [usage]: option '--train <periods>' cannot be used with option '--all'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an end of fit that is no date',
    run: 'fit --config study.json --to 2020',
    says: [
      'error [bad-value]: to cannot be "2020": it must be a day of the calendar, as 2024-01-31',
      'hint: last price date used, ISO',
    ],
  },
  {
    what: 'an end of fit before the prices',
    run: 'fit --config study.json --to 2010-01-01',
    status: 3,
    says: [
      'error [no-dates]: the table has no values to 2010-01-01; its dates are 2018-01-31 to 2022-12-31',
      'hint: widen the range of dates, or use other data',
    ],
  },
  {
    what: 'an amount that is none',
    run: 'optimize --config study.json --amount much',
    says: [
      "error [usage]: option '--amount <money>' argument 'much' is invalid. It has to be a number, such as 100000.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an amount below 0',
    run: 'optimize --config study.json --amount -5',
    says: [
      "error [usage]: option '--amount <money>' argument '-5' is invalid. It has to be a number, such as 100000.",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'an amount and cash',
    run: 'optimize --config study.json --amount 100 --cash 50',
    says: [
      "error [usage]: option '--amount <money>' cannot be used with option '--cash <money>'",
      'hint: see mixfolio --help or mixfolio <command> --help',
    ],
  },
  {
    what: 'orders for an unknown strategy',
    run: 'optimize --config study.json --amount 1000 --strategy sampel',
    says: [
      'error [unknown-strategy]: the configuration has no strategy "sampel"',
      'hint: did you mean "sample"?',
    ],
  },
  {
    what: 'no file of holdings',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    status: 3,
    says: ['error [file-not-found]: there is no file ~/held.csv', 'hint: check the path'],
  },
  {
    what: 'holdings without shares',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,price\nAAA,5\n' },
    status: 3,
    says: [
      'error [missing-column]: held.csv has no column shares, quantity; its columns are symbol, price',
      'hint: begin the file with symbol,shares',
    ],
  },
  {
    what: 'holdings of a ticker without a price',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,shares\nAAB,5\n' },
    status: 3,
    says: [
      'error [unknown-ticker]: AAB is held, and the data have no price of it',
      'hint: did you mean "AAA"?',
    ],
  },
  {
    what: 'a word for shares',
    run: 'optimize --config study.json --holdings held.csv --cash 5',
    files: { 'held.csv': 'symbol,shares\nAAA,five\n' },
    status: 3,
    says: [
      "error [not-a-number]: held.csv, line 2: the shares of AAA are 'five', not a number",
      'hint: write plain numbers of shares, without thousands separators or units',
    ],
  },
]);
