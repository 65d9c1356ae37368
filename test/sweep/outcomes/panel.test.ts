import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dayNumber } from '../../../src/data/calendar.js';
import type { Trial } from '../../../src/sweep/job/trial.js';
import { groupsOf } from '../../../src/sweep/outcomes/groups.js';
import { readOutcomes } from '../../../src/sweep/outcomes/outcomes.js';
import { readPanels } from '../../../src/sweep/outcomes/panel.js';
import { partStore, type PartStore } from '../../../src/sweep/store/parts.js';
import type { RecordedBacktest } from '../../../src/sweep/store/plan-files.js';
import { temporaryFolder } from '../../support/cli.js';
import { monthEnds, recorded, refusedTrial, resultWith, trialWith } from '../../support/sweep-parts.js';

type Named = Trial & { id: string };

async function storeWith(parts: Record<string, Named[]>): Promise<PartStore> {
  const store = await partStore(join(temporaryFolder(), 'parts'));
  for (const [job, trials] of Object.entries(parts))
    await store.save(
      await resultWith(job, trials),
      trials.map(({ id }) => id),
    );
  return store;
}

/** Days, rows and baseline of the groups, read as a whole and in pieces that are the same. */
async function panelsOf(backtests: RecordedBacktest[], store: PartStore, most?: number) {
  const groups = groupsOf(backtests, await readOutcomes(backtests, store));
  const folder = temporaryFolder();
  const panels = await readPanels(groups, backtests, store, join(folder, 'panel'), most);
  expect(readdirSync(folder)).toEqual([]);
  const read = panels.of.map((panel) => {
    const { trials, periods, days, baseline } = panel;
    const all = Array.from(panel.rows(0, trials));
    const pieces = Array.from({ length: trials }, (_, k) => Array.from(panel.rows(k, k + 1)));
    expect(pieces.flat()).toEqual(all);
    expect(days).toHaveLength(periods);
    return { days: Array.from(days), rows: pieces, baseline: baseline && Array.from(baseline) };
  });
  panels.close();
  return read;
}

const long = trialWith('long', monthEnds(1, 5), [1, 2, 3, 4, 5], {
  riskFree: Float64Array.of(0.5, 0.5, 0.5, 0.25, 0.25),
});
const late = trialWith('late', monthEnds(3, 4), [30, 40, 50, 60]);
const base = trialWith('base', monthEnds(1, 6), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
const plan = [
  recorded('late', 0),
  recorded('refused', 1),
  recorded('long', 2),
  recorded('base', 3, { isBaseline: true }),
];
const days = monthEnds(3, 3).map(dayNumber);

test.each([
  ['memory', undefined],
  ['a file', 0],
])('trials are in the order of the plan, over what all have of their periods, in %s', async (_, most) => {
  const store = await storeWith({ first: [base, refusedTrial('refused')], second: [long, late] });
  expect(await panelsOf(plan, store, most)).toEqual([
    {
      days,
      rows: [
        [30, 40, 50],
        [2.5, 3.75, 4.75],
      ],
      baseline: [0.3, 0.4, 0.5],
    },
  ]);
});

test('it does not matter which part holds what', async () => {
  const one = await storeWith({ all: [base, late, long, refusedTrial('refused')] });
  const other = await storeWith({ a: [long], b: [refusedTrial('refused')], c: [late, base] });
  expect(await panelsOf(plan, one)).toEqual(await panelsOf(plan, other));
});

test('a baseline that is a trial too has its returns as both', async () => {
  const store = await storeWith({ all: [late, long] });
  const both = [recorded('late', 0), recorded('long', 1), recorded('long', 2, { isBaseline: true })];
  const [{ rows, baseline }] = await panelsOf(both, store);
  expect(rows).toEqual([
    [30, 40, 50],
    [2.5, 3.75, 4.75],
  ]);
  expect(baseline).toEqual(rows[1]);
});

test('days that one of the trials lacks are left out of all', async () => {
  const gap = trialWith('gap', [monthEnds(3, 1), monthEnds(5, 1)].flat(), [300, 500]);
  const other = trialWith('other', ['2020-03-30', monthEnds(4, 1)[0], monthEnds(5, 1)[0]], [7, 8, 9]);
  const store = await storeWith({ first: [late, gap], second: [long, other] });
  const backtests = ['late', 'long', 'gap', 'other'].map((name, number) => recorded(name, number));
  const [{ days: left, rows }] = await panelsOf(backtests, store);
  expect(left).toEqual([dayNumber(monthEnds(5, 1)[0])]);
  expect(rows).toEqual([[50], [4.75], [500], [9]]);
});

test('groups are of one universe, period and frequency each', async () => {
  const store = await storeWith({ all: [late, long, base] });
  const backtests = [
    recorded('late', 0, { frequency: 'week' }),
    recorded('long', 1, { universe: 'other' }),
    recorded('base', 2, { period: 'early' }),
    recorded('missing', 3, { period: 'never' }),
  ];
  const outcomes = await readOutcomes(backtests, store);
  const groups = groupsOf(backtests, outcomes);
  expect(
    groups.map(({ universe, period, frequency, trials }) => [universe, period, frequency, trials]),
  ).toEqual([
    ['base', 'base', 'week', [0]],
    ['other', 'base', 'month', [1]],
    ['base', 'early', 'month', [2]],
    ['base', 'never', 'month', []],
  ]);
  expect(outcomes.status).toEqual(['ok', 'ok', 'ok', 'missing']);
});

test('periods that do not meet leave nothing to compare', async () => {
  const store = await storeWith({ all: [trialWith('early', monthEnds(1, 2), [1, 2]), late] });
  expect(await panelsOf([recorded('early', 0), recorded('late', 1)], store)).toEqual([
    { days: [], rows: [[], []], baseline: null },
  ]);
});

test('notes are counted in an order of their own, whatever part they are in', async () => {
  const noted = (name: string, notes: string): Named => trialWith(name, monthEnds(1, 1), [1], { notes });
  const store = await storeWith({ x: [noted('one', 'zeta\nalpha')], y: [noted('two', 'middle\nzeta')] });
  const { notes } = await readOutcomes([recorded('one', 0), recorded('two', 1)], store);
  expect([...notes]).toEqual([
    ['alpha', 1],
    ['middle', 1],
    ['zeta', 2],
  ]);
});

test('what backtests were refused for is by their numbers', async () => {
  const store = await storeWith({ x: [refusedTrial('b'), late, refusedTrial('a')] });
  const { refused, statistics } = await readOutcomes(
    [recorded('a', 0), recorded('late', 1), recorded('b', 2)],
    store,
  );
  expect(refused.map(({ number, code }) => [number, code])).toEqual([
    [0, 'too-few-periods'],
    [2, 'too-few-periods'],
  ]);
  expect(Array.from(statistics.sharpe).map(Number.isNaN)).toEqual([true, false, true]);
});
