/** What a job leaves: two Parquet files, of its backtests and of their returns. */
import { statisticNames } from '../../statistics/names.js';
import { columns, type Fields } from '../../tables/columns.js';
import { parquetFile } from '../../tables/parquet.js';
import type { ResultColumn } from '../../tables/types.js';
import type { Trial } from './trial.js';

export interface PartFiles {
  backtests: Uint8Array;
  returns: Uint8Array;
}

/** @param trials with the ids of their backtests, in the order of the job */
export async function partFiles(trials: readonly (Trial & { id: string })[]): Promise<PartFiles> {
  return {
    backtests: await parquetFile(
      columns(trials, {
        id: ['text', ({ id }) => id],
        status: ['text', ({ status }) => status],
        code: ['text', ({ code }) => code],
        error: ['text', ({ error }) => error],
        firstPeriod: ['date', ({ dates }) => dates.at(0)],
        lastPeriod: ['date', ({ dates }) => dates.at(-1)],
        periods: ['integer', ({ dates }) => dates.length],
        windows: ['integer', ({ windows }) => windows],
        fallbacks: ['integer', ({ fallbacks }) => fallbacks],
        skipped: ['integer', ({ skipped }) => skipped],
        reason: ['text', ({ reason }) => reason],
        notes: ['text', ({ notes }) => notes],
        ...Object.fromEntries(
          statisticNames.map((name): [string, Fields<Trial>[string]] => [
            name,
            ['double', ({ statistics }) => statistics?.[name]],
          ]),
        ),
      }),
    ),
    returns: await parquetFile(returnColumns(trials)),
  };
}

/** One row a holding period, `backtest` being the row of the other file. */
function returnColumns(trials: readonly Trial[]): ResultColumn[] {
  const length = trials.reduce((sum, { dates }) => sum + dates.length, 0);
  const [backtest, netReturn, riskFree] = [0, 1, 2].map(() => new Array<number>(length));
  const period = new Array<string>(length);
  let at = 0;
  trials.forEach((trial, row) => {
    for (let k = 0; k < trial.dates.length; k++, at++) {
      backtest[at] = row;
      period[at] = trial.dates[k];
      netReturn[at] = trial.netReturns[k];
      riskFree[at] = trial.riskFree[k];
    }
  });
  return [
    { name: 'backtest', type: 'integer', values: backtest },
    { name: 'period', type: 'date', values: period },
    { name: 'netReturn', type: 'double', values: netReturn },
    { name: 'riskFree', type: 'double', values: riskFree },
  ];
}
