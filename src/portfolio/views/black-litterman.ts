import { conditionNumber } from '../../covariance/condition-number.js';
import type { Covariance } from '../../covariance/types.js';
import type { Engine } from '../../create-engine.js';
import { ConfigError, NotPositiveDefiniteError } from '../../errors.js';
import { backwardSolve, forwardSolve } from '../../numeric/triangular.js';
import { checkCovariance } from '../check-covariance.js';
import type { CholeskyFactoriser } from '../closed-form.js';
import { expectedReturnsOf } from '../expected-returns.js';
import { byTicker, covarianceWith, innerProduct } from '../result.js';
import type { PortfolioOptions } from '../types.js';
import { resolveView, type View } from './view.js';

/** The prior, the views, and how much the prior counts. */
export interface BlackLittermanOptions {
  /** π per period, what is expected without views: by ticker or in the order of the assets, of `equilibriumReturns` for one */
  prior: NonNullable<PortfolioOptions['expectedReturns']>;
  /** each as text, `"SPY - IWM == 0.02"` per period with a confidence of 0.5, or with more said of it */
  views: readonly (string | View)[];
  /** τ > 0: the prior's mean has the covariance τΣ; default 0.05 */
  tau?: number;
}

/** What is expected with views. */
export interface BlackLitterman {
  /** μ by ticker, per period */
  expectedReturns: Record<string, number>;
  /** Σ + M, M the covariance of what is left uncertain of the mean: what the next period's returns have */
  covariance: Covariance;
  tau: number;
  /** in the order of the views, per period */
  views: {
    /** p'r = q in words: the view as it was written, or put together from its weights */
    label: string;
    /** p'π, what the prior says of it */
    prior: number;
    /** q */
    view: number;
    /** p'μ, between the two where it is the only one */
    posterior: number;
    /** ω, the variance that the view has as an estimate of p'E r */
    variance: number;
  }[];
}

/** A share of a view's variance that it has beside those before it, below which it is rounding of 0. */
const SINGULAR = 1e-12;

/**
 * Black and Litterman's expected returns: a prior mean π of covariance τΣ meets views p_k'E r = q_k with errors of
 * variance ω_k, Ω = diag(ω),
 *
 *     μ = π + τΣP'A⁻¹(q − Pπ)     A = P τΣ P' + Ω
 *     M = τΣ − τΣP'A⁻¹PτΣ
 *
 * By default ω_k = τ p_k'Σp_k (He and Litterman), the weight that the prior has; a `confidence` c makes it
 * τ p_k'Σp_k (1 − c)/c, so that one view alone moves p'μ by the share c of the way from p'π to q, all the way for c = 1
 * (Idzorek; the closed form is Walters').
 *
 * @param covariance any Σ, per period; it may be singular
 * @throws ConfigError `no-views`, `bad-tau`, `bad-view` (no weights, no return, both or impossible uncertainties), `unknown-asset`,
 *         `contradicting-views` where certain views determine one another, naming the last of them
 * @throws DataError as `optimizeWeights` for expected returns and the covariance
 * @see Black and Litterman (1992), "Global portfolio optimization"; He and Litterman (1999), "The intuition behind
 *      Black-Litterman model portfolios"; docs/theory.md#portfolios
 *
 * @example
 * ```ts
 * import { blackLitterman, covariance, createEngine, equilibriumReturns, simulatePrices, toReturns } from 'mixfolio';
 *
 * const engine = await createEngine();
 * const returns = toReturns(simulatePrices({ seed: 1 }).prices, { frequency: 'month' });
 * const sigma = covariance(engine, 'ledoitWolf', { returns });
 * const prior = equilibriumReturns(sigma, { riskAversion: 2.5 });
 * const { expectedReturns } = blackLitterman(engine, sigma, { prior, views: ['SPY - EFA == 0.005'] });
 * console.log(prior.SPY.toFixed(5), expectedReturns.SPY.toFixed(5));
 * // prints
 * //   0.00338 0.00454
 * ```
 */
export function blackLitterman(
  engine: Engine,
  covariance: Covariance,
  { prior, views, tau = 0.05 }: BlackLittermanOptions,
): BlackLitterman {
  checkCovariance(covariance);
  const { assets, values } = covariance;
  const pi = expectedReturnsOf(prior, assets);
  checkOptions(views, tau);
  const resolved = views.map((view, k) => resolveView(view, k, assets));
  // rows p'τΣ, by view
  const products = resolved.map(({ p }) => covarianceWith(covariance, p).map((value) => tau * value));
  const variances = resolved.map(({ p, uncertainty }, k) => {
    if ('variance' in uncertainty) return uncertainty.variance;
    const { confidence } = uncertainty;
    return (innerProduct(p, products[k]) * (1 - confidence)) / confidence;
  });

  const L = factor(engine, resolved, products, variances);
  const surprise = resolved.map(({ p, q }) => q - innerProduct(p, pi));
  const coefficients = backwardSolve(L, forwardSolve(L, Float64Array.from(surprise)));
  const mu = pi.map((mean, i) => mean + innerProduct(coefficients, column(products, i)));

  // M = τΣ − F'F, F = L⁻¹PτΣ, column by column
  const N = assets.length;
  const factors = assets.map((_, i) => forwardSolve(L, column(products, i)));
  const posterior = new Float64Array(N * N);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (1 + tau) * values[i * N + j] - innerProduct(factors[i], factors[j]);
      posterior[i * N + j] = value;
      posterior[j * N + i] = value;
    }
  }
  return {
    expectedReturns: byTicker(assets, mu),
    covariance: { ...covariance, values: posterior, conditionNumber: conditionNumber(engine, posterior, N) },
    tau,
    views: resolved.map(({ label, p, q }, k) => ({
      label,
      prior: innerProduct(p, pi),
      view: q,
      posterior: innerProduct(p, mu),
      variance: variances[k],
    })),
  };
}

/** Element i of every row. */
function column(rows: readonly Float64Array[], i: number): Float64Array {
  return Float64Array.from(rows, (row) => row[i]);
}

/** L of A = P τΣ P' + Ω = LL'. */
function factor(
  engine: CholeskyFactoriser,
  views: readonly { label: string; p: Float64Array }[],
  products: readonly Float64Array[],
  variances: readonly number[],
): Float64Array {
  const k = views.length;
  const A = new Float64Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b <= a; b++) {
      A[a * k + b] = innerProduct(products[a], views[b].p);
      A[b * k + a] = A[a * k + b];
    }
    A[a * k + a] += variances[a];
  }
  const contradiction = (pivot: number): ConfigError =>
    new ConfigError(
      'contradicting-views',
      `the view ${views[pivot].label} is certain, and so are others that it follows from or contradicts`,
      'leave it out, or give a confidence below 1',
      { view: views[pivot].label, index: pivot },
    );
  try {
    const L = engine.cholesky(A, k);
    for (let a = 0; a < k; a++)
      if (!(L[a * k + a] * L[a * k + a] > SINGULAR * A[a * k + a])) throw contradiction(a);
    return L;
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) throw contradiction(error.pivot);
    throw error;
  }
}

function checkOptions(views: readonly unknown[], tau: number): void {
  if (views.length === 0) {
    throw new ConfigError(
      'no-views',
      'there are no views',
      'give at least one, or use the prior as it is',
      {},
    );
  }
  if (!(typeof tau === 'number' && tau > 0 && Number.isFinite(tau))) {
    throw new ConfigError(
      'bad-tau',
      `tau is ${String(tau)}`,
      'give a positive number, 0.05 for the weight of a mean over 20 periods',
      { value: String(tau) },
    );
  }
}
