/** Conditions of a minimum over portfolios, from their definition: no code of the optimiser. */
import type { PortfolioOptions, PortfolioResult } from '../../src/browser.js';

/** What the weights are a minimum of: its gradient there, and whether it is the same for all multiples of them. */
export interface Gradient {
  values: readonly number[];
  /** size of the terms that it is a sum of, which rounding is relative to; by default the largest of its elements */
  unit?: number;
  /** of each asset's |w − previous|, beside the turnover limit: costs of trading */
  costs?: readonly number[];
  /** of a ratio, which has no multiplier of the budget: its limits move with the size of the portfolio */
  isRatio?: boolean;
  /** gradients of the target's function, by the name of its multiplier */
  targets?: { targetReturn?: readonly number[]; targetVolatility?: readonly number[] };
}

const bound = (
  given: number | Record<string, number> | undefined,
  asset: string,
  otherwise: number,
): number =>
  given === undefined ? otherwise : typeof given === 'number' ? given : (given[asset] ?? otherwise);

/** Largest violation of Σw = 1, bounds, groups and turnover limit. */
export function portfolioViolation(
  weights: Readonly<Record<string, number>>,
  options: PortfolioOptions,
): number {
  const entries = Object.entries(weights);
  let worst = Math.abs(entries.reduce((sum, [, w]) => sum + w, 0) - 1);
  for (const [asset, w] of entries) {
    worst = Math.max(worst, bound(options.minWeights, asset, 0) - w, w - bound(options.maxWeights, asset, 1));
  }
  for (const { assets, minWeight = -Infinity, maxWeight = Infinity } of Object.values(options.groups ?? {})) {
    const sum = assets.reduce((total, asset) => total + weights[asset], 0);
    worst = Math.max(worst, minWeight - sum, sum - maxWeight);
  }
  const { previousWeights: previous = {}, turnoverLimit = Infinity } = options;
  const traded = entries.reduce((sum, [asset, w]) => sum + Math.abs(w - (previous[asset] ?? 0)), 0);
  return Math.max(worst, turnoverLimit === Infinity ? 0 : traded - turnoverLimit);
}

/**
 * Largest violation of ∇f = Σ y·∇(constraint) with the multipliers of a result, of their signs and of their
 * complementarity, each relative to the unit of ∇f. Where the turnover limit binds, an asset that is not traded may
 * have any trade's share between −1 and 1 of its multiplier.
 */
export function kktViolation(result: PortfolioResult, options: PortfolioOptions, gradient: Gradient): number {
  const assets = Object.keys(result.weights);
  const { multipliers: y = {}, weights } = result;
  const unit = gradient.unit ?? Math.max(...gradient.values.map(Math.abs));
  let worst = 0;
  const violated = (amount: number): void => void (worst = Math.max(worst, amount / unit));
  /** sides of a constraint: the multiplier's sign has to be that of a limit which the value is at */
  const sided = (multiplier: number, value: number, low: number, high: number): void => {
    if (multiplier > 0) violated(multiplier * Math.abs(value - low));
    if (multiplier < 0) violated(-multiplier * Math.abs(high - value));
  };
  let budget = y.budget ?? 0;
  const explained = assets.map(() => 0);
  const at = (asset: string): number => assets.indexOf(asset);
  for (const [asset, value] of Object.entries(y.minWeights ?? {})) {
    if (value < 0) return Infinity;
    const low = bound(options.minWeights, asset, 0);
    sided(value, weights[asset], low, Infinity);
    explained[at(asset)] += value;
    if (gradient.isRatio) budget -= value * low;
  }
  for (const [asset, value] of Object.entries(y.maxWeights ?? {})) {
    if (value > 0) return Infinity;
    const high = bound(options.maxWeights, asset, 1);
    sided(value, weights[asset], -Infinity, high);
    explained[at(asset)] += value;
    if (gradient.isRatio) budget -= value * high;
  }
  for (const [name, group] of Object.entries(options.groups ?? {})) {
    const value = y.groups![name];
    const sum = group.assets.reduce((total, asset) => total + weights[asset], 0);
    const [low, high] = [group.minWeight ?? -Infinity, group.maxWeight ?? Infinity];
    sided(value, sum, low, high);
    for (const asset of group.assets) explained[at(asset)] += value;
    if (gradient.isRatio && value !== 0) budget -= value * (value > 0 ? low : high);
  }
  for (const [name, normal] of Object.entries(gradient.targets ?? {})) {
    const value = y[name as 'targetReturn' | 'targetVolatility']!;
    if (name === 'targetReturn' ? value < 0 : value > 0) return Infinity;
    normal.forEach((slope, i) => (explained[i] += value * slope));
  }
  const { previousWeights: previous = {}, turnoverLimit } = options;
  const lambda = y.turnoverLimit ?? 0;
  if (lambda > 0) return Infinity;
  if (lambda < 0) {
    const traded = assets.reduce((sum, asset) => sum + Math.abs(weights[asset] - (previous[asset] ?? 0)), 0);
    violated(-lambda * Math.abs(turnoverLimit! - traded));
  }
  const signs = assets.map((asset) => Math.sign(round(weights[asset] - (previous[asset] ?? 0))));
  const rest = gradient.values.map((value, i) => value - explained[i]);
  const kinks = assets.map((_, i) => lambda - (gradient.costs?.[i] ?? 0));
  if (gradient.isRatio && (lambda < 0 || gradient.costs !== undefined)) {
    // the budget's part of s'p is not known where assets are not traded: that of one asset has to be that of all
    const traded = signs.findIndex((sign) => sign !== 0);
    budget = rest[traded] - kinks[traded] * signs[traded];
  }
  assets.forEach((_, i) => {
    const left = rest[i] - budget;
    const kink = kinks[i];
    if (kink === 0 || signs[i] !== 0) violated(Math.abs(left - kink * signs[i]));
    else violated(Math.max(0, Math.abs(left) + kink));
  });
  return worst;
}

const round = (value: number): number => (Math.abs(value) < 1e-13 ? 0 : value);
