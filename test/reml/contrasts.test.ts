import { Matrix, inverse } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { covariance, ModelError, type Panel, type PanelModel } from '../../src/browser.js';
import { denseContrasts, helmert } from '../support/dense-contrasts.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomSource } from '../support/random.js';
import { randomKernel, shuffle } from '../support/random-kernels.js';
import { thrown } from '../support/thrown.js';

/** Returns with a kernel's correlation and deviations that differ threefold; the market is their average. */
function averagePanel(seed: number, n: number, periods: number): Panel {
  const { normal } = randomSource(seed + 500);
  const base = equicorrelatedPanel(seed, n, periods, 0.4);
  const returns = base.returns.map((value, cell) => {
    const i = cell % n;
    const neighbour = base.returns[cell - i + ((i + 1) % n)];
    return 0.005 + (1 + (2 * i) / n) * (value + 0.6 * neighbour) + 0.004 * normal();
  });
  return withAverage({ ...base, returns });
}

function withAverage(panel: Panel): Panel {
  const n = panel.assets.length;
  const market = Float64Array.from(panel.periods, (_, t) => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += panel.returns[t * n + i];
    return sum / n;
  });
  return { ...panel, covariates: { ...panel.covariates, market } };
}

const six = averagePanel(1, 6, 24);
const eight = averagePanel(4, 8, 14);
const many = averagePanel(7, 12, 8);
const model: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K: decayingKernel(six.assets, 0.6) },
  scale: 'residual',
  contrasts: 'average',
};
const related = (panel: Panel, seed: number) => randomKernel(randomSource(seed), panel.assets, 'exponential');

const cases: [string, Panel, PanelModel][] = [
  ['the default model', six, model],
  ['without scales', six, { ...model, scale: 'none' }],
  [
    'two kernels',
    eight,
    {
      ...model,
      random: ['asset:time(K)', 'asset:time(J)'],
      kernels: { K: decayingKernel(eight.assets, 0.8), J: related(eight, 2) },
    },
  ],
  [
    'more assets than periods and a trend',
    many,
    { ...model, fixed: ['asset', 'asset:market', 'asset:trend'], kernels: { K: related(many, 3) } },
  ],
  [
    'a random slope beside it',
    eight,
    { ...model, random: ['asset:trend(K)', 'asset:time(K)'], kernels: { K: related(eight, 5) } },
  ],
  [
    'random means and slopes with a kernel each',
    six,
    {
      ...model,
      fixed: ['asset:market'],
      random: ['asset(J)', 'asset:trend(K)', 'asset:time(K)'],
      kernels: { ...model.kernels, J: related(six, 6) },
      scale: 'none',
    },
  ],
  ['no random term that is left', six, { ...model, random: ['time'] }],
];

const withOracle = cases.map(
  ([name, panel, own]) => [name, panel, own, once(() => denseContrasts(panel, own))] as const,
);

describe.each(engines)('contrasts to the average of the assets, %s build', (_, engine) => {
  describe.each(withOracle)('%s', (__, panel, own, oracle) => {
    const n = panel.assets.length;
    const periods = panel.periods.length;
    const fit = once(() => engine.fitPanel(panel, own));
    const terms = own.random.filter((term) => term !== 'time');

    it('has the variances and the log-likelihood of the dense contrasts', () => {
      const { theta, logLikelihood, averageInformation, inside } = oracle();
      const total = theta.reduce((sum, value) => sum + value, 0);
      expect(fit().variances.map(({ label }) => label)).toEqual([...terms, 'residual']);
      expect(fit().converged).toBe(true);
      const covariances = inverse(averageInformation.selection(inside, inside));
      fit().variances.forEach(({ estimate, standardError, atBoundary }, k) => {
        expectClose(`variance ${k}`, [estimate], [theta[k]], 1e-8 * total);
        expect(atBoundary).toBe(theta[k] === 0);
        if (standardError !== null) {
          const error = Math.sqrt(covariances.get(inside.indexOf(k), inside.indexOf(k)));
          expectClose(`its error`, [standardError], [error], 1e-6 * error);
        }
      });
      expectClose('ℓ', [fit().logLikelihood], [logLikelihood], 1e-9 * Math.abs(logLikelihood));
    });

    it('has its effects, residuals and standard errors', () => {
      const { effects, residuals, fixedErrors } = oracle();
      const unit = Math.sqrt(panel.returns.reduce((sum, r) => sum + r * r, 0) / panel.returns.length);
      expect(Object.keys(fit().randomEffects)).toEqual(terms);
      for (const term of terms) expectClose(term, fit().randomEffects[term], effects[term], 1e-7 * unit);
      expectClose('residuals', fit().residuals, residuals, 1e-7 * unit);
      const errors = fixedErrors.flat();
      expect(fit().fixedEffects).toHaveLength(errors.length);
      fit().fixedEffects.forEach(({ label, standardError }, k) =>
        expectClose(label, [standardError], [errors[k]], 1e-6 * errors[k]),
      );
    });

    it('has fixed effects, random effects and residuals that make up the returns', () => {
      const { fixedEffects, randomEffects, fitted, residuals } = fit();
      const x = own.fixed.map((term) => {
        const name = /:(.+)$/.exec(term)?.[1];
        return name === undefined ? panel.periods.map(() => 1) : (panel.covariates[name] as Float64Array);
      });
      for (let t = 0; t < periods; t++)
        for (let i = 0; i < n; i++) {
          let value = x.reduce((sum, column, l) => sum + column[t] * fixedEffects[l * n + i].estimate, 0);
          for (const term of terms) {
            const effects = randomEffects[term];
            if (effects.length > n) value += effects[t * n + i];
            else
              value +=
                effects[i] * (term.includes('trend') ? (panel.covariates.trend as Float64Array)[t] : 1);
          }
          expect(Math.abs(value - fitted[t * n + i])).toBeLessThan(1e-12);
          expect(fitted[t * n + i] + residuals[t * n + i]).toBeCloseTo(panel.returns[t * n + i], 14);
        }
    });

    it('leaves nothing but the market in the average', () => {
      const { fixedEffects, randomEffects, residuals } = fit();
      own.fixed.forEach((term, l) => {
        const sum = panel.assets.reduce((total, ___, i) => total + fixedEffects[l * n + i].estimate, 0);
        expect(sum).toBeCloseTo(term === 'asset:market' ? n : 0, 12);
      });
      for (const values of [residuals, ...Object.values(randomEffects)]) {
        for (let row = 0; row < values.length / n; row++) {
          expect(Math.abs(values.subarray(row * n, (row + 1) * n).reduce((a, b) => a + b, 0))).toBeLessThan(
            1e-13,
          );
        }
      }
    });

    it('has a heritability over the assets, with its delta-method error', () => {
      const { theta, averageInformation, inside } = oracle();
      const weights = [...terms, 'residual'].map((term) => {
        const [, name, kernel] = /^asset(?::(.+))?\((.+)\)$/.exec(term) ?? [];
        if (kernel === undefined) return 1;
        const { labels, values } = own.kernels[kernel];
        const diagonal = panel.assets.map((asset) => values[labels.indexOf(asset) * (labels.length + 1)]);
        const square =
          name === 'trend'
            ? (panel.covariates.trend as Float64Array).reduce((sum, x) => sum + x * x, 0) / periods
            : 1;
        return (square * diagonal.reduce((a, b) => a + b, 0)) / n;
      });
      const shares = theta.map((value, k) => value * weights[k]);
      const total = shares.reduce((a, b) => a + b, 0);
      const h2 = shares.slice(0, -1).reduce((a, b) => a + b, 0) / total;
      expect(fit().heritability.estimate).toBeCloseTo(h2, 6);
      if (terms.length === 0) expect(fit().heritability.standardError).toBeNull();
      else {
        const gradient = Matrix.columnVector(
          inside.map((k) => (weights[k] * ((k < theta.length - 1 ? 1 : 0) - h2)) / total),
        );
        const covariances = inverse(averageInformation.selection(inside, inside));
        const error = Math.sqrt(gradient.transpose().mmul(covariances).mmul(gradient).get(0, 0));
        expect(fit().heritability.standardError).toBeCloseTo(error, 6);
      }
    });
  });

  it('gives the same variances with any other contrasts', () => {
    const plain: PanelModel = { ...model, scale: 'none' };
    const fit = engine.fitPanel(six, plain);
    const H = helmert(6);
    const labels = ['a', 'b', 'c', 'd', 'e'];
    const K = Matrix.from1DArray(6, 6, Array.from(model.kernels.K.values));
    const other = engine.fitPanel(
      {
        ...six,
        assets: labels,
        returns: Float64Array.from(Matrix.from1DArray(24, 6, Array.from(six.returns)).mmul(H).to1DArray()),
      },
      {
        fixed: model.fixed,
        random: ['asset:time(K)'],
        kernels: { K: { labels, values: Float64Array.from(H.transpose().mmul(K).mmul(H).to1DArray()) } },
      },
    );
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [estimate], [other.variances[k].estimate], 1e-9 * estimate),
    );
    expect(fit.logLikelihood).toBeCloseTo(other.logLikelihood, 9);
  });

  it('does not depend on the order of the assets', () => {
    const fit = engine.fitPanel(six, model);
    const order = shuffle(randomSource(3), [0, 1, 2, 3, 4, 5]);
    const permuted = withAverage({
      ...six,
      assets: order.map((i) => six.assets[i]),
      returns: six.returns.map((___, cell) => six.returns[cell - (cell % 6) + order[cell % 6]]),
    });
    const other = engine.fitPanel(permuted, model);
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [other.variances[k].estimate], [estimate], 1e-9 * estimate),
    );
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
    const effects = new Map(fit.fixedEffects.map((effect) => [effect.label, effect]));
    for (const { label, estimate, standardError } of other.fixedEffects) {
      const { estimate: expected, standardError: error } = effects.get(label)!;
      expectClose(label, [estimate, standardError], [expected, error], 1e-9 * error);
    }
    expectClose(
      'residuals',
      other.residuals,
      fit.residuals.map((___, cell) => fit.residuals[cell - (cell % 6) + order[cell % 6]]),
      1e-10,
    );
  });

  it.each([1e-4, 1e4])('scales with the returns: %d', (c) => {
    const fit = engine.fitPanel(six, model);
    const other = engine.fitPanel(withAverage({ ...six, returns: six.returns.map((r) => c * r) }), model);
    fit.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [other.variances[k].estimate], [estimate], 1e-8 * estimate),
    );
    // of the returns, and of the slopes on a market that scales with them
    const degrees = (24 - 2) * 5 + 5;
    expect(other.logLikelihood).toBeCloseTo(fit.logLikelihood - degrees * Math.log(c), 7);
    expectClose(
      'residuals',
      other.residuals,
      fit.residuals.map((r) => c * r),
      1e-9 * c,
    );
  });

  it('drops time with a note, and starts from an earlier fit', () => {
    const fit = engine.fitPanel(six, model);
    expect(fit.notes).toEqual([expect.stringContaining('"time" is left out')]);
    const without = engine.fitPanel(six, { ...model, random: ['asset:time(K)'] });
    expect({ ...without, notes: fit.notes }).toEqual(fit);
    expect(without.notes).toEqual([]);
    const again = engine.fitPanel(six, model, fit);
    expect(again.iterations).toBeLessThanOrEqual(fit.iterations);
    expect(again.logLikelihood).toBeCloseTo(fit.logLikelihood, 9);
  });

  it('has covariances in which the equal-weighted portfolio is the market', () => {
    const fit = engine.fitPanel(six, model);
    const returns = { ...six, dates: six.periods, frequency: 'month' as const, notes: [] };
    const estimate = (name: 'systematic' | 'idiosyncratic' | 'total' | 'fitted') =>
      covariance(engine, name, { returns, fit, panel: six, model });
    const market = six.covariates.market as Float64Array;
    const mean = market.reduce((a, b) => a + b, 0) / 24;
    const variance = market.reduce((sum, m) => sum + (m - mean) ** 2, 0) / 23;
    const ofEqualWeights = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / 36;
    for (const name of ['systematic', 'total', 'fitted'] as const) {
      expect(ofEqualWeights(estimate(name).values)).toBeCloseTo(variance, 15);
    }
    expect(Math.abs(ofEqualWeights(estimate('idiosyncratic').values))).toBeLessThan(1e-18);
    expect(estimate('idiosyncratic').conditionNumber).toBeNull();
    expect(estimate('total').conditionNumber).not.toBeNull();
    // σ_e² D(I − ss'/s's)D
    const { scales, variances } = fit;
    const squares = scales.reduce((sum, s) => sum + s * s, 0);
    const expected = Float64Array.from({ length: 36 }, (___, cell) => {
      const [si, sj] = [scales[Math.floor(cell / 6)], scales[cell % 6]];
      return variances[1].estimate * si * sj * ((cell % 7 === 0 ? 1 : 0) - (si * sj) / squares);
    });
    expectClose('idiosyncratic', estimate('idiosyncratic').values, expected, 1e-17);
  });
});

const [[, engine]] = engines;

describe('without contrasts, residuals that add up to zero are refused', () => {
  it.each([
    ['slopes per asset', ['asset', 'asset:market'], ['time', 'asset:time(K)']],
    ['one common slope', ['1', 'market'], ['asset:time(K)']],
    ['random slopes', ['asset'], ['asset:market(K)', 'asset:time(K)']],
    ['slopes on the market alone', ['asset:market'], ['asset:time(K)']],
  ])('%s', (_, fixed, random) => {
    for (const scale of ['none', 'residual'] as const) {
      const error = thrown(() =>
        engine.fitPanel(six, { ...model, contrasts: undefined, fixed, random, scale }),
      );
      expect(error).toBeInstanceOf(ModelError);
      expect(error.code).toBe('average-market');
      expect(error.hint).toContain('contrasts');
    }
  });

  it('but a model without the market is fitted, and so is a market that is only close to the average', () => {
    const plain = { ...model, contrasts: undefined };
    expect(engine.fitPanel(six, { ...plain, fixed: ['asset'] }).converged).toBe(true);
    const { normal } = randomSource(8);
    const market = (six.covariates.market as Float64Array).map((m) => m + 1e-3 * normal());
    expect(engine.fitPanel({ ...six, covariates: { market } }, plain).converged).toBe(true);
  });
});

describe('contrasts are refused', () => {
  const refusal = (own: Partial<PanelModel>, panel: Panel = six) =>
    thrown(() => engine.fitPanel(panel, { ...model, ...own }));

  it('beside effects that are common to all assets, by term', () => {
    for (const fixed of [
      ['1', 'asset:market'],
      ['asset', 'asset:market', 'trend'],
    ]) {
      const error = refusal({ fixed });
      expect(error).toMatchObject({
        code: 'bad-contrasts',
        details: { term: fixed.find((t) => !t.startsWith('asset')) },
      });
    }
  });

  it('where no covariate is the average, by period', () => {
    const market = (six.covariates.market as Float64Array).with(4, 0.01);
    expect(refusal({}, { ...six, covariates: { market } })).toMatchObject({
      code: 'not-the-average',
      details: { covariate: 'market', period: 'P5' },
    });
    expect(refusal({ fixed: ['asset'] })).toMatchObject({
      code: 'not-the-average',
      details: { covariate: null, period: null },
    });
  });

  it('by another name', () => {
    expect(refusal({ contrasts: 'helmert' as 'average' })).toMatchObject({
      code: 'bad-contrasts',
      details: { contrasts: 'helmert' },
    });
  });

  it('of one asset', () => {
    expect(refusal({}, averagePanel(1, 1, 12))).toMatchObject({
      code: 'too-few-assets',
      details: { assets: 1 },
    });
  });

  it('with a kernel that says the same of all assets, and of two assets, whose one contrast is the residual', () => {
    const ones = decayingKernel(six.assets, 1);
    expect(refusal({ scale: 'none', kernels: { K: ones } })).toMatchObject({
      code: 'no-information',
      details: { term: 'asset:time(K)', kernel: 'K' },
    });
    expect(refusal({}, averagePanel(1, 2, 12)).code).toBe('not-identifiable');
  });

  it('of an asset without variation of its own, by name', () => {
    const returns = six.returns.map((r, cell) => (cell % 6 === 2 ? 0.01 : r));
    expect(refusal({}, withAverage({ ...six, returns }))).toMatchObject({
      code: 'no-residual-variation',
      details: { asset: 'A3' },
    });
  });

  it('with fewer periods than effects', () => {
    expect(refusal({}, averagePanel(1, 6, 2)).code).toBe('too-few-periods');
  });
});
