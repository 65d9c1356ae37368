import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { dayNumber } from '../../../src/data/calendar.js';
import { statisticNames } from '../../../src/statistics/names.js';
import { partFiles } from '../../../src/sweep/job/part.js';
import { readColumns } from '../../../src/sweep/store/columns.js';
import { monthEnds, refusedTrial, trialWith } from '../../support/sweep-parts.js';
import { rejected } from '../../support/thrown.js';

function stored(bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-part-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'part.parquet');
  writeFileSync(path, bytes);
  return path;
}

const days = monthEnds(1, 3);
const trials = [
  trialWith('one', days, [0.1, -0, 5e-324], {
    notes: 'first\nsecond',
    fallbacks: 2,
    reason: 'no convergence',
  }),
  refusedTrial('two'),
  trialWith('three', days.slice(1), [-0.5, 1 / 3], { riskFree: Float64Array.of(0.001, -0) }),
];

test('returns come back to the bit, a row a holding period', async () => {
  const path = stored((await partFiles(trials)).returns);
  const columns = await readColumns(path, ['backtest', 'period', 'netReturn', 'riskFree']);
  expect(columns.rows).toBe(5);
  expect(columns.backtest).toEqual([0, 0, 0, 2, 2]);
  expect(columns.period).toEqual([...days, ...days.slice(1)].map(dayNumber));
  expect(columns.netReturn).toEqual([0.1, -0, 5e-324, -0.5, 1 / 3]);
  expect(columns.riskFree).toEqual([0, 0, 0, 0.001, -0]);
});

test('what backtests came to comes back, what they lack as null', async () => {
  const path = stored((await partFiles(trials)).backtests);
  const columns = await readColumns(path, [
    ...[
      'id',
      'status',
      'code',
      'error',
      'firstPeriod',
      'lastPeriod',
      'periods',
      'windows',
      'fallbacks',
      'reason',
    ],
    ...['notes', ...statisticNames],
  ]);
  expect(columns.id).toEqual(trials.map(({ id }) => id));
  expect(columns.status).toEqual(['ok', 'refused', 'ok']);
  expect(columns.code).toEqual([null, 'too-few-periods', null]);
  expect(columns.firstPeriod).toEqual([dayNumber(days[0]), null, dayNumber(days[1])]);
  expect(columns.lastPeriod).toEqual([dayNumber(days[2]), null, dayNumber(days[2])]);
  expect(columns.periods).toEqual([3, 0, 2]);
  expect(columns.fallbacks).toEqual([2, 0, 0]);
  expect(columns.reason).toEqual(['no convergence', null, null]);
  expect(columns.notes).toEqual(['first\nsecond', null, null]);
  for (const [k, name] of statisticNames.entries()) expect(columns[name]).toEqual([k / 7, null, k / 7]);
});

test('the same trials make the same bytes', async () => {
  expect(await partFiles(trials)).toEqual(await partFiles(trials));
});

test('a column that is not there is said with the path of the file', async () => {
  const path = stored((await partFiles(trials)).returns);
  const error = await rejected(readColumns(path, ['period', 'price']));
  expect(error).toMatchObject({ code: 'damaged-file', details: { file: path } });
  expect(error.message).toContain('price');
});
