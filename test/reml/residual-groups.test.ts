import { describe, expect, it } from 'vitest';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { denseDiscount } from '../support/dense-discount.js';
import { denseFit, denseFitAt, denseLogLikelihood, type DenseFit } from '../support/dense-reml.js';
import { denseStudent } from '../support/dense-student.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { groupedModel, groupedPanel, labelOf } from '../support/grouped-panels.js';
import { once } from '../support/once.js';
import { randomSource } from '../support/random.js';
import { kernelRoot } from '../support/random-kernels.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';
import { stacked } from '../support/stacked.js';

interface Case {
  panel: Panel;
  model: PanelModel;
  oracle: () => DenseFit;
}

const groupings = ['assets', 'periods', 'both', 'each'] as const;

function cases(count: number, missing: number): [string, Case][] {
  return groupings.flatMap((groups, g) =>
    Array.from({ length: count }, (_, k): [string, Case] => {
      const options: RandomPanelOptions = {
        kernels: k % 2 === 0 ? 'one' : 'several',
        scale: k % 3 === 0 ? 'residual' : 'none',
        groups,
        missing,
        cells: groups === 'each' ? 70 : 100,
      };
      const { panel, model, description } = randomPanel(
        1000 * (g + 1) + k + (missing > 0 ? 100 : 0),
        options,
      );
      return [description, { panel, model, oracle: once(() => denseFit(panel, model, 'one')) }];
    }),
  );
}

const complete = cases(8, 0);
const incomplete = cases(8, 0.25);
const estimates = ({ variances }: PanelFit): number[] => variances.map(({ estimate }) => estimate);
const times = (values: Float64Array, c: number): Float64Array => values.map((value) => c * value);

/** No variance of the fit can be changed, by a percent or from 0, without a loss of likelihood. */
function expectMaximum(fit: PanelFit, likelihood: (values: number[]) => number): void {
  const at = estimates(fit);
  const total = at.reduce((sum, value) => sum + value, 0);
  const changed = (k: number, value: number): number =>
    likelihood(at.map((own, l) => (l === k ? value : own)));
  at.forEach((value, k) => {
    const others = value === 0 ? [1e-3 * total] : [0.99 * value, 1.01 * value];
    for (const other of others)
      expect(changed(k, other), fit.variances[k].label).toBeLessThan(likelihood(at));
  });
}

describe.each(engines)('residual variances by group, %s build', (_, engine) => {
  it.each(complete)('of a complete panel are those of the dense likelihood: %s', (__, drawn) => {
    const { panel, model, oracle } = drawn;
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe(model.residualGroups!.periods === undefined ? 'collapsed' : 'patterns');
    expect(fit.variances.map(({ label }) => label)).toEqual(oracle().variances.map(({ label }) => label));
    expectFit(fit, oracle(), panel);
  });

  it.each(incomplete)('with missing cells are those of the dense likelihood: %s', (__, drawn) => {
    const fit = engine.fitPanel(drawn.panel, drawn.model);
    expect(fit.path).toBe('patterns');
    expectFit(fit, drawn.oracle(), drawn.panel);
  });

  it.each([...complete, ...incomplete].filter(([, { model }]) => model.scale === 'none'))(
    'are those of a general model of the cells: %s',
    (__, { panel, model }) => {
      const fit = engine.fitPanel(panel, model);
      const general = engine.fitMixedModel(stacked({ panel, model }));
      const start = {
        ...fit,
        variances: fit.variances.map((own) => ({
          ...own,
          estimate: general.variances.find(({ label }) => label === own.label)!.estimate,
        })),
      };
      // where the likelihood has two maxima, the one that the general model found
      const own =
        Math.abs(fit.logLikelihood - general.logLikelihood) < 1e-6
          ? fit
          : engine.fitPanel(panel, model, start);
      const total = own.variances.reduce((sum, { estimate }) => Math.max(sum, estimate), 0);
      expectClose('ℓ', [own.logLikelihood], [general.logLikelihood], 1e-8 * Math.abs(general.logLikelihood));
      for (const { label, estimate, standardError, atBoundary } of own.variances) {
        const other = general.variances.find((variance) => variance.label === label)!;
        expect(other.atBoundary, label).toBe(atBoundary);
        expectClose(label, [estimate], [other.estimate], 1e-8 * total);
        if (standardError !== null)
          expectClose(`SE of ${label}`, [standardError], [other.standardError!], 1e-8 * standardError);
      }
      for (const [label, effects] of Object.entries(own.randomEffects)) {
        const values = general.randomEffects[label].values;
        if (values.length !== effects.length) continue; // periods without any return have no level there
        expectClose(`BLUP of ${label}`, effects, values, 1e-8 * Math.max(...effects.map(Math.abs), 1e-3));
      }
      own.fixedEffects.forEach(({ estimate, standardError }, k) => {
        expectClose('fixed effect', [estimate], [general.fixedEffects[k].estimate], 1e-6 * standardError);
        expectClose('its SE', [standardError], [general.fixedEffects[k].standardError], 1e-6 * standardError);
      });
    },
  );

  it.each(['class', 'regime', 'both', 'each'] as const)('by %s do not depend on the unit', (by) => {
    const panel = groupedPanel(7, by === 'regime' ? 0.1 : 0);
    for (const scale of ['none', 'residual'] as const) {
      const model = { ...groupedModel(by), scale };
      const fit = engine.fitPanel(panel, model);
      for (const c of [1e-4, 1e4]) {
        const other = engine.fitPanel({ ...panel, returns: times(panel.returns, c) }, model);
        const unit = scale === 'none' ? c * c : 1;
        const size = Math.max(...estimates(fit));
        expectClose(
          'variances',
          estimates(other).map((value) => value / unit),
          estimates(fit),
          1e-8 * size,
        );
        expectClose(
          'residuals',
          times(other.residuals, 1 / c).filter(isFinite),
          fit.residuals.filter(isFinite),
          1e-8,
        );
        const change = fit.origin.degreesOfFreedom * Math.log(c);
        expectClose('ℓ', [other.logLikelihood + change], [fit.logLikelihood], 1e-9 * Math.abs(change));
      }
    }
  });

  it.each(['class', 'both', 'each'] as const)('by %s do not depend on the order of the assets', (by) => {
    const panel = groupedPanel(8, by === 'both' ? 0.1 : 0);
    const [T, N] = [panel.periods.length, panel.assets.length];
    const order = panel.assets.map((__, i) => (5 * i + 3) % N);
    const shuffled: Panel = {
      ...panel,
      assets: order.map((i) => panel.assets[i]),
      returns: Float64Array.from(
        { length: T * N },
        (__, cell) => panel.returns[Math.floor(cell / N) * N + order[cell % N]],
      ),
    };
    const [fit, other] = [panel, shuffled].map((data) => engine.fitPanel(data, groupedModel(by)));
    expectClose('ℓ', [other.logLikelihood], [fit.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
    for (const { label, estimate, standardError } of fit.variances) {
      const own = other.variances.find((variance) => variance.label === label)!;
      expectClose(label, [own.estimate], [estimate], 1e-7 * standardError!);
    }
  });

  it('are the one of all cells where they are held at it, and label cells by their group', () => {
    for (const [by, missing] of [
      ['class', 0],
      ['both', 0.1],
      ['each', 0.1],
      ['regime', 0],
    ] as const) {
      const panel = groupedPanel(9, missing);
      const { residualGroups, ...plain } = groupedModel(by);
      const one = engine.fitPanel(panel, plain);
      const held = Object.fromEntries(one.variances.map(({ label, estimate }) => [label, estimate]));
      const fit = engine.fitPanel(panel, { ...plain, residualGroups, fixedVariances: held });
      expectClose('ℓ', [fit.logLikelihood], [one.logLikelihood], 1e-10 * Math.abs(one.logLikelihood));
      expectClose('residuals', fit.residuals.filter(isFinite), one.residuals.filter(isFinite), 1e-12);
      expect(fit.variances.filter(({ fixed }) => fixed === true)).toHaveLength(fit.variances.length);
      expect(fit.heritability.estimate).toBeCloseTo(one.heritability.estimate, 12);
      const labels = new Set(
        Array.from(panel.returns, (value, cell) =>
          Number.isNaN(value) ? [] : [labelOf(panel, by, cell)],
        ).flat(),
      );
      expect(new Set(fit.variances.slice(2).map(({ label }) => label))).toEqual(labels);
    }
  });

  it('of single groups may be given, beside residual for the others', () => {
    const panel = groupedPanel(10, 0.1);
    const model = { ...groupedModel('both'), fixedVariances: { 'residual[Bond:Low]': 1e-4, residual: 3e-4 } };
    const fit = engine.fitPanel(panel, model);
    for (const { label, estimate, fixed } of fit.variances.slice(2)) {
      expect(fixed, label).toBe(true);
      expect(estimate, label).toBeCloseTo(label === 'residual[Bond:Low]' ? 1e-4 : 3e-4, 15);
    }
    expect(fit.variances[0].fixed).toBeUndefined();
    expectClose(
      'ℓ',
      [fit.logLikelihood],
      [denseLogLikelihood(panel, model, estimates(fit))],
      1e-9 * Math.abs(fit.logLikelihood),
    );
  });

  it('of one group are the residual variance of all cells, on the path of that', () => {
    const panel = groupedPanel(11, 0);
    const plain = engine.fitPanel(panel, { ...groupedModel('class'), residualGroups: undefined });
    const assets = Object.fromEntries(panel.assets.map((asset) => [asset, 'all']));
    const fit = engine.fitPanel(panel, { ...groupedModel('class'), residualGroups: { assets } });
    expect(fit.path).toBe('spectral');
    expect(fit.variances.map(({ label }) => label)).toEqual(['time', 'asset:time(K)', 'residual[all]']);
    expect(estimates(fit)).toEqual(estimates(plain));
    expect(fit.logLikelihood).toBe(plain.logLikelihood);
  });

  it('go to 0 where other terms leave the covariance regular, and are refused by name where none does', () => {
    const panel = groupedPanel(12, 0);
    const N = panel.assets.length;
    const bond = panel.assets.map((asset) => asset.startsWith('B'));
    const { kernels, residualGroups } = groupedModel('class');
    // bonds without a residual: they move with the kernel's effects alone
    const root = kernelRoot(kernels.K, panel.assets);
    const { normal } = randomSource(3);
    const rows = panel.periods.map(() => panel.assets.map(() => 0.02 * normal()));
    const returns = panel.returns.map((__, cell) => {
      const effect = rows[Math.floor(cell / N)].reduce((sum, z, j) => sum + root.get(cell % N, j) * z, 0);
      return effect + (bond[cell % N] ? 0 : 0.02 * normal());
    });
    const own = { ...panel, returns };
    const model: PanelModel = { fixed: ['asset'], random: ['asset:time(K)'], kernels, residualGroups };
    const zero = engine.fitPanel(own, model);
    const { atBoundary, estimate } = zero.variances.find(({ label }) => label === 'residual[Bond]')!;
    expect({ atBoundary, estimate }).toEqual({ atBoundary: true, estimate: 0 });
    expectFit(zero, denseFit(own, model, 'several'), own);

    const constant = {
      ...panel,
      returns: panel.returns.map((value, cell) => (bond[cell % N] ? 0.01 * (cell % N) : value)),
    };
    const still = { fixed: ['asset'], random: [], kernels: {}, residualGroups };
    expect(() => engine.fitPanel(constant, still)).toThrow(/residual\[Bond\] goes to 0/);
  });

  it('that no return can tell apart are refused by name', () => {
    const panel = groupedPanel(13, 0);
    const two = {
      ...panel,
      assets: panel.assets.slice(0, 2),
      returns: panel.returns.filter((__, cell) => cell % panel.assets.length < 2),
    };
    const model: PanelModel = {
      fixed: ['asset'],
      random: ['time', 'asset:time(K)'],
      kernels: { K: decayingKernel(two.assets, 0.5) },
      residualGroups: { assets: 'each' },
    };
    expect(() => engine.fitPanel(two, model)).toThrow(
      new RegExp(
        `"time" and "asset:time\\(K\\)" and "residual\\[${two.assets[0]}\\]" and "residual\\[${two.assets[1]}\\]"`,
      ),
    );
    const rare = {
      ...panel,
      returns: panel.returns.map((value, cell) =>
        cell % panel.assets.length === 3 && cell > 2 * panel.assets.length ? NaN : value,
      ),
    };
    const slopes = { ...groupedModel('each'), fixed: ['asset', 'asset:market'] };
    expect(() => engine.fitPanel(rare, slopes)).toThrow(/no information on the variance of "residual\[.+\]"/);
  });

  it('go with period weights, and by asset with a half-life and t errors', () => {
    const panel = groupedPanel(14, 0);
    const periodWeights = Float64Array.from(panel.periods, (__, t) => 0.5 + (t % 4));
    for (const by of ['class', 'both'] as const) {
      const model = { ...groupedModel(by), periodWeights };
      const fit = engine.fitPanel(panel, model);
      const oracle = denseFitAt(panel, model, estimates(fit));
      expectClose('ℓ', [fit.logLikelihood], [oracle.logLikelihood], 1e-9 * Math.abs(oracle.logLikelihood));
      expectClose('residuals', fit.residuals, oracle.residuals, 1e-9);
    }
    const discounted = engine.fitPanel(panel, { ...groupedModel('class'), halfLife: 12 });
    const dense = denseDiscount(panel, groupedModel('class'), 12);
    expectClose('ν', [discounted.discount!.degreesOfFreedom], [dense.degreesOfFreedom], 1e-9);
    const height = dense.logLikelihood(estimates(discounted));
    expectClose('ℓ', [discounted.logLikelihood], [height], 1e-9 * Math.abs(height));
    expectMaximum(discounted, dense.logLikelihood);
    const bare: PanelModel = {
      ...groupedModel('class'),
      fixed: [],
      errors: { kind: 't', degreesOfFreedom: 5 },
    };
    const heavy = engine.fitPanel(panel, bare);
    expect(heavy.errors!.converged).toBe(true);
    const student = denseStudent(panel, bare);
    const top = student(estimates(heavy), 5);
    expectClose('t ℓ', [heavy.logLikelihood], [top], 1e-9 * Math.abs(top));
    expectMaximum(heavy, (values) => student(values, 5));
  });
});
