/** How differences are tested. */
export interface DifferenceTestOptions {
  /** b, periods in a row that a resample takes together; default ⌈T^{1/3}⌉ */
  blockLength?: number;
  /** M, from 99 to 100,000; default 4999 */
  samples?: number;
  /** whole, from 0 to 2⁵³ − 1; default 1 */
  seed?: number;
  /** of the confidence interval; default 0.95 */
  level?: number;
}

/** How one difference is tested. */
export interface SingleTestOptions extends Omit<DifferenceTestOptions, 'blockLength'> {
  /**
   * b; default ⌈T^{1/3}⌉. `calibrated`: that of 1, 2, 4, 6, 8 and 10 whose intervals keep their level best on 1,000
   * simulated pairs like these, with 199 resamples each: thousands of times the work
   */
  blockLength?: number | 'calibrated';
}

/** What Sharpe ratios are in excess of. */
export interface RiskFreeOption {
  /** one rate a period, as many as returns; default 0 */
  riskFree?: ArrayLike<number>;
}

/** What a test was done with. */
export interface DifferenceTestSettings {
  method: 'studentised circular block bootstrap';
  /** T */
  periods: number;
  /** b */
  blockLength: number;
  /** M */
  bootstrapSamples: number;
  seed: number;
  /** of intervals */
  level: number;
}

/** A difference between two series, and whether it is more than chance. */
export interface Difference {
  /** Δ: SR₁ − SR₂ per period, or log σ₁² − log σ₂²; null where one of them is not defined */
  difference: number | null;
  /** s(Δ), which allows for returns that depend on earlier ones; null without a test, as are the next two */
  standardError: number | null;
  /** two-sided, from 1/(M + 1) on */
  pValue: number | null;
  /** Δ ± c·s(Δ), c the quantile of d*: without 0 where the p-value is at most 1 − level; null too where c is infinite */
  interval: { lower: number; upper: number } | null;
  /** why there is no test; null where there is one */
  reason: string | null;
}

/** Test of one difference. */
export type DifferenceTest = Difference & DifferenceTestSettings;

/** One of several differences from the same series, tested together. */
export interface AdjustedDifference extends Difference {
  name: string;
  /** the p-value adjusted for all tests of the same kind by Holm's step-down */
  holm: number | null;
  /** by the step-down of Romano and Wolf, which takes into account how the tests depend on each other */
  romanoWolf: number | null;
}

/** Tests of the differences of several series from one of them. */
export interface DifferenceTests extends DifferenceTestSettings {
  /** the series that the others are compared with */
  base: string;
  /** one a series but the base, in their order */
  tests: AdjustedDifference[];
}
