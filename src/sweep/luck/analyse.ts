import type { Engine } from '../../create-engine.js';
import { requiredCore } from '../../engine/core.js';
import { loadFurther } from '../../engine/load-further.js';
import { DataError } from '../../errors.js';
import { mean, standardDeviation } from '../../statistics/moments.js';
import { expectedMaximumSharpe, probabilisticSharpe } from '../../statistics/probabilistic-sharpe.js';
import { sharpe } from '../../statistics/sharpe.js';
import { addBlockSums, blockCount, emptyBlockSums } from './block-sums.js';
import { distinctTrials } from './distinct.js';
import { effectiveTrials } from './effective.js';
import { addDifference, emptyFamily, type Family, testFamily } from './family.js';
import { type LuckOptions, resolveOptions } from './options.js';
import { overfitting } from './overfitting.js';
import { addRatio, emptyRatios, returnsOf } from './ratios.js';
import { eachTrial, pauseOf } from './scan.js';
import type { EffectiveTrials, JudgedTrial, LuckAnalysis, ReturnsPanel } from './types.js';

/** Most trials of one analysis. */
const MOST_TRIALS = 1_000_000;

/**
 * How much of the best Sharpe ratio of many trials is luck: deflated Sharpe ratios, the probability of backtest overfitting,
 * tests against a baseline corrected for the number of trials, and how many independent trials they are worth.
 *
 * Memory grows with trials × blocks and with the square of the periods, never with trials × resamples or with the square of
 * the trials; the panel is read some times over. Equal inputs give equal bits.
 *
 * @param engine   of `createEngine`
 * @param panel    excess net returns, trials × periods
 * @param baseline excess net returns over the same periods; null for none
 * @throws DataError `no-trials`, `too-few-periods`, `wrong-length`, `not-finite`, `too-many-trials`
 * @throws ConfigError `invalid-option`, `bad-seed`, `wrapped-engine`; the signal's reason
 * @see docs/luck.md
 */
export async function analyseLuck(
  engine: Engine,
  panel: ReturnsPanel,
  baseline: Float64Array | null,
  given: LuckOptions,
): Promise<LuckAnalysis> {
  const options = resolveOptions(given);
  checkPanel(panel, baseline);
  const core = requiredCore(engine, 'an analysis of trials was');
  const further = await loadFurther(core);
  const { trials, periods } = panel;
  const ratios = emptyRatios(trials);
  const distinct = distinctTrials();
  const blocks = blockCount(periods, options.blocks);
  const sums = typeof blocks === 'number' ? emptyBlockSums(trials, periods, blocks) : null;
  const family = emptyFamily(panel, baseline, options);
  await eachTrial(panel, pauseOf(options, 'ratios', trials), (trial, returns) => {
    if (!addRatio(ratios, trial, returns)) return;
    distinct.add(trial, returns);
    if (sums !== null) addBlockSums(sums, trial, returns, ratios.deviations[trial]);
    if ('base' in family) addDifference(family, trial, returns);
  });
  const crossValidated =
    sums === null
      ? (blocks as { reason: string })
      : await overfitting(further, sums, pauseOf(options, 'overfitting', 2 * sums.trials.length));
  const effective = await effectiveTrials(
    core,
    panel,
    ratios,
    distinct,
    options.seed,
    pauseOf(options, 'clusters', trials),
  );
  const tested =
    'base' in family
      ? await testFamily(further, panel, family, options.level, pauseOf(options, 'family', trials))
      : family;

  const sharpes = Float64Array.from(ratios.defined, (trial) => ratios.sharpes[trial]);
  const deviation = standardDeviation(sharpes);
  const sharpeVariance = deviation === null ? null : deviation * deviation;
  const expectedMaximum = maximumOf(sharpes.length, sharpeVariance);
  const expectedMaximumByClusters = maximumOfClusters(effective);
  return {
    trials,
    undefinedTrials: trials - sharpes.length,
    periods,
    sharpeVariance,
    meanSharpe: mean(sharpes),
    expectedMaximum,
    expectedMaximumByClusters,
    sharpes: ratios.sharpes,
    baselineSharpe: baseline === null ? null : sharpe(baseline, new Float64Array(periods), 1),
    overfitting: crossValidated,
    effective,
    family: tested,
    best: bestOf(ratios.defined, ratios.sharpes, options.best).map((trial) =>
      judged(panel, trial, ratios.sharpes[trial], [expectedMaximum, expectedMaximumByClusters], family),
    ),
  };
}

/** SR* of so many trials; null where their variance is not known. */
function maximumOf(count: number, sharpeVariance: number | null): number | null {
  if (count === 0 || (count > 1 && sharpeVariance === null)) return null;
  return expectedMaximumSharpe({ count, sharpeVariance: sharpeVariance ?? 0 });
}

function maximumOfClusters(effective: EffectiveTrials | { reason: string }): number | null {
  return 'reason' in effective ? null : maximumOf(effective.clusters, effective.clusterVariance);
}

/** The trials of the largest ratios, the first of equals first. */
function bestOf(defined: readonly number[], sharpes: Float64Array, count: number): number[] {
  return defined.toSorted((a, b) => sharpes[b] - sharpes[a] || a - b).slice(0, count);
}

function judged(
  panel: ReturnsPanel,
  trial: number,
  ratio: number,
  [expectedMaximum, byClusters]: (number | null)[],
  family: Family | { reason: string },
): JudgedTrial {
  const returns = returnsOf(panel, trial);
  const cash = new Float64Array(returns.length);
  const above = (threshold: number | null): number | null =>
    threshold === null ? null : probabilisticSharpe(returns, cash, threshold);
  const known = (of: 'differences' | 'pValues' | 'adjusted'): number | null => {
    const value = 'base' in family ? family[of][trial] : NaN;
    return Number.isNaN(value) ? null : value;
  };
  return {
    trial,
    sharpe: ratio,
    probabilistic: above(0),
    deflated: above(expectedMaximum),
    deflatedByClusters: above(byClusters),
    difference: known('differences'),
    pValue: known('pValues'),
    adjustedPValue: known('adjusted'),
  };
}

function checkPanel({ trials, periods }: ReturnsPanel, baseline: Float64Array | null): void {
  if (!(Number.isInteger(trials) && trials >= 1)) {
    throw new DataError('no-trials', `there are ${trials} trials`, 'give the returns of one trial or more', {
      trials,
    });
  }
  if (trials > MOST_TRIALS) {
    throw new DataError(
      'too-many-trials',
      `there are ${trials} trials when ${MOST_TRIALS} can be analysed`,
      'analyse universes, periods or frequencies apart',
      { trials, limit: MOST_TRIALS },
    );
  }
  if (!(Number.isInteger(periods) && periods >= 2)) {
    throw new DataError(
      'too-few-periods',
      `the trials have ${periods} periods in common when 2 are needed`,
      'give trials that hold over the same periods',
      { periods },
    );
  }
  if (baseline === null) return;
  if (baseline.length !== periods) {
    throw new DataError(
      'wrong-length',
      `the baseline has ${baseline.length} returns when ${periods} are expected, as many as each trial`,
      'give the baseline over the periods that all trials have',
      { length: baseline.length, expected: periods },
    );
  }
  const position = baseline.findIndex((value) => !Number.isFinite(value));
  if (position < 0) return;
  throw new DataError(
    'not-finite',
    `the baseline has the return ${baseline[position]} in period ${position}`,
    'give the excess net returns of the baseline over the periods that all trials have',
    { period: position, value: String(baseline[position]) },
  );
}
