import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EngineCore } from '../../../src/engine/core.js';
import type { FurtherExports } from '../../../src/engine/exports.js';
import { loadFurther } from '../../../src/engine/load-further.js';
import { addBlockSums, blockCount, emptyBlockSums, halves } from '../../../src/sweep/luck/block-sums.js';
import { overfitting } from '../../../src/sweep/luck/overfitting.js';
import { addRatio, emptyRatios } from '../../../src/sweep/luck/ratios.js';
import type { Overfitting } from '../../../src/sweep/luck/types.js';
import { expectClose } from '../../support/close.js';
import { cores } from '../../support/engine-core.js';
import { trialRows } from '../../support/trial-panels.js';

type Core = EngineCore<FurtherExports>;
const [[, release], [, debug]] = await Promise.all(
  cores.map(async ([build, core]) => [build, await loadFurther(core, build)] as const),
);

async function ofRows(rows: readonly ArrayLike<number>[], blocks: number, core: Core = release) {
  const ratios = emptyRatios(rows.length);
  const sums = emptyBlockSums(rows.length, rows[0].length, blocks);
  rows.forEach((row, trial) => {
    const returns = Float64Array.from(row);
    if (addRatio(ratios, trial, returns)) addBlockSums(sums, trial, returns, ratios.deviations[trial]);
  });
  return overfitting(core, sums, () => Promise.resolve());
}

async function known(rows: readonly ArrayLike<number>[], blocks: number, core?: Core): Promise<Overfitting> {
  const found = await ofRows(rows, blocks, core);
  if ('reason' in found) throw new Error(found.reason);
  return found;
}

interface Split {
  set: number;
  winner: number;
  rank: number;
  inSample: number;
  outOfSample: number;
}
interface Golden {
  returns: number[][];
  crossValidation: Pick<Overfitting, 'blocks' | 'probability' | 'probabilityOfLoss'> & {
    degradation: number;
    splits: Split[];
  };
}
const golden = JSON.parse(
  readFileSync(new URL('../../reference/luck.json', import.meta.url), 'utf8'),
) as Golden[];

/** Ratio of the rows of a set of periods, 0 where they are all the same. */
function ratioOver(row: ArrayLike<number>, isChosen: (t: number) => boolean): number {
  const r = Array.from(row).filter((_, t) => isChosen(t));
  if (r.every((value) => value === r[0])) return 0;
  const mean = r.reduce((a, b) => a + b) / r.length;
  return mean / Math.sqrt(r.reduce((a, b) => a + (b - mean) ** 2, 0) / (r.length - 1));
}

/** ω̄ of the winner of each half, from all ratios of all halves. */
function dense(rows: readonly Float64Array[], blocks: number): number[] {
  const T = rows[0].length;
  const blockAt = (t: number): number => {
    const [length, longer] = [Math.floor(T / blocks), T % blocks];
    return t < longer * (length + 1) ? Math.floor(t / (length + 1)) : Math.floor((t - longer) / length);
  };
  return [...halves(blocks)].map((set) => {
    const isIn = (t: number): boolean => (set & (1 << blockAt(t))) !== 0;
    const inside = rows.map((row) => ratioOver(row, isIn));
    const outside = rows.map((row) => ratioOver(row, (t) => !isIn(t)));
    const own = outside[inside.indexOf(Math.max(...inside))];
    const below = outside.filter((ratio) => ratio < own).length;
    const equal = outside.filter((ratio) => ratio === own).length;
    return (below + (equal + 1) / 2) / (rows.length + 1);
  });
}

describe('the probability of backtest overfitting', () => {
  it.each([0, 1, 2, 3])('is split by split that of numpy, case %i', async (k) => {
    const { returns, crossValidation } = golden[k];
    const found = await known(returns, crossValidation.blocks);
    const sets = halves(crossValidation.blocks);
    expect(found.splits).toBe(crossValidation.splits.length);
    const bySet = new Map(crossValidation.splits.map((split) => [split.set, split]));
    const expected = Array.from(sets, (set) => bySet.get(set)!);
    expectClose(
      found.ranks,
      expected.map(({ rank }) => rank),
      1e-14,
    );
    const isFlat = (value: number): boolean => Number.isNaN(value);
    for (const of of ['inSample', 'outOfSample'] as const)
      expectClose(
        found[of].map((value) => (isFlat(value) ? 0 : value)),
        expected.map((split) => split[of]),
        1e-11,
      );
    expect(found.probability).toBe(crossValidation.probability);
    expect(found.probabilityOfLoss).toBe(crossValidation.probabilityOfLoss);
    if (![...found.inSample, ...found.outOfSample].some(isFlat))
      expectClose([found.degradation!], [crossValidation.degradation], 1e-10);
  });

  it.each([
    [7, 24, 2],
    [9, 25, 4],
    [40, 47, 6],
    [520, 33, 8],
    [30, 64, 16],
  ])(
    'is that of all ratios of all halves, %i trials over %i periods in %i blocks',
    async (trials, periods, blocks) => {
      const rows = trialRows({ trials, periods, groups: 3, group: 0.5 }, trials + periods);
      const found = await known(rows, blocks);
      const expected = dense(rows, blocks);
      expectClose(found.ranks, expected, 1e-14);
      expect(found.probability).toBe(expected.filter((rank) => rank <= 0.5).length / expected.length);
    },
  );

  it('has the same bits on both builds and in tiles of any size', async () => {
    const rows = trialRows({ trials: 1100, periods: 20, group: 0.3 }, 5);
    const found = await known(rows, 6);
    expect(await known(rows, 6, debug)).toEqual(found);
    expect(found.trials).toBe(1100);
  });

  it('takes the first of equal trials and shares the ranks of equals', async () => {
    const [row, other] = trialRows({ trials: 2, periods: 24, skill: (k) => (k === 0 ? 3 : 0) }, 2);
    // the best three times, the other once: out of sample ranks 2, 3 and 4 of 4, 3 on average
    const found = await known([row, other, row, row], 4);
    expect([...found.ranks]).toEqual(Array.from({ length: 6 }, () => 3 / 5));
    const all = await known([row, row, row], 4);
    expect([...all.ranks]).toEqual(Array.from({ length: 6 }, () => 0.5));
    expect(all.probability).toBe(1);
  });

  it('is about one half without skill, whatever the trials have in common', async () => {
    for (const [group, market] of [
      [0, 0],
      [0.4, 0.4],
    ]) {
      let sum = 0;
      for (let seed = 0; seed < 40; seed++)
        sum += (await known(trialRows({ trials: 200, periods: 60, groups: 5, group, market }, seed), 10))
          .probability;
      // standard deviation of one is about 0.2: three standard errors of 40
      expect(Math.abs(sum / 40 - 0.5)).toBeLessThan(0.1);
    }
  });

  it('is about 0 where one trial is truly better', async () => {
    const rows = trialRows({ trials: 200, periods: 60, skill: (k) => (k === 77 ? 1 : 0) }, 3);
    const found = await known(rows, 16);
    expect(found.probability).toBeLessThan(0.001);
    expect(found.splits).toBe(12_870);
    expect(found.probabilityOfLoss).toBeLessThan(0.001);
  });

  it('does not know the scale of a trial', async () => {
    const rows = trialRows({ trials: 20, periods: 36, groups: 2, group: 0.5 }, 8);
    const scaled = rows.map((row, k) => row.map((value) => value * 2 ** ((k % 7) - 3)));
    expect(await known(scaled, 6)).toEqual(await known(rows, 6));
  });

  it('counts trials that do not vary in a half, whose ratio there is 0', async () => {
    const rows = trialRows({ trials: 3, periods: 24, skill: () => -2 }, 4);
    // in cash over the first half, then as bad as the others
    rows[1].fill(0, 0, 12);
    const found = await known(rows, 4);
    expect(found.flatTrials).toBe(1);
    const first = halves(4).indexOf(0b0011);
    expect(found.inSample[first]).toBeNaN();
    expect(found.outOfSample[halves(4).indexOf(0b1100)]).not.toBe(0);
    expectClose(found.ranks, dense(rows, 4), 1e-14);
    expect((await known(trialRows({ trials: 3, periods: 24 }, 4), 4)).flatTrials).toBe(0);
  });

  it('is not there for one trial, with the reason', async () => {
    const [row] = trialRows({ trials: 1, periods: 24 }, 1);
    expect(await ofRows([row], 4)).toEqual({ reason: '1 trial with a Sharpe ratio when 2 are needed' });
    expect(await ofRows([row, row.map(() => 0.01)], 4)).toEqual({
      reason: '1 trial with a Sharpe ratio when 2 are needed',
    });
  });
});

describe('the number of blocks', () => {
  it('is 16, or as many as hold three periods each, or four that hold two', () => {
    expect([5000, 60, 48, 47, 18, 12, 11, 8].map((periods) => blockCount(periods))).toEqual([
      16, 16, 16, 14, 6, 4, 4, 4,
    ]);
    expect(blockCount(7)).toEqual({ reason: '7 periods when 8 are needed' });
    expect(blockCount(20, 10)).toBe(10);
    expect(blockCount(19, 10)).toEqual({ reason: '19 periods when 20 are needed' });
  });

  it('gives every half once, and the complement in the place as far from the other end', () => {
    for (const blocks of [2, 4, 10, 16]) {
      const sets = halves(blocks);
      expect(new Set(sets).size).toBe(sets.length);
      const whole = 2 ** blocks - 1;
      sets.forEach((set, k) => {
        expect(sets[sets.length - 1 - k]).toBe(whole & ~set);
      });
    }
    expect(halves(16).length).toBe(12_870);
  });
});
