import { describe, expect, it } from 'vitest';
import {
  covarianceDraws,
  createEngine,
  type Panel,
  type PanelModel,
  posteriorEffects,
  type PosteriorOptions,
  posteriorWeights,
  samplePosterior,
} from '../../src/browser.js';
import { contrastModel, six as sixAssets } from '../support/average-panels.js';
import { averagedCovariance } from '../../src/bayes/averaged-covariance.js';
import { randomPanel } from '../support/random-panels.js';
import { rejected, thrown } from '../support/thrown.js';

const engine = await createEngine();
const { panel, model } = randomPanel(3, { kernels: 'one', scale: 'none', cells: 40 });
const returns = { assets: panel.assets, dates: panel.periods, returns: panel.returns };
const six = { panel: sixAssets, kernel: contrastModel.kernels.K };
const fewDraws = { chains: 2, draws: 8, warmup: 20 };
const few = await samplePosterior(engine, panel, model, fewDraws);
const other: Panel = { ...panel, returns: panel.returns.map((value) => 2 * value) };

describe('samplePosterior', () => {
  const asked = async (options: PosteriorOptions, of: PanelModel = model) =>
    rejected(samplePosterior(engine, panel, of, options));

  it.each<[string, PosteriorOptions]>([
    ['chains', { chains: 0 }],
    ['chains', { chains: 2.5 }],
    ['chains', { chains: 65 }],
    ['draws', { draws: 3 }],
    ['draws', { draws: NaN }],
    ['warmup', { warmup: 19 }],
    ['warmup', { warmup: '500' as never }],
    ['maxTreeDepth', { maxTreeDepth: 0 }],
    ['maxTreeDepth', { maxTreeDepth: 21 }],
    ['targetAcceptance', { targetAcceptance: 1 }],
    ['targetAcceptance', { targetAcceptance: NaN }],
    ['priors.scale', { priors: { kind: 'halfNormal', scale: 0 } }],
    ['priors.scale', { priors: { kind: 'halfCauchy', scale: Infinity } }],
    ['priors.upper', { priors: { kind: 'penalisedComplexity', upper: -1 } }],
    ['priors.probability', { priors: { kind: 'penalisedComplexity', probability: 1 } }],
    ['priors.residual.scale', { priors: { residual: { kind: 'halfNormal', scale: NaN } } }],
  ])('refuses %s of %j', async (path, options) => {
    const error = await asked(options);
    expect([error.name, error.code]).toEqual(['ConfigError', 'bad-value']);
    expect(error.message).toContain(path);
    expect(error.hint).toContain('give a');
    expect(error).toMatchObject({ details: { path } });
  });

  it('refuses seeds that are none, unknown kinds and components', async () => {
    expect((await asked({ seed: -1 })).code).toBe('bad-seed');
    const kind = await asked({ priors: { kind: 'halfNormall' as never } });
    expect([kind.code, kind.hint]).toEqual(['unknown-prior', expect.stringContaining('halfNormal')]);
    const nested = await asked({ priors: { residual: { kind: 'flat' as never } } });
    expect([nested.code, nested.message]).toEqual([
      'unknown-prior',
      expect.stringContaining('priors.residual'),
    ]);
    const label = await asked({ priors: { residuals: { kind: 'halfNormal' } } });
    expect([label.code, label.hint]).toEqual(['unknown-component', expect.stringContaining('residual')]);
  });

  it('refuses models that have no posterior', async () => {
    expect((await asked({}, { ...model, method: 'ML' })).code).toBe('posterior-method');
    expect((await asked({}, { ...model, halfLife: 3 })).code).toBe('discounted-likelihood');
    const fixedVariances = Object.fromEntries(few.fit.variances.map(({ label }) => [label, 1e-4]));
    expect((await asked({}, { ...model, fixedVariances })).code).toBe('no-free-variance');
  });

  const errors = { kind: 't', degreesOfFreedom: 'estimate' } as const;
  const within: PanelModel = { fixed: ['asset'], random: ['time'], kernels: {}, errors };
  const asset = { ...within, random: ['asset(K)'], kernels: { K: six.kernel } };

  it.each<[string, Panel, PanelModel]>([
    ['returns that are missing', { ...panel, returns: panel.returns.with(3, NaN) }, within],
    ['fixed effects that assets have in common', panel, { ...within, fixed: ['1'] }],
    ['random effects that persist', six.panel, asset],
    ['contrasts to the average', six.panel, { ...contrastModel, errors }],
  ])('refuses t errors beside %s', async (what, of, asks) => {
    const error = await rejected(samplePosterior(engine, of, asks));
    expect([error.name, error.code]).toEqual(['ModelError', 't-errors']);
    expect(error.message).toContain(what);
  });

  it('refuses priors of degrees of freedom that are none, or that nothing uses', async () => {
    const prior = { shape: 2, rate: 0.1 };
    for (const wrong of [{ shape: 0 }, { rate: -1 }, { shape: NaN }, { rate: Infinity }]) {
      const error = await asked({ degreesOfFreedomPrior: { ...prior, ...wrong } }, within);
      expect([error.code, error.message]).toEqual([
        'bad-value',
        expect.stringContaining(`degreesOfFreedomPrior.${Object.keys(wrong)[0]}`),
      ]);
    }
    const given = { ...within, errors: { kind: 't', degreesOfFreedom: 5 } as const };
    for (const of of [model, given])
      expect((await asked({ degreesOfFreedomPrior: prior }, of)).code).toBe('unused-prior');
  });

  it('leaves a given variance as it is, with a note, and draws the others given it', async () => {
    const held = { fixed: ['asset'], random: ['time'], kernels: {}, fixedVariances: { residual: 3e-4 } };
    const prior = { kind: 'halfNormal', scale: 0.02 } as const;
    const { variances, notes, summary } = await samplePosterior(engine, panel, held, { priors: prior });
    expect(new Set(variances.residual)).toEqual(new Set([3e-4]));
    expect(notes.find(({ code }) => code === 'fixed-variances')?.message).toContain('residual');
    expect(summary.find(({ name }) => name === 'residual')!.rHat).toBeNaN();
    let [mass, sum] = [0, 0];
    const at = (sigma: number): number =>
      engine.panelLikelihood(panel, held, [sigma ** 2, 3e-4]).logLikelihood - 0.5 * (sigma / 0.02) ** 2;
    for (let k = 0; k < 2000; k++) {
      const sigma = (0.1 * (k + 0.5)) / 2000;
      const weight = Math.exp(at(sigma) - at(0.01));
      mass += weight;
      sum += weight * sigma ** 2;
    }
    const [time] = summary;
    expect(Math.abs(time.mean - sum / mass)).toBeLessThan(4 * time.monteCarloError);
    expect(time.monteCarloError).toBeLessThan(0.1 * time.mean);
  });

  it('notes what draws are too few for', async () => {
    const one = await samplePosterior(engine, panel, model, { ...fewDraws, chains: 1, maxTreeDepth: 1 });
    const codes = one.notes.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['one-chain', 'low-ess', 'tree-depth']));
  });
});

it('engines that createEngine did not make are refused', async () => {
  const wrapped = { ...engine };
  expect((await rejected(samplePosterior(wrapped, panel, model))).code).toBe('wrapped-engine');
  expect(thrown(() => posteriorEffects(wrapped, panel, model, few)).code).toBe('wrapped-engine');
});

describe('what is made of a posterior', () => {
  it('refuses those of another panel', () => {
    const theirs = { ...returns, returns: other.returns };
    expect(thrown(() => posteriorEffects(engine, other, model, few)).code).toBe('fit-mismatch');
    expect(thrown(() => covarianceDraws(engine, theirs, other, model, few)).code).toBe('fit-mismatch');
    expect(thrown(() => posteriorWeights(engine, theirs, other, model, few)).code).toBe('fit-mismatch');
  });

  it('refuses effects and averages of windows with t errors', async () => {
    const errors = { kind: 't', degreesOfFreedom: 5 } as const;
    const heavy: PanelModel = { fixed: ['asset'], random: ['time'], kernels: {}, errors };
    const own = await samplePosterior(engine, panel, heavy, fewDraws);
    expect(thrown(() => posteriorEffects(engine, panel, heavy, own)).code).toBe('t-errors');
    const window = { returns, panel, model: heavy, fit: own.fit };
    const averaging = { chains: 2, draws: 8, warmup: 20, prior: 'halfNormal' } as const;
    expect(thrown(() => averagedCovariance(engine, window, averaging, 1, '2020-01-31')).code).toBe(
      't-errors',
    );
  });

  it.each([0, 1.5, 9, NaN])('refuses to take every %d-th of eight draws', (thin) => {
    expect(thrown(() => posteriorEffects(engine, panel, model, few, { thin })).code).toBe('bad-value');
    expect(thrown(() => posteriorWeights(engine, returns, panel, model, few, { thin })).code).toBe(
      'bad-value',
    );
  });

  it('refuses terms, draws and thresholds that are none', () => {
    const term = thrown(() => posteriorEffects(engine, panel, model, few, { terms: ['tim'] }));
    expect(term.code).toBe('unknown-term');
    const draws = covarianceDraws(engine, returns, panel, model, few);
    expect(thrown(() => draws.at(2, 0))).toMatchObject({ code: 'bad-value', details: { path: 'chain' } });
    expect(thrown(() => draws.at(0, 8))).toMatchObject({ code: 'bad-value', details: { path: 'draw' } });
    const threshold = thrown(() => posteriorWeights(engine, returns, panel, model, few, { threshold: -1 }));
    expect(threshold).toMatchObject({ code: 'bad-value', details: { path: 'threshold' } });
  });
});
