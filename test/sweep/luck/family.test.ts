import { describe, expect, it } from 'vitest';
import { loadFurther } from '../../../src/engine/load-further.js';
import { blockBootstrap } from '../../../src/statistics/block-bootstrap.js';
import { seriesOf } from '../../../src/statistics/difference-pairs.js';
import { sharpeDifferenceTests } from '../../../src/statistics/index.js';
import {
  addDifference,
  defaultSamples,
  emptyFamily,
  type Family,
  testFamily,
} from '../../../src/sweep/luck/family.js';
import { resolveOptions } from '../../../src/sweep/luck/options.js';
import { stepDown } from '../../../src/sweep/luck/step-down.js';
import { cores } from '../../support/engine-core.js';
import { engines } from '../../support/engines.js';
import { panelOf, trialRows } from '../../support/trial-panels.js';

const [[, engine]] = engines;
const builds = await Promise.all(
  cores.map(async ([build, core]) => [build, core, await loadFurther(core, build)] as const),
);
const [[, , release]] = builds;
const none = () => Promise.resolve();

async function tested(rows: readonly Float64Array[], baseline: Float64Array, samples = 499, seed = 3) {
  const panel = panelOf(rows);
  const family = emptyFamily(panel, baseline, resolveOptions({ seed, samples }));
  if ('reason' in family) throw new Error(family.reason);
  rows.forEach((row, trial) => addDifference(family, trial, row));
  return { family, summary: await testFamily(release, panel, family, 0.05, none) };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

describe('tests of trials against a baseline', () => {
  it.each([
    [7, 60],
    [23, 61],
    [150, 250],
  ])('have the numbers of sharpeDifferenceTests, %i trials over %i periods', async (trials, periods) => {
    const skill = (k: number): number => (k % 11) * 0.08;
    const [baseline, ...rows] = trialRows({ trials: trials + 1, periods, market: 0.6, skill }, trials);
    const { family, summary } = await tested(rows, baseline);
    const returns = Object.fromEntries([
      ['base', baseline],
      ...rows.map((row, k) => [`t${k}`, row] as const),
    ]);
    const expected = sharpeDifferenceTests(engine, returns, 'base', { samples: 499, seed: 3 });
    expect(Array.from(family.differences, orNull)).toEqual(
      expected.tests.map(({ difference }) => difference),
    );
    expect(Array.from(family.pValues, orNull)).toEqual(expected.tests.map(({ pValue }) => pValue));
    expect(Array.from(family.adjusted, orNull)).toEqual(expected.tests.map(({ romanoWolf }) => romanoWolf));
    const better = expected.tests.filter(({ difference }) => difference! > 0);
    expect(summary).toEqual({
      tested: trials,
      untested: 0,
      blockLength: expected.blockLength,
      samples: 499,
      seed: 3,
      level: 0.05,
      better: better.filter(({ romanoWolf }) => romanoWolf! < 0.05).length,
      worse: expected.tests.filter(({ difference, romanoWolf }) => difference! < 0 && romanoWolf! < 0.05)
        .length,
      betterAlone: better.filter(({ pValue }) => pValue! < 0.05).length,
      smallest: Math.min(...better.map(({ romanoWolf }) => romanoWolf!)),
    });
    expect(summary.betterAlone).toBeGreaterThan(0);
  });

  it.each(builds)('have the bits of the bootstrap of one trial, %s build', (_, core, further) => {
    for (const [trials, periods, blockLength] of [
      [1, 40, 4],
      [6, 45, 7],
      [9, 30, 1],
    ]) {
      const series = trialRows({ trials: trials + 1, periods, market: 0.5 }, periods).map((row) =>
        seriesOf(row, new Float64Array(periods))!,
      );
      const samples = 60;
      const d = blockBootstrap(core, {
        statistic: 'sharpe',
        values: Float64Array.from(series.flatMap(({ values }) => [...values])),
        means: Float64Array.from(series, ({ mean }) => mean),
        ...{ base: 0, blockLength, samples, seed: 11 },
      });
      const [base, ...others] = series;
      // a d of a resample itself, so that a difference in the last bit would show in the counts
      for (let m = 0; m < samples; m += 7) {
        const own = others.map((one, k) => ({ one, row: d.subarray((k + 1) * samples, (k + 2) * samples) }));
        own.sort((a, b) => a.row[m] - b.row[m]);
        const most = new Float64Array(samples);
        const observed = Float64Array.from(own, ({ row }) => row[m]);
        const sampling = { base, blockLength, samples, seed: 11 };
        const found = stepDown(
          further,
          sampling,
          own.map(({ one }) => one),
          observed,
          most,
        );
        const largest = new Float64Array(samples);
        own.forEach(({ row }, k) => {
          row.forEach((value, s) => (largest[s] = Math.max(largest[s], value)));
          expect(found.alone[k]).toBe(row.filter((value) => value >= observed[k]).length);
          expect(found.joint[k]).toBe(largest.filter((value) => value >= observed[k]).length);
        });
        expect(most).toEqual(largest);
      }
    }
  });

  it('take a resample that does not vary for as extreme as can be', () => {
    const periods = 8;
    const x = Float64Array.from({ length: periods }, (_, t) => (t === 0 ? 3 : t === 1 ? -3 : 0));
    const y = Float64Array.from({ length: periods }, (_, t) => (t % 2 === 0 ? 1 : -1) + t / 10);
    const [trial, base] = [x, y].map((row) => seriesOf(row, new Float64Array(periods))!);
    const most = new Float64Array(200);
    stepDown(release, { base, blockLength: 4, samples: 200, seed: 1 }, [trial], Float64Array.of(1), most);
    expect(most.some((value) => value === Infinity)).toBe(true);
    expect(most.every((value) => value >= 0)).toBe(true);
  });

  it('reject no true hypothesis among many more often than the level says', async () => {
    let rejected = 0;
    for (let seed = 0; seed < 100; seed++) {
      const [baseline, ...rows] = trialRows({ trials: 61, periods: 60, market: 0.5 }, 100 + seed);
      const { summary } = await tested(rows, baseline, 199, seed);
      if (summary.better + summary.worse > 0) rejected++;
    }
    // 5 of 100 and three standard errors
    expect(rejected).toBeLessThan(12);
  });

  it('are not done for trials that are the baseline, levered, or constant', async () => {
    const [baseline, other] = trialRows({ trials: 2, periods: 40 }, 9);
    const rows = [baseline, other, baseline.map((r) => 3 * r), baseline.map(() => 0.002)];
    const { family, summary } = await tested(rows, baseline);
    expect(summary).toMatchObject({ tested: 1, untested: 3 });
    expect(Array.from(family.pValues, Number.isNaN)).toEqual([true, false, true, true]);
    expect(family.differences[0]).toBe(0);
    expect(family.differences[3]).toBeNaN();
  });

  it('are not done without a baseline, with one that does not vary, or over few periods, with the reason', () => {
    const options = resolveOptions({ seed: 1 });
    const panel = panelOf(trialRows({ trials: 2, periods: 29 }, 1));
    const reasonOf = (baseline: Float64Array | null) =>
      (emptyFamily(panel, baseline, options) as Exclude<ReturnType<typeof emptyFamily>, Family>).reason;
    expect(reasonOf(null)).toBe('there is no baseline');
    expect(reasonOf(new Float64Array(29))).toBe('the returns of the baseline do not vary');
    expect(reasonOf(panel.rows(0, 1).slice())).toBe('29 periods when 30 are needed');
  });
});

describe('the number of resamples', () => {
  it('is 4,999, fewer where the work is large, and 999 at least', () => {
    expect(defaultSamples(10, 60, 4)).toBe(4999);
    expect(defaultSamples(100_000, 60, 4)).toBe(4999);
    expect(defaultSamples(200_000, 60, 4)).toBe(2500);
    expect(defaultSamples(100_000, 5000, 18)).toBe(999);
  });
});
