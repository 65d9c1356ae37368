import { describe, expect, it } from 'vitest';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { randomPanel } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';
import { model as sixModel, panel as six } from './support.js';

const [[, engine]] = engines;
const [N, T] = [12, 72];

/** Returns of the model time + asset:time(K) + residual beside two fixed effects an asset, or persistent effects. */
function drawn(seed: number, missing: number): Panel {
  const { normal, uniform } = randomSource(seed);
  const assets = Array.from({ length: N }, (_, i) => `A${i + 1}`);
  const periods = Array.from({ length: T }, (_, t) => `p${t + 1}`);
  const market = Float64Array.from(periods, () => 0.01 + 0.04 * normal());
  const beta = assets.map((_, i) => 1 + 0.05 * (i % 4) + 0.3 * normal());
  const returns = new Float64Array(N * T);
  periods.forEach((_, t) => {
    const [common, ...groups] = Array.from({ length: 4 }, normal);
    assets.forEach((__, i) => {
      const related = 0.02 * groups[i % 3] + 0.01 * common;
      returns[t * N + i] = beta[i] * market[t] + related + 0.02 * normal();
    });
  });
  const listed = assets.map((_, i) => (i % 4 === 0 ? Math.floor(missing * T) : 0));
  return {
    assets,
    periods,
    returns: returns.map((value, cell) =>
      missing > 0 && (Math.floor(cell / N) < listed[cell % N] || uniform() < missing / 4) ? NaN : value,
    ),
    covariates: { market },
  };
}

const complete = drawn(1, 0);
const K = {
  labels: complete.assets,
  values: Float64Array.from({ length: N * N }, (_, k) =>
    Math.floor(k / N) === k % N ? 1 : (Math.floor(k / N) - (k % N)) % 3 === 0 ? 0.8 : 0.05,
  ),
};
const J = decayingKernel(complete.assets, 0.7);
const perAsset: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K, J },
};
const persistent: PanelModel = {
  fixed: ['1', 'market'],
  random: ['asset:market(K)', 'time', 'asset:time(K)'],
  kernels: { K, J },
};

/** The panel without a period. */
function without(panel: Panel, t: number): Panel {
  const rest = <Value>(values: readonly Value[]): Value[] => values.filter((_, u) => u !== t);
  const width = panel.assets.length;
  return {
    ...panel,
    periods: rest(panel.periods),
    returns: panel.returns.filter((_, cell) => Math.floor(cell / width) !== t),
    covariates: Object.fromEntries(
      Object.entries(panel.covariates).map(([name, values]) => [
        name,
        values instanceof Float64Array ? values.filter((_, u) => u !== t) : rest(values),
      ]),
    ),
  };
}

/** θ̂ − θ̂_(t) of a refit in standard errors of the fit, by component that can move. */
function refitted(panel: Panel, model: PanelModel, fit: PanelFit, t: number, labels: string[]): number[] {
  const weights = model.periodWeights?.filter((_, u) => u !== t);
  const refit = engine.fitPanel(
    without(panel, t),
    { ...model, ...(weights && { periodWeights: weights }) },
    fit,
  );
  return labels.map((label) => {
    const k = fit.variances.findIndex((variance) => variance.label === label);
    const { estimate, standardError } = fit.variances[k];
    return (estimate - refit.variances[k].estimate) / standardError!;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (f: (k: number) => number): number => a.reduce((total, _, k) => total + f(k), 0);
  const covariance = sum((k) => (a[k] - ma) * (b[k] - mb));
  return covariance / Math.sqrt(sum((k) => (a[k] - ma) ** 2) * sum((k) => (b[k] - mb) ** 2));
}

const periodWeights = Float64Array.from(complete.periods, (_, t) => 0.5 + (t % 5) / 2);
const average: Panel = {
  ...complete,
  covariates: {
    market: Float64Array.from(complete.periods, (_, t) =>
      complete.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0),
    ),
  },
};
const averageModel: PanelModel = {
  ...perAsset,
  random: ['asset:time(J)', 'asset:time(K)'],
  contrasts: 'average',
};

/** By path, the least correlation of the one-step changes with those of refits. */
const paths: [string, PanelFit['path'], Panel, PanelModel, number][] = [
  ['one kernel', 'spectral', complete, { ...perAsset, kernels: { K: J } }, 0.99],
  [
    'two kernels',
    'collapsed',
    complete,
    { ...perAsset, random: [...perAsset.random, 'asset:time(J)'] },
    0.995,
  ],
  ['missing cells', 'patterns', drawn(2, 0.3), perAsset, 0.999],
  ['persistent effects', 'spectral', complete, persistent, 0.999],
  ['persistent effects and missing cells', 'patterns', drawn(3, 0.3), persistent, 0.999],
  ['period weights', 'spectral', complete, { ...perAsset, periodWeights }, 0.999],
  ['contrasts', 'collapsed', average, averageModel, 0.99],
];

describe('influence of a period on the variances', () => {
  it.each(paths)('is that of refits without it: %s', (_, path, panel, model, least) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe(path);
    const { components, periods, notes } = engine.caseDeletion(panel, model, fit);
    expect(notes).toEqual([]);
    expect(components.length).toBeGreaterThan(1);
    const own: number[][] = components.map(() => []);
    const exact: number[][] = components.map(() => []);
    const distances: number[] = [];
    for (const { period, standardized, changes } of periods) {
      const refit = refitted(panel, model, fit, panel.periods.indexOf(period), components);
      components.forEach((label, k) => {
        own[k].push(standardized[k]);
        exact[k].push(refit[k]);
        const { standardError } = fit.variances.find((variance) => variance.label === label)!;
        expect(changes[k]).toBeCloseTo(standardized[k] * standardError!, 15);
      });
      distances.push(Math.hypot(...refit));
    }
    components.forEach((label, k) => {
      const r = correlation(own[k], exact[k]);
      expect(r, label).toBeGreaterThan(least);
    });
    const cook = periods.map(({ cookDistance }) => Math.sqrt(cookDistance));
    expect(correlation(cook, distances)).toBeGreaterThan(0.85);
  });

  // ten to forty periods: variances reach 0 or leave it, and slopes stand on a few periods
  it.each([
    ['complete', 0, 0.93],
    ['with missing cells', 0.2, 0.9],
  ])('has the correlation with refits of small random panels of every kind: %s', (_, missing, least) => {
    const [own, exact]: number[][] = [[], []];
    let [panels, agreed] = [0, 0];
    for (let seed = 5001; seed < 5041; seed++) {
      const { panel, model } = randomPanel(seed, {
        kernels: seed % 2 === 0 ? 'several' : 'one',
        scale: 'none',
        cells: 160,
        missing,
      });
      if (panel.periods.length < 10) continue;
      const fit = engine.fitPanel(panel, model);
      const { components, periods } = engine.caseDeletion(panel, model, fit);
      const distances: [number, number][] = [];
      for (const { period, standardized, cookDistance } of periods) {
        const t = panel.periods.indexOf(period);
        let refit: number[];
        try {
          refit = refitted(panel, model, fit, t, components);
        } catch {
          continue; // without the period an effect cannot be estimated
        }
        own.push(...standardized);
        exact.push(...refit);
        distances.push([cookDistance, Math.hypot(...refit)]);
      }
      panels++;
      const first = Math.max(...distances.map(([cook]) => cook));
      const nearly = 0.7 * Math.max(...distances.map(([, distance]) => distance));
      if (distances.find(([cook]) => cook === first)![1] > nearly) agreed++;
    }
    expect(panels).toBeGreaterThan(15);
    expect(correlation(own, exact)).toBeGreaterThan(least);
    expect(agreed / panels).toBeGreaterThan(0.8);
  });

  it('is exact, whatever is left out, where one variance is all that there is', () => {
    const single: PanelModel = { ...perAsset, random: [] };
    const fit = engine.fitPanel(complete, single);
    const { components, periods } = engine.caseDeletion(complete, single, fit);
    expect(components).toEqual(['residual']);
    const [{ estimate, standardError }] = fit.variances;
    periods.forEach(({ changes, cookDistance }, t) => {
      const refit = engine.fitPanel(without(complete, t), single).variances[0].estimate;
      expect((estimate - changes[0]) / refit).toBeCloseTo(1, 12);
      // of one variance the average information is the expected one: D is the standardised change squared
      expect(cookDistance / (changes[0] / standardError!) ** 2).toBeCloseTo(1, 8);
    });
  });

  it('is exact where the kernel makes blocks: REML is then an analysis of variance', () => {
    const fit = engine.fitPanel(complete, perAsset);
    const { components, periods } = engine.caseDeletion(complete, perAsset, fit);
    for (const { period, standardized } of periods) {
      const refit = refitted(complete, perAsset, fit, complete.periods.indexOf(period), components);
      standardized.forEach((value, k) => expect(value).toBeCloseTo(refit[k], 8));
    }
  });

  it.each([
    ['all fall together', () => -0.15, 'time'],
    ['some related assets fall', (i: number) => (i % 3 === 0 ? -0.22 : 0), 'asset:time(K)'],
    ['every asset goes its own way', (i: number) => 0.12 * Math.cos(7 * i * i), 'residual'],
  ])('puts the month of a crash first, with its sign: %s', (_, shock, label) => {
    for (const [path, data, model] of [
      ['spectral', complete, perAsset],
      ['patterns', drawn(2, 0.3), perAsset],
      ['spectral', complete, persistent],
    ] as const) {
      const crash = 41;
      const returns = data.returns.map((value, cell) =>
        Math.floor(cell / N) === crash ? value + shock(cell % N) : value,
      );
      const panel = { ...data, returns };
      const fit = engine.fitPanel(panel, model);
      expect(fit.path).toBe(path);
      const { components, periods } = engine.caseDeletion(panel, model, fit);
      const [first, second] = periods.toSorted((a, b) => b.cookDistance - a.cookDistance);
      expect(first.period).toBe(panel.periods[crash]);
      expect(first.cookDistance).toBeGreaterThan(5 * second.cookDistance);
      const k = components.indexOf(label);
      expect(first.standardized.indexOf(Math.max(...first.standardized))).toBe(k);
      const refit = refitted(panel, model, fit, crash, components)[k];
      expect(refit).toBeGreaterThan(1);
      expect(Math.abs(first.standardized[k] / refit - 1)).toBeLessThan(0.03);
    }
  });

  it('holds the scales of a fit: it is that of returns divided by them', () => {
    const model: PanelModel = { ...perAsset, scale: 'residual' };
    const fit = engine.fitPanel(complete, model);
    const scaled = {
      ...complete,
      returns: complete.returns.map((value, cell) => value / fit.scales[cell % N]),
    };
    const own = engine.caseDeletion(complete, model, fit).periods;
    const plain = engine.caseDeletion(scaled, perAsset, engine.fitPanel(scaled, perAsset)).periods;
    own.forEach(({ cookDistance, standardized }, t) => {
      expect(cookDistance).toBeCloseTo(plain[t].cookDistance, 8);
      standardized.forEach((value, k) => expect(value).toBeCloseTo(plain[t].standardized[k], 7));
    });
  });

  it('leaves given variances and those at the boundary where they are', () => {
    const held: PanelModel = { ...perAsset, fixedVariances: { time: 1e-4 } };
    const fit = engine.fitPanel(complete, held);
    const { components, periods } = engine.caseDeletion(complete, held, fit);
    expect(components).toEqual(['asset:time(K)', 'residual']);
    const refit = refitted(complete, held, fit, 7, components);
    periods[7].standardized.forEach((value, k) => expect(value).toBeCloseTo(refit[k], 2));

    // no asset differs from the others in its mean
    const means = complete.assets.map((_, i) =>
      complete.returns.filter((__, cell) => cell % N === i).reduce((sum, r) => sum + r / T, 0),
    );
    const alike = { ...complete, returns: complete.returns.map((value, cell) => value - means[cell % N]) };
    const zero: PanelModel = { ...persistent, random: ['asset(K)', 'time', 'asset:time(K)'] };
    const bound = engine.fitPanel(alike, zero);
    expect(bound.variances[0].atBoundary).toBe(true);
    expect(engine.caseDeletion(alike, zero, bound).components).toEqual(['time', 'asset:time(K)', 'residual']);

    const all = { time: 1e-4, 'asset:time(K)': 1e-4, residual: 4e-4 };
    const given: PanelModel = { ...perAsset, fixedVariances: all };
    const nothing = engine.caseDeletion(complete, given, engine.fitPanel(complete, given));
    expect(nothing.components).toEqual([]);
    expect(nothing.periods.every(({ cookDistance }) => cookDistance === 0)).toBe(true);
  });

  it('takes no variance below 0', () => {
    // all that `time` has comes from one period
    const returns = complete.returns.map((value, cell) => {
      const t = Math.floor(cell / N);
      const mean = complete.returns.subarray(t * N, (t + 1) * N).reduce((sum, r) => sum + r / N, 0);
      return value - (1 - 1e-3) * mean + (t === 20 ? 0.3 : 0);
    });
    const panel = { ...complete, returns };
    const model: PanelModel = { ...perAsset, fixed: ['1'], random: ['time'] };
    const fit = engine.fitPanel(panel, model);
    expect(fit.variances[0].estimate).toBeGreaterThan(0);
    expect(engine.caseDeletion(panel, model, fit).periods[20].changes[0]).toBe(fit.variances[0].estimate);
    expect(engine.fitPanel(without(panel, 20), model).variances[0].estimate).toBe(0);
  });

  it.each([
    ['complete', 0],
    ['with missing cells', 0.3],
  ])('is none of a period that holds nothing but effects of its own: %s', (_, missing) => {
    const data = drawn(4, missing);
    const alone = Float64Array.from(data.periods, (__, t) => (t === 30 ? 1 : 0));
    data.returns.fill(0.01, 30 * N, 31 * N);
    const panel: Panel = { ...data, covariates: { ...data.covariates, alone } };
    const model: PanelModel = { ...perAsset, fixed: [...perAsset.fixed, 'asset:alone'] };
    const fit = engine.fitPanel(panel, model);
    const rest = engine.fitPanel(without(data, 30), perAsset);
    const { periods } = engine.caseDeletion(panel, model, fit);
    fit.variances.forEach(({ estimate }, k) => {
      expect(rest.variances[k].estimate / estimate).toBeCloseTo(1, 8);
      expect(Math.abs(periods[30].standardized[k])).toBeLessThan(1e-6);
    });
    expect(periods[30].cookDistance).toBeLessThan(1e-10);
    expect(periods.filter(({ cookDistance }) => cookDistance > 1e-6).length).toBeGreaterThan(T - 5);
  });

  it.each([
    ['complete', 0],
    ['with missing cells', 0.3],
  ])('takes a common effect of the period alone with it: %s', (_, missing) => {
    const data = drawn(6, missing);
    const alone = Float64Array.from(data.periods, (__, t) => (t === 30 ? 1 : 0));
    const returns = data.returns.map((value, cell) =>
      Math.floor(cell / N) === 30 ? value - 0.1 * (cell % 3) : value,
    );
    const panel: Panel = { ...data, returns, covariates: { ...data.covariates, alone } };
    const model: PanelModel = { ...perAsset, fixed: [...perAsset.fixed, 'alone'] };
    const fit = engine.fitPanel(panel, model);
    const { components, periods } = engine.caseDeletion(panel, model, fit);
    const rest = engine.fitPanel(without(panel, 30), perAsset);
    components.forEach((label, k) => {
      const own = fit.variances.find((variance) => variance.label === label)!;
      const { estimate } = rest.variances.find((variance) => variance.label === label)!;
      const expected = (own.estimate - estimate) / own.standardError!;
      expect(Math.abs(periods[30].standardized[k] - expected)).toBeLessThan(0.05 + 0.1 * Math.abs(expected));
    });
    expect(periods.toSorted((a, b) => b.cookDistance - a.cookDistance)[0].period).toBe('p31');
  });

  it('leaves out periods without returns, and counts those that there are', () => {
    const returns = complete.returns.map((value, cell) =>
      Math.floor(cell / N) === 3 || cell === 5 * N ? NaN : value,
    );
    const panel = { ...complete, returns };
    const { periods } = engine.caseDeletion(panel, perAsset, engine.fitPanel(panel, perAsset));
    expect(periods).toHaveLength(T - 1);
    expect(periods.map(({ period }) => period)).not.toContain('p4');
    expect(periods[4]).toMatchObject({ period: 'p6', observations: N - 1 });
  });

  it('with t errors takes the weights as known, says so, and finds the crash tamed', () => {
    const returns = complete.returns.map((value, cell) =>
      Math.floor(cell / N) === 41 ? value - 0.15 : value,
    );
    const panel = { ...complete, returns };
    const model: PanelModel = { ...perAsset, errors: { kind: 't', degreesOfFreedom: 4 } };
    const tamed = engine.fitPanel(panel, model);
    const { periods, notes } = engine.caseDeletion(panel, model, tamed);
    expect(notes).toEqual([expect.stringContaining('t weights')]);
    const normal = engine.caseDeletion(panel, perAsset, engine.fitPanel(panel, perAsset)).periods;
    expect(periods[41].cookDistance).toBeLessThan(0.2 * normal[41].cookDistance);
    const weighted: PanelModel = { ...perAsset, periodWeights: tamed.errors!.weights };
    const same = engine.caseDeletion(panel, weighted, engine.fitPanel(panel, weighted)).periods;
    expect(periods[7].cookDistance / same[7].cookDistance).toBeCloseTo(1, 3);
  });

  it('is refused for another fit, one that did not converge, and periods with a half-life', () => {
    const fit = engine.fitPanel(six, sixModel);
    const halfLife: PanelModel = { ...sixModel, halfLife: 12 };
    const codes = [
      thrown(() => engine.caseDeletion(complete, perAsset, fit)),
      thrown(() => engine.caseDeletion(six, sixModel, { ...fit, converged: false })),
      thrown(() => engine.caseDeletion(six, halfLife, engine.fitPanel(six, halfLife))),
    ].map(({ code }) => code);
    expect(codes).toEqual(['fit-mismatch', 'not-converged', 'discounted-likelihood']);
  });
});
