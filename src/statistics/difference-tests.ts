import type { Engine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { log } from '../numeric/elementary.js';
import { checkSeed } from '../numeric/seed.js';
import { suggestion } from '../suggest.js';
import type { ComparedMoment } from './block-bootstrap.js';
import { checkOption, finiteOrNull } from './checks.js';
import type {
  Difference,
  DifferenceTestOptions,
  DifferenceTests,
  DifferenceTestSettings,
  RiskFreeOption,
} from './difference-tests.types.js';
import { excessOver } from './excess.js';
import { andrewsBandwidth, longRunVariance } from './long-run-variance.js';
import { mean, spread } from './moments.js';
import { exceedance, holm, romanoWolf } from './multiple-tests.js';

/** What resamples come from. */
export type Bootstrapper = Pick<Engine, 'blockBootstrap'>;

/** Fewer periods say nothing about a block bootstrap. */
const LEAST_PERIODS = 30;

/**
 * `sharpeDifferenceTest` of every strategy against one of them, with p-values adjusted for their number. All have the
 * same resamples: what else is compared changes no p-value but the adjusted ones.
 *
 * @param returns by strategy
 * @param base name of the strategy that the others are compared with
 * @throws as `sharpeDifferenceTest`, and ConfigError `unknown-strategy`
 */
export function sharpeDifferenceTests(
  engine: Bootstrapper,
  returns: Readonly<Record<string, ArrayLike<number>>>,
  base: string,
  { riskFree, ...options }: DifferenceTestOptions & RiskFreeOption = {},
): DifferenceTests {
  return differenceTests(engine, 'sharpe', returns, base, riskFree, options);
}

/** `varianceDifferenceTest` of every strategy against one of them, as `sharpeDifferenceTests`. */
export function varianceDifferenceTests(
  engine: Bootstrapper,
  returns: Readonly<Record<string, ArrayLike<number>>>,
  base: string,
  options: DifferenceTestOptions = {},
): DifferenceTests {
  return differenceTests(engine, 'logVariance', returns, base, undefined, options);
}

function differenceTests(
  engine: Bootstrapper,
  statistic: ComparedMoment,
  returns: Readonly<Record<string, ArrayLike<number>>>,
  base: string,
  riskFree: ArrayLike<number> | undefined,
  options: DifferenceTestOptions,
): DifferenceTests {
  const names = Object.keys(returns);
  if (!names.includes(base)) {
    throw new ConfigError(
      'unknown-strategy',
      `there is no strategy "${base}" to compare with`,
      suggestion(base, names),
      { base, strategies: names },
    );
  }
  const rates = riskFree ?? new Float64Array(returns[base].length);
  const series = new Map(names.map((name) => [name, seriesOf(returns[name], rates)]));
  const settings = settingsOf(rates.length, options);
  const others = names.filter((name) => name !== base);
  const own = series.get(base)!;
  const pairs = others.map((name) => pairOf(statistic, series.get(name)!, own, name, base, settings));
  const resamples = bootstrap(engine, statistic, pairs, own, settings);
  const observed = pairs.map((pair) => ('error' in pair ? Math.abs(pair.difference) / pair.error : null));
  const pValues = observed.map((d, k) => (d === null ? null : exceedance(d, resamples[k])));
  const [byHolm, stepDown] = [holm(pValues), romanoWolf(observed, resamples)];
  return {
    base,
    ...settings,
    tests: pairs.map((pair, k) => ({
      name: others[k],
      ...reported(statistic, pair, pValues[k], resamples[k], settings),
      holm: byHolm[k],
      romanoWolf: stepDown[k],
    })),
  };
}

/** A series on its own scale, (e − mean)/deviation; null where it does not vary. */
interface Standardised {
  values: Float64Array;
  /** mean/deviation, with T in the denominator of the variance */
  mean: number;
  logVariance: number;
}

function seriesOf(returns: ArrayLike<number>, riskFree: ArrayLike<number>): Standardised | null {
  const { values, size } = excessOver(returns, riskFree, 'riskFree');
  const centre = mean(values);
  const sampleDeviation = spread(values, size);
  if (centre === null || sampleDeviation === null) return null;
  const deviation = sampleDeviation * Math.sqrt(1 - 1 / values.length);
  return {
    values: values.map((e) => (e - centre) / deviation),
    mean: centre / deviation,
    logVariance: 2 * log(deviation),
  };
}

/** A difference that can be tested, or why it cannot. */
type Pair =
  { difference: number; error: number; series: Standardised } | { difference: number | null; reason: string };

function pairOf(
  statistic: ComparedMoment,
  first: Standardised | null,
  second: Standardised | null,
  name: string,
  base: string,
  { periods, blockLength }: DifferenceTestSettings,
): Pair {
  if (first === null || second === null) {
    const constant = first === null ? name : base;
    return { difference: null, reason: `the returns of ${constant} do not vary` };
  }
  const difference =
    statistic === 'sharpe' ? first.mean - second.mean : first.logVariance - second.logVariance;
  if (periods < LEAST_PERIODS)
    return { difference, reason: `${periods} periods when ${LEAST_PERIODS} are needed` };
  if (periods < 2 * blockLength)
    return { difference, reason: `${periods} periods hold no two blocks of ${blockLength}` };
  const other = influence(statistic, second);
  const z = influence(statistic, first).map((value, t) => value - other[t]);
  const error = spread(z, 1) === null ? 0 : Math.sqrt(longRunVariance(z, andrewsBandwidth([z])) / periods);
  if (!(error > 0))
    return { difference, reason: `the returns of ${name} and ${base} do not differ but in scale` };
  return { difference, error, series: first };
}

/** w of each period; see assembly/sampling/block-bootstrap.ts, with σ = 1 and values that are centred */
function influence(statistic: ComparedMoment, { values, mean }: Standardised): Float64Array {
  return statistic === 'sharpe'
    ? values.map((x) => x - 0.5 * mean * (x * x - 1))
    : values.map((x) => x * x - 1);
}

/** d* of each pair, in order; empty where there is no test. */
function bootstrap(
  engine: Bootstrapper,
  statistic: ComparedMoment,
  pairs: readonly Pair[],
  base: Standardised | null,
  { periods, blockLength, bootstrapSamples: samples, seed }: DifferenceTestSettings,
): Float64Array[] {
  const tested = pairs.flatMap((pair) => ('error' in pair ? [pair.series] : []));
  if (base === null || tested.length === 0) return pairs.map(() => new Float64Array());
  const rows = [base, ...tested];
  const values = new Float64Array(rows.length * periods);
  rows.forEach((row, k) => values.set(row.values, k * periods));
  const means = Float64Array.from(rows, (row) => row.mean);
  const all = engine.blockBootstrap({ statistic, values, means, base: 0, blockLength, samples, seed });
  let k = 0;
  return pairs.map((pair) => {
    if (!('error' in pair)) return new Float64Array();
    k++;
    return all.subarray(k * samples, (k + 1) * samples);
  });
}

function reported(
  statistic: ComparedMoment,
  pair: Pair,
  pValue: number | null,
  resamples: Float64Array,
  { periods, bootstrapSamples, level }: DifferenceTestSettings,
): Difference {
  // Sharpe ratios are reported with T − 1 degrees of freedom, which cancel in a difference of log variances
  const scale = statistic === 'sharpe' ? Math.sqrt(1 - 1 / periods) : 1;
  const difference = pair.difference === null ? null : finiteOrNull(scale * pair.difference);
  if (!('error' in pair) || difference === null) {
    const reason = 'reason' in pair ? pair.reason : 'the difference is beyond the largest number';
    return { difference, standardError: null, pValue: null, interval: null, reason };
  }
  const standardError = scale * pair.error;
  const half = standardError * resamples.toSorted()[place(level, bootstrapSamples) - 1];
  const interval = Number.isFinite(half) ? { lower: difference - half, upper: difference + half } : null;
  return { difference, standardError, pValue, interval, reason: null };
}

function settingsOf(
  periods: number,
  { blockLength, samples = 4999, seed = 1, level = 0.95 }: DifferenceTestOptions,
): DifferenceTestSettings {
  checkSeed(seed);
  checkOption(
    'samples',
    samples,
    Number.isInteger(samples) && samples >= 99 && samples <= 100_000,
    'ask for a whole number of resamples from 99 to 100000',
  );
  const isLevel = level > 0 && level < 1 && place(level, samples) <= samples;
  checkOption('level', level, isLevel, `a level lies between 0 and 1 − 1/${samples + 1}`);
  if (blockLength !== undefined) {
    const isLength = Number.isInteger(blockLength) && blockLength >= 1;
    checkOption('blockLength', blockLength, isLength, 'a block is a whole number of periods');
  }
  return {
    method: 'studentised circular block bootstrap',
    periods,
    blockLength: blockLength ?? cubeRoot(periods),
    bootstrapSamples: samples,
    seed,
    level,
  };
}

/** ⌈level·(M + 1)⌉, but for rounding */
function place(level: number, samples: number): number {
  return Math.ceil(level * (samples + 1) - 1e-9);
}

/** ⌈T^{1/3}⌉, at least 1 */
function cubeRoot(periods: number): number {
  let root = 1;
  while (root * root * root < periods) root++;
  return root;
}
