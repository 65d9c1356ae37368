import { describe, expect, it } from 'vitest';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import {
  balancedReferences,
  missingReferences,
  readReferencePanel,
  referencePath,
} from '../support/reference-panels.js';
import { hasShared, shared } from '../support/shared.js';
import { stacked } from '../support/stacked.js';

const own = balancedReferences.map((name): [string, string] => [name, referencePath(name)]);
const ownMissing = missingReferences.map((name): [string, string] => [name, referencePath(name)]);
const missing = ['missing-random', 'missing-ragged'].map((name): [string, string] => [
  name,
  shared(`fixtures/reml-${name}.json`),
]);

describe.each(engines)('panels in long form, %s build', (_, engine) => {
  it.each(own)('%s', (__, path) => expectGolden(path));

  it.each([...own, ...ownMissing])('%s by maximum likelihood is the fit of the panel', (__, path) => {
    const reference = readReferencePanel(path);
    const general = engine.fitMixedModel({ ...stacked(reference), method: 'ML' });
    const model = { ...reference.model, method: 'ML' as const };
    const fit = engine.fitPanel(reference.panel, model);
    const size = Math.max(...general.variances.map(({ estimate }) => estimate));
    fit.variances.forEach(({ label, estimate }, k) =>
      expectClose(label, [estimate], [general.variances[k].estimate], 1e-7 * size),
    );
    expectClose('ℓ', [fit.logLikelihood], [general.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
    fit.fixedEffects.forEach(({ label, estimate, standardError }, k) => {
      const other = general.fixedEffects[k];
      expectClose(label, [estimate], [other.estimate], 1e-6 * standardError);
      expectClose(label, [standardError], [other.standardError], 1e-6 * standardError);
    });
  });

  it.skipIf(!hasShared).each(missing)('%s', (__, path) => expectGolden(path));

  function expectGolden(path: string): void {
    const reference = readReferencePanel(path);
    const { expected } = reference;
    const model = stacked(reference);
    const fit = engine.fitMixedModel(model);
    expect(fit.converged).toBe(true);
    fit.variances.forEach(({ label, estimate, atBoundary }, k) => {
      expectClose(label, [estimate], [expected.variances[k]], 1e-7 * expected.variances[k]);
      expect(atBoundary).toBe(expected.variances[k] === 0);
    });
    const { logLikelihood } = expected;
    expectClose('ℓ', [fit.logLikelihood], [logLikelihood], 1e-9 * Math.abs(logLikelihood));
    expectClose(
      'b',
      fit.fixedEffects.map(({ estimate }) => estimate),
      expected.beta,
      1e-7,
    );
    const errors = fit.fixedEffects.map(({ standardError }) => standardError);
    expectClose('errors', errors, expected.betaStandardError, 1e-7);
    expectClose(
      'fitted',
      fit.fitted.filter((value) => !Number.isNaN(value)),
      expected.fitted,
      1e-7,
    );
    for (const [term, values] of Object.entries(expected.blup)) {
      const blup = fit.randomEffects[term];
      if (blup.values.length === values.length) expectClose(term, blup.values, values, 1e-7);
    }
  }
});
