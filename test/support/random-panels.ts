import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { normalisedGram } from './dense-likelihood.js';
import { denseModel } from './dense-model.js';
import { randomSource } from './random.js';
import {
  integer,
  kernelKinds,
  kernelRoot,
  pick,
  randomKernel,
  type KernelKind,
  type Source,
} from './random-kernels.js';

/** A simulated panel with the model that made it. */
export interface RandomPanel {
  /** seed, sizes, terms and kernels in words: the name of the test that uses it */
  description: string;
  panel: Panel;
  model: PanelModel;
  /** in the order of `model.random`, residuals last; some are 0 */
  trueVariances: number[];
}

export interface RandomPanelOptions {
  /** `one` kernel under one name for all terms, or one for each term */
  kernels: 'one' | 'several';
  scale: 'none' | 'residual';
  /** largest number of cells, since a dense fit costs its cube; default 120 */
  cells?: number;
  /** share of the cells that are missing: at random, and before a late listing; default 0 */
  missing?: number;
  /** residual variances by group of assets, by level of `regime`, by both, or of each asset; default one for all */
  groups?: 'assets' | 'periods' | 'both' | 'each';
}

const fixedChoices = [
  ['1'],
  ['1', 'market'],
  ['1', 'market', 'trend'],
  ['asset'],
  ['asset', 'asset:market'],
  ['1', 'asset:market'],
  ['1', 'market', 'regime'],
];

/** Smallest eigenvalue of the terms' normalised Gram matrix, and of the fixed columns', that a drawn model has. */
const identifiability = 1e-3;

/**
 * A panel of 2–12 assets and 4–40 periods from the seed, its model drawn from every identifiable choice of fixed and
 * random terms and kernels, returns of the size of real ones (1e-2), true variances over three decades or zero.
 */
export function randomPanel(seed: number, options: RandomPanelOptions): RandomPanel {
  const source = randomSource(seed * 7919 + 17);
  for (;;) {
    const { kinds, ...drawn } = draw(source, options);
    const { panel, model } = drawn;
    if (!isIdentifiable(panel, model)) continue;
    const kernels = Object.entries(kinds).map(([name, kind]) => `${name} ${kind}`);
    return {
      ...drawn,
      description:
        `seed ${seed}: ${panel.assets.length} assets, ${panel.periods.length} periods, ` +
        [model.fixed.join(' + '), model.random.join(' + '), ...kernels].join(', ') +
        (options.groups === undefined ? '' : `, residuals by ${options.groups}`),
    };
  }
}

function draw(
  source: Source,
  { kernels: kernelCount, scale, cells = 120, missing = 0, groups }: RandomPanelOptions,
): Omit<RandomPanel, 'description'> & { kinds: Record<string, KernelKind> } {
  const n = integer(source, 2, groups === undefined ? 12 : 6);
  const fewest = groups === undefined ? 4 : 16;
  const periods = integer(source, fewest, Math.max(fewest, Math.min(40, Math.floor(cells / n))));
  const assets = Array.from({ length: n }, (_, i) => `${String.fromCharCode(65 + ((i * 11) % 26))}${i + 1}`);
  const fixed = pick(source, fixedChoices);
  const levels = groups === undefined ? ['Bear', 'Bull', 'Calm'] : ['Bear', 'Bull'];

  const kernels: Record<string, Kernel> = {};
  const kinds: Record<string, KernelKind> = {};
  const random = candidateTerms(fixed, kernelCount)
    .filter(() => source.uniform() < 0.6)
    .map((term, k) => {
      if (term === 'time') return term;
      const name = kernelCount === 'one' ? 'combined' : `K${k + 1}`;
      if (!kernels[name]) {
        kinds[name] = pick(source, kernelKinds);
        kernels[name] = randomKernel(source, assets, kinds[name]);
      }
      return `${term}(${name})`;
    });
  const panel: Panel = {
    assets,
    periods: Array.from({ length: periods }, (_, t) => `period ${t + 1}`),
    returns: new Float64Array(n * periods),
    covariates: {
      market: Float64Array.from({ length: periods }, () => 0.005 + 0.04 * source.normal()),
      trend: Float64Array.from({ length: periods }, (_, t) => t / 12),
      regime: Array.from({ length: periods }, () => pick(source, levels)),
    },
  };
  const model: PanelModel = {
    fixed,
    random,
    kernels,
    scale,
    ...(groups && { residualGroups: residualGroups(groups, assets) }),
  };
  const residual = 4e-4;
  const trueVariances = [
    ...random.map((term) => {
      if (source.uniform() < 0.3) return 0;
      const meanSquare = term.startsWith('asset:market') ? 0.04 ** 2 : 1;
      return (residual / meanSquare) * 10 ** (3 * source.uniform() - 2);
    }),
    residual,
  ];
  if (groups !== undefined) {
    const count = denseModel(panel, model).terms.length - trueVariances.length;
    for (let k = 0; k < count; k++) trueVariances.push(residual * 10 ** (2 * source.uniform() - 1));
  }
  const complete = simulate(source, panel, model, trueVariances);
  return { panel: withMissing(source, complete, missing), model, trueVariances, kinds };
}

/** Two groups of assets, every third one in the second. */
function residualGroups(
  groups: NonNullable<RandomPanelOptions['groups']>,
  assets: string[],
): NonNullable<PanelModel['residualGroups']> {
  const byAsset = Object.fromEntries(assets.map((asset, i) => [asset, i % 3 === 1 ? 'Bond' : 'Equity']));
  return {
    ...(groups === 'each' ? { assets: 'each' } : groups === 'periods' ? {} : { assets: byAsset }),
    ...(groups === 'periods' || groups === 'both' ? { periods: 'regime' } : {}),
  };
}

/** The panel with about this share of its cells missing, half of it in a row before an asset's listing. */
function withMissing(source: Source, panel: Panel, share: number): Panel {
  if (share === 0) return panel;
  const n = panel.assets.length;
  const returns = panel.returns.slice();
  const listed = panel.assets.map(() => Math.floor(source.uniform() * share * panel.periods.length));
  returns.forEach((_, cell) => {
    if (Math.floor(cell / n) < listed[cell % n] || source.uniform() < share / 2) returns[cell] = NaN;
  });
  return { ...panel, returns };
}

/** Random terms that these fixed effects leave information about. */
function candidateTerms(fixed: string[], kernels: 'one' | 'several'): string[] {
  return [
    ...(fixed.includes('asset') ? [] : ['asset']),
    ...(fixed.includes('asset:market') ? [] : ['asset:market']),
    'time',
    'asset:time',
    ...(kernels === 'several' ? ['asset:time'] : []),
  ];
}

/** The panel with returns drawn from the model; with `scale: residual` the assets' deviations differ up to tenfold. */
function simulate(source: Source, panel: Panel, model: PanelModel, variances: number[]): Panel {
  const { X, terms, scales, cells } = denseModel(panel, { ...model, scale: 'none' });
  const n = panel.assets.length;
  const deviation = scales.map(() => (model.scale === 'residual' ? 10 ** (source.uniform() - 0.5) : 1));
  const beta = Array.from({ length: X.columns }, () => 0.01 * source.normal());
  const returns = Float64Array.from(X.mmul(Matrix.columnVector(beta)).to1DArray());
  terms.forEach((term, k) => {
    const draws = Float64Array.from({ length: term.effectCovariance.rows }, () => source.normal());
    const kernel = /\((.+)\)$/.exec(term.label)?.[1];
    const effects = kernel ? correlated(draws, kernelRoot(model.kernels[kernel], panel.assets)) : draws;
    cells.forEach((cell, r) => {
      returns[cell] +=
        Math.sqrt(variances[k]) * deviation[cell % n] * term.loading[r] * effects[term.level[r]];
    });
  });
  return { ...panel, returns };
}

/** Every block of n standard normals z as Fz. */
function correlated(draws: Float64Array, F: Matrix): Float64Array {
  const n = F.rows;
  return draws.map((_, l) => {
    const start = l - (l % n);
    return F.getRow(l % n).reduce((sum, f, j) => sum + f * draws[start + j], 0);
  });
}

function isIdentifiable(panel: Panel, model: PanelModel): boolean {
  const perAsset = model.fixed.filter((term) => term.startsWith('asset')).length;
  if (model.random.length === 0 || panel.periods.length < 4 + perAsset) return false;
  const dense = denseModel(panel, { ...model, scale: 'none' });
  const gram = dense.X.transpose().mmul(dense.X);
  const deviation = gram.diagonal().map(Math.sqrt);
  const fixedGram = gram.to2DArray().map((row, k) => row.map((v, l) => v / (deviation[k] * deviation[l])));
  return (
    smallestEigenvalue(fixedGram) > identifiability &&
    smallestEigenvalue(normalisedGram(dense)) > identifiability
  );
}

/** NaN where an entry is not finite. */
function smallestEigenvalue(values: number[][]): number {
  if (!values.flat().every(Number.isFinite)) return NaN;
  return Math.min(
    ...new EigenvalueDecomposition(new Matrix(values), { assumeSymmetric: true }).realEigenvalues,
  );
}
