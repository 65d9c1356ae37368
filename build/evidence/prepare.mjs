/** The files that `examples/etf.json` and `examples/sp500.json` name, from a folder of the data. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const copied = ['etf10_adj.csv', 'sp500_half_daily.csv.gz', 'sp500_half_sectors.csv'];

/**
 * Copies prices and sectors, and writes `risk_free.csv`: rates a year from the column RF of `ff5_monthly_pct.csv`, which
 * is the return of one-month bills in percent a month. RF of a month is fixed when the month begins, so that it is dated
 * by the last day of the month before, and (1 + RF/100)¹² − 1 makes the monthly risk-free return RF/100 again. The
 * market of the stocks is `sp500_half_market.csv`, their equal-weighted index.
 *
 * @param from folder of the data
 * @param to   folder of the prepared files, made where it is not there
 */
export function prepareData(from, to) {
  mkdirSync(to, { recursive: true });
  for (const name of copied) copyFileSync(join(from, name), join(to, name));
  const [header, ...rows] = readFileSync(join(from, 'ff5_monthly_pct.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const column = header.indexOf('RF');
  if (column < 0) throw new Error('ff5_monthly_pct.csv has no column RF');
  const rates = rows.map((row) => `${lastDayBefore(row[0])},${(1 + Number(row[column]) / 100) ** 12 - 1}`);
  writeFileSync(join(to, 'risk_free.csv'), ['date,rate', ...rates, ''].join('\n'));
  const stocks = gunzipSync(readFileSync(join(from, 'sp500_half_daily.csv.gz'))).toString('utf8');
  writeFileSync(join(to, 'sp500_half_market.csv'), equalWeightedIndex(stocks));
}

/** Level of an index that holds, each day, the stocks with a price on it and on the day before in equal parts. */
function equalWeightedIndex(csv) {
  const days = csv
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));
  let level = 100;
  const rows = days.map(([date, ...prices], t) => {
    if (t > 0) {
      const before = days[t - 1].slice(1);
      const returns = prices.flatMap((price, i) => (price && before[i] ? [price / before[i] - 1] : []));
      level *= 1 + returns.reduce((sum, value) => sum + value, 0) / returns.length;
    }
    return `${date},${level}`;
  });
  return ['date,index', ...rows, ''].join('\n');
}

/** "2020-03-31" → "2020-02-29" */
function lastDayBefore(date) {
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10);
}
