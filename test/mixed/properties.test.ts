import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataError, ModelError } from '../../src/errors.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import { cores } from '../support/engine-core.js';
import { randomMixedModel } from '../support/random-mixed.js';

const options = fc.record({
  rows: fc.constantFrom(12, 16, 24, 60),
  correlated: fc.boolean(),
  groups: fc.boolean(),
  weights: fc.boolean(),
  missing: fc.constantFrom(0, 0.1, 0.4),
});

/** What a dozen observations and random effects may be refused for. */
const refusals = ['too-few-observations', 'not-identifiable', 'no-information', 'unbounded-likelihood'];

describe.each(cores)('any general model, %s build', (build, core) => {
  it('is fitted to a small KKT residual or refused by a typed error, in both forms and by both methods', () => {
    const refused: string[] = [];
    let fitted = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 - 1 }),
        options,
        fc.constantFrom('REML' as const, 'ML' as const),
        fc.constantFrom('dense' as const, 'henderson' as const),
        (seed, drawn, method, form) => {
          try {
            const fit = fitMixedModel(core, { ...randomMixedModel(seed, drawn), method }, form);
            expect(fit.converged).toBe(true);
            expect(fit.kktResidual).toBeLessThan(1e-6);
            for (const { estimate, standardError, atBoundary } of fit.variances) {
              expect(estimate).toBeGreaterThanOrEqual(0);
              if (atBoundary) expect(standardError).toBeNull();
              else expect(standardError).toBeGreaterThan(0);
            }
            for (const value of fit.fixedEffects) expect(Number.isFinite(value.estimate)).toBe(true);
            fitted++;
          } catch (error) {
            if (!(error instanceof ModelError || error instanceof DataError)) throw error;
            expect(refusals).toContain(error.code);
            refused.push(error.code);
          }
        },
      ),
      { seed: 20240229, numRuns: build === 'release' ? 1500 : 200 },
    );
    expect(fitted).toBeGreaterThan(0.8 * (fitted + refused.length));
  });
});
