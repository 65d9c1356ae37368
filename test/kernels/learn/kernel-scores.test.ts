import { describe, expect, it } from 'vitest';
import { coreOf } from '../../../src/engine/core.js';
import { kernelScores } from '../../../src/kernels/learn/kernel-scores.js';
import type { Panel, PanelModel } from '../../../src/model/types.js';
import { engines } from '../../support/engines.js';
import { randomMatrix, randomSource } from '../../support/random.js';

const [, engine] = engines[0];
const core = coreOf(engine)!;
const [N, T] = [7, 40];
const labels = Array.from({ length: N }, (_, i) => `A${i}`);

function kernelOf(seed: number): Float64Array {
  const x = randomMatrix(seed, N, 2);
  return Float64Array.from({ length: N * N }, (_, cell) => {
    const [i, j] = [Math.floor(cell / N), cell % N];
    return Math.exp(-Math.hypot(x[2 * i] - x[2 * j], x[2 * i + 1] - x[2 * j + 1]));
  });
}

/** Returns with effects of K, so that no variance is at the boundary. */
function drawn(missing = 0, average = false): { panel: Panel; K: Float64Array; J: Float64Array } {
  const [K, J] = [kernelOf(3), kernelOf(4)];
  const [L, M] = [engine.cholesky(K, N), engine.cholesky(J, N)];
  const { normal, uniform } = randomSource(5);
  const market = Float64Array.from({ length: T }, () => 0.04 * normal());
  const effect = (root: Float64Array): number[] => {
    const z = Array.from({ length: N }, normal);
    return z.map((_, i) => z.reduce((sum, value, j) => sum + root[i * N + j] * value, 0));
  };
  const slopes = effect(L);
  const returns = new Float64Array(N * T);
  for (let t = 0; t < T; t++) {
    const [common, own, other] = [0.02 * normal(), effect(L), effect(M)];
    for (let i = 0; i < N; i++) {
      returns[t * N + i] =
        market[t] * (1 + 0.8 * slopes[i]) +
        common +
        0.03 * own[i] +
        0.02 * other[i] +
        0.01 * (1 + (i % 3)) * normal();
    }
  }
  for (let cell = 0; cell < N * T; cell++) if (uniform() < missing) returns[cell] = NaN;
  const mean = Float64Array.from({ length: T }, (_, t) =>
    returns.subarray(t * N, (t + 1) * N).reduce((sum, value) => sum + value / N, 0),
  );
  const periods = Array.from({ length: T }, (_, t) => `P${t}`);
  const regime = periods.map((_, t) => (t % 4 === 0 ? 'High' : 'Low'));
  return {
    panel: { assets: labels, periods, returns, covariates: { market: average ? mean : market, regime } },
    K,
    J,
  };
}

const perAsset = { fixed: ['asset', 'asset:market'], random: ['time', 'asset:time(K)'] };
const cases: [string, Partial<PanelModel>, number, boolean][] = [
  ['fixed effects per asset', perAsset, 0, false],
  ['scaled returns', { ...perAsset, scale: 'residual' }, 0, false],
  ['maximum likelihood', { ...perAsset, method: 'ML' }, 0, false],
  ['two kernels', { ...perAsset, random: ['time', 'asset:time(K)', 'asset:time(J)'] }, 0, false],
  ['missing cells', { ...perAsset, scale: 'residual' }, 0.1, false],
  ['missing cells, maximum likelihood', { ...perAsset, method: 'ML' }, 0.1, false],
  ['the average as the market', { ...perAsset, contrasts: 'average', scale: 'residual' }, 0, true],
  ['a half-life', { ...perAsset, halfLife: 20, scale: 'residual' }, 0, false],
  [
    'period weights',
    { ...perAsset, periodWeights: Float64Array.from({ length: T }, (_, t) => 1 + (t % 3)) },
    0,
    false,
  ],
  ['residual groups of periods', { ...perAsset, residualGroups: { periods: 'regime' } }, 0, false],
  [
    'common fixed effects',
    { fixed: ['1', 'market'], random: ['time', 'asset:time(K)'], scale: 'residual' },
    0,
    false,
  ],
  [
    'random slopes',
    { fixed: ['1', 'market'], random: ['asset:market(K)', 'time', 'asset:time(K)'] },
    0,
    false,
  ],
  [
    'random slopes, missing cells, ML',
    { fixed: ['1', 'market'], random: ['asset:market(K)', 'asset:time(J)'], method: 'ML', scale: 'residual' },
    0.1,
    false,
  ],
];

describe('the gradient of a log-likelihood in a kernel', () => {
  it.each(cases)('agrees with differences of fits: %s', (_, own, missing, average) => {
    const { panel, K, J } = drawn(missing, average);
    const model = (shift: number): PanelModel => {
      const moved = K.map((value, cell) => value + shift * direction[cell]);
      return {
        ...perAsset,
        ...own,
        kernels: { K: { labels, values: moved }, J: { labels, values: J } },
      };
    };
    const raw = randomMatrix(9, N, N);
    const direction = raw.map((__, cell) => {
      const [i, j] = [Math.floor(cell / N), cell % N];
      return i === j ? 0 : 0.1 * (raw[i * N + j] + raw[j * N + i]);
    });
    const fit = engine.fitPanel(panel, model(0));
    expect(fit.converged).toBe(true);
    const M = kernelScores(core, panel, model(0), fit).get('K')!;
    const slope = M.reduce((sum, value, cell) => sum + value * direction[cell], 0);
    const h = 1e-4;
    const [up, down] = [h, -h].map((shift) => engine.fitPanel(panel, model(shift)).logLikelihood);
    expect(Math.abs(slope)).toBeGreaterThan(1e-3);
    expect(Math.abs((up - down) / (2 * h) - slope)).toBeLessThan(1e-5 * Math.max(1, Math.abs(slope)));
  });
});
