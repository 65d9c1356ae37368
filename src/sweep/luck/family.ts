import type { EngineCore } from '../../engine/core.js';
import type { FurtherExports } from '../../engine/exports.js';
import { pairOf, seriesOf, type Standardised, tooShort } from '../../statistics/difference-pairs.js';
import { settingsOf } from '../../statistics/difference-settings.js';
import type { DifferenceTestSettings } from '../../statistics/difference-tests.types.js';
import { leastExtremeFirst, raiseToMoreExtreme } from '../../statistics/multiple-tests.js';
import type { ResolvedOptions } from './options.js';
import { returnsOf } from './ratios.js';
import type { Pause } from './scan.js';
import { stepDown, stepDownTile } from './step-down.js';
import type { FamilyTest, ReturnsPanel } from './types.js';

/** Blocks of resamples that are drawn by default, over all trials, and the fewest and most resamples they are shared among. */
const WORK = 7.5e9;
const [FEWEST, MOST] = [999, 4999];

/** Differences to the baseline, as far as they are known; NaN where there is no test. */
export interface Family {
  settings: DifferenceTestSettings;
  base: Standardised;
  /** SR of a trial less that of the baseline, a period */
  differences: Float64Array;
  /** d = |Δ|/s(Δ) */
  observed: Float64Array;
  pValues: Float64Array;
  adjusted: Float64Array;
}

/**
 * Number of resamples of N trials of ⌊T/b⌋ blocks each: 4,999, or so many that N trials draw 7.5e9 blocks in all, but 999 at
 * least. With 999 the smallest p-value is 0.001.
 */
export function defaultSamples(trials: number, periods: number, blockLength: number): number {
  const blocks = Math.max(1, trials * Math.floor(periods / blockLength));
  return Math.min(MOST, Math.max(FEWEST, Math.floor(WORK / blocks)));
}

/** Tests of all trials against a baseline, or why there are none. */
export function emptyFamily(
  { trials, periods }: ReturnsPanel,
  baseline: Float64Array | null,
  { seed, samples }: ResolvedOptions,
): Family | { reason: string } {
  if (baseline === null) return { reason: 'there is no baseline' };
  const base = seriesOf(baseline, new Float64Array(periods));
  if (base === null) return { reason: 'the returns of the baseline do not vary' };
  const { blockLength } = settingsOf(periods, {});
  const settings = settingsOf(periods, {
    seed,
    samples: samples ?? defaultSamples(trials, periods, blockLength),
  });
  const reason = tooShort(settings);
  if (reason !== null) return { reason };
  const none = (): Float64Array => new Float64Array(trials).fill(NaN);
  return { settings, base, differences: none(), observed: none(), pValues: none(), adjusted: none() };
}

/** Enters one trial: its difference, and d where it can be tested. */
export function addDifference(family: Family, trial: number, returns: Float64Array): void {
  const { base, settings } = family;
  const pair = pairOf('sharpe', ownScale(returns), base, 'the trial', 'the baseline', settings);
  // ratios are reported with T − 1 in the denominator of the variance
  if (pair.difference !== null)
    family.differences[trial] = Math.sqrt(1 - 1 / settings.periods) * pair.difference;
  if ('error' in pair) family.observed[trial] = Math.abs(pair.difference) / pair.error;
}

function ownScale(returns: Float64Array): Standardised | null {
  return seriesOf(returns, new Float64Array(returns.length));
}

/**
 * p-values of all trials that can be tested, alone and corrected for their number by the step-down of Romano and Wolf
 * (2005, 2016): those of `sharpeDifferenceTests`, in memory that does not grow with trials × resamples. Trials are read once
 * more, in the order of their d.
 *
 * @param core of the second module
 */
export async function testFamily(
  core: EngineCore<FurtherExports>,
  panel: ReturnsPanel,
  family: Family,
  level: number,
  pause: Pause,
): Promise<FamilyTest> {
  const { settings, base, observed, pValues, adjusted } = family;
  const { blockLength, bootstrapSamples: samples, seed } = settings;
  const order = leastExtremeFirst(Array.from(observed, (d) => (Number.isNaN(d) ? null : d)));
  const most = new Float64Array(samples);
  const size = stepDownTile(panel.periods);
  for (let first = 0; first < order.length; first += size) {
    const tile = order.slice(first, first + size);
    const series = tile.map((trial) => ownScale(returnsOf(panel, trial))!);
    const d = Float64Array.from(tile, (trial) => observed[trial]);
    const { alone, joint } = stepDown(core, { base, blockLength, samples, seed }, series, d, most);
    tile.forEach((trial, k) => {
      pValues[trial] = (alone[k] + 1) / (samples + 1);
      adjusted[trial] = (joint[k] + 1) / (samples + 1);
    });
    await pause(first + tile.length);
  }
  await pause(panel.trials);
  raiseToMoreExtreme(order, adjusted);
  return summary(family, order, level);
}

function summary(
  { settings, differences, pValues, adjusted }: Family,
  order: readonly number[],
  level: number,
): FamilyTest {
  const better = order.filter((trial) => differences[trial] > 0);
  const isBelow = (values: Float64Array) => (trial: number) => values[trial] < level;
  return {
    tested: order.length,
    untested: differences.length - order.length,
    blockLength: settings.blockLength,
    samples: settings.bootstrapSamples,
    seed: settings.seed,
    level,
    better: better.filter(isBelow(adjusted)).length,
    worse: order.filter((trial) => differences[trial] < 0).filter(isBelow(adjusted)).length,
    betterAlone: better.filter(isBelow(pValues)).length,
    smallest:
      better.length === 0 ? null : better.reduce((least, trial) => Math.min(least, adjusted[trial]), 1),
  };
}
