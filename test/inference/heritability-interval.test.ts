import { describe, expect, it } from 'vitest';
import { heritabilityInterval } from '../../src/browser.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { logLikelihoodAt } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';
import { averageModel, averagePanel, model, panel } from './support.js';

const [[, engine]] = engines;

const oneTerm: PanelModel = { ...model, random: ['asset:time(K)'] };
const persistent: PanelModel = {
  fixed: ['1', 'market'],
  random: ['asset(K)', 'asset:time(K)'],
  kernels: model.kernels,
};

/**
 * max ℓ over the other parameters for a given h², from the dense likelihood: the total by its formula, ℓ(τ) = −½[c + (n − p)
 * log τ + Q/τ] with Q from two values of τ, and the split of the one group that has two terms by golden section.
 */
function denseProfile(data: Panel, own: PanelModel): (h: number) => number {
  const dense = denseModel(data, own);
  const numbers = dense.terms.map((_, k) => k);
  const groups = [true, false].map((kernel) => numbers.filter((k) => dense.terms[k].hasKernel === kernel));
  const unit = Math.max(...engine.fitPanel(data, own).variances.map(({ estimate }) => estimate));
  const degrees = dense.y.length - dense.X.columns;
  return (h) => {
    const at = (share: number): number => {
      const theta = numbers.map((k) => {
        const g = groups[0].includes(k) ? 0 : 1;
        const part = groups[g].length === 1 ? 1 : groups[g][0] === k ? share : 1 - share;
        return (unit * (g === 0 ? h : 1 - h) * part) / dense.terms[k].meanDiagonal;
      });
      const [one, two] = [1, 2].map((total) =>
        logLikelihoodAt(
          dense,
          theta.map((value) => total * value),
        ),
      );
      if (one === -Infinity) return one;
      const Q = 2 * (2 * (two - one) + degrees * Math.log(2));
      return one - 0.5 * (degrees * Math.log(Q / degrees) + degrees - Q);
    };
    if (groups.every(({ length }) => length === 1)) return at(1);
    const ratio = (Math.sqrt(5) - 1) / 2;
    let [a, b] = [0, 1];
    let best = Math.max(at(a), at(b));
    for (let step = 0; step < 22; step++) {
      const [c, d] = [b - ratio * (b - a), a + ratio * (b - a)];
      const [fc, fd] = [at(c), at(d)];
      best = Math.max(best, fc, fd);
      if (fc > fd) b = d;
      else a = c;
    }
    return best;
  };
}

const small: Panel = {
  ...panel,
  periods: panel.periods.slice(0, 12),
  returns: panel.returns.slice(0, 12 * panel.assets.length),
  covariates: { market: (panel.covariates.market as Float64Array).slice(0, 12) },
};

const periodWeights = Float64Array.from(small.periods, (_, t) => 0.4 + (t % 4));

describe('heritability interval', () => {
  it.each([
    ['one kernel', small, oneTerm],
    ['one kernel and time', small, model],
    ['two terms with a kernel', small, persistent],
    [
      'missing cells',
      { ...small, returns: small.returns.map((value, cell) => (cell % 7 === 3 ? NaN : value)) },
      oneTerm,
    ],
    ['period weights', small, { ...model, periodWeights }],
    ['period weights and two terms with a kernel', small, { ...persistent, periodWeights }],
  ])('has its ends where the dense profile likelihood crosses the cut: %s', (_, data, own) => {
    const fit = engine.fitPanel(data, own);
    const interval = heritabilityInterval(engine, data, own, fit, { level: 0.8 });
    const profile = denseProfile(data, own);
    const cut = 1.642374415149817; // qchisq(0.8, 1)
    const drop = (h: number): number => 2 * (fit.logLikelihood - profile(h));
    expect(interval.lower).toBeLessThanOrEqual(interval.estimate);
    expect(interval.upper).toBeGreaterThanOrEqual(interval.estimate);
    for (const [value, bound] of [
      [interval.lower, 0],
      [interval.upper, 1],
    ]) {
      if (value === bound) expect(drop(bound === 0 ? 0 : 1 - 1e-9)).toBeLessThan(cut + 1e-4);
      else expect(drop(value)).toBeCloseTo(cut, 4);
    }
    // on a grid: inside are the h² that the likelihood does not exclude, and no others
    for (let h = 0.05; h < 1; h += 0.15) {
      const inside = h > interval.lower && h < interval.upper;
      if (Math.abs(drop(h) - cut) > 1e-3) expect(drop(h) < cut).toBe(inside);
    }
  });

  it('grows with its level and is wide where there is little data', () => {
    const fit = engine.fitPanel(panel, model);
    const [narrow, wide] = [0.5, 0.99].map((level) =>
      heritabilityInterval(engine, panel, model, fit, { level }),
    );
    expect(wide.lower).toBeLessThanOrEqual(narrow.lower);
    expect(wide.upper).toBeGreaterThanOrEqual(narrow.upper);
    expect(wide.upper - wide.lower).toBeGreaterThan(narrow.upper - narrow.lower);
    expect(heritabilityInterval(engine, panel, model, fit).level).toBe(0.95);
  });

  it('is that of the contrasts where the market is the average', () => {
    const fit = engine.fitPanel(averagePanel, averageModel);
    const { lower, upper, estimate } = heritabilityInterval(engine, averagePanel, averageModel, fit);
    expect(estimate).toBe(fit.heritability.estimate);
    expect(lower).toBeLessThanOrEqual(estimate);
    expect(upper).toBeGreaterThanOrEqual(estimate);
  });

  it('is refused without a kernel, with fixed variances, for another fit, and for a bad level', () => {
    const timeOnly = { ...model, random: ['time'] };
    const fixed = { ...model, fixedVariances: { time: 0 } };
    const fit = engine.fitPanel(panel, model);
    const codes = [
      thrown(() => heritabilityInterval(engine, panel, timeOnly, engine.fitPanel(panel, timeOnly))),
      thrown(() => heritabilityInterval(engine, panel, fixed, engine.fitPanel(panel, fixed))),
      thrown(() => heritabilityInterval(engine, panel, timeOnly, fit)),
      thrown(() => heritabilityInterval(engine, panel, model, { ...fit, converged: false })),
      thrown(() =>
        heritabilityInterval(engine, panel, model, { ...fit, logLikelihood: fit.logLikelihood - 1 }),
      ),
      thrown(() => heritabilityInterval(engine, panel, model, fit, { level: 95 })),
    ].map(({ code }) => code);
    expect(codes).toEqual([
      'no-kernel',
      'fixed-variances',
      'fit-mismatch',
      'not-converged',
      'not-a-maximum',
      'bad-value',
    ]);
  });
});
