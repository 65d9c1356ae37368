/** How sure a Sharpe ratio is, and how sure it still is once it has been picked out of several. */
import { normalProbability, normalQuantile } from '../numeric/normal.js';
import { checkOption, finiteOrNull } from './checks.js';
import { excessOver, meanOverDeviation } from './excess.js';
import { centralMoments } from './moments.js';

/** γ of Euler and Mascheroni. */
const EULER_GAMMA = 0.5772156649015329;

/** Below this 1 − γ₃SR + (γ₄ − 1)SR²/4, which is never negative, is 0 but for rounding. */
const ROUNDING = 1e-12;

/**
 * Probabilistic Sharpe ratio (Bailey and López de Prado 2012): how likely it is, from 0 to 1, that the true Sharpe ratio
 * is above SR*, with returns independent over the periods but of any skewness and kurtosis,
 *
 *     Φ[(SR − SR*)·√(T − 1)/√(1 − γ₃SR + (γ₄ − 1)SR²/4)]
 *
 * SR = mean(e)/sd(e) per period, ddof 1; γ₃ skewness and γ₄ full kurtosis of the excess returns e_t = r_t − f_t, with
 * population moments.
 *
 * @param returns T simple returns by period
 * @param riskFree f: one rate a period, as long as returns
 * @param threshold SR*, per period; default 0
 * @returns null for fewer than two periods, or where SR or its error is not defined (e constant, or of two values of which
 *          SR has no error)
 * @throws ConfigError `invalid-option`
 * @throws DataError `wrong-length`, `not-finite`
 */
export function probabilisticSharpe(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  threshold = 0,
): number | null {
  checkThreshold(threshold);
  const estimate = sharpeEstimate(returns, riskFree);
  if (estimate === null) return null;
  const { ratio, variance } = estimate;
  return finiteOrNull(
    normalProbability(((ratio - threshold) * Math.sqrt(returns.length - 1)) / Math.sqrt(variance)),
  );
}

/** How many strategies were tried, and how much their Sharpe ratios differed. */
export interface Trials {
  /** M, at least 1 */
  count: number;
  /** variance of the M Sharpe ratios per period, ddof 1; not used for one trial */
  sharpeVariance: number;
}

/**
 * SR* that the best of M strategies without any skill is expected to reach (Bailey and López de Prado 2014), per period:
 *
 *     √V·[(1 − γ)Φ⁻¹(1 − 1/M) + γΦ⁻¹(1 − 1/(Me))]     γ = 0.5772…, V the variance of the trials' Sharpe ratios
 *
 * @returns 0 for one trial
 * @throws ConfigError `invalid-option`
 */
export function expectedMaximumSharpe({ count, sharpeVariance }: Trials): number {
  checkOption(
    'count',
    count,
    Number.isInteger(count) && count >= 1,
    'it must be a whole number of trials, 1 or more',
  );
  if (count === 1) return 0;
  checkOption(
    'sharpeVariance',
    sharpeVariance,
    Number.isFinite(sharpeVariance) && sharpeVariance >= 0,
    'it must be the variance of the Sharpe ratios per period of all trials, 0 or more',
  );
  const upper = (tail: number): number => -normalQuantile(tail);
  const units = (1 - EULER_GAMMA) * upper(1 / count) + EULER_GAMMA * upper(1 / (count * Math.E));
  return Math.sqrt(sharpeVariance) * units;
}

/**
 * Deflated Sharpe ratio (Bailey and López de Prado 2014): the probabilistic Sharpe ratio above the SR* that the best of the
 * trials is expected to reach by luck, from 0 to 1. That of one trial is the probabilistic Sharpe ratio above 0.
 *
 * @param returns T simple returns by period of the strategy
 * @param riskFree f: one rate a period, as long as returns
 * @param trials everything that was tried before the strategy was chosen, itself included
 * @returns null as `probabilisticSharpe`
 * @throws ConfigError `invalid-option`
 * @throws DataError `wrong-length`, `not-finite`
 */
export function deflatedSharpe(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  trials: Trials,
): number | null {
  return probabilisticSharpe(returns, riskFree, expectedMaximumSharpe(trials));
}

/**
 * Minimum track record length (Bailey and López de Prado 2012), in periods: how many of them it takes until the
 * probabilistic Sharpe ratio is at the confidence, were SR, skewness and kurtosis to stay as they are,
 *
 *     1 + [1 − γ₃SR + (γ₄ − 1)SR²/4]·(z/(SR − SR*))²     z = Φ⁻¹(confidence)
 *
 * @param returns T simple returns by period
 * @param riskFree f: one rate a period, as long as returns
 * @param threshold SR*, per period; default 0
 * @param confidence at least ½; default 0.95
 * @returns not rounded; null where SR is not above SR*, and as `probabilisticSharpe`
 * @throws ConfigError `invalid-option`
 * @throws DataError `wrong-length`, `not-finite`
 */
export function minimumTrackRecord(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
  threshold = 0,
  confidence = 0.95,
): number | null {
  checkThreshold(threshold);
  checkOption(
    'confidence',
    confidence,
    confidence >= 0.5 && confidence < 1,
    'it must be from 0.5 to below 1: 0.95 for 95 %',
  );
  const estimate = sharpeEstimate(returns, riskFree);
  if (estimate === null || !(estimate.ratio > threshold)) return null;
  const errors = normalQuantile(confidence) / (estimate.ratio - threshold);
  return finiteOrNull(1 + estimate.variance * errors * errors);
}

/** SR per period, and (T − 1) times the variance of its estimate, 1 − γ₃SR + (γ₄ − 1)SR²/4. */
function sharpeEstimate(
  returns: ArrayLike<number>,
  riskFree: ArrayLike<number>,
): { ratio: number; variance: number } | null {
  const excess = excessOver(returns, riskFree, 'riskFree');
  const ratio = meanOverDeviation(excess);
  const moments = ratio === null ? null : centralMoments(excess.values);
  if (ratio === null || moments === null) return null;
  const [m2, m3, m4] = moments;
  const variance = 1 - (m3 / (m2 * Math.sqrt(m2))) * ratio + ((m4 / (m2 * m2) - 1) * ratio * ratio) / 4;
  return variance > ROUNDING ? { ratio, variance } : null;
}

function checkThreshold(threshold: number): void {
  checkOption(
    'threshold',
    threshold,
    Number.isFinite(threshold),
    'it must be a Sharpe ratio per period: the annual one over √P',
  );
}
