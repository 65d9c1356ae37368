import { Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { mixedPredictionErrors } from '../../src/inference/mixed-prediction-errors.js';
import { fitMixedModel } from '../../src/mixed/fit-mixed-model.js';
import type { MixedForm } from '../../src/mixed/request.js';
import type { MixedModel, MixedModelFit } from '../../src/mixed/types.js';
import { projectionAt } from '../support/dense-likelihood.js';
import { denseMixedModel } from '../support/dense-mixed.js';
import { cores } from '../support/engine-core.js';
import { expectAll } from '../support/expect-printed.js';
import { expectClose } from '../support/expect-fit.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { publishedValues } from '../support/published-data.js';
import { pedigree } from '../support/pedigree.js';
import { randomMixedModel } from '../support/random-mixed.js';
import { hasShared } from '../support/shared.js';
import { thrown } from '../support/thrown.js';

/** Components in the order of the dense model, none of them 0: what the fit has, or a twentieth of the largest. */
function positive(fit: MixedModelFit): Record<string, number> {
  const least = 0.05 * Math.max(...fit.variances.map(({ estimate }) => estimate));
  return Object.fromEntries([
    ...fit.variances.map(({ label, estimate }) => [label, Math.max(estimate, least)] as const),
    ...(fit.covariances ?? []).map(({ labels: [a, b], estimate }) => {
      return [`cov(${a}, ${b})`, 0.9 * estimate] as const;
    }),
  ]);
}

/** var(û − u) of every label by term, from P and the covariances written out. */
function denseErrors(model: MixedModel, given: Record<string, number>): Record<string, Map<string, number>> {
  const dense = denseMixedModel(model);
  const P = new Matrix(
    projectionAt(
      dense,
      dense.terms.map(({ label }) => given[label]),
    ),
  );
  const { random } = model;
  return Object.fromEntries(
    random.map((term) => {
      const partner = random.find(
        ({ label, correlatedWith }) => label === term.correlatedWith || correlatedWith === term.label,
      );
      const kernel = term.kernel ?? (term.correlatedWith === undefined ? undefined : partner?.kernel);
      const labels = kernel?.labels ?? [...new Set(dense.cells.map((i) => term.levels[i]))];
      const K = (a: string, b: string): number =>
        kernel
          ? kernel.values[kernel.labels.indexOf(a) * labels.length + kernel.labels.indexOf(b)]
          : Number(a === b);
      const covariance = partner
        ? (given[`cov(${partner.label}, ${term.label})`] ?? given[`cov(${term.label}, ${partner.label})`])
        : 0;
      const errors = labels.map((label): [string, number] => {
        const c = Matrix.columnVector(
          dense.cells.map((i) => {
            const loading =
              given[term.label] * (term.covariate?.[i] ?? 1) + covariance * (partner?.covariate?.[i] ?? 1);
            return Math.sqrt(model.weights?.[i] ?? 1) * loading * K(label, term.levels[i]);
          }),
        );
        return [label, given[term.label] * K(label, label) - c.transpose().mmul(P).mmul(c).get(0, 0)];
      });
      return [term.label, new Map(errors)];
    }),
  );
}

const cases = Array.from({ length: 30 }, (_, k): [number, MixedModel] => [
  k,
  randomMixedModel(7100 + k, {
    correlated: k % 3 === 2,
    groups: k % 5 === 4,
    weights: k % 4 === 3,
    missing: k % 2 === 1 ? 0.3 : 0,
    regular: k % 2 === 0,
  }),
]);

describe.each(cores)('prediction errors of general models, %s build', (build, core) => {
  it.each(build === 'release' ? cases : cases.slice(0, 9))(
    'are those of the dense projection, in both forms and by both methods: random model %d',
    (_, drawn) => {
      const given = positive(fitMixedModel(core, drawn));
      const model = { ...drawn, fixedVariances: given };
      const expected = denseErrors(model, given);
      for (const form of ['dense', 'henderson'] as MixedForm[]) {
        for (const method of ['REML', 'ML'] as const) {
          const fit = fitMixedModel(core, { ...model, method }, form);
          const errors = mixedPredictionErrors(core, { ...model, method }, fit);
          expect(Object.keys(errors)).toEqual(Object.keys(expected));
          for (const [label, { errorVariance, reliability }] of Object.entries(errors)) {
            const { labels } = fit.randomEffects[label];
            expect(new Set(labels)).toEqual(new Set(expected[label].keys()));
            const own = labels.map((level) => expected[label].get(level)!);
            expectClose(label, errorVariance, own, 1e-8 * given[label]);
            expectClose(
              `reliability of ${label}`,
              reliability,
              own.map((value, l) => 1 - value / varianceOf(model, label, labels[l], given[label])),
              1e-7,
            );
          }
        }
      }
    },
  );

  it('of two forms agree where little error is left', () => {
    const levels = Array.from({ length: 120 }, (_, i) => `level ${i % 4}`);
    const model: MixedModel = {
      y: Float64Array.from(levels, (_, i) => 100 * Math.sin(i % 4) + Math.cos(i * i)),
      ...designColumns({ '1': ones(120) }),
      random: [{ label: 'level', levels }],
      fixedVariances: { level: 1e4, residual: 1 },
    };
    const [dense, henderson] = (['dense', 'henderson'] as const).map((form) => {
      return mixedPredictionErrors(core, model, { ...fitMixedModel(core, model, form), path: form }).level;
    });
    expectClose('both', dense.errorVariance, henderson.errorVariance, 1e-8 * 1e4);
    // balanced: σ²σ_e²/(nσ² + σ_e²) of each level, and σ²/m·nσ²/(nσ² + σ_e²) of the mean
    const n = 30;
    const within = 1e4 / (n * 1e4 + 1);
    const expected = within + (1e4 / 4) * ((n * 1e4) / (n * 1e4 + 1));
    expectClose('closed form', henderson.errorVariance, new Float64Array(4).fill(expected), 1e-8 * expected);
  });

  it('leave no reliability to a term of variance 0, and the whole variance to an unrelated level', () => {
    const levels = ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b'];
    const kernel = { labels: ['a', 'b', 'new'], values: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 2) };
    const model: MixedModel = {
      y: Float64Array.of(1, 4, 2, 5, 1.5, 3, 2.5, 6),
      ...designColumns({ '1': ones(8) }),
      random: [
        { label: 'k', levels, kernel },
        { label: 'none', levels: [...'xxyyzzww'] },
      ],
      fixedVariances: { k: 3, none: 0, residual: 1 },
    };
    const errors = mixedPredictionErrors(core, model, fitMixedModel(core, model));
    expect(errors.k.errorVariance[2]).toBeCloseTo(6, 12);
    expect(errors.k.reliability[2]).toBeCloseTo(0, 12);
    expect(errors.none.errorVariance.every((value) => value === 0)).toBe(true);
    expect(errors.none.reliability.every(Number.isNaN)).toBe(true);
  });

  it.skipIf(!hasShared)("are those of Mrode's example 3.1", () => {
    interface Mrode {
      data: { y: number[]; animal: number[]; sex: number[]; 'ped(id,sire,dam)': [number, number, number][] };
      sep: number[];
    }
    const { data, sep } = publishedValues().mrode_ex3_1 as Mrode;
    const kernel = pedigree(data['ped(id,sire,dam)']);
    const model: MixedModel = {
      y: Float64Array.from(data.y),
      ...designColumns({
        male: data.sex.map((sex) => Number(sex === 1)),
        female: data.sex.map((sex) => Number(sex === 2)),
      }),
      random: [{ label: 'animal', levels: data.animal.map(String), kernel }],
      fixedVariances: { animal: 20, residual: 40 },
    };
    for (const form of ['dense', 'henderson'] as const) {
      const fit = { ...fitMixedModel(core, model, form), path: form };
      const { errorVariance, reliability } = mixedPredictionErrors(core, model, fit).animal;
      expectAll('standard error of prediction', Array.from(errorVariance, Math.sqrt), sep);
      // Mrode's reliability 1 − PEV/σ_a²; no animal is inbred
      const expected = sep.map((error) => 1 - error ** 2 / 20);
      expectClose('reliability', reliability, expected, 1e-7);
    }
  });

  it('are refused for another model, and for a kernel that is indefinite beyond the observations', () => {
    const model = randomMixedModel(7100, { regular: true });
    const fit = fitMixedModel(core, model);
    const code = (changed: MixedModel): string =>
      thrown(() => mixedPredictionErrors(core, changed, fit)).code;
    expect(code({ ...model, method: 'ML' })).toBe('fit-mismatch');
    expect(code({ ...model, y: model.y.map((value) => 2 * value) })).toBe('fit-mismatch');
    expect(code({ ...model, X: model.X.map((value) => 2 * value) })).toBe('fit-mismatch');
    expect(code({ ...model, weights: model.y.map(() => 2) })).toBe('fit-mismatch');
    expect(code({ ...model, random: model.random.slice(1) })).toBe('fit-mismatch');
    const levels = [...'aabbaabb'];
    const kernel = { labels: ['a', 'b', 'c'], values: Float64Array.of(1, 0, 3, 0, 1, 0, 3, 0, 1) };
    const beyond: MixedModel = {
      y: Float64Array.of(1, 2, 5, 7, 2, 1, 6, 5),
      ...designColumns({ '1': ones(8) }),
      random: [{ label: 'k', levels, kernel }],
    };
    const error = thrown(() => mixedPredictionErrors(core, beyond, fitMixedModel(core, beyond)));
    expect(error.code).toBe('kernel-indefinite');
  });
});

describe('prediction errors of too many labels', () => {
  it('are refused with what to do, where the fit was possible', () => {
    const [[, core]] = cores;
    const n = 3001;
    const labels = Array.from({ length: n }, (_, l) => `level ${l}`);
    const values = Float64Array.from({ length: n * n }, (_, cell) => Number(cell % (n + 1) === 0));
    const levels = labels.map((_, i) => labels[i % 5]);
    const model: MixedModel = {
      y: Float64Array.from(levels, (_, i) => Math.sin(i * i) + (i % 5)),
      ...designColumns({ '1': ones(n) }),
      random: [{ label: 'k', levels, kernel: { labels, values } }],
    };
    const fit = fitMixedModel(core, model);
    const error = thrown(() => mixedPredictionErrors(core, model, fit));
    expect(error.code).toBe('too-large');
    expect(error.hint).toContain('cut the kernels to the labels that are needed');
    const few = {
      labels: labels.slice(0, 9),
      values: Float64Array.from({ length: 81 }, (_, c) => Number(c % 10 === 0)),
    };
    const cut = { ...model, random: [{ label: 'k', levels, kernel: few }] };
    const { errorVariance } = mixedPredictionErrors(core, cut, fitMixedModel(core, cut)).k;
    expect(errorVariance).toHaveLength(9);
    expect(errorVariance[8]).toBeCloseTo(fit.variances[0].estimate, 6);
  });
});

/** σ²K_ll */
function varianceOf({ random }: MixedModel, label: string, level: string, variance: number): number {
  const term = random.find((own) => own.label === label)!;
  const kernel = term.kernel ?? random.find((own) => own.label === term.correlatedWith)?.kernel;
  if (!kernel) return variance;
  const l = kernel.labels.indexOf(level);
  return variance * kernel.values[l * (kernel.labels.length + 1)];
}
