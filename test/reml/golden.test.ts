import { describe, expect, it } from 'vitest';
import { expectClose } from '../support/expect-fit.js';
import { engines } from '../support/engines.js';
import {
  balancedReferences,
  missingReferences,
  readReferencePanel,
  referencePath,
} from '../support/reference-panels.js';

/** Tolerance of the golden files for fixed effects, standard errors, BLUPs and fitted values, all of order 1. */
const golden = 1e-7;

const paths = {
  'asset-only': 'spectral',
  'asset-betas': 'spectral',
  'full-balanced': 'spectral',
  'two-kernels': 'collapsed',
  boundary: 'spectral',
  'missing-ragged': 'patterns',
  'missing-random': 'patterns',
};

describe.each(engines)('REML of the golden panels, %s build', (_, engine) => {
  describe.each([...balancedReferences, ...missingReferences])('%s', (name) => {
    const { panel, model, expected } = readReferencePanel(referencePath(name));
    const fit = (): ReturnType<typeof engine.fitPanel> => engine.fitPanel(panel, model);

    it('finds the golden variances, zeros exactly', () => {
      const { variances, converged, kktResidual, path } = fit();
      expect(variances.map(({ label }) => label)).toEqual([...model.random, 'residual']);
      variances.forEach(({ label, estimate, atBoundary, standardError }, k) => {
        expectClose(label, [estimate], [expected.variances[k]], 1e-7 * expected.variances[k]);
        expect(atBoundary).toBe(expected.variances[k] === 0);
        expect(standardError === null).toBe(atBoundary);
      });
      expect(converged).toBe(true);
      expect(kktResidual).toBeLessThan(1e-6);
      expect(path).toBe(paths[name]);
    });

    it('has the golden log-likelihood', () => {
      expectClose(
        'ℓ',
        [fit().logLikelihood],
        [expected.logLikelihood],
        1e-9 * Math.abs(expected.logLikelihood),
      );
    });

    it('has the golden fixed effects and standard errors', () => {
      const { fixedEffects } = fit();
      expectClose(
        'b',
        fixedEffects.map(({ estimate }) => estimate),
        expected.beta,
        golden,
      );
      const errors = fixedEffects.map(({ standardError }) => standardError);
      expectClose('standard errors', errors, expected.betaStandardError, golden);
      for (const { estimate, standardError, tValue } of fixedEffects) {
        expect(tValue).toBeCloseTo(estimate / standardError, 12);
      }
    });

    it('has the golden BLUPs and fitted values', () => {
      const { randomEffects, fitted, residuals } = fit();
      expect(Object.keys(randomEffects)).toEqual(model.random);
      for (const [term, values] of Object.entries(expected.blup)) {
        expectClose(term, randomEffects[term], values, golden);
      }
      const seen = (values: Float64Array): Float64Array =>
        values.filter((_, cell) => !Number.isNaN(panel.returns[cell]));
      expectClose('fitted', seen(fitted), expected.fitted, golden);
      expectClose(
        'residuals',
        seen(residuals),
        seen(panel.returns).map((value, k) => value - expected.fitted[k]),
        golden,
      );
    });
  });
});
