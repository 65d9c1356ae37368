import { describe, expect, it } from 'vitest';
import { type FitSummary, summarizeFit } from '../../src/model/summary.js';
import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { parseFormula } from '../../src/model/formula.js';
import { contrastModel, six } from '../support/average-panels.js';
import { denseModel } from '../support/dense-model.js';
import { engines } from '../support/engines.js';
import { randomPanel } from '../support/random-panels.js';
import { balancedReferences, readReferencePanel, referencePath } from '../support/reference-panels.js';
import { someOrigin } from '../support/some-origin.js';

const panel: Panel = {
  assets: ['A', 'B'],
  periods: ['p1', 'p2', 'p3'],
  returns: new Float64Array(6),
  covariates: { x: Float64Array.of(1, 2, 2), regime: ['Normal', 'High', 'Low'] },
};
const model: PanelModel = {
  fixed: ['1', 'regime', 'asset:x'],
  random: ['asset(K)', 'asset:x(K)', 'time', 'asset:time(K)'],
  // labelled in another order, beside an asset that the panel does not have
  kernels: { K: { labels: ['C', 'B', 'A'], values: Float64Array.of(9, 0, 0, 0, 4, 1, 0, 1, 2) } },
};
const effect = (label: string, estimate: number, standardError: number) => ({
  label,
  estimate,
  standardError,
  tValue: estimate / standardError,
});
const variance = (label: string, estimate: number) => ({
  label,
  estimate,
  standardError: null,
  atBoundary: false,
});
const fit: PanelFit = {
  variances: [
    variance('asset(K)', 0.1),
    variance('asset:x(K)', 0.2),
    variance('time', 0.4),
    variance('asset:time(K)', 0.5),
    variance('residual', 1),
  ],
  fixedEffects: [
    effect('1', 3, 2),
    effect('regime[Low]', -1, 4),
    effect('regime[Normal]', 0.5, 0.25),
    effect('asset:x[A]', 1, 8),
    effect('asset:x[B]', 6, 2),
  ],
  dropped: [],
  randomEffects: {
    'asset(K)': Float64Array.of(-0.5, 0.25),
    'asset:x(K)': Float64Array.of(2, 2),
    time: Float64Array.of(1, -2, 4),
    'asset:time(K)': Float64Array.of(0, 1, 0, -3, 5, 0),
  },
  fitted: new Float64Array(6),
  residuals: new Float64Array(6),
  logLikelihood: 0,
  origin: someOrigin,
  heritability: { estimate: 0, standardError: null },
  converged: true,
  iterations: 1,
  kktResidual: 0,
  path: 'spectral',
  scales: Float64Array.of(1, 1),
  notes: [],
};

describe('the summary of a fit', () => {
  const summary = summarizeFit(panel, model, fit);

  it('says of each fixed effect which term it belongs to, and whose it is', () => {
    expect(
      summary.fixedEffects.map(({ label, term, asset, tValue }) => [label, term, asset, tValue]),
    ).toEqual([
      ['1', '1', null, 1.5],
      ['regime[Low]', 'regime[Low]', null, -0.25],
      ['regime[Normal]', 'regime[Normal]', null, 2],
      ['asset:x[A]', 'asset:x', 'A', 0.125],
      ['asset:x[B]', 'asset:x', 'B', 3],
    ]);
  });

  it('weighs variances by mean diag(A ⊗ B): by hand 0.3 + 1.8 + 0.4 + 1.5 + 1 = 5', () => {
    // the kernel's mean diagonal over A and B is 3, the mean of x² is 3
    const shares = summary.variances.map(({ share }) => share);
    [0.06, 0.36, 0.08, 0.3, 0.2].forEach((share, k) => expect(shares[k]).toBeCloseTo(share, 15));
  });

  it('puts the largest persistent effect first, and equal ones in the order of the panel', () => {
    expect(summary.persistentEffects).toEqual([
      {
        term: 'asset(K)',
        effects: [
          { asset: 'B', value: 0.25 },
          { asset: 'A', value: -0.5 },
        ],
      },
      {
        term: 'asset:x(K)',
        effects: [
          { asset: 'A', value: 2 },
          { asset: 'B', value: 2 },
        ],
      },
    ]);
  });

  it('tells number, spread and extremes of the effects by period', () => {
    // time: mean 1, squares 0 + 9 + 9, divided by 2; asset:time: mean 0.5, squares 35 − 6/4, divided by 5
    expect(summary.periodEffects).toEqual([
      {
        term: 'time',
        count: 3,
        standardDeviation: 3,
        smallest: { period: 'p2', asset: null, value: -2 },
        largest: { period: 'p3', asset: null, value: 4 },
      },
      {
        term: 'asset:time(K)',
        count: 6,
        standardDeviation: Math.sqrt(6.7),
        smallest: { period: 'p2', asset: 'B', value: -3 },
        largest: { period: 'p3', asset: 'A', value: 5 },
      },
    ]);
  });

  it('gives no standard deviation of a single effect', () => {
    const one: Panel = {
      assets: ['A', 'B'],
      periods: ['p'],
      returns: new Float64Array(2),
      covariates: { x: Float64Array.of(2) },
    };
    const single: PanelFit = {
      ...fit,
      variances: [variance('time', 1), variance('residual', 1)],
      fixedEffects: [],
      randomEffects: { time: Float64Array.of(2) },
    };
    const { periodEffects } = summarizeFit(one, { ...model, fixed: [], random: ['time'] }, single);
    expect(periodEffects[0]).toMatchObject({ count: 1, standardDeviation: null });
  });
});

describe.each(engines)('the summary of golden panels, %s build', (_, engine) => {
  const summaries = balancedReferences.map((name): [string, PanelFit, PanelModel, FitSummary] => {
    const { panel, model } = readReferencePanel(referencePath(name));
    const golden = engine.fitPanel(panel, model);
    return [name, golden, model, summarizeFit(panel, model, golden)];
  });

  it.each(summaries)(
    '%s: shares sum to 1, those of kernels to the heritability',
    (_, golden, __, summary) => {
      const sum = (rows: FitSummary['variances']) => rows.reduce((total, { share }) => total + share, 0);
      expect(sum(summary.variances)).toBeCloseTo(1, 14);
      expect(sum(summary.variances.filter(({ label }) => label.includes('(')))).toBeCloseTo(
        golden.heritability.estimate,
        12,
      );
    },
  );

  it.each(summaries)('%s: every fixed effect is told by its label', (_, golden, __, summary) => {
    expect(summary.fixedEffects.map(({ label }) => label)).toEqual(
      golden.fixedEffects.map(({ label }) => label),
    );
    for (const { label, term, asset } of summary.fixedEffects)
      expect(label).toBe(asset === null ? term : `${term}[${asset}]`);
  });

  it('has the shares of the written-out covariances: weighted, scaled, with missing cells, by ML', () => {
    for (let k = 0; k < 24; k++) {
      const drawn = randomPanel(901 + k, {
        kernels: k % 3 === 0 ? 'several' : 'one',
        scale: k % 2 === 0 ? 'residual' : 'none',
        missing: k % 4 < 2 ? 0.2 : 0,
        cells: 60,
      });
      const own: PanelModel = {
        ...drawn.model,
        ...(k % 5 < 2 && { periodWeights: Float64Array.from(drawn.panel.periods, (_, t) => 0.5 + (t % 3)) }),
        method: k % 2 === 0 ? 'REML' : 'ML',
      };
      const result = engine.fitPanel(drawn.panel, own);
      const { variances, formula, method } = summarizeFit(drawn.panel, own, result);
      const parts = denseModel(drawn.panel, own).terms.map(
        ({ meanDiagonal }, c) => result.variances[c].estimate * meanDiagonal,
      );
      const total = parts.reduce((sum, part) => sum + part, 0);
      variances.forEach(({ share }, c) => expect(share).toBeCloseTo(parts[c] / total, 12));
      expect(variances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 14);
      expect(method).toBe(own.method);
      expect(parseFormula(formula)).toEqual({ fixed: own.fixed, random: own.random });
    }
  });

  it('has shares that sum to 1 with contrasts, a half-life and t errors too', () => {
    const changes: Partial<PanelModel>[] = [
      {},
      { halfLife: 10 },
      { errors: { kind: 't', degreesOfFreedom: 4 } },
    ];
    for (const change of changes) {
      const own: PanelModel = { ...contrastModel, ...change };
      const result = engine.fitPanel(six, own);
      const { variances, formula } = summarizeFit(six, own, result);
      expect(variances.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 14);
      expect(variances[0].share).toBeCloseTo(result.heritability.estimate, 10);
      expect(formula).toBe('return ~ 0 + asset + asset:market + (1 | asset:time, K)');
    }
  });
});
