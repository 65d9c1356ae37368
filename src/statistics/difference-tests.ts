import type { Engine } from '../create-engine.js';
import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import type { ComparedMoment } from './block-bootstrap.js';
import { finiteOrNull } from './checks.js';
import { pairOf, type Pair, seriesOf, type Standardised } from './difference-pairs.js';
import { place, settingsOf } from './difference-settings.js';
import type {
  Difference,
  DifferenceTestOptions,
  DifferenceTests,
  DifferenceTestSettings,
  RiskFreeOption,
} from './difference-tests.types.js';
import { exceedance, holm, romanoWolf } from './multiple-tests.js';

/** What resamples come from. */
export type Bootstrapper = Pick<Engine, 'blockBootstrap'>;

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
