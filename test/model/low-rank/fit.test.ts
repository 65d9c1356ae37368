import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../../../src/browser.js';
import { denseKernel } from '../../../src/kernels/low-rank-block.js';
import type { Kernel } from '../../../src/kernels/types.js';
import { fitLowRankPanel } from '../../../src/model/low-rank/fit.js';
import type { LowRankModel } from '../../../src/model/low-rank/types.js';
import type { Panel, PanelFit } from '../../../src/model/types.js';
import { lowRankModel, lowRankPanel } from '../../support/low-rank-panels.js';
import '../../support/property-seed.js';
import { thrown } from '../../support/thrown.js';

const engine = await createEngine();

/** The engine's fit with the full kernels. */
function denseFit(panel: Panel, model: LowRankModel, start?: PanelFit): PanelFit {
  const kernels = Object.entries(model.kernels).map(([name, kernel]): [string, Kernel] => [
    name,
    denseKernel(kernel),
  ]);
  return engine.fitPanel(panel, { ...model, kernels: Object.fromEntries(kernels) }, start);
}

/** Within `tolerance` of the larger of the value and `unit`. */
function close(actual: number, expected: number, tolerance: number, unit = 0): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(unit, Math.abs(expected)));
}

function expectSameFit(actual: PanelFit, expected: PanelFit, tolerance = 1e-9): void {
  const total = expected.variances.reduce((sum, { estimate }) => sum + estimate, 0);
  expect(actual.path).toBe('lowRank');
  expect(actual.converged).toBe(true);
  close(actual.logLikelihood, expected.logLikelihood, tolerance);
  actual.variances.forEach((own, k) => {
    const other = expected.variances[k];
    expect([own.label, own.atBoundary, own.fixed]).toEqual([other.label, other.atBoundary, other.fixed]);
    close(own.estimate, other.estimate, tolerance, total);
    if (other.standardError === null) expect(own.standardError).toBeNull();
    else close(own.standardError!, other.standardError, tolerance, total);
  });
  close(actual.heritability.estimate, expected.heritability.estimate, tolerance, 1);
  close(actual.heritability.standardError ?? -1, expected.heritability.standardError ?? -1, tolerance, 1);
  actual.fixedEffects.forEach((own, k) => {
    expect(own.label).toBe(expected.fixedEffects[k].label);
    close(own.estimate, expected.fixedEffects[k].estimate, tolerance, 1);
    close(own.standardError, expected.fixedEffects[k].standardError, tolerance, 1e-3);
  });
  const same = (a: Float64Array, b: Float64Array, unit: number): void => {
    expect(a.length).toBe(b.length);
    expect(Math.max(...a.map((value, at) => Math.abs(value - b[at])))).toBeLessThan(tolerance * unit);
  };
  for (const [label, effects] of Object.entries(expected.randomEffects)) {
    same(actual.randomEffects[label], effects, 1);
  }
  same(actual.fitted, expected.fitted, 0.1);
  same(actual.residuals, expected.residuals, 0.1);
  same(actual.scales, expected.scales, 1);
}

describe('a fit of low rank is the engine’s with the full kernel', () => {
  test('for any sizes, ranks, diagonals, scales, methods and terms', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 4, max: 30 }),
        fc.integer({ min: 12, max: 50 }),
        fc.integer({ min: 1, max: 8 }),
        fc.constantFrom<number | 'each'>(0.4, 'each'),
        fc.constantFrom<Partial<LowRankModel>>(
          {},
          { method: 'ML' },
          { scale: 'none' },
          { random: ['asset:time(K)'] },
          { fixed: ['asset'] },
          { fixed: [] },
          { starts: 'several' },
        ),
        (seed, assets, periods, rank, diagonal, options) => {
          const { panel, kernel } = lowRankPanel(seed, { assets, periods, rank, diagonal });
          const model = lowRankModel(kernel, options);
          const expected = denseFit(panel, model);
          fc.pre(expected.converged);
          expectSameFit(fitLowRankPanel(engine, panel, model), expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  test.each([
    ['sixty assets, a diagonal each', 60, 40, 6, 'each'],
    ['sixty assets, one diagonal', 60, 120, 10, 0.3],
    ['no diagonal', 20, 60, 3, 0],
    ['as many factors as assets', 9, 60, 9, 0],
    ['more factors than assets', 6, 60, 8, 0.2],
  ] as const)('%s', (_, assets, periods, rank, diagonal) => {
    const { panel, kernel } = lowRankPanel(7, { assets, periods, rank, diagonal });
    const model = lowRankModel(kernel);
    expectSameFit(fitLowRankPanel(engine, panel, model), denseFit(panel, model));
  });

  test('with variances at 0: of the kernel, of time, of the residual', () => {
    for (const variances of [
      [0, 0.3, 0.6],
      [0.5, 0, 0.5],
      [0.9, 0.1, 0],
    ] as const) {
      for (const diagonal of [0.5, 'each'] as const) {
        const { panel, kernel } = lowRankPanel(5, { assets: 15, periods: 40, rank: 3, diagonal, variances });
        const model = lowRankModel(kernel);
        expectSameFit(fitLowRankPanel(engine, panel, model), denseFit(panel, model), 1e-8);
      }
    }
  });

  test('with two kernels', () => {
    const { panel, kernel } = lowRankPanel(11, { assets: 14, periods: 60, rank: 3, diagonal: 'each' });
    const other = lowRankPanel(12, { assets: 14, periods: 4, rank: 2, diagonal: 0 }).kernel;
    const model = lowRankModel(kernel, {
      random: ['time', 'asset:time(K)', 'asset:time(L)'],
      kernels: { K: kernel, L: other },
    });
    expectSameFit(fitLowRankPanel(engine, panel, model), denseFit(panel, model));
  });

  test('with variances given, and from a start', () => {
    const { panel, kernel } = lowRankPanel(3, { assets: 12, periods: 40, rank: 2, diagonal: 'each' });
    const held = lowRankModel(kernel, { fixedVariances: { time: 0.3 } });
    expectSameFit(fitLowRankPanel(engine, panel, held), denseFit(panel, held));
    const all = lowRankModel(kernel, { fixedVariances: { time: 0.3, 'asset:time(K)': 0.2, residual: 0.5 } });
    expectSameFit(fitLowRankPanel(engine, panel, all), denseFit(panel, all));
    const model = lowRankModel(kernel);
    const first = fitLowRankPanel(engine, panel, model);
    const again = fitLowRankPanel(engine, panel, model, first);
    expectSameFit(again, first);
    expect(again.iterations).toBeLessThan(first.iterations);
  });

  test('kernels are matched by label, in any order and with more assets than the panel', () => {
    const { panel, kernel } = lowRankPanel(3, { assets: 12, periods: 40, rank: 2, diagonal: 'each' });
    const labels = ['other', ...[...kernel.labels].reverse()];
    const from = (i: number): number => Math.max(0, kernel.labels.indexOf(labels[i]));
    const shuffled = {
      labels,
      factors: Float64Array.from(
        { length: 26 },
        (_, at) => kernel.factors[2 * from(Math.floor(at / 2)) + (at % 2)],
      ),
      diagonal: Float64Array.from(labels, (_, i) => (kernel.diagonal as Float64Array)[from(i)]),
    };
    expectSameFit(
      fitLowRankPanel(engine, panel, lowRankModel(shuffled)),
      denseFit(panel, lowRankModel(kernel)),
    );
  });
});

describe('a fit of low rank refuses', () => {
  const { panel, kernel } = lowRankPanel(3, { assets: 6, periods: 30, rank: 2, diagonal: 0.3 });
  const fit = (options: object, of: Panel = panel) =>
    thrown(() => fitLowRankPanel(engine, of, { ...lowRankModel(kernel), ...options }));

  test.each([
    ['common fixed effects', { fixed: ['1', 'market'] }],
    ['persistent effects', { fixed: ['asset'], random: ['asset:market(K)'] }],
    ['contrasts', { contrasts: 'average' }],
    ['weights', { periodWeights: new Float64Array(30).fill(1) }],
    ['a half-life', { halfLife: 12 }],
    ['t errors', { errors: { kind: 't', degreesOfFreedom: 5 } }],
    ['residual groups', { residualGroups: { assets: 'each' } }],
  ])('%s', (_, options) => {
    expect(fit(options).code).toBe('low-rank-model');
  });

  test('t errors and half-lives by what they are called', () => {
    expect(fit({ errors: { kind: 't' } }).message).toContain('errors are not normal');
    expect(fit({ halfLife: 12 }).message).toContain('there is a half-life');
  });

  test('missing cells, naming the first', () => {
    const returns = panel.returns.slice();
    returns[6 * 3 + 2] = NaN;
    const error = fit({}, { ...panel, returns });
    expect([error.code, error.details]).toEqual(['low-rank-missing', { asset: 'A3', period: 'p4' }]);
  });

  test('kernels that are none', () => {
    const code = (own: object): string => fit({ kernels: { K: { ...kernel, ...own } } }).code;
    expect(code({ diagonal: -1 })).toBe('kernel-indefinite');
    expect(code({ diagonal: NaN })).toBe('kernel-not-finite');
    expect(code({ diagonal: new Float64Array(3) })).toBe('kernel-size');
    expect(code({ factors: new Float64Array(13) })).toBe('kernel-size');
    expect(code({ factors: undefined })).toBe('kernel-size');
    expect(code({ labels: ['A1', 'A1', 'A3', 'A4', 'A5', 'A6'] })).toBe('kernel-label');
    expect(code({ labels: ['B1', 'A2', 'A3', 'A4', 'A5', 'A6'] })).toBe('kernel-label');
    expect(code({ factors: new Float64Array(12), diagonal: 0 })).toBe('no-information');
    // the identity is the residual, and a factor of ones is time
    expect(code({ factors: new Float64Array(12), diagonal: 1 })).toBe('not-identifiable');
    expect(code({ factors: new Float64Array(6).fill(2), diagonal: 0 })).toBe('not-identifiable');
  });

  test('the average of the assets as the market, and effects that repeat others', () => {
    const average = Float64Array.from({ length: 30 }, (_, t) =>
      panel.returns.subarray(6 * t, 6 * t + 6).reduce((sum, value) => sum + value / 6, 0),
    );
    expect(fit({}, { ...panel, covariates: { market: average } }).code).toBe('average-market');
    const twice = { market: panel.covariates.market, again: panel.covariates.market };
    const error = fit({ fixed: ['asset', 'asset:market', 'asset:again'] }, { ...panel, covariates: twice });
    expect([error.code, error.details.term]).toEqual(['aliased-fixed-effect', 'asset:again']);
  });
});
