import type { Kernel } from '../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../src/model/types.js';
import { randomSource } from './random.js';
import { kernelKinds, kernelRoot, pick, randomKernel, type Source } from './random-kernels.js';

/** A panel with a model that need not suit it, and what was done to make it hard. */
export interface HardPanel {
  panel: Panel;
  model: PanelModel;
  /** `missing cells`, `duplicated asset`, … in words */
  hardships: string[];
}

const fixedChoices = [
  [],
  ['1'],
  ['1', 'market'],
  ['1', 'market', 'trend', 'regime'],
  ['asset'],
  ['asset', 'asset:market'],
  ['asset', 'market'],
  ['1', 'asset:market'],
];
const randomTerms = ['asset', 'asset:market', 'time', 'asset:time', 'asset:time'];

/**
 * A random panel of 2 to 40 assets and 3 to 200 periods with a random model: up to 40 % of the cells missing, true
 * variances over eight decades or 0, kernels near-singular, of low rank, indefinite or with identical assets, an asset
 * twice, an asset that never moves, returns in very small and very large units.
 *
 * @param withGroups residual variances by asset, class, regime, or two of them, over four decades or 0
 */
export function hardPanel(seed: number, withGroups = false): HardPanel {
  const source = randomSource(seed * 104_729 + 7);
  const hardships: string[] = [];
  const chance = (share: number, hardship: string): boolean => {
    const happens = source.uniform() < share;
    if (happens) hardships.push(hardship);
    return happens;
  };
  const N = Math.round(2 * 20 ** source.uniform());
  const T = Math.round(3 * (200 / 3) ** source.uniform());
  const assets = Array.from({ length: N }, (_, i) => `A${i + 1}`);
  const fixed = pick(source, fixedChoices);
  const model: PanelModel = {
    fixed,
    ...drawTerms(source, assets, fixed, chance),
    scale: source.uniform() < 0.5 ? 'residual' : 'none',
  };
  const regimes = (from: Source): string[] =>
    Array.from({ length: T }, () => pick(from, ['High', 'Low', 'Normal']));
  const grouping = withGroups ? randomSource(seed * 15_485_863 + 11) : null;
  const groups = grouping && drawGroups(grouping, assets, regimes(grouping));
  if (groups) {
    model.residualGroups = groups.residualGroups;
    hardships.push('residual groups');
  }
  const market = Float64Array.from({ length: T }, () => 0.005 + 0.04 * source.normal());
  const returns = simulate(source, market, model, assets, groups?.deviationOf);

  if (chance(0.1, 'duplicated asset')) for (let t = 0; t < T; t++) returns[t * N + 1] = returns[t * N];
  if (chance(0.1, 'constant asset')) for (let t = 0; t < T; t++) returns[t * N + N - 1] = 0.01;
  const unit = pick(source, [1, 1, 1, 1e-4, 1e4]);
  const missing = chance(0.67, 'missing cells') ? 0.4 * source.uniform() : 0;
  const late = chance(0.3, 'late listings');
  const listed = assets.map(() => (late ? Math.floor(source.uniform() * T) : 0));
  returns.forEach((value, cell) => {
    const gone = source.uniform() < missing || Math.floor(cell / N) < listed[cell % N];
    returns[cell] = gone ? NaN : value * unit;
  });
  return {
    panel: {
      assets,
      periods: Array.from({ length: T }, (_, t) => `P${t + 1}`),
      returns,
      covariates: {
        market,
        trend: Float64Array.from({ length: T }, (_, t) => 2000 + t / 12),
        regime: groups?.regime ?? regimes(source),
      },
    },
    model,
    hardships,
  };
}

/** Residual groups of a model, with the factor of a cell's residual. */
function drawGroups(
  source: Source,
  assets: string[],
  regime: string[],
): Pick<PanelModel, 'residualGroups'> & { regime: string[]; deviationOf: (t: number, i: number) => number } {
  const byAsset = Object.fromEntries(assets.map((asset) => [asset, pick(source, ['Bond', 'Equity'])]));
  const periods = source.uniform() < 0.5 ? 'regime' : undefined;
  const groups = periods && source.uniform() < 0.4 ? undefined : source.uniform() < 0.4 ? 'each' : byAsset;
  const factors = new Map<string, number>();
  return {
    residualGroups: { ...(groups && { assets: groups }), ...(periods && { periods }) },
    regime,
    deviationOf: (t, i) => {
      const own = groups === undefined ? '' : groups === 'each' ? assets[i] : groups[assets[i]];
      const key = `${own}:${periods === undefined ? '' : regime[t]}`;
      const factor = factors.get(key) ?? (source.uniform() < 0.1 ? 0 : 10 ** (-2 * source.uniform()));
      factors.set(key, factor);
      return factor;
    },
  };
}

/** Terms and kernels; two terms may share a kernel, and the same term may stand twice under two kernels. */
function drawTerms(
  source: Source,
  assets: string[],
  fixed: string[],
  chance: (share: number, hardship: string) => boolean,
): Pick<PanelModel, 'random' | 'kernels'> {
  const kernels: Record<string, Kernel> = {};
  const one = source.uniform() < 0.6;
  const random: string[] = [];
  randomTerms.forEach((term, k) => {
    // A term that a fixed effect leaves no information on is refused: a few of those are enough.
    if (source.uniform() < (fixed.includes(term) ? 0.95 : 0.4)) return;
    const name = one ? 'K' : `K${k}`;
    const label = term === 'time' ? term : `${term}(${name})`;
    if (random.includes(label)) return;
    random.push(label);
    if (term === 'time' || kernels[name]) return;
    const kind = pick(source, kernelKinds);
    kernels[name] = randomKernel(source, assets, kind);
    if (kind === 'near-singular' || kind === 'low rank') chance(1, `${kind} kernel`);
    if (chance(0.05, 'indefinite kernel')) makeIndefinite(source, kernels[name]);
  });
  return { random, kernels };
}

/** Takes 1e-15 to 1 off the diagonal: rounding, a repair, or no covariance at all. */
function makeIndefinite(source: Source, { labels, values }: Kernel): void {
  const n = labels.length;
  const amount = 10 ** (-15 * source.uniform());
  for (let i = 0; i < n; i++) values[i * n + i] -= amount * values[i * n + i];
}

function simulate(
  source: Source,
  market: Float64Array,
  model: PanelModel,
  assets: string[],
  deviationOf: (t: number, i: number) => number = () => 1,
): Float64Array {
  const [T, N] = [market.length, assets.length];
  const returns = new Float64Array(T * N);
  const intercepts = assets.map(() => 0.01 * source.normal());
  const betas = assets.map(() => 1 + 0.5 * source.normal());
  const sizes = assets.map(() => (model.scale === 'residual' ? 10 ** (source.uniform() - 0.5) : 1));
  const deviation = (): number => (source.uniform() < 0.3 ? 0 : 0.02 * 10 ** (-4 * source.uniform()));
  const residual = 0.02 * 10 ** (-2 * source.uniform());
  const perAsset = model.fixed.some((term) => term.startsWith('asset'));
  returns.forEach((_, cell) => {
    const [t, i] = [Math.floor(cell / N), cell % N];
    const fixed = perAsset ? intercepts[i] + betas[i] * market[t] : 0.002 + market[t];
    returns[cell] = fixed + sizes[i] * residual * deviationOf(t, i) * source.normal();
  });
  for (const label of model.random) {
    const sd = deviation();
    if (label === 'time') {
      for (let t = 0; t < T; t++) {
        const effect = sd * source.normal();
        for (let i = 0; i < N; i++) returns[t * N + i] += sizes[i] * effect;
      }
      continue;
    }
    const root = kernelRoot(model.kernels[/\((.+)\)/.exec(label)![1]], assets);
    const draw = (): number[] => {
      const z = assets.map(() => sd * source.normal());
      return assets.map((_, i) => z.reduce((sum, value, j) => sum + root.get(i, j) * value, 0));
    };
    let effects = draw();
    for (let t = 0; t < T; t++) {
      if (label.startsWith('asset:time')) effects = draw();
      const x = label.startsWith('asset:market') ? market[t] / 0.04 : 1;
      for (let i = 0; i < N; i++) returns[t * N + i] += sizes[i] * x * effects[i];
    }
  }
  return returns;
}
