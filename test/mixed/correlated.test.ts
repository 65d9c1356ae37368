import { describe, expect, it } from 'vitest';
import { MixfolioError } from '../../src/errors.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import type { MixedForm } from '../../src/mixed/request.js';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { cores } from '../support/engine-core.js';
import { expectClose } from '../support/expect-fit.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { randomSource } from '../support/random.js';
import { randomMixedModel } from '../support/random-mixed.js';

/** θ in the order of the dense model: terms, covariance, residuals. */
function components({ variances, covariances }: MixedModelFit): number[] {
  const [a, b, ...residuals] = variances.map(({ estimate }) => estimate);
  return [a, b, covariances![0].estimate, ...residuals];
}

/**
 * The conditions of a maximum over G ⪰ 0 from the dense scores: with S = ∂ℓ/∂G, SG = 0 and S ⪯ 0, in units of the
 * standard errors 1/√(expected information) of the components.
 */
function expectMaximum(model: MixedModel, fit: MixedModelFit): void {
  const dense = denseMixedModel(model);
  const theta = components(fit);
  const { score, expectedInformation: E, logLikelihood } = evaluate(dense, theta)!;
  const logWeights = dense.cells.reduce((sum, i) => sum + 0.5 * Math.log(model.weights?.[i] ?? 1), 0);
  expectClose(
    'ℓ',
    [fit.logLikelihood],
    [logLikelihood + logWeights],
    1e-8 * Math.max(1, Math.abs(logLikelihood)),
  );
  const unit = [0, 1].map((k) => 1 / E.get(k, k) ** 0.25); // of the effects: G_kk is a square
  const G = [theta[0] / unit[0] ** 2, theta[2] / (unit[0] * unit[1]), theta[1] / unit[1] ** 2];
  const S = [score[0] * unit[0] ** 2, 0.5 * score[2] * unit[0] * unit[1], score[1] * unit[1] ** 2];
  const largest = 0.5 * (S[0] + S[2]) + Math.hypot(0.5 * (S[0] - S[2]), S[1]);
  expect(largest).toBeLessThan(1e-5);
  const size = Math.sqrt(Math.max(1e-300, G[0] + G[2]));
  // S·g for the columns of a root of G
  const products = [S[0] * G[0] + S[1] * G[1], S[0] * G[1] + S[1] * G[2], S[1] * G[0] + S[2] * G[1]];
  products.push(S[1] * G[1] + S[2] * G[2]);
  for (const product of products) expect(Math.abs(product) / Math.max(size, size * size)).toBeLessThan(1e-5);
  theta.slice(3).forEach((value, g) => {
    const z = score[3 + g] / Math.sqrt(E.get(3 + g, 3 + g));
    expect(value > 0 ? Math.abs(z) : Math.max(0, z)).toBeLessThan(1e-5);
  });
}

const cases = Array.from({ length: 40 }, (_, k) => {
  const options = {
    correlated: true,
    groups: k % 5 === 4,
    weights: k % 7 === 6,
    missing: k % 3 === 2 ? 0.2 : 0,
  };
  return [k, randomMixedModel(5000 + k, options)] as const;
});

describe.each(cores)('correlated effects, %s build', (_, core) => {
  const ranks = new Map<number, number>();

  it.each(cases)(
    'random model %d is at a maximum over the covariance matrices, in both forms',
    (__, model) => {
      for (const form of ['dense', 'henderson'] as MixedForm[]) {
        let fit: MixedModelFit;
        try {
          fit = fitMixedModel(core, model, form);
        } catch (error) {
          if (error instanceof MixfolioError && error.code === 'unbounded-likelihood') return;
          throw error;
        }
        expect(fit.converged).toBe(true);
        expect(fit.kktResidual).toBeLessThan(1e-6);
        expectMaximum(model, fit);
        const [a, b, covariance] = components(fit);
        const rank = a + b === 0 ? 0 : a * b - covariance * covariance > 1e-12 * a * b ? 2 : 1;
        ranks.set(rank, (ranks.get(rank) ?? 0) + 1);
        for (const { atBoundary, standardError } of fit.variances.slice(0, 2)) {
          expect(atBoundary).toBe(rank < 2);
          expect(standardError === null).toBe(rank < 2);
        }
      }
    },
  );

  it('these are covariance matrices of every rank', () => {
    expect([...ranks.keys()].sort()).toEqual([0, 1, 2]);
  });

  it('finds a correlation of −1 exactly', () => {
    const { normal } = randomSource(3);
    const names = Array.from({ length: 12 }, (__, l) => `level ${l}`);
    const levels = names.flatMap((name) => Array.from({ length: 6 }, () => name));
    const x = Float64Array.from(levels, (__, i) => (i % 6) - 1);
    const effect = names.map(() => normal());
    const y = Float64Array.from(levels, (level, i) => {
      const u = effect[names.indexOf(level)];
      return 10 + 3 * u - 2 * u * x[i] + 0.5 * normal();
    });
    const model: MixedModel = {
      y,
      ...designColumns({ '1': ones(y.length), x }),
      random: [
        { label: 'intercept', levels },
        { label: 'slope', levels, covariate: x, correlatedWith: 'intercept' },
      ],
    };
    const fit = fitMixedModel(core, model);
    const [a, b, covariance] = components(fit);
    expect(fit.converged).toBe(true);
    if (fit.variances[0].atBoundary) expect(covariance / Math.sqrt(a * b)).toBeCloseTo(-1, 12);
    else expect(covariance / Math.sqrt(a * b)).toBeLessThan(-0.98);
    expectMaximum(model, fit);
  });

  it('leaves a singular start of the optimiser, and holds known covariances', () => {
    const [, model] = cases[0];
    const free = fitMixedModel(core, model);
    const [a, b, covariance, residual] = components(free);
    const held = fitMixedModel(core, {
      ...model,
      fixedVariances: { term0: a, slope: b, 'cov(term0, slope)': covariance, residual },
    });
    expect(held.iterations).toBe(0);
    expectClose('ℓ', [held.logLikelihood], [free.logLikelihood], 1e-9 * Math.abs(free.logLikelihood));
    expectClose('fitted', held.fitted, free.fitted, 1e-9 * Math.max(...free.fitted.map(Math.abs)));
  });
});
