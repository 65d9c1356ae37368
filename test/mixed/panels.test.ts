import { describe, expect, it } from 'vitest';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import type { Kernel } from '../../src/kernels/types.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { denseModel } from '../support/dense-model.js';
import {
  balancedReferences,
  missingReferences,
  readReferencePanel,
  type ReferencePanel,
  referencePath,
} from '../support/reference-panels.js';
import { hasShared, shared } from '../support/shared.js';

/** A panel stacked period by period: a row a cell, missing ones included. */
function stacked({ panel, model }: ReferencePanel): MixedModel {
  const n = panel.assets.length;
  const cells = panel.returns.length;
  const asset = Array.from({ length: cells }, (_, cell) => panel.assets[cell % n]);
  const period = Array.from({ length: cells }, (_, cell) => panel.periods[Math.floor(cell / n)]);
  const cell = asset.map((name, k) => `${period[k]} ${name}`);
  const complete = { ...panel, returns: panel.returns.map((value) => (Number.isNaN(value) ? 0 : value)) };
  const { X, fixedLabels } = denseModel(complete, model);
  const random = model.random.map((label): MixedTerm => {
    if (label === 'time') return { label, levels: period };
    const [, name, K] = /^(asset.*)\((.+)\)$/.exec(label)!;
    if (name === 'asset:time')
      return { label, levels: cell, kernel: withinPeriods(model.kernels[K], panel.periods) };
    const kernel = model.kernels[K];
    if (name === 'asset') return { label, levels: asset, kernel };
    const x = panel.covariates[name.slice('asset:'.length)] as Float64Array;
    return {
      label,
      levels: asset,
      kernel,
      covariate: Float64Array.from(asset, (_, k) => x[Math.floor(k / n)]),
    };
  });
  return { y: panel.returns, X: Float64Array.from(X.to1DArray()), columns: fixedLabels, random };
}

/** I ⊗ K over the cells. */
function withinPeriods(K: Kernel, periods: string[]): Kernel {
  const n = K.labels.length;
  const size = n * periods.length;
  const values = new Float64Array(size * size);
  periods.forEach((_, t) => {
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) values[(t * n + i) * size + t * n + j] = K.values[i * n + j];
  });
  return { labels: periods.flatMap((period) => K.labels.map((label) => `${period} ${label}`)), values };
}

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
