import { describe, expect, it } from 'vitest';
import { MixfolioError } from '../../src/errors.js';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { evaluate } from '../support/dense-likelihood.js';
import { maximise } from '../support/dense-maximiser.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { randomMixedModel } from '../support/random-mixed.js';
import { inverse } from 'ml-matrix';

function fitOrNull(call: () => MixedModelFit): MixedModelFit | null {
  try {
    return call();
  } catch (error) {
    if (error instanceof MixfolioError) return null;
    throw error;
  }
}

/** Mean over the rows in use of var(y_i) by component, from the covariance of y written out without weighting rows. */
function denseShares(model: MixedModel, fit: MixedModelFit): number[] {
  const dense = denseMixedModel(model);
  const weight = (r: number): number => model.weights?.[dense.cells[r]] ?? 1;
  const estimates = new Map(
    [
      ...fit.variances,
      ...(fit.covariances ?? []).map(({ labels: [a, b], ...own }) => ({ ...own, label: `cov(${a}, ${b})` })),
    ].map(({ label, estimate }) => [label, estimate]),
  );
  const parts = dense.terms.map(({ label, V }) => {
    const mean = V.diagonal().reduce((sum, v, r) => sum + v / weight(r), 0) / dense.cells.length;
    return [label, estimates.get(label)! * mean] as const;
  });
  const total = parts.reduce((sum, [, part]) => sum + part, 0);
  return [...estimates.keys()].map((label) => parts.find(([own]) => own === label)![1] / total);
}

const cases = Array.from({ length: 40 }, (_, k): [number, MixedModel] => [
  k,
  randomMixedModel(6400 + k, {
    correlated: k % 2 === 1,
    groups: k % 3 === 2,
    weights: k % 4 > 1,
    missing: k % 5 === 4 ? 0.2 : 0,
  }),
]);

describe.each(engines)('shares of variance, %s build', (_, engine) => {
  it.each(cases)('are those of the covariance written out and add up to 1: random model %d', (__, model) => {
    const fit = fitOrNull(() => engine.fitMixedModel(model));
    if (!fit) return;
    const shares = [...fit.variances, ...(fit.covariances ?? [])].map(({ share }) => share);
    expectClose('shares', shares, denseShares(model, fit), 1e-12);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    for (const { share } of fit.variances) expect(share).toBeGreaterThanOrEqual(0);
  });

  it('are fitted for nearly all of these', () => {
    expect(
      cases.filter(([, model]) => fitOrNull(() => engine.fitMixedModel(model)) !== null).length,
    ).toBeGreaterThan(35);
  });

  it('do not depend on the units of y, covariates and kernels', () => {
    const model = randomMixedModel(6403, { correlated: true });
    const scaled: MixedModel = {
      ...model,
      y: model.y.map((value) => 1000 * value),
      random: model.random.map((term) => ({
        ...term,
        ...(term.covariate ? { covariate: term.covariate.map((value) => 0.01 * value) } : {}),
        ...(term.kernel
          ? { kernel: { ...term.kernel, values: term.kernel.values.map((value) => 7 * value) } }
          : {}),
      })),
    };
    const [a, b] = [model, scaled].map((own) => {
      const { variances, covariances = [] } = engine.fitMixedModel(own);
      return [...variances, ...covariances].map(({ share }) => share);
    });
    expectClose('shares', b, a, 1e-6);
  });
});

describe.each(engines)('residual groups, %s build', (_, engine) => {
  const models = [3, 5, 11, 17].map((seed): [number, MixedModel] => [
    seed,
    randomMixedModel(6500 + seed, { groups: true, weights: seed > 10, regular: true, rows: 60 }),
  ]);

  it.each(models)(
    'have the variances, errors and heritability of the dense fit: random model %d',
    (__, model) => {
      const fit = engine.fitMixedModel(model);
      const oracle = maximise(denseMixedModel(model), 'several');
      const theta = oracle.theta;
      expectClose(
        'variances',
        fit.variances.map(({ estimate }) => estimate),
        theta,
        1e-6 * Math.max(...theta),
      );
      expect(
        fit.variances
          .slice(-2)
          .map(({ label }) => label)
          .sort(),
      ).toEqual(['residual[north]', 'residual[south]']);
      const inside = theta.flatMap((value, k) => (value > 0 ? [k] : []));
      const { averageInformation } = evaluate(denseMixedModel(model), theta)!;
      const covariance = inverse(averageInformation.selection(inside, inside));
      fit.variances.forEach(({ standardError }, k) => {
        if (!inside.includes(k)) return expect(standardError).toBeNull();
        const position = inside.indexOf(k);
        expect(standardError! / Math.sqrt(covariance.get(position, position))).toBeCloseTo(1, 5);
      });
      // σ₁²/Σσ², every group's variance in the sum as it is, with the error of its own differences
      const ratio = (values: number[]): number => values[0] / values.reduce((sum, value) => sum + value, 0);
      expect(fit.heritability.estimate).toBeCloseTo(ratio(theta), 7);
      if (theta[0] === 0) return expect(fit.heritability.standardError).toBeNull();
      const gradient = inside.map((k) => {
        const h = 1e-5 * Math.max(...theta);
        const moved = (sign: number): number[] =>
          theta.map((value, l) => (l === k ? value + sign * h : value));
        return (ratio(moved(1)) - ratio(moved(-1))) / (2 * h);
      });
      let variance = 0;
      gradient.forEach((a, k) => gradient.forEach((b, l) => (variance += a * b * covariance.get(k, l))));
      expect(fit.heritability.standardError! / Math.sqrt(variance)).toBeCloseTo(1, 4);
    },
  );

  it('of one name alone are the model without groups', () => {
    const model = randomMixedModel(6540, { regular: true });
    const plain = engine.fitMixedModel(model);
    const grouped = engine.fitMixedModel({ ...model, residualGroups: Array.from(model.y, () => 'all') });
    expect(grouped.variances.at(-1)!.label).toBe('residual[all]');
    expect(grouped.heritability).toEqual(plain.heritability);
    expect(grouped.logLikelihood).toBe(plain.logLikelihood);
    expect(grouped.origin.groups).toBe(plain.origin.groups);
  });
});
