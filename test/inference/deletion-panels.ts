import type { Panel, PanelFit, PanelModel } from '../../src/model/types.js';
import { decayingKernel } from '../support/edge-panels.js';
import { engines } from '../support/engines.js';
import { randomSource } from '../support/random.js';

export const [[, engine]] = engines;
export const [N, T] = [12, 72];

/** Returns of the model time + asset:time(K) + residual beside two fixed effects an asset, or persistent effects. */
export function drawn(seed: number, missing: number): Panel {
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

export const complete = drawn(1, 0);
export const K = {
  labels: complete.assets,
  values: Float64Array.from({ length: N * N }, (_, k) =>
    Math.floor(k / N) === k % N ? 1 : (Math.floor(k / N) - (k % N)) % 3 === 0 ? 0.8 : 0.05,
  ),
};
export const J = decayingKernel(complete.assets, 0.7);
export const perAsset: PanelModel = {
  fixed: ['asset', 'asset:market'],
  random: ['time', 'asset:time(K)'],
  kernels: { K, J },
};
export const persistent: PanelModel = {
  fixed: ['1', 'market'],
  random: ['asset:market(K)', 'time', 'asset:time(K)'],
  kernels: { K, J },
};

/** The panel without a period. */
export function without(panel: Panel, t: number): Panel {
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
export function refitted(
  panel: Panel,
  model: PanelModel,
  fit: PanelFit,
  t: number,
  labels: string[],
): number[] {
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

export function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length;
  const [ma, mb] = [mean(a), mean(b)];
  const sum = (f: (k: number) => number): number => a.reduce((total, _, k) => total + f(k), 0);
  const covariance = sum((k) => (a[k] - ma) * (b[k] - mb));
  return covariance / Math.sqrt(sum((k) => (a[k] - ma) ** 2) * sum((k) => (b[k] - mb) ** 2));
}
