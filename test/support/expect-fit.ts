import { expect } from 'vitest';
import type { Panel, PanelFit } from '../../src/model/types.js';
import type { DenseFit } from './dense-reml.js';

/** Relative to what a difference is natural in; the defaults are what every path of the engine has to reach. */
export interface FitTolerances {
  /** of the total variance Σ v_k */
  variance: number;
  /** of |ℓ| */
  logLikelihood: number;
  /** of the value's standard error, of a standard error itself, of the returns' deviation √Σ v_k */
  other: number;
}

const defaults: FitTolerances = { variance: 1e-8, logLikelihood: 1e-9, other: 1e-6 };

/**
 * Every number of a fit against the oracle's: zero variances exactly, the others within their tolerances.
 *
 * Terms are matched by position, so that `actual` may name kernels differently.
 */
export function expectFit(
  actual: PanelFit,
  oracle: DenseFit,
  panel: Panel,
  tolerances: Partial<FitTolerances> = {},
): void {
  const { variance, logLikelihood, other } = { ...defaults, ...tolerances };
  const total = oracle.contributions.reduce((sum, v) => sum + v, 0);
  expect(actual.converged).toBe(true);
  expect(actual.kktResidual).toBeLessThan(1e-6);
  expect(actual.scales).toHaveLength(panel.assets.length);
  expectClose('scales', actual.scales, oracle.scales, 1e-10 * Math.max(...oracle.scales));

  expect(actual.variances).toHaveLength(oracle.variances.length);
  oracle.variances.forEach(({ label, estimate, standardError, atBoundary }, k) => {
    const own = actual.variances[k];
    expect(own.atBoundary, `${label} at the boundary`).toBe(atBoundary);
    if (standardError === null) {
      expect(own.estimate, label).toBe(0);
      expect(own.standardError, label).toBe(null);
    } else {
      const unit = oracle.contributions[k] / estimate;
      expectClose(label, [own.estimate * unit], [estimate * unit], variance * total);
      expectClose(`standard error of ${label}`, [own.standardError!], [standardError], other * standardError);
    }
  });
  expectClose(
    'log-likelihood',
    [actual.logLikelihood],
    [oracle.logLikelihood],
    logLikelihood * Math.max(1, Math.abs(oracle.logLikelihood)),
  );

  expect(actual.fixedEffects.map(({ label }) => label)).toEqual(
    oracle.fixedEffects.map(({ label }) => label),
  );
  oracle.fixedEffects.forEach(({ label, estimate, standardError, tValue }, c) => {
    const own = actual.fixedEffects[c];
    expectClose(label, [own.estimate], [estimate], other * standardError);
    expectClose(`standard error of ${label}`, [own.standardError], [standardError], other * standardError);
    expectClose(`t of ${label}`, [own.tValue], [tValue], other * Math.max(1, Math.abs(tValue)));
  });

  const deviation = Math.sqrt(total);
  const largestScale = Math.max(...oracle.scales);
  const terms = Object.keys(actual.randomEffects);
  Object.entries(oracle.randomEffects).forEach(([label, values], k) => {
    const unit = label === 'time' ? deviation : (deviation * largestScale) / covariateSize(panel, label);
    expectClose(`BLUP of ${label}`, actual.randomEffects[terms[k]], values, 0.1 * other * unit);
    if (oracle.variances[k].atBoundary)
      expect(actual.randomEffects[terms[k]].every((u) => u === 0)).toBe(true);
  });
  const seen = (values: Float64Array): number[] =>
    Array.from(values).filter((_, cell) => !Number.isNaN(panel.returns[cell]));
  const missing = (values: Float64Array): boolean[] => Array.from(values, Number.isNaN);
  for (const cells of [actual.fitted, actual.residuals])
    expect(missing(cells)).toEqual(missing(panel.returns));
  expectClose('fitted', seen(actual.fitted), seen(oracle.fitted), 0.1 * other * deviation * largestScale);
  expectClose(
    'residuals',
    seen(actual.residuals),
    seen(oracle.residuals),
    0.1 * other * deviation * largestScale,
  );

  const { estimate, standardError } = oracle.heritability;
  expectClose('heritability', [actual.heritability.estimate], [estimate], other);
  if (standardError === null) expect(actual.heritability.standardError).toBe(null);
  else {
    expect(actual.heritability.standardError).not.toBe(null);
    expectClose('its standard error', [actual.heritability.standardError!], [standardError], other);
  }
}

/** |actual − expected| ≤ tolerance everywhere; a NaN is never close. */
export function expectClose(
  what: string,
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(actual.length, `length of ${what}`).toBe(expected.length);
  for (let k = 0; k < expected.length; k++) {
    if (!(Math.abs(actual[k] - expected[k]) <= tolerance)) {
      expect.fail(`${what}[${k}] is ${actual[k]}, expected ${expected[k]} ± ${tolerance}`);
    }
  }
}

/** Root mean square of the covariate whose slope the term is, 1 for the others. */
function covariateSize(panel: Panel, label: string): number {
  const covariate = panel.covariates[/^asset:(.+)\(/.exec(label)?.[1] ?? ''];
  if (!(covariate instanceof Float64Array)) return 1;
  return Math.sqrt(covariate.reduce((sum, x) => sum + x * x, 0) / covariate.length);
}
