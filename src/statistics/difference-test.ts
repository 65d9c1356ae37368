import { calibratedBlockLength, type SeriesPair } from './block-length.js';
import { type Bootstrapper, sharpeDifferenceTests, varianceDifferenceTests } from './difference-tests.js';
import type {
  DifferenceTest,
  DifferenceTestOptions,
  DifferenceTests,
  RiskFreeOption,
  SingleTestOptions,
} from './difference-tests.types.js';
import { excessOver } from './excess.js';

/**
 * Test that two Sharpe ratios are equal, by the studentised circular block bootstrap of Ledoit and Wolf (2008), for
 * returns of any distribution that may depend on each other:
 *
 *     Δ = SR₁ − SR₂,   d = |Δ|/s(Δ),   p = (#{d* ≥ d} + 1)/(M + 1),   interval Δ ± c·s(Δ)
 *
 * s(Δ)² = ψ/T with the ψ of `sharpeDifference` (`hac`), but of the influence of a period on Δ itself,
 * z_t = w_1t − w_2t, w_t = (e_t − μ)/σ − ½(μ/σ³)((e_t − μ)² − σ²), and with the bandwidth of z. d* is d of a resample of ⌊T/b⌋ blocks about
 * Δ, with the standard error of its blocks; c is the ⌈level·(M + 1)⌉-th of the d* by size. σ has T − 1 degrees of freedom.
 *
 * @param first returns of one strategy by period, simple and net
 * @param second those of the other in the same periods
 * @returns nulls and the reason for fewer than 30 periods or 2 blocks, a constant series, and twice the same portfolio
 * @throws DataError `wrong-length`, `not-finite`; ConfigError `invalid-option`, `bad-seed`
 * @see docs/statistics.md#differences-between-strategies
 */
export function sharpeDifferenceTest(
  engine: Bootstrapper,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  { riskFree = new Float64Array(first.length), ...options }: SingleTestOptions & RiskFreeOption = {},
): DifferenceTest {
  return single(sharpeDifferenceTests, engine, first, second, riskFree, options);
}

/**
 * Test that two variances are equal, by the studentised circular block bootstrap of Ledoit and Wolf (2011), as
 * `sharpeDifferenceTest` with
 *
 *     Δ = log σ₁² − log σ₂²,   w_t = ((r_t − μ)² − σ²)/σ²
 *
 * @throws as `sharpeDifferenceTest`
 */
export function varianceDifferenceTest(
  engine: Bootstrapper,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  options: SingleTestOptions = {},
): DifferenceTest {
  return single(varianceDifferenceTests, engine, first, second, new Float64Array(first.length), options);
}

/** The one test of two series, with a block length that may have to be found first. */
function single(
  tests: typeof sharpeDifferenceTests,
  engine: Bootstrapper,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  { blockLength, ...options }: SingleTestOptions,
): DifferenceTest {
  const test = (
    [a, b]: readonly [ArrayLike<number>, ArrayLike<number>],
    own: DifferenceTestOptions & RiskFreeOption,
  ): DifferenceTest => only(tests(engine, { first: a, second: b }, 'second', own));
  const pair = [first, second] as const;
  if (blockLength !== 'calibrated') return test(pair, { ...options, blockLength, riskFree });
  const byRule = test(pair, { ...options, riskFree });
  const { difference, reason, level, seed } = byRule;
  if (reason !== null) return byRule;
  // enough for the quantile of the interval
  const samples = Math.max(199, Math.ceil(2 / (1 - level)));
  const covers = (simulated: SeriesPair, length: number): boolean => {
    const { interval } = test(simulated, { level, seed, blockLength: length, samples });
    return interval !== null && interval.lower <= difference! && difference! <= interval.upper;
  };
  const excess = pair.map((returns) => excessOver(returns, riskFree, 'riskFree').values);
  const chosen = calibratedBlockLength([excess[0], excess[1]], covers, level, seed);
  return test(pair, { ...options, blockLength: chosen, riskFree });
}

function only({ tests: [test], ...all }: DifferenceTests): DifferenceTest {
  const { difference, standardError, pValue, interval, reason } = test;
  const { method, periods, blockLength, bootstrapSamples, seed, level } = all;
  return {
    ...{ difference, standardError, pValue, interval, reason },
    ...{ method, periods, blockLength, bootstrapSamples, seed, level },
  };
}
