import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { denseModel } from '../support/dense-model.js';
import type { DenseFit } from '../support/dense-reml.js';
import { expectFit } from '../support/expect-fit.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';
import { shuffle } from '../support/random-kernels.js';
import { randomPanel } from '../support/random-panels.js';
import { readReferencePanel, referencePath } from '../support/reference-panels.js';

const cases = [
  ...[3, 7, 12, 16, 35, 40].map((seed) =>
    randomPanel(seed, { kernels: 'one', scale: seed % 2 ? 'none' : 'residual' }),
  ),
  ...[1, 4, 9, 10, 15, 20].map((seed) =>
    randomPanel(seed, { kernels: 'several', scale: seed % 2 ? 'none' : 'residual' }),
  ),
];

/** A fit as what a changed one is compared with: v_k beside it, its numbers transformed as the theory says. */
function expected(fit: PanelFit, panel: Panel, model: PanelModel, change: Partial<PanelFit>): DenseFit {
  const changed = { ...fit, ...change };
  const { terms } = denseModel(panel, model);
  return {
    ...changed,
    contributions: changed.variances.map(({ estimate }, k) => estimate * terms[k].meanDiagonal),
  };
}

const times = (values: Float64Array, factor: number): Float64Array => values.map((value) => value * factor);

function scaledVariances(fit: PanelFit, factor: (label: string) => number): PanelFit['variances'] {
  return fit.variances.map((component) => ({
    ...component,
    estimate: component.estimate * factor(component.label),
    standardError:
      component.standardError === null ? null : component.standardError * factor(component.label),
  }));
}

function scaledEffects(fit: PanelFit, factor: (label: string) => number): PanelFit['randomEffects'] {
  return Object.fromEntries(
    Object.entries(fit.randomEffects).map(([label, values]) => [label, times(values, factor(label))]),
  );
}

/** Rows (periods) or columns (assets) of a periods × assets matrix in another order. */
function reordered(
  values: Float64Array,
  assets: number,
  order: { periods?: number[]; assets?: number[] },
): Float64Array {
  return values.map((_, cell) => {
    const t = Math.floor(cell / assets);
    const i = cell % assets;
    return values[(order.periods?.[t] ?? t) * assets + (order.assets?.[i] ?? i)];
  });
}

describe.each(engines)('invariances of the REML fit, %s build', (_, engine) => {
  describe.each(cases.map((drawn) => [drawn.description, drawn] as const))('%s', (__, { panel, model }) => {
    const n = panel.assets.length;
    const fixedColumns = denseModel(panel, model).X.columns;
    const fit = (): PanelFit => engine.fitPanel(panel, model);

    it('is the same bits when done again', () => {
      expect(fit()).toEqual(fit());
    });

    it.each([1e-4, 1e4])('scales with the returns: %d', (c) => {
      const base = fit();
      const scaled: Panel = { ...panel, returns: times(panel.returns, c) };
      const again = engine.fitPanel(scaled, model);
      const onScaledReturns = model.scale === 'residual';
      const change: Partial<PanelFit> = {
        variances: scaledVariances(base, () => (onScaledReturns ? 1 : c * c)),
        fixedEffects: base.fixedEffects.map((effect) => ({
          ...effect,
          estimate: c * effect.estimate,
          standardError: c * effect.standardError,
        })),
        randomEffects: scaledEffects(base, (label) => (label === 'time' && onScaledReturns ? 1 : c)),
        fitted: times(base.fitted, c),
        residuals: times(base.residuals, c),
        logLikelihood: base.logLikelihood - (panel.returns.length - fixedColumns) * Math.log(c),
        scales: onScaledReturns ? times(base.scales, c) : base.scales,
      };
      expectFit(again, expected(base, scaled, model, change), scaled);
      expect(Math.abs(again.iterations - base.iterations)).toBeLessThanOrEqual(3);
    });

    it('takes a constant added to all returns into the intercept', () => {
      const base = fit();
      const shifted: Panel = { ...panel, returns: panel.returns.map((value) => value + 0.05) };
      const fixedEffects = base.fixedEffects.map((effect) => {
        if (effect.label !== '1' && !effect.label.startsWith('asset[')) return effect;
        const estimate = effect.estimate + 0.05;
        return { ...effect, estimate, tValue: estimate / effect.standardError };
      });
      const fitted = base.fitted.map((value) => value + 0.05);
      expectFit(
        engine.fitPanel(shifted, model),
        expected(base, shifted, model, { fixedEffects, fitted }),
        shifted,
      );
    });

    it('does not depend on the order of the assets', () => {
      const base = fit();
      const order = shuffle(
        randomSource(n),
        Array.from({ length: n }, (___, i) => i),
      );
      const permuted: Panel = {
        ...panel,
        assets: order.map((i) => panel.assets[i]),
        returns: reordered(panel.returns, n, { assets: order }),
      };
      const again = engine.fitPanel(permuted, model);
      const byLabel = new Map(base.fixedEffects.map((effect) => [effect.label, effect]));
      const change: Partial<PanelFit> = {
        fixedEffects: again.fixedEffects.map(({ label }) => byLabel.get(label)!),
        randomEffects: Object.fromEntries(
          Object.entries(base.randomEffects).map(([label, values]) => [
            label,
            label === 'time' ? values : reordered(values, n, { assets: order }),
          ]),
        ),
        fitted: reordered(base.fitted, n, { assets: order }),
        residuals: reordered(base.residuals, n, { assets: order }),
        scales: reordered(base.scales, n, { assets: order }),
      };
      expectFit(again, expected(base, permuted, model, change), permuted);
    });

    it('does not depend on the order of the periods', () => {
      const base = fit();
      const order = shuffle(
        randomSource(n),
        Array.from({ length: panel.periods.length }, (___, t) => t),
      );
      const permuted: Panel = {
        ...panel,
        periods: order.map((t) => panel.periods[t]),
        returns: reordered(panel.returns, n, { periods: order }),
        covariates: Object.fromEntries(
          Object.entries(panel.covariates).map(([name, values]) => [
            name,
            Array.isArray(values) ? order.map((t) => values[t]) : Float64Array.from(order, (t) => values[t]),
          ]),
        ),
      };
      const change: Partial<PanelFit> = {
        randomEffects: Object.fromEntries(
          Object.entries(base.randomEffects).map(([label, values]) => {
            const perPeriod = values.length === panel.periods.length && label === 'time';
            if (perPeriod) return [label, Float64Array.from(order, (t) => values[t])];
            return [
              label,
              label.startsWith('asset:time') ? reordered(values, n, { periods: order }) : values,
            ];
          }),
        ),
        fitted: reordered(base.fitted, n, { periods: order }),
        residuals: reordered(base.residuals, n, { periods: order }),
      };
      expectFit(engine.fitPanel(permuted, model), expected(base, permuted, model, change), permuted);
    });

    it('does not depend on the order of a kernel’s labels', () => {
      const kernels = Object.fromEntries(
        Object.entries(model.kernels).map(([name, { labels, values }]): [string, Kernel] => [
          name,
          { labels: labels.toReversed(), values: values.toReversed() },
        ]),
      );
      const base = fit();
      expectFit(engine.fitPanel(panel, { ...model, kernels }), expected(base, panel, model, {}), panel);
    });

    it('divides a variance by what its kernel is multiplied with', () => {
      const names = Object.keys(model.kernels);
      const factors = new Map(names.map((name, k) => [name, [1e3, 0.02, 7][k % 3]]));
      const kernels = Object.fromEntries(
        names.map((name): [string, Kernel] => {
          const { labels, values } = model.kernels[name];
          return [name, { labels, values: times(values, factors.get(name)!) }];
        }),
      );
      const base = fit();
      const scaled: PanelModel = { ...model, kernels };
      const variances = scaledVariances(
        base,
        (label) => 1 / (factors.get(/\((.+)\)$/.exec(label)?.[1] ?? '') ?? 1),
      );
      expectFit(engine.fitPanel(panel, scaled), expected(base, panel, scaled, { variances }), panel);
    });

    it('has slopes and log-likelihood that follow the unit of the covariate', () => {
      const base = fit();
      const b = 250;
      const market = times(panel.covariates.market as Float64Array, b);
      const scaled: Panel = { ...panel, covariates: { ...panel.covariates, market } };
      const isSlope = (label: string): boolean => label === 'market' || label.startsWith('asset:market');
      const change: Partial<PanelFit> = {
        variances: scaledVariances(base, (label) => (isSlope(label) ? 1 / (b * b) : 1)),
        randomEffects: scaledEffects(base, (label) => (isSlope(label) ? 1 / b : 1)),
        fixedEffects: base.fixedEffects.map((effect) =>
          isSlope(effect.label)
            ? { ...effect, estimate: effect.estimate / b, standardError: effect.standardError / b }
            : effect,
        ),
        logLikelihood:
          base.logLikelihood - base.fixedEffects.filter(({ label }) => isSlope(label)).length * Math.log(b),
      };
      expectFit(engine.fitPanel(scaled, model), expected(base, scaled, model, change), scaled);
    });

    it('finds the same optimum from any start', () => {
      const base = fit();
      const same = engine.fitPanel(panel, model, base);
      expectFit(same, expected(base, panel, model, {}), panel);
      expect(same.iterations).toBeLessThanOrEqual(base.iterations);
      const starts: ((estimate: number, k: number) => number)[] = [
        (estimate, k) => (k === base.variances.length - 1 ? estimate : 0),
        (estimate, k) => (k === base.variances.length - 1 ? 1e-3 * estimate : estimate + 0.1),
        (estimate) => 1e6 * estimate,
      ];
      for (const moved of starts) {
        const start: PanelFit = {
          ...base,
          variances: base.variances.map((component, k) => {
            const estimate = moved(component.estimate, k);
            return { ...component, estimate, atBoundary: estimate === 0 };
          }),
        };
        expectFit(engine.fitPanel(panel, model, start), expected(base, panel, model, {}), panel);
      }
    });

    it('has variances either exactly 0 without a standard error or positive with one', () => {
      for (const { estimate, standardError, atBoundary } of fit().variances) {
        expect(atBoundary).toBe(estimate === 0);
        if (atBoundary) expect(standardError).toBe(null);
        else expect(standardError).toBeGreaterThan(0);
      }
    });

    it('leaves its arguments unchanged', () => {
      const before = structuredClone({ panel, model });
      const base = fit();
      const start = structuredClone(base);
      engine.fitPanel(panel, model, base);
      expect({ panel, model }).toEqual(before);
      expect(base).toEqual(start);
    });
  });

  it('shifts only the intercept when a covariate beside it is shifted', () => {
    const { panel, model } = readReferencePanel(referencePath('boundary'));
    const base = engine.fitPanel(panel, model);
    const m = (panel.covariates.m as Float64Array).map((value) => 7 * value + 300);
    const shifted: Panel = { ...panel, covariates: { ...panel.covariates, m } };
    const again = engine.fitPanel(shifted, model);
    const slope = base.fixedEffects[1];
    const intercept = again.fixedEffects[0];
    expect(intercept.estimate).toBeCloseTo(base.fixedEffects[0].estimate - (300 / 7) * slope.estimate, 8);
    const change: Partial<PanelFit> = {
      fixedEffects: [
        intercept,
        { ...slope, estimate: slope.estimate / 7, standardError: slope.standardError / 7 },
        base.fixedEffects[2],
      ],
      logLikelihood: base.logLikelihood - Math.log(7),
    };
    expectFit(again, expected(base, shifted, model, change), shifted);
  });

  it('keeps the golden zero at exactly 0 whatever the size of the returns', () => {
    const { panel, model } = readReferencePanel(referencePath('boundary'));
    for (const c of [1e-6, 1e-3, 1, 1e3, 1e6]) {
      const { variances, randomEffects } = engine.fitPanel(
        { ...panel, returns: times(panel.returns, c) },
        model,
      );
      expect(variances.map(({ atBoundary }) => atBoundary)).toEqual([false, true, false, false]);
      expect(variances[1]).toMatchObject({ label: 'time', estimate: 0, standardError: null });
      expect(randomEffects.time.every((value) => value === 0)).toBe(true);
    }
  });
});
