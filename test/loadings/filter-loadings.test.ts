import { describe, expect, it } from 'vitest';
import { createEngine, type Panel, type PanelModel } from '../../src/browser.js';
import { EngineCore } from '../../src/engine/core.js';
import type { FurtherExports } from '../../src/engine/exports.js';
import { compileEngine, compileFurther } from '../../src/engine/module.js';
import { filterLoadings } from '../../src/loadings/filter-loadings.js';
import { loadingsPath } from '../../src/loadings/loadings-path.js';
import { mixtureTail } from '../../src/loadings/estimate-ratios.js';
import { expectClose } from '../support/close.js';
import { denseLoadings } from '../support/dense-loadings.js';
import { fixed, kernel, modelOf, names, simulated } from '../support/simulated-loadings.js';
import { rejected } from '../support/thrown.js';

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
const engine = await createEngine();
const scales = [0.5, 0.6, 0.7, 0.8];
const variances = { time: 0.3, 'asset:time(K)': 0.4, residual: 0.7 };
const Omega = kernel.map((row, i) => row.map((value, k) => 0.3 + 0.4 * value + (i === k ? 0.7 : 0)));
const identity = kernel.map((row, i) => row.map((_, k) => (i === k ? 1 : 0)));
const clear = (values: Float64Array): number[] => [...values];

describe.each(builds)('filters of loadings (%s)', (_, core, further) => {
  it.each([
    ['one covariate, each asset on its own', [0.2], undefined, 0],
    ['one covariate that moves by the kernel', [0.2], 'K', 0],
    ['two covariates', [0.2, 0.1], undefined, 0],
    ['missing returns', [0.2], 'K', 9],
    ['missing returns and two covariates', [0.2, 0.1], undefined, 5],
  ] as const)('agree with the joint distribution of all returns: %s', (_name, steps, own, missing) => {
    const T = 14;
    const { panel } = simulated(3, T, steps, missing);
    const noise = Object.fromEntries(Object.keys(panel.covariates).map((name, j) => [name, 0.05 / (1 + j)]));
    const given = { noise, variances, scales: Float64Array.from(scales) };
    const path = loadingsPath(core, further, panel, modelOf(panel), { given, kernel: own }, 'all');
    expect(path.path).toBe(missing > 0 ? 'joint' : 'split');
    const moving = Object.entries(noise).map(([name, q]) => ({ name, q }));
    const dense = (end: number) =>
      denseLoadings(panel, moving, own === undefined ? identity : kernel, Omega, scales, end);
    const whole = dense(T - 1);
    expect(path.logLikelihood).toBeCloseTo(whole.logLikelihood, 8);
    expectClose(clear(path.smoothed), whole.mean, 1e-8);
    expectClose(clear(path.smoothedErrors), whole.variance.map(Math.sqrt), 1e-7);
    const width = names.length * steps.length;
    for (const end of [9, T - 1]) {
      const part = dense(end);
      const rows = [end * width, (end + 1) * width] as const;
      expectClose(clear(path.filtered.subarray(...rows)), part.mean.slice(...rows), 1e-8);
      expectClose(
        clear(path.filteredErrors.subarray(...rows)),
        part.variance.slice(...rows).map(Math.sqrt),
        1e-7,
      );
    }
  });

  it('give the same split and together', () => {
    const { panel } = simulated(5, 30, [0.2]);
    const given = { noise: { market: 0.03 }, variances, scales: Float64Array.from(scales) };
    const split = loadingsPath(core, further, panel, modelOf(panel), { given, kernel: 'K' }, 'all');
    // one more period of which nothing is seen changes nothing but the path
    const longer: Panel = {
      ...panel,
      periods: [...panel.periods, 'next'],
      returns: Float64Array.from([...panel.returns, NaN, NaN, NaN, NaN]),
      covariates: { market: Float64Array.from([...(panel.covariates.market as Float64Array), 0]) },
    };
    const joint = loadingsPath(core, further, longer, modelOf(panel), { given, kernel: 'K' }, 'all');
    expect(joint.path).toBe('joint');
    expect(joint.logLikelihood).toBeCloseTo(split.logLikelihood, 9);
    for (const key of [
      'filtered',
      'filteredErrors',
      'smoothed',
      'smoothedErrors',
      'innovations',
      'innovationDeviations',
    ] as const) {
      const known = clear(split[key])
        .map((value, cell) => (Number.isNaN(value) ? -1 : cell))
        .filter((cell) => cell >= 0);
      expect(known.length).toBeGreaterThan(100);
      expectClose(
        known.map((cell) => joint[key][cell]),
        known.map((cell) => split[key][cell]),
        1e-10,
      );
    }
  });
});

it('is the constant model with its REML likelihood at q = 0', () => {
  for (const missing of [0, 6]) {
    const { panel } = simulated(7, 40, [0], missing);
    const model = modelOf(panel);
    const fit = engine.fitPanel(panel, model);
    const [, core, further] = builds[0];
    const given = {
      noise: { market: 0 },
      variances: Object.fromEntries(fit.variances.map(({ label, estimate }) => [label, estimate])),
      scales: fit.scales,
    };
    const path = loadingsPath(core, further, panel, model, { given }, 'all');
    expect(path.logLikelihood).toBeCloseTo(fit.logLikelihood, 7);
    const estimates = new Map(fit.fixedEffects.map(({ label, estimate }) => [label, estimate]));
    names.forEach((asset, i) => {
      expect(path.filtered[39 * 4 + i]).toBeCloseTo(estimates.get(`asset:market[${asset}]`)!, 9);
      expect(path.smoothed[i]).toBeCloseTo(estimates.get(`asset:market[${asset}]`)!, 9);
      expect(path.constants[`asset[${asset}]`]).toBeCloseTo(estimates.get(`asset[${asset}]`)!, 9);
    });
  }
});

it('estimates that loadings stay, and how fast they move, with intervals that cover them', async () => {
  const still = await filterLoadings(
    engine,
    simulated(11, 120, [0]).panel,
    modelOf(simulated(11, 120, [0]).panel),
  );
  expect(still.test!.pValue).toBeGreaterThan(0.05);
  const { panel, path: truth } = simulated(12, 300, [0.1], 0, 12);
  const model: PanelModel = { fixed: fixed(panel), random: ['time'], kernels: {} };
  const path = await filterLoadings(engine, panel, model);
  const [{ variance, ratio, standardError }] = path.moving;
  expect(path.converged).toBe(true);
  expect(path.test!.pValue).toBeLessThan(1e-6);
  expect(Math.abs(variance - 0.01)).toBeLessThan(3.5 * ((standardError! * variance) / ratio));
  for (const [means, errors] of [
    [path.filtered, path.filteredErrors],
    [path.smoothed, path.smoothedErrors],
  ]) {
    const told = truth
      .map((value, cell) => Math.abs(value - means[cell]) < 1.96 * errors[cell])
      .slice(12 * 20);
    const share = told.filter(Boolean).length / told.length;
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(0.98);
  }
  const standardised = path.standardised!.filter((value) => !Number.isNaN(value));
  const square = standardised.reduce((sum, value) => sum + value * value, 0) / standardised.length;
  expect(square).toBeGreaterThan(0.95);
  expect(square).toBeLessThan(1.05);
});

it('is at a maximum of its likelihood', async () => {
  const { panel } = simulated(13, 100, [0.15]);
  const model = modelOf(panel, ['asset:time(K)']);
  const path = await filterLoadings(engine, panel, model);
  for (const factor of [0.9, 1.1]) {
    for (const label of ['market', ...Object.keys(path.variances)]) {
      const given = { noise: { ...path.noise }, variances: { ...path.variances }, scales: path.scales };
      if (label === 'market') given.noise.market *= factor;
      else given.variances[label] *= factor;
      const beside = await filterLoadings(engine, panel, model, { given });
      expect(beside.logLikelihood).toBeLessThanOrEqual(path.logLikelihood + 1e-7);
    }
  }
});

it('leaves what was filtered before alone where the future is another', async () => {
  for (const missing of [0, 5]) {
    const { panel } = simulated(17, 40, [0.2], missing);
    const given = { noise: { market: 0.03 }, variances, scales: Float64Array.from(scales) };
    const before = await filterLoadings(engine, panel, modelOf(panel), { given });
    const returns = panel.returns.map((value, cell) => (cell >= 30 * 4 ? value * -3 : value));
    const after = await filterLoadings(engine, { ...panel, returns }, modelOf(panel), { given });
    const end = missing > 0 ? 28 : 30;
    expect(clear(after.filtered.subarray(0, end * 4))).toEqual(clear(before.filtered.subarray(0, end * 4)));
    expect(clear(after.innovations.subarray(0, end * 4))).toEqual(
      clear(before.innovations.subarray(0, end * 4)),
    );
    expect(clear(after.smoothed.subarray(0, 120))).not.toEqual(clear(before.smoothed.subarray(0, 120)));
  }
});

it('has the same bits on both builds', () => {
  const { panel } = simulated(19, 30, [0.2, 0.1], 4);
  const complete = simulated(19, 60, [0.2]).panel;
  const [released, debugged] = builds.map(([, core, further]) => [
    loadingsPath(
      core,
      further,
      panel,
      modelOf(panel),
      { given: { noise: { market: 0.01, x1: 0.02 }, variances, scales: Float64Array.from(scales) } },
      'all',
    ),
    loadingsPath(core, further, complete, modelOf(complete), {}, 'all'),
  ]);
  expect(released).toEqual(debugged);
});

it('keeps contrasts to the average at the average', async () => {
  const { panel } = simulated(23, 80, [0.2]);
  const market = Float64Array.from(
    { length: 80 },
    (_, t) => panel.returns.subarray(t * 4, t * 4 + 4).reduce((a, b) => a + b, 0) / 4,
  );
  const own: Panel = { ...panel, covariates: { market } };
  const model: PanelModel = { ...modelOf(own), contrasts: 'average' };
  const path = await filterLoadings(engine, own, model);
  for (let t = 5; t < 80; t++) {
    const mean = path.filtered.subarray(t * 4, t * 4 + 4).reduce((a, b) => a + b, 0) / 4;
    expect(mean).toBeCloseTo(1, 9);
  }
  const fit = engine.fitPanel(own, model);
  expect(path.constantLogLikelihood).toBeCloseTo(fit.logLikelihood, 7);
});

it('mixes the tails of χ²', () => {
  expect(mixtureTail(0, 1)).toBe(1);
  expect(mixtureTail(2.705543454, 1)).toBeCloseTo(0.05, 8);
});

it('refuses what it does not know, by name', async () => {
  const { panel } = simulated(29, 30, [0.2]);
  const code = async (model: PanelModel, options = {}): Promise<string> =>
    (await rejected(filterLoadings(engine, panel, model, options))).code;
  const model = modelOf(panel);
  expect(await code({ ...model, random: ['asset(K)'] })).toBe('filter-model');
  expect(await code({ ...model, fixed: ['asset', 'market'] })).toBe('filter-model');
  expect(await code({ ...model, halfLife: 10 })).toBe('filter-model');
  expect(await code(model, { moving: ['regime'] })).toBe('unknown-covariate');
  expect(await code(model, { kernel: 'L' })).toBe('unknown-kernel');
  expect(
    await code(model, { given: { noise: { market: -1 }, variances, scales: Float64Array.from(scales) } }),
  ).toBe('bad-variances');
});
