import { describe, expect, it } from 'vitest';
import { deflatedSharpe, probabilisticSharpe, sharpe } from '../../../src/statistics/index.js';
import { analyseLuck } from '../../../src/sweep/luck/index.js';
import type { LuckAnalysis, LuckOptions, ReturnsPanel } from '../../../src/sweep/luck/index.js';
import { expectClose } from '../../support/close.js';
import { engines } from '../../support/engines.js';
import { panelOf, trialRows } from '../../support/trial-panels.js';

const [[, engine], [, debug]] = engines;
const skill = (k: number): number => 0.02 * (k % 13);
const [baseline, ...rows] = trialRows(
  { trials: 61, periods: 60, groups: 4, market: 0.3, group: 0.5, skill },
  5,
);
const options: LuckOptions = { seed: 4, samples: 199 };
const variance = (values: ArrayLike<number>): number => {
  const x = Array.from(values);
  const mean = x.reduce((a, b) => a + b) / x.length;
  return x.reduce((a, b) => a + (b - mean) ** 2, 0) / (x.length - 1);
};

describe('an analysis of luck', () => {
  it('has the Sharpe ratios of all trials, and the best deflated by their number and by that of clusters', async () => {
    const luck = await analyseLuck(engine, panelOf(rows), baseline, options);
    const cash = new Float64Array(60);
    const ratios = rows.map((row) => sharpe(row, cash, 1)!);
    expect([...luck.sharpes]).toEqual(ratios);
    expect(luck.baselineSharpe).toBe(sharpe(baseline, cash, 1));
    expectClose([luck.sharpeVariance!], [variance(ratios)], 1e-12);
    const sorted = ratios.map((ratio, trial) => ({ ratio, trial })).sort((a, b) => b.ratio - a.ratio);
    expect(luck.best.map(({ trial }) => trial)).toEqual(sorted.slice(0, 20).map(({ trial }) => trial));
    if ('reason' in luck.effective || 'reason' in luck.family) throw new Error('no clusters or tests');
    const { clusters, clusterVariance } = luck.effective;
    for (const one of luck.best) {
      const returns = rows[one.trial];
      expect(one.sharpe).toBe(ratios[one.trial]);
      expect(one.probabilistic).toBe(probabilisticSharpe(returns, cash));
      expect(one.deflated).toBe(
        deflatedSharpe(returns, cash, { count: 60, sharpeVariance: luck.sharpeVariance! }),
      );
      expect(one.deflatedByClusters).toBe(
        deflatedSharpe(returns, cash, { count: clusters, sharpeVariance: clusterVariance! }),
      );
      expectClose([one.difference!], [one.sharpe - luck.baselineSharpe!], 1e-12);
      expect(one.adjustedPValue).toBeGreaterThanOrEqual(one.pValue!);
    }
    expect(clusters).toBe(4);
    expect(luck.family).toMatchObject({ tested: 60, untested: 0, samples: 199, seed: 4, level: 0.05 });
    expect(luck.overfitting).toMatchObject({ blocks: 16, splits: 12_870, trials: 60 });
  });

  it('has the same bits on both builds, whatever the panel keeps of its rows', async () => {
    const luck = await analyseLuck(engine, panelOf(rows), baseline, { ...options, blocks: 8 });
    const whole = Float64Array.from(rows.flatMap((row) => [...row]));
    const inMemory: ReturnsPanel = {
      trials: 60,
      periods: 60,
      rows: (first, end) => whole.subarray(first * 60, end * 60),
    };
    expect(await analyseLuck(debug, inMemory, baseline, { ...options, blocks: 8 })).toEqual(luck);
    expect(whole).toEqual(Float64Array.from(rows.flatMap((row) => [...row])));
  });

  it('is the same in tiles of long series', async () => {
    const periods = 40_000;
    const long = trialRows({ trials: 30, periods, group: 0.5, groups: 2 }, 3);
    const luck = await analyseLuck(engine, panelOf(long), long[4], { seed: 1, samples: 99, blocks: 4 });
    expect([...luck.sharpes]).toEqual(long.map((row) => sharpe(row, new Float64Array(periods), 1)));
    expect(luck.family).toMatchObject({ tested: 29, untested: 1 });
    expect(luck.overfitting).toMatchObject({ splits: 6, trials: 30 });
    expect(luck.effective).toMatchObject({ clusters: 2 });
  });

  it('leaves trials that do not vary out of the number of trials', async () => {
    const with3 = [rows[0], rows[1].map(() => 0.01), rows[1], rows[2].map(() => 0), rows[2]];
    const luck = await analyseLuck(engine, panelOf(with3), baseline, options);
    const without = await analyseLuck(engine, panelOf(rows.slice(0, 3)), baseline, options);
    const numbers = ({ trials, undefinedTrials, sharpes, best, family, ...same }: LuckAnalysis) => ({
      ...same,
      count: trials - undefinedTrials,
      known: sharpes.filter((ratio) => !Number.isNaN(ratio)),
      best: best.map((one) => ({ ...one, trial: null })),
      tested: 'tested' in family ? family.tested : null,
    });
    expect(numbers(luck)).toEqual(numbers(without));
    expect(luck).toMatchObject({ trials: 5, undefinedTrials: 2, family: { untested: 2 } });
  });

  it('says of one trial what there is, with reasons for what is not', async () => {
    const luck = await analyseLuck(engine, panelOf([rows[5]]), null, options);
    expect(luck).toMatchObject({
      sharpeVariance: null,
      expectedMaximum: 0,
      expectedMaximumByClusters: 0,
      baselineSharpe: null,
      overfitting: { reason: '1 trial with a Sharpe ratio when 2 are needed' },
      effective: { clusters: 1, clusterVariance: null },
      family: { reason: 'there is no baseline' },
    });
    expect(luck.best[0].deflated).toBe(luck.best[0].probabilistic);
    const constant = await analyseLuck(engine, panelOf([rows[5].map(() => 1)]), baseline, options);
    expect(constant).toMatchObject({ undefinedTrials: 1, meanSharpe: null, expectedMaximum: null, best: [] });
  });

  it('has reasons over few periods', async () => {
    const luck = await analyseLuck(
      engine,
      panelOf(rows.map((row) => row.slice(0, 7))),
      baseline.slice(0, 7),
      options,
    );
    expect(luck.overfitting).toEqual({ reason: '7 periods when 8 are needed' });
    expect(luck.family).toEqual({ reason: '7 periods when 30 are needed' });
    expect(luck.best).toHaveLength(20);
  });

  it('reports how far each stage is, in order and to its end', async () => {
    const seen: [string, number, number][] = [];
    await analyseLuck(engine, panelOf([...rows, baseline]), baseline, {
      ...options,
      onProgress: (...progress) => seen.push(progress),
    });
    expect([...new Set(seen.map(([stage]) => stage))]).toEqual([
      'ratios',
      'overfitting',
      'clusters',
      'family',
    ]);
    for (const stage of ['ratios', 'overfitting', 'clusters', 'family']) {
      const own = seen.filter(([name]) => name === stage);
      const done = own.map(([, count]) => count);
      expect(done).toEqual(done.toSorted((a, b) => a - b));
      expect(done.at(-1)).toBe(own[0][2]);
    }
  });

  it('stops between two pieces of work with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = analyseLuck(engine, panelOf(rows), baseline, {
      ...options,
      signal: controller.signal,
      onProgress: (stage) => stage === 'overfitting' && controller.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
  });

  it('lets go of the rest of the program between two tiles', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await analyseLuck(engine, panelOf(rows), baseline, options);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
  });

  it('refuses what it cannot analyse by name', async () => {
    const failure = (panel: ReturnsPanel, base: Float64Array | null, given: object, code: string) =>
      expect(analyseLuck(engine, panel, base, { ...options, ...given })).rejects.toMatchObject({ code });
    const panel = panelOf(rows);
    await failure(panelOf([]), null, {}, 'no-trials');
    await failure({ ...panel, trials: 1_000_001 }, null, {}, 'too-many-trials');
    await failure(panelOf([[1]].map((row) => Float64Array.from(row))), null, {}, 'too-few-periods');
    await failure(panel, baseline.slice(1), {}, 'wrong-length');
    await failure(panel, baseline.with(3, NaN), {}, 'not-finite');
    await failure(panelOf(rows.with(7, rows[7].with(2, Infinity))), baseline, {}, 'not-finite');
    for (const given of [
      { level: 0 },
      { level: 1 },
      { level: 0.004, samples: 199 },
      { blocks: 3 },
      { blocks: 0 },
      { blocks: 18 },
      { best: 0 },
      { best: 1.5 },
      { samples: 98 },
    ])
      await failure(panel, baseline, given, 'invalid-option');
    await failure(panel, baseline, { seed: -1 }, 'bad-seed');
    await expect(analyseLuck({ ...engine }, panel, baseline, options)).rejects.toMatchObject({
      code: 'wrapped-engine',
    });
  });
});
