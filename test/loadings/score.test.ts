import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/browser.js';
import { EngineCore } from '../../src/engine/core.js';
import type { FurtherExports } from '../../src/engine/exports.js';
import { compileEngine, compileFurther } from '../../src/engine/module.js';
import { filterAt, type Ratios } from '../../src/loadings/filter-at.js';
import { movingRows } from '../../src/loadings/moving-rows.js';
import { scoreAt } from '../../src/loadings/score-at.js';
import type { LoadingsOptions } from '../../src/loadings/types.js';
import { Matrix } from 'ml-matrix';
import { expectClose } from '../support/close.js';
import { evaluate } from '../support/dense-likelihood.js';
import { kernel, modelOf, names, simulated } from '../support/simulated-loadings.js';

const builds = await Promise.all(
  (['release', 'debug'] as const).map(
    async (build) =>
      [
        build,
        await EngineCore.create(await compileEngine(build)),
        EngineCore.of<FurtherExports>(await compileFurther(build)),
      ] as const,
  ),
);
const scales = Float64Array.of(0.5, 0.6, 0.7, 0.8);
const labels = ['time', 'asset:time(K)', 'residual'];
const fit = {
  scales,
  variances: labels.map((label) => ({ label, estimate: 0.5, standardError: null, atBoundary: false })),
};
const L = kernel.map((row, i) => row.map((_, k) => (i === k ? 1 : i + k === 3 ? 0.4 : 0.1)));
const model = (panel: Panel): PanelModel => ({
  ...modelOf(panel),
  kernels: { ...modelOf(panel).kernels, L: { labels: names, values: Float64Array.from(L.flat()) } },
});

type Case = [string, number[], LoadingsOptions['kernel'], number, 'split' | 'joint'];
const cases: Case[] = [
  ['each on its own', [0.2], undefined, 0, 'split'],
  ['by a kernel', [0.2], 'K', 0, 'split'],
  ['partly alike', [0.2], ['K', null], 0, 'split'],
  ['by two kernels', [0.2], ['K', 'L'], 0, 'split'],
  ['two covariates by a kernel', [0.2, 0.1], 'K', 0, 'split'],
  ['two covariates, partly alike', [0.2, 0.1], ['K', null], 0, 'joint'],
  ['missing returns', [0.2], null, 9, 'joint'],
  ['missing returns, by a kernel', [0.2, 0.1], 'K', 9, 'joint'],
  ['missing returns, by two kernels', [0.2, 0.1], ['L', 'K'], 5, 'joint'],
];

describe.each(builds)('the score of moving loadings (%s)', (_, core, further) => {
  it.each(cases)('is that of the joint distribution: %s', (_name, steps, own, missing, path) => {
    const { panel } = simulated(31, 13, steps, missing);
    const rows = movingRows(core, panel, model(panel), fit, { kernel: own });
    const ratios: Ratios = {
      noise: Float64Array.from(
        { length: steps.length * rows.kernels.length },
        (_, cell) => 0.05 / (1 + cell),
      ),
      within: Float64Array.of(0.3, 0.4),
    };
    const at = scoreAt(core, further, rows, ratios)!;
    const { residual, split } = filterAt(core, further, rows, ratios)!;
    expect(split === null ? 'joint' : 'split').toBe(path);
    const dense = denseModel(
      panel,
      rows.kernels.map(({ name }) => name),
    );
    const units = rows.moving.flatMap((_, j) =>
      rows.kernels.map(() => rows.units[rows.constant.length + j] ** 2),
    );
    const theta = [
      ...ratios.noise.map((ratio, cell) => (ratio * residual) / units[cell]),
      ...ratios.within.map((ratio) => ratio * residual),
      residual,
    ];
    const { score, logLikelihood } = evaluate(dense, theta)!;
    expect(at.logLikelihood).toBeCloseTo(logLikelihood, 8);
    const count = ratios.noise.length;
    expectClose(
      [...at.noise],
      score.slice(0, count).map((value, cell) => (value * residual) / units[cell]),
      1e-7,
    );
    expectClose(
      [...at.within],
      score.slice(count, -1).map((value) => value * residual),
      1e-7,
    );
    // the residual variance is at its maximum, where a common factor of all moves ℓ by nothing
    expect(theta.reduce((sum, value, k) => sum + value * score[k], 0)).toBeCloseTo(0, 8);
  });

  it('is the limit of differences, wherever it is', () => {
    const ratio = fc.double({ min: 1e-3, max: 2, noNaN: true });
    const property = fc.property(
      fc.constantFrom(...cases),
      fc.array(ratio, { minLength: 6, maxLength: 6 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.boolean(),
      ([, steps, own, missing], values, seed, isContrasted) => {
        const { panel } = simulated(seed, 16, steps, isContrasted ? 0 : missing);
        const asked: PanelModel = {
          ...model(panel),
          ...(isContrasted && { contrasts: 'average', random: ['asset:time(K)'] }),
        };
        const known = isContrasted ? { ...fit, variances: fit.variances.slice(1) } : fit;
        if (isContrasted) panel.covariates.market = averageOf(panel);
        const rows = movingRows(core, panel, asked, known, { kernel: own });
        const count = steps.length * rows.kernels.length;
        const all = values.slice(0, count + known.variances.length - 1);
        const of = (x: number[]): Ratios => ({
          noise: Float64Array.from(x.slice(0, count)),
          within: Float64Array.from(x.slice(count)),
        });
        const { noise, within } = scoreAt(core, further, rows, of(all))!;
        const h = 1e-4;
        const slopes = all.map((value, k) => {
          const at = (shift: number): number =>
            filterAt(core, further, rows, of(all.map((own, l) => (l === k ? value * (1 + shift) : own))))!
              .logLikelihood;
          return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h * value);
        });
        [...noise, ...within].forEach((own, k) =>
          expect(Math.abs(own - slopes[k]) * all[k]).toBeLessThan(1e-6 * (1 + Math.abs(own * all[k]))),
        );
      },
    );
    fc.assert(property, { numRuns: 40 });
  });
});

it('has the same bits on both builds', () => {
  for (const [, steps, own, missing] of cases) {
    const { panel } = simulated(37, 20, steps, missing);
    const [released, debugged] = builds.map(([, core, further]) => {
      const rows = movingRows(core, panel, model(panel), fit, { kernel: own });
      const noise = new Float64Array(steps.length * rows.kernels.length).fill(0.02);
      return scoreAt(core, further, rows, { noise, within: Float64Array.of(0.3, 0.4) });
    });
    expect(released).toEqual(debugged);
  }
});

it('is defined where loadings stay, and says whether they would rather move', () => {
  const [, core, further] = builds[0];
  const slope = (step: number): number => {
    const { panel } = simulated(41, 150, [step]);
    const rows = movingRows(core, panel, model(panel), fit, {});
    return scoreAt(core, further, rows, { noise: new Float64Array(1), within: Float64Array.of(0.1, 0) })!
      .noise[0];
  };
  expect(slope(0.2)).toBeGreaterThan(100);
  expect(slope(0)).toBeLessThan(slope(0.2) / 10);
});

function averageOf({ returns, periods, assets }: Panel): Float64Array {
  const N = assets.length;
  return Float64Array.from(
    periods,
    (_, t) => returns.subarray(t * N, t * N + N).reduce((a, b) => a + b, 0) / N,
  );
}

/** All cells stacked: covariances of each variance of the steps, then of `time`, `asset:time(K)` and the residual. */
function denseModel({ assets, returns, covariates }: Panel, kernels: readonly (string | null)[]) {
  const N = assets.length;
  const x = Object.values(covariates) as Float64Array[];
  const cells = Array.from(returns.keys()).filter((cell) => !Number.isNaN(returns[cell]));
  const level = Array.from(cells.keys());
  const matrix = (of: (t: number, i: number, u: number, k: number) => number) => {
    const rows = cells.map((a) =>
      cells.map((b) => {
        const [i, k] = [a % N, b % N];
        return scales[i] * scales[k] * of(Math.floor(a / N), i, Math.floor(b / N), k);
      }),
    );
    const V = new Matrix(rows);
    return { V, level, loading: level.map(() => 1), effectCovariance: V };
  };
  const same = (a: number, b: number): number => (a === b ? 1 : 0);
  const byName = (name: string | null, i: number, k: number): number =>
    name === null ? same(i, k) : { K: kernel, L }[name as 'K' | 'L'][i][k];
  const terms = [
    ...x.flatMap((values) =>
      kernels.map((name) =>
        matrix((t, i, u, k) => values[t] * values[u] * Math.min(t, u) * byName(name, i, k)),
      ),
    ),
    matrix((t, _i, u) => same(t, u)),
    matrix((t, i, u, k) => same(t, u) * kernel[i][k]),
    matrix((t, i, u, k) => same(t, u) * same(i, k)),
  ];
  const X = Matrix.zeros(cells.length, N * (1 + x.length));
  cells.forEach((cell, c) => {
    X.set(c, cell % N, 1);
    x.forEach((values, j) => X.set(c, (1 + j) * N + (cell % N), values[Math.floor(cell / N)]));
  });
  return { y: cells.map((cell) => returns[cell]), X, terms, method: 'REML' as const } as Parameters<
    typeof evaluate
  >[0];
}
