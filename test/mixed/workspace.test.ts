import { describe, expect, it } from 'vitest';
import { designMixedModel } from '../../src/mixed/design.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import { mixedRequestBytes, writeMixedRequest } from '../../src/mixed/request.js';
import type { MixedModel } from '../../src/mixed/types.js';
import { cores } from '../support/engine-core.js';
import { randomMixedModel } from '../support/random-mixed.js';

const models: [string, MixedModel][] = [
  ...Array.from({ length: 12 }, (_, k): [string, MixedModel] => [
    `random model ${k}`,
    randomMixedModel(900 + k, { correlated: k % 3 === 2, groups: k % 2 === 1, weights: k % 4 === 3 }),
  ]),
  ['fixed effects alone', { ...randomMixedModel(1), random: [] }],
  ['no fixed effects', { ...randomMixedModel(2), X: new Float64Array(0), columns: [] }],
];

describe.each(cores)('workspace of general models, %s build', (_, core) => {
  it.each(models)(
    '%s takes no more than its query says, in either form and by either method',
    (__, model) => {
      for (const form of ['dense', 'henderson'] as const) {
        for (const maximumLikelihood of [false, true]) {
          const design = designMixedModel(model);
          const status = core.run(
            () => mixedRequestBytes(design),
            (engine, frame) => {
              const { address } = writeMixedRequest(design, maximumLikelihood, form, engine, frame);
              const workspace = engine.fitMixedModelWorkspace(address);
              frame.reserve(workspace);
              // the rest of the memory is taken, so that a fit that needs more traps
              engine.allocate(engine.memory.buffer.byteLength - (engine.mark() >>> 0) - workspace);
              return engine.fitMixedModel(address);
            },
          );
          expect(status).toBeGreaterThanOrEqual(0);
        }
      }
    },
  );

  it.each(models)('%s takes no more for its prediction errors either', (__, model) => {
    const fit = fitMixedModel(core, { ...model, aliased: 'drop' });
    const fixedVariances = Object.fromEntries([
      ...fit.variances.map(({ label, estimate }) => [label, Math.max(estimate, 0.01)] as const),
      ...(fit.covariances ?? []).map(({ labels: [a, b] }) => [`cov(${a}, ${b})`, 0] as const),
    ]);
    for (const form of ['dense', 'henderson'] as const) {
      for (const maximumLikelihood of [false, true]) {
        const design = designMixedModel({ ...model, fixedVariances }, { allLabels: true });
        const status = core.run(
          () => mixedRequestBytes(design),
          (engine, frame) => {
            const before = engine.mark() >>> 0;
            const { address } = writeMixedRequest(design, maximumLikelihood, form, engine, frame);
            expect((engine.mark() >>> 0) - before).toBeLessThanOrEqual(mixedRequestBytes(design));
            const workspace = engine.mixedPredictionErrorsWorkspace(address);
            frame.reserve(workspace);
            engine.allocate(engine.memory.buffer.byteLength - (engine.mark() >>> 0) - workspace);
            return engine.mixedPredictionErrors(address);
          },
        );
        expect(status).toBe(0);
      }
    }
  });

  it('takes no more for the request than its query says', () => {
    for (const [, model] of models) {
      const design = designMixedModel(model);
      core.run(
        () => mixedRequestBytes(design),
        (engine, frame) => {
          const before = engine.mark();
          writeMixedRequest(design, false, 'dense', engine, frame);
          expect((engine.mark() >>> 0) - (before >>> 0)).toBeLessThanOrEqual(mixedRequestBytes(design));
        },
      );
    }
  });
});

describe('the largest general models', () => {
  // npm run bench:largest fits them
  it.each([
    ['dense', 3000, 3000],
    ['henderson', 6000, 2998],
  ] as const)(
    'of the %s form, n = %d with a kernel of %d levels, ask for less than 1 GiB',
    (form, n, size) => {
      const [[, core]] = cores;
      const labels = Array.from({ length: size }, (_, l) => `level ${l}`);
      const levels = Array.from({ length: n }, (_, i) => labels[i % size]);
      const values = Float64Array.from({ length: size * size }, (_, c) => Number(c % (size + 1) === 0));
      const x = Float64Array.from(levels, (_, i) => Math.cos(i));
      const design = designMixedModel({
        y: Float64Array.from(levels, (_, i) => Math.sin(i * i)),
        X: Float64Array.from(levels.flatMap((_, i) => [1, x[i]])),
        columns: ['1', 'x'],
        random: [{ label: 'u', levels, kernel: { labels, values } }],
      });
      const workspace = core.run(
        () => mixedRequestBytes(design),
        (engine, frame) => {
          const { address } = writeMixedRequest(design, false, form, engine, frame);
          return Math.max(
            engine.fitMixedModelWorkspace(address),
            engine.mixedPredictionErrorsWorkspace(address),
          );
        },
      );
      const bytes = mixedRequestBytes(design) + workspace;
      expect(bytes).toBeLessThan(2 ** 30);
      expect(bytes).toBeGreaterThan(2 ** 28);
    },
  );
});
