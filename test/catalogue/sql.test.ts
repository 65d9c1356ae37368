import { catalogue } from './support/catalogue.js';

catalogue('prices by SQL', [
  {
    what: 'SQL with an error',
    config: { prices: { duckdb: ':memory:', sql: 'selct 1' } },
    status: 3,
    says: [
      'error [query-failed]: the query: Failed to extract statements: Parser Error: syntax error at or near "selct"',
      '',
      'LINE 1: selct 1',
      '        ^',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL of a table that is not there',
    config: { prices: { duckdb: ':memory:', sql: 'select * from prices' } },
    status: 3,
    says: [
      'error [query-failed]: the query: Catalog Error: Table with name prices does not exist!',
      'Did you mean "pg_views"?',
      '',
      'LINE 1: select * from prices',
      '                      ^',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL that is no query',
    config: { prices: { duckdb: ':memory:', sql: 'create table prices (a int)' } },
    status: 2,
    says: [
      'error [not-a-query]: the query: the SQL is not one SELECT',
      'hint: give one SELECT, which may join, filter and read files; nothing else is run',
    ],
  },
  {
    what: 'two queries',
    config: { prices: { duckdb: ':memory:', sql: 'select 1; select 2' } },
    says: [
      'error [not-a-query]: the query: the SQL is not one SELECT',
      'hint: give one SELECT, which may join, filter and read files; nothing else is run',
    ],
  },
  {
    what: 'SQL without a parameter',
    config: { prices: { duckdb: ':memory:', sql: "select * from 'prices.csv' where date > $from" } },
    status: 3,
    says: [
      'error [query-failed]: the query: Invalid Input Error: Values were not provided for the following prepared statement parameters: from',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'a database that is not there',
    config: { prices: { duckdb: 'market.db', sql: 'select 1' } },
    status: 3,
    says: [
      'error [query-failed]: market.db: IO Error: Cannot open database "~/market.db" in read-only mode: database does not exist',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'a database that is none',
    config: { prices: { duckdb: 'prices.csv', sql: 'select 1' } },
    status: 3,
    says: [
      'error [query-failed]: prices.csv: Catalog Error: Cannot launch in-memory database in read-only mode! (it is no database; with ":memory:" the query may read files, select * from \'prices.csv\')',
      'hint: correct the database or the query',
    ],
  },
  {
    what: 'SQL that gives nothing',
    config: { prices: { duckdb: ':memory:', sql: "select * from 'prices.csv' where false" } },
    status: 3,
    says: ['error [no-rows]: the query has columns and no rows', 'hint: add rows of data'],
  },
]);
