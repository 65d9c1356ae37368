import { describe, expect, it } from 'vitest';
import { learnKernel } from '../../../src/kernels/learn/learn-kernel.js';
import type { LearnableKernel } from '../../../src/kernels/learn/types.js';
import { relationshipKernel } from '../../../src/kernels/relationship.js';
import type { Features } from '../../../src/kernels/types.js';
import type { Panel, PanelModel } from '../../../src/model/types.js';
import { engines } from '../../support/engines.js';
import { randomMatrix, randomSource } from '../../support/random.js';
import { thrown } from '../../support/thrown.js';

const [, engine] = engines[0];
const [N, T] = [24, 200];
const assets = Array.from({ length: N }, (_, i) => `A${i}`);
const names = ['a', 'b', 'c', 'd', 'e'];
const features: Features = { assets, names, values: randomMatrix(2, N, names.length) };

/** Returns of a kernel exp(−√ρ·|x_a − x_b|) of the first feature alone. */
function simulated(rho: number, seed = 1): Panel {
  const K = Float64Array.from({ length: N * N }, (_, cell) => {
    const [i, j] = [Math.floor(cell / N), cell % N];
    const F = names.length;
    return Math.exp(-Math.sqrt(rho) * Math.abs(features.values[i * F] - features.values[j * F]));
  });
  const L = engine.cholesky(K, N);
  const { normal } = randomSource(seed);
  const returns = new Float64Array(N * T);
  for (let t = 0; t < T; t++) {
    const z = Array.from({ length: N }, normal);
    for (let i = 0; i < N; i++) {
      returns[t * N + i] = z.reduce((sum, value, j) => sum + L[i * N + j] * value, 0) + normal();
    }
  }
  return { assets, periods: Array.from({ length: T }, (_, t) => `P${t}`), returns, covariates: {} };
}

const model: PanelModel = { fixed: ['asset'], random: ['time', 'asset:time(K)'], kernels: {} };

describe('learning a kernel', () => {
  it.each([
    [1, 2],
    [4, 3],
  ])(
    'finds the one relevant feature and gives irrelevant ones the relevance 0: penalty %d',
    (penalty, zeros) => {
      const { learning, fit } = learnKernel(engine, simulated(1), model, {
        K: { characteristics: features, learn: ['relevance'], penalty },
      });
      const { relevances, lengthScale, zero } = learning.kernels.K;
      expect(learning).toMatchObject({ converged: true, kept: 'learned' });
      expect(learning.gain).toBeGreaterThan(10);
      expect(fit.logLikelihood).toBe(learning.logLikelihood);
      const rho = relevances!.a / lengthScale! ** 2;
      expect(rho).toBeGreaterThan(0.4);
      expect(rho).toBeLessThan(2);
      expect(zero.length).toBeGreaterThanOrEqual(zeros);
      for (const name of ['b', 'c', 'd', 'e']) expect(relevances![name]).toBeLessThan(0.1 * relevances!.a);
    },
    60_000,
  );

  it('finds a length scale', () => {
    const one: Features = {
      assets,
      names: ['a'],
      values: Float64Array.from(assets, (_, i) => features.values[i * names.length]),
    };
    const { learning } = learnKernel(engine, simulated(4), model, {
      K: { characteristics: one, learn: ['lengthScale'] },
    });
    expect(learning.kernels.K.lengthScale).toBeGreaterThan(0.3);
    expect(learning.kernels.K.lengthScale).toBeLessThan(0.8);
    expect(learning.gain).toBeGreaterThanOrEqual(0);
  });

  it('learns weights of a sum that are the shares of two variances', () => {
    const column = (k: number): Features => ({
      assets,
      names: ['x'],
      values: Float64Array.from(assets, (_, i) => features.values[i * names.length + k]),
    });
    const [P, Q] = [relationshipKernel(column(0)), relationshipKernel(column(1))];
    const panel = simulated(1);
    const { learning } = learnKernel(engine, panel, model, {
      P,
      Q,
      K: { weights: { P: 0.5, Q: 0.5 }, learn: ['weights'] },
    });
    const apart = engine.fitPanel(panel, {
      ...model,
      random: ['time', 'asset:time(P)', 'asset:time(Q)'],
      kernels: { P, Q },
    });
    const [, p, q] = apart.variances.map(({ estimate }) => estimate);
    expect(learning.logLikelihood).toBeCloseTo(apart.logLikelihood, 5);
    expect(learning.kernels.K.weights!.P).toBeCloseTo(p / (p + q), 3);
  });

  const K = { characteristics: features, learn: ['relevance'] } as const;
  const given = relationshipKernel(features);
  const sum = (P: number, Q: number, learn: readonly 'weights'[] = []) => ({ weights: { P, Q }, learn });
  const reversed: Features = { ...features, assets: [...assets].reverse() };
  it.each<[string, Readonly<Record<string, LearnableKernel>>, string, string]>([
    ['lengthScale beside relevance', { K: { ...K, learn: ['lengthScale', 'relevance'] } }, 'bad-value', 'K.learn names both'], // prettier-ignore
    ['no features', { K: { learn: ['lengthScale'] } }, 'bad-value', 'K has neither'],
    ['a negative class weight', { K: { ...K, classes: features, classWeight: -1 } }, 'bad-value', 'classWeight -1'], // prettier-ignore
    ['a negative weight', { P: K, Q: given, K: sum(1, -1) }, 'bad-value', 'K.weights.Q is -1'],
    ['weights that are all 0', { P: K, Q: given, K: sum(0, 0) }, 'bad-value', 'K.weights has no weight above 0'], // prettier-ignore
    ['weights twice', { P: K, Q: given, K: sum(1, 1, ['weights', 'weights']) }, 'bad-value', 'weights twice'],
    ['a sum of what there is not', { P: K, K: sum(1, 1) }, 'unknown-kernel', 'the kernel "Q"'],
    ['a sum of itself', { P: K, K: { weights: { P: 1, K: 1 }, learn: [] } }, 'kernel-cycle', 'K → K'],
    ['a kernel that no term has', { K: given, Z: K }, 'nothing-to-learn', 'names the kernel Z'],
    ['nothing that learns', { K: given }, 'nothing-to-learn', 'learn is empty'],
    ['features of other assets', { P: K, Q: { ...K, characteristics: reversed }, K: sum(1, 1) }, 'different-assets', 'row 0'], // prettier-ignore
  ])('refuses %s', (_, learnables, code, message) => {
    const error = thrown(() => learnKernel(engine, simulated(1), model, learnables));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  it('refuses models in which it would not be the likelihood', () => {
    const student: PanelModel = { ...model, errors: { kind: 't', degreesOfFreedom: 5 } };
    for (const other of [student, { ...model, aliased: 'drop' } satisfies PanelModel])
      expect(thrown(() => learnKernel(engine, simulated(1), other, { K })).code).toBe('learn-model');
  });
});
