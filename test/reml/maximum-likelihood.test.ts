import { describe, expect, it } from 'vitest';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { evaluate } from '../support/dense-likelihood.js';
import { denseModel } from '../support/dense-model.js';
import { denseFit, type DenseFit } from '../support/dense-reml.js';
import { decayingKernel, edgePanels, equicorrelatedPanel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { expectClose, expectFit } from '../support/expect-fit.js';
import { once } from '../support/once.js';
import { randomPanel, type RandomPanelOptions } from '../support/random-panels.js';
import { thrown } from '../support/thrown.js';

interface Case {
  description: string;
  panel: Panel;
  model: PanelModel;
}

/** Fitted by maximum likelihood, with the oracle's fit, made when first asked and shared by both builds. */
function withOracle({ description, panel, model }: Case): [string, Case & { oracle: () => DenseFit }] {
  const ml: PanelModel = { ...model, method: 'ML' };
  const starts = panel.returns.includes(NaN) ? 'several' : 'one';
  return [description, { description, panel, model: ml, oracle: once(() => denseFit(panel, ml, starts)) }];
}

const drawn = (
  first: number,
  count: number,
  options: (k: number) => Omit<RandomPanelOptions, 'scale'>,
): ReturnType<typeof withOracle>[] =>
  Array.from({ length: count }, (_, k) =>
    withOracle(randomPanel(first + k, { ...options(k), scale: k % 2 === 0 ? 'residual' : 'none' })),
  );

const oneKernel = drawn(301, 24, () => ({ kernels: 'one' }));
const severalKernels = drawn(601, 24, () => ({ kernels: 'several' }));
const withMissing = drawn(501, 30, (k) => ({
  kernels: k % 3 === 0 ? 'several' : 'one',
  missing: 0.1 + 0.1 * (k % 4),
}));
const grouped = drawn(2401, 12, (k) => ({
  kernels: k % 3 === 0 ? 'several' : 'one',
  groups: (['assets', 'periods', 'both', 'each'] as const)[k % 4],
  missing: k < 6 ? 0 : 0.2,
  cells: 80,
}));
const edges = edgePanels().map(withOracle);

describe.each(engines)('maximum likelihood against the dense likelihood, %s build', (_, engine) => {
  it.each([...oneKernel, ...edges])('one kernel: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(severalKernels)('a kernel each: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(grouped)('residual groups: %s', (__, { panel, model, oracle }) => {
    expectFit(engine.fitPanel(panel, model), oracle(), panel);
  });

  it.each(withMissing)('missing cells: %s', (__, { panel, model, oracle }) => {
    const fit = engine.fitPanel(panel, model);
    expect(fit.path).toBe('patterns');
    expectFit(fit, oracle(), panel);
  });
});

const base = equicorrelatedPanel(23, 6, 24, 0.4);
const K = decayingKernel(base.assets, 0.6);
const J = decayingKernel(base.assets.toReversed(), 0.2);
const beside: [string, PanelModel][] = [
  [
    'spectral',
    { fixed: ['asset'], random: ['asset:market(K)', 'time', 'asset:time(K)'], kernels: { K }, method: 'ML' },
  ],
  [
    'collapsed',
    {
      fixed: ['asset:market'],
      random: ['asset(K)', 'asset:trend(J)', 'asset:time(J)'],
      kernels: { K, J },
      method: 'ML',
    },
  ],
  [
    'collapsed',
    { fixed: ['1', 'asset:trend'], random: ['asset(K)', 'asset:market(J)'], kernels: { K, J }, method: 'ML' },
  ],
];
const ragged: Panel = {
  ...base,
  returns: base.returns.map((value, cell) => ((5 * cell) % 17 === 2 ? NaN : value)),
};

describe.each(engines)('maximum likelihood, %s build', (_, engine) => {
  it.each(beside)(
    'knows what persistent effects have in common with fixed ones per asset: %s %#',
    (path, model) => {
      const fit = engine.fitPanel(base, model);
      expect(fit.path).toBe(path);
      expectFit(fit, denseFit(base, model, 'one'), base);
      const missing = engine.fitPanel(ragged, model);
      expect(missing.path).toBe('patterns');
      expectFit(missing, denseFit(ragged, model, 'one'), ragged);
    },
  );

  it.each(beside)('has the derivatives of its likelihood: %s %#', (__, model) => {
    const variances = [3e-4, 2e-4, 1e-4, 4e-4].slice(-model.random.length - 1);
    for (const panel of [base, ragged]) {
      const { score, logLikelihood, averageInformation } = engine.panelLikelihood(panel, model, variances);
      const dense = evaluate(denseModel(panel, model), variances)!;
      expectClose('ℓ', [logLikelihood], [dense.logLikelihood], 1e-9 * Math.abs(logLikelihood));
      variances.forEach((variance, k) => {
        const at = (value: number): number =>
          engine.panelLikelihood(panel, model, variances.with(k, value)).logLikelihood;
        const slope = (at(1.001 * variance) - at(0.999 * variance)) / (0.002 * variance);
        expectClose('score', [score[k] * variance], [slope * variance], 1e-4);
        expectClose('dense score', [score[k] * variance], [dense.score[k] * variance], 1e-8);
      });
      const size = Math.max(...averageInformation.map(Math.abs));
      expectClose('information', averageInformation, dense.averageInformation.to1DArray(), 1e-9 * size);
    }
  });

  it('counts a held variance that no data speak of in log|V|', () => {
    const model: PanelModel = {
      fixed: ['asset', 'asset:market'],
      random: ['asset(K)', 'asset:time(K)'],
      kernels: { K },
      method: 'ML',
      fixedVariances: { 'asset(K)': 5e-5 },
    };
    const fit = engine.fitPanel(base, model);
    const variances = fit.variances.map(({ estimate }) => estimate);
    const dense = evaluate(denseModel(base, model), variances)!;
    expectClose('ℓ', [fit.logLikelihood], [dense.logLikelihood], 1e-9 * Math.abs(fit.logLikelihood));
    expect(engine.fitPanel(ragged, model).logLikelihood).toBeCloseTo(
      evaluate(
        denseModel(ragged, model),
        engine.fitPanel(ragged, model).variances.map(({ estimate }) => estimate),
      )!.logLikelihood,
      7,
    );
  });

  it('refuses what only the determinant would decide: terms that the data beside the fixed effects do not tell', () => {
    const model: PanelModel = { fixed: ['asset'], random: ['asset(K)'], kernels: { K }, method: 'ML' };
    for (const panel of [base, ragged]) {
      const error = thrown(() => engine.fitPanel(panel, model));
      expect(error).toMatchObject({ name: 'ModelError', code: 'no-information' });
    }
  });

  it('is refused by another name', () => {
    const method = 'ml' as 'ML';
    const error = thrown(() =>
      engine.fitPanel(base, { fixed: ['1'], random: ['time'], kernels: {}, method }),
    );
    expect(error).toMatchObject({ name: 'ModelError', code: 'bad-method', details: { method: 'ml' } });
  });

  it('says its method in the fit, and changes nothing where there is no fixed effect', () => {
    const model: PanelModel = { fixed: [], random: ['time', 'asset:time(K)'], kernels: { K } };
    const [ml, reml] = [engine.fitPanel(base, { ...model, method: 'ML' }), engine.fitPanel(base, model)];
    expect([ml.origin.method, reml.origin.method]).toEqual(['ML', 'REML']);
    expect({ ...ml, origin: null }).toEqual({ ...reml, origin: null });
  });

  it('is (T − m_a)/T of REML where every fixed effect is per asset, and scales as densities do', () => {
    const model: PanelModel = {
      fixed: ['asset', 'asset:market'],
      random: ['time', 'asset:time(K)'],
      kernels: { K },
      scale: 'residual',
    };
    const reml = engine.fitPanel(base, model);
    const ml = engine.fitPanel(base, { ...model, method: 'ML' });
    ml.variances.forEach(({ estimate }, k) =>
      expectClose('σ²', [estimate], [(reml.variances[k].estimate * 22) / 24], 1e-8),
    );
    expect(ml.scales).toEqual(reml.scales);
    const unit = 1e3;
    const scaled = engine.fitPanel(
      { ...base, returns: base.returns.map((value) => unit * value) },
      { ...model, method: 'ML' },
    );
    const shift = base.returns.length * Math.log(unit);
    expectClose('ℓ', [scaled.logLikelihood + shift], [ml.logLikelihood], 1e-8);
  });
});
