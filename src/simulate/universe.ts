/** Who is simulated: names, classes, alphas, betas and scales, given or by default. */
import { checkUnique } from '../data/check-returns.js';
import { randomStream } from '../numeric/random.js';
import { finite, invalidOption, knownTickers, positive } from './options.js';
import type { SimulationOptions } from './types.js';

/** The ten tickers of the original study with its classes; betas and daily scales are made up. */
const studyAssets: Readonly<Record<string, { beta: number; scale: number; classes: string }>> = {
  SPY: { beta: 1, scale: 0, classes: 'equity largeCap us' },
  IWM: { beta: 1.15, scale: 0.007, classes: 'equity smallCap us highRisk' },
  EFA: { beta: 0.85, scale: 0.006, classes: 'equity largeCap international' },
  EEM: { beta: 0.9, scale: 0.009, classes: 'equity international highRisk' },
  AGG: { beta: 0.05, scale: 0.003, classes: 'bond us' },
  TLT: { beta: -0.2, scale: 0.009, classes: 'bond us' },
  GLD: { beta: 0.1, scale: 0.009, classes: 'alternative' },
  DBC: { beta: 0.35, scale: 0.01, classes: 'alternative highRisk' },
  VNQ: { beta: 0.9, scale: 0.008, classes: 'equity us' },
  HYG: { beta: 0.4, scale: 0.003, classes: 'bond us highRisk' },
};

const studyTickers = Object.keys(studyAssets);

const SECTORS = 4;

export interface Universe {
  assets: string[];
  market: string;
  classes: Record<string, string[]>;
  alphas: Record<string, number>;
  betas: Record<string, number>;
  /** 0 for the market */
  scales: Record<string, number>;
}

/**
 * Names, classes and parameters of the assets. Defaults that are not the study's are drawn from a stream of the
 * asset's own: α ~ N(0, 0.0001²), β uniform on [0.3, 1.5], s on [0.004, 0.014], and one of four sectors.
 *
 * @throws ConfigError `invalid-option`, `unknown-ticker`
 * @throws DataError `duplicate-asset`
 */
export function universeOf(options: SimulationOptions): Universe {
  const assets = namesOf(options.assets ?? studyTickers);
  const { market = assets[0] } = options;
  knownTickers('market', [market], assets);
  const { alphas = {}, betas = {}, scales = {}, seed = 1 } = options;
  for (const [option, values] of Object.entries({ alphas, betas, scales })) {
    knownTickers(option, Object.keys(values), assets);
    if (!Object.hasOwn(values, market)) continue;
    throw invalidOption(
      `${option}.${market}`,
      values[market],
      'leave it out: the market has alpha 0, beta 1 and no scale',
    );
  }
  const isStudy = market === 'SPY' && assets.every((asset) => studyTickers.includes(asset));
  const universe: Universe = { assets, market, classes: {}, alphas: {}, betas: {}, scales: {} };
  for (const asset of assets) {
    const preset = isStudy ? { alpha: 0, ...studyAssets[asset] } : drawn(seed, asset);
    const isMarket = asset === market;
    universe.alphas[asset] = isMarket ? 0 : finite(`alphas.${asset}`, alphas[asset] ?? preset.alpha);
    universe.betas[asset] = isMarket ? 1 : finite(`betas.${asset}`, betas[asset] ?? preset.beta);
    universe.scales[asset] = isMarket ? 0 : positive(`scales.${asset}`, scales[asset] ?? preset.scale);
    for (const name of preset.classes.split(' ')) (universe.classes[name] ??= []).push(asset);
  }
  if (options.classes) universe.classes = givenClasses(options.classes, assets);
  return universe;
}

function drawn(seed: number, asset: string): { alpha: number; beta: number; scale: number; classes: string } {
  const { uniform, normal } = randomStream(seed, `asset ${asset}`);
  return {
    alpha: 0.0001 * normal(),
    beta: 0.3 + 1.2 * uniform(),
    scale: 0.004 + 0.01 * uniform(),
    classes: `sector${1 + Math.floor(SECTORS * uniform())}`,
  };
}

function namesOf(assets: number | readonly string[]): string[] {
  const hint = 'give at least two names, or their number from 2 to 9999';
  if (typeof assets !== 'number') {
    if (assets.length < 2) throw invalidOption('assets', `[${assets.join(', ')}]`, hint);
    checkUnique(assets);
    return [...assets];
  }
  if (!Number.isInteger(assets) || assets < 2 || assets > 9999) throw invalidOption('assets', assets, hint);
  if (assets === studyTickers.length) return [...studyTickers];
  const digits = Math.max(2, String(assets - 1).length);
  return Array.from({ length: assets }, (_, i) => (i === 0 ? 'MKT' : `A${String(i).padStart(digits, '0')}`));
}

function givenClasses(
  classes: Readonly<Record<string, readonly string[]>>,
  assets: readonly string[],
): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(classes).map(([name, members]) => {
      knownTickers(`classes.${name}`, members, assets);
      return [name, [...members]];
    }),
  );
}
