import { inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { MixfolioError } from '../../src/errors.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { evaluate } from '../support/dense-likelihood.js';
import { maximise } from '../support/dense-maximiser.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { cores } from '../support/engine-core.js';
import { expectClose } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { type RandomMixedOptions, randomMixedModel } from '../support/random-mixed.js';

const kinds: [string, RandomMixedOptions][] = [
  ['plain', {}],
  ['with missing observations', { missing: 0.2 }],
  ['weights', { weights: true }],
  ['residual groups', { groups: true }],
  ['weights and groups', { weights: true, groups: true, missing: 0.1 }],
];

const cases = kinds.flatMap(([kind, options]) =>
  Array.from({ length: 10 }, (_, k) => {
    const model = randomMixedModel(1000 + 7 * k, options);
    const oracle = once(() => maximise(denseMixedModel(model), 'several'));
    return [`${kind} ${k}`, { model, oracle }] as const;
  }),
);

/** A fit, or null where the model has terms that cannot be told apart or no maximum. */
function fitOrNull(call: () => MixedModelFit): MixedModelFit | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof MixfolioError && /identifiable|information|unbounded/.test(error.code)) return null;
    throw error;
  }
}

describe.each(cores)('general models against the dense likelihood, %s build', (_, core) => {
  it.each(cases)('%s', (__, { model, oracle }) => {
    const fits = (['dense', 'henderson'] as const).map((form) =>
      fitOrNull(() => fitMixedModel(core, model, form)),
    );
    expect(fits[0] === null).toBe(fits[1] === null);
    for (const fit of fits) if (fit) expectOracle(fit, model, oracle());
  });

  it('compares with most of them', () => {
    const fitted = cases.filter(([, { model }]) => fitOrNull(() => fitMixedModel(core, model)) !== null);
    expect(fitted.length).toBeGreaterThan(0.8 * cases.length);
  });
});

function expectOracle(fit: MixedModelFit, model: MixedModel, oracle: ReturnType<typeof maximise>): void {
  const dense = denseMixedModel(model);
  const total = oracle.theta.reduce((sum, theta, k) => sum + theta * dense.terms[k].meanDiagonal, 0);
  expect(fit.converged).toBe(true);
  expect(fit.kktResidual).toBeLessThan(1e-6);
  const logWeights = dense.cells.reduce((sum, i) => sum + 0.5 * Math.log(model.weights?.[i] ?? 1), 0);
  const logLikelihood = oracle.logLikelihood + logWeights;
  if (fit.logLikelihood > logLikelihood + 1e-6) {
    // a higher maximum than the oracle's starts have led to: it has to be one
    const theta = fit.variances.map(({ estimate }) => estimate);
    const there = evaluate(dense, theta)!;
    expectClose('ℓ', [fit.logLikelihood], [there.logLikelihood + logWeights], 1e-8 * Math.abs(logLikelihood));
    there.score.forEach((score, k) => {
      const error = Math.sqrt(there.expectedInformation.get(k, k));
      expect((theta[k] > 0 ? Math.abs(score) : Math.max(score, 0)) / error).toBeLessThan(1e-6);
    });
    return;
  }
  const inside = oracle.theta.flatMap((theta, k) => (theta > 0 ? [k] : []));
  const covariance = inverse(oracle.averageInformation.selection(inside, inside));
  fit.variances.forEach(({ label, estimate, standardError, atBoundary }, k) => {
    const unit = dense.terms[k].meanDiagonal;
    expectClose(label, [estimate * unit], [oracle.theta[k] * unit], 1e-8 * total);
    expect(atBoundary).toBe(oracle.theta[k] === 0);
    const position = inside.indexOf(k);
    if (position < 0) expect(standardError).toBeNull();
    else {
      const expected = Math.sqrt(covariance.get(position, position));
      expectClose(`error of ${label}`, [standardError!], [expected], 1e-6 * expected);
    }
  });
  expectClose('ℓ', [fit.logLikelihood], [logLikelihood], 1e-9 * Math.max(1, Math.abs(logLikelihood)));
  fit.fixedEffects.forEach(({ label, estimate, standardError }, k) => {
    const expected = Math.sqrt(oracle.betaCovariance.get(k, k));
    expectClose(label, [estimate], [oracle.beta[k]], 1e-6 * expected);
    expectClose(`error of ${label}`, [standardError], [expected], 1e-6 * expected);
  });
  const deviation = Math.sqrt(total);
  model.random.forEach(({ label, kernel }, k) => {
    const { effectCovariance, meanDiagonal } = dense.terms[k];
    const blup = effectCovariance.to2DArray().map((row) => {
      return oracle.theta[k] * row.reduce((sum, value, c) => sum + value * oracle.Py[c], 0);
    });
    if (kernel) expect(fit.randomEffects[label].labels).toEqual(kernel.labels);
    expectClose(label, fit.randomEffects[label].values, blup, (1e-6 * deviation) / Math.sqrt(meanDiagonal));
  });
  const residual = dense.terms.slice(model.random.length);
  dense.cells.forEach((i, r) => {
    const g = residual.findIndex(({ loading }) => loading[r] !== 0);
    const root = Math.sqrt(model.weights?.[i] ?? 1);
    const expected = (oracle.theta[model.random.length + g] * oracle.Py[r]) / root;
    expectClose('residual', [fit.residuals[i]], [expected], 1e-6 * deviation);
    expectClose('fitted', [fit.fitted[i]], [model.y[i] - expected], 1e-6 * deviation);
  });
  model.y.forEach((value, i) => expect(Number.isNaN(fit.fitted[i])).toBe(Number.isNaN(value)));
}
