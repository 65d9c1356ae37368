import { DataError, ModelError } from '../../src/browser.js';
import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { decayingKernel, equicorrelatedPanel } from '../support/edge-panels.js';

/** A panel of five assets and 16 periods and a model that fit it. */
export const panel = equicorrelatedPanel(2, 5, 16, 0.3);
const { assets } = panel;
const n = assets.length;
const K = decayingKernel(assets, 0.5);
const identity = decayingKernel(assets, 0);
export const ones = decayingKernel(assets, 1);
export const model: PanelModel = {
  fixed: ['1', 'market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K, identity, ones },
};

/** A change to a panel and model that fit, and how it is refused. */
export interface Refusal {
  description: string;
  panel?: Partial<Panel>;
  model?: Partial<PanelModel>;
  family: typeof DataError | typeof ModelError;
  code: string;
  /** what the message has to name */
  names: string[];
}

const withValue = (values: Float64Array, position: number, value: number): Float64Array =>
  values.with(position, value);

const withCovariates = (covariates: Panel['covariates']): Partial<Panel> => ({
  covariates: { ...panel.covariates, ...covariates },
});

const withKernel = (kernel: Kernel): Partial<PanelModel> => ({ kernels: { K: kernel } });

const market = panel.covariates.market as Float64Array;

/** The returns with those of the third asset given by period. */
const withThirdAsset = (value: (t: number) => number): Partial<Panel> => ({
  returns: panel.returns.map((r, cell) => (cell % n === 2 ? value(Math.floor(cell / n)) : r)),
});

export const refusals: Refusal[] = [
  {
    description: 'an asset with fewer returns than effects of its own',
    panel: { returns: panel.returns.map((r, cell) => (cell % n === 3 && cell > n ? NaN : r)) },
    model: { fixed: ['asset', 'asset:market'] },
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['A4', 'asset:market'],
  },
  {
    description: 'an infinite return',
    panel: { returns: withValue(panel.returns, 7 * n + 3, Infinity) },
    family: DataError,
    code: 'infinite-return',
    names: ['A4', 'P8'],
  },
  {
    description: 'two assets of one name',
    panel: { assets: ['A1', 'A2', 'A2', 'A4', 'A5'] },
    family: DataError,
    code: 'duplicate-asset',
    names: ['A2'],
  },
  {
    description: 'two periods of one name',
    panel: { periods: panel.periods.with(4, 'P2') },
    family: DataError,
    code: 'duplicate-period',
    names: ['P2'],
  },
  {
    description: 'returns that are not periods × assets',
    panel: { returns: panel.returns.slice(1) },
    family: DataError,
    code: 'wrong-length',
    names: ['79', '80'],
  },
  {
    description: 'a covariate that is not one value a period',
    panel: withCovariates({ market: market.slice(1) }),
    family: DataError,
    code: 'wrong-length',
    names: ['market', '15', '16'],
  },
  {
    description: 'a missing covariate value',
    panel: withCovariates({ market: withValue(market, 5, NaN) }),
    family: DataError,
    code: 'missing-covariate',
    names: ['market', 'P6'],
  },
  {
    description: 'a covariate that the panel does not have',
    model: { fixed: ['1', 'momentum'] },
    family: ModelError,
    code: 'unknown-covariate',
    names: ['momentum'],
  },
  {
    description: 'a random slope on a covariate that the panel does not have',
    model: { random: ['asset:momentum(K)'] },
    family: ModelError,
    code: 'unknown-covariate',
    names: ['momentum', 'asset:momentum(K)'],
  },
  {
    description: 'a kernel that the model does not have',
    model: { random: ['asset:time(classes)'] },
    family: ModelError,
    code: 'unknown-kernel',
    names: ['classes'],
  },
  {
    description: 'a kernel without one of the assets',
    model: withKernel({ ...K, labels: ['A1', 'A2', 'A3', 'B4', 'A5'] }),
    family: ModelError,
    code: 'kernel-label',
    names: ['K', 'A4'],
  },
  {
    description: 'a kernel with a label twice',
    model: withKernel({ ...K, labels: ['A1', 'A2', 'A3', 'A3', 'A5'] }),
    family: ModelError,
    code: 'kernel-label',
    names: ['K', 'A3'],
  },
  {
    description: 'a kernel that is not labels × labels',
    model: withKernel({ ...K, values: K.values.slice(1) }),
    family: ModelError,
    code: 'kernel-size',
    names: ['K', '24', '25'],
  },
  {
    description: 'a kernel that is not positive semi-definite',
    // correlation −0.5 between all five: 1 − 4·0.5 = −1 is an eigenvalue
    model: withKernel({ labels: assets, values: identity.values.map((v) => (v === 1 ? 1 : -0.5)) }),
    family: ModelError,
    code: 'kernel-indefinite',
    names: ['K'],
  },
  {
    description: 'asset:time with an identity kernel, which is the residual',
    model: { random: ['time', 'asset:time(identity)'] },
    family: ModelError,
    code: 'not-identifiable',
    names: ['asset:time(identity)', 'residual'],
  },
  {
    description: 'asset:time with the kernel 11′, which is the time effect',
    model: { random: ['time', 'asset:time(ones)'] },
    family: ModelError,
    code: 'not-identifiable',
    names: ['time', 'asset:time(ones)'],
  },
  {
    description: 'one kernel under two names for two terms alike',
    model: { random: ['asset:time(K)', 'asset:time(J)'], kernels: { K, J: K } },
    family: ModelError,
    code: 'not-identifiable',
    names: ['asset:time(K)', 'asset:time(J)'],
  },
  {
    description: 'three terms of which each is a combination of the others',
    // (1 − ρ)I + ρ11' with ρ = 0.4 is what residual and time span
    model: {
      random: ['time', 'asset:time(K)'],
      kernels: { K: { labels: assets, values: identity.values.map((v) => (v === 1 ? 1 : 0.4)) } },
    },
    family: ModelError,
    code: 'not-identifiable',
    names: ['time', 'asset:time(K)', 'residual'],
  },
  {
    description: 'asset beside a fixed intercept for each asset',
    model: { fixed: ['asset'], random: ['asset(K)', 'asset:time(K)'] },
    family: ModelError,
    code: 'no-information',
    names: ['asset(K)'],
  },
  {
    description: 'a random slope beside a fixed slope for each asset',
    model: { fixed: ['asset', 'asset:market'], random: ['asset:market(K)', 'asset:time(K)'] },
    family: ModelError,
    code: 'no-information',
    names: ['asset:market(K)'],
  },
  {
    description: 'an effect common to all assets and periods beside the intercept',
    model: { fixed: ['1'], random: ['asset(ones)', 'asset:time(K)'] },
    family: ModelError,
    code: 'no-information',
    names: ['asset(ones)'],
  },
  {
    description: 'a common intercept beside one for each asset',
    model: { fixed: ['1', 'asset'] },
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['"1"'],
  },
  {
    description: 'a constant covariate beside the intercept',
    panel: withCovariates({ flat: market.map(() => 0.3) }),
    model: { fixed: ['1', 'flat'] },
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['flat'],
  },
  {
    description: 'a covariate that is another in other units',
    panel: withCovariates({ double: market.map((value) => 2 * value) }),
    model: { fixed: ['1', 'market', 'double'] },
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['double'],
  },
  {
    description: 'a factor that is always the same',
    panel: withCovariates({
      season: market.map(() => 0).reduce<string[]>((list) => [...list, 'Winter'], []),
    }),
    model: { fixed: ['1', 'season'] },
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['season'],
  },
  {
    description: 'an asset that never moves under scale residual',
    panel: withThirdAsset(() => 0.01),
    model: { fixed: ['asset', 'asset:market'], scale: 'residual' },
    family: ModelError,
    code: 'no-residual-variation',
    names: ['A3'],
  },
  {
    description: 'an asset that is a multiple of the market under scale residual',
    panel: withThirdAsset((t) => 1.7 * market[t] - 0.003),
    model: { fixed: ['asset', 'asset:market'], scale: 'residual' },
    family: ModelError,
    code: 'no-residual-variation',
    names: ['A3', 'moves exactly with the market'],
  },
  {
    description: 'more fixed effects than periods',
    panel: {
      periods: ['P1', 'P2'],
      returns: panel.returns.slice(0, 2 * n),
      covariates: { market: market.slice(0, 2) },
    },
    model: { fixed: ['asset', 'asset:market'] },
    family: ModelError,
    code: 'too-few-periods',
    names: ['2'],
  },
  ...['asset', 'asset:time', 'asset(', 'assets(K)', 'time(K)', 'asset:(K)', 'asset()', ''].map((term) => ({
    description: `the random term '${term}'`,
    model: { random: [term] },
    family: ModelError,
    code: 'bad-term',
    names: [`"${term}"`],
  })),
  ...['asset(K)', 'asset:', ''].map((term) => ({
    description: `the fixed term '${term}'`,
    model: { fixed: ['1', term] },
    family: ModelError,
    code: 'bad-term',
    names: [`"${term}"`],
  })),
  {
    description: 'a random slope on a factor',
    model: { random: ['asset:regime(K)'] },
    family: ModelError,
    code: 'factor-slope',
    names: ['asset:regime(K)', 'regime'],
  },
  ...(
    [
      ['neither assets nor periods', {}, 'bad-residual-groups', ['{}']],
      ['a word', 'class' as never, 'bad-residual-groups', ['"class"']],
      ['an unknown asset', { assets: { A6: 'x' } }, 'unknown-asset', ['"A6"']],
      ['no group of an asset', { assets: { A1: 'x' } }, 'missing-residual-group', ['A2']],
      ['a group without a name', { assets: { A1: '' } }, 'missing-residual-group', ['A1', '""']],
      ['levels of no covariate', { periods: 'regimes' }, 'unknown-covariate', ['"regimes"']],
      ['levels of a number', { periods: 'market' }, 'numeric-residual-groups', ['market']],
    ] as [string, PanelModel['residualGroups'], string, string[]][]
  ).map(([what, residualGroups, code, names]) => ({
    description: `residual groups with ${what}`,
    model: { residualGroups },
    family: ModelError,
    code,
    names,
  })),
  {
    description: 'residual groups whose names make one label',
    panel: withCovariates({ state: panel.periods.map((_, t) => (t % 2 === 0 ? 'b:c' : 'c')) }),
    model: {
      residualGroups: {
        assets: Object.fromEntries(assets.map((asset, i) => [asset, i === 0 ? 'a:b' : 'a'])),
        periods: 'state',
      },
    },
    family: ModelError,
    code: 'bad-residual-groups',
    names: ['residual[a:b:c]'],
  },
  {
    description: 'residual groups of periods with t errors',
    model: { residualGroups: { periods: 'regime' }, errors: { kind: 't', degreesOfFreedom: 5 } },
    family: ModelError,
    code: 'bad-errors',
    names: ['regime'],
  },
  {
    description: 'residual groups of periods with a half-life',
    model: {
      fixed: ['asset', 'asset:market'],
      residualGroups: { periods: 'regime' },
      halfLife: 6,
    },
    family: ModelError,
    code: 'half-life-model',
    names: ['regime'],
  },
  {
    description: 'a fixed variance of a residual group that is none',
    model: { residualGroups: { assets: 'each' }, fixedVariances: { 'residual[A6]': 1 } },
    family: ModelError,
    code: 'unknown-variance',
    names: ['residual[A6]', 'residual[A5]'],
  },
  {
    description: 'a random term given twice',
    model: { random: ['time', 'time'] },
    family: ModelError,
    code: 'duplicate-term',
    names: ['time'],
  },
];
