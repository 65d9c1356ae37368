import { describe, expect, it } from 'vitest';
import { ConfigError, DataError, ModelError } from '../../src/errors.js';
import type { MixedModel, MixedTerm } from '../../src/mixed/types.js';
import { engines } from '../support/engines.js';
import { designColumns, ones } from '../support/mixed-models.js';
import { randomSource } from '../support/random.js';
import { thrown } from '../support/thrown.js';

const n = 24;
const { normal } = randomSource(1);
const x = Float64Array.from({ length: n }, normal);
const line = Array.from({ length: n }, (_, i) => `line ${i % 4}`);
const plot = Array.from({ length: n }, (_, i) => `plot ${i % 3}`);
const labels = ['line 0', 'line 1', 'line 2', 'line 3'];
const kernel = {
  labels,
  values: Float64Array.from({ length: 16 }, (_, cell) => (cell % 5 === 0 ? 1 : 0.25)),
};
const effects = labels.map(() => normal());
const model: MixedModel = {
  y: Float64Array.from({ length: n }, (_, i) => effects[i % 4] + normal()),
  ...designColumns({ '1': ones(n), x }),
  random: [
    { label: 'line', levels: line, kernel },
    { label: 'plot', levels: plot },
  ],
};

const withTerm = (change: Partial<MixedTerm>): Partial<MixedModel> => ({
  random: [{ ...model.random[0], ...change }, model.random[1]],
});
const withValue = (values: Float64Array, index: number, value: number): Float64Array =>
  values.with(index, value);
const indicator = (level: string): Float64Array => Float64Array.from(line, (own) => Number(own === level));

interface Wrong {
  change: Partial<MixedModel>;
  family: typeof DataError | typeof ModelError | typeof ConfigError;
  code: string;
  names: string[];
}

const refusals: Record<string, Wrong> = {
  'X that is not observations × columns': {
    change: { X: model.X.slice(1) },
    family: DataError,
    code: 'wrong-length',
    names: ['X', '47', '48'],
  },
  'NaN in X': {
    change: { X: withValue(model.X, 7, NaN) },
    family: DataError,
    code: 'not-finite',
    names: ['X', 'row 3', 'column 1'],
  },
  'an infinite observation': {
    change: { y: withValue(model.y, 5, Infinity) },
    family: DataError,
    code: 'infinite-observation',
    names: ['row 5'],
  },
  'no observation': {
    change: { y: new Float64Array(n).fill(NaN) },
    family: DataError,
    code: 'no-observations',
    names: ['24'],
  },
  'fewer observations than effects': {
    change: { y: model.y.map((value, i) => (i < 4 ? value : NaN)) },
    family: ModelError,
    code: 'too-few-observations',
    names: ['4 observations'],
  },
  'a column named twice': {
    change: { columns: ['x', 'x'] },
    family: DataError,
    code: 'duplicate-column',
    names: ['x'],
  },
  'a column that repeats another': {
    change: designColumns({ '1': ones(n), x, 'x + 1': x.map((value) => value + 1) }),
    family: ModelError,
    code: 'aliased-fixed-effect',
    names: ['x + 1'],
  },
  'observations that the fixed effects explain': {
    change: { y: x.map((value) => 2 + 3 * value) },
    family: ModelError,
    code: 'no-residual-variation',
    names: ['fixed effects'],
  },
  'levels that are too few': {
    change: withTerm({ levels: line.slice(1) }),
    family: DataError,
    code: 'wrong-length',
    names: ['line', '23', '24'],
  },
  'a missing level': {
    change: withTerm({ levels: line.with(4, '') }),
    family: DataError,
    code: 'bad-level',
    names: ['line', 'row 4'],
  },
  'a term labelled residual': {
    change: withTerm({ label: 'residual' }),
    family: ModelError,
    code: 'bad-term',
    names: ['residual'],
  },
  'two terms of one label': {
    change: withTerm({ label: 'plot' }),
    family: ModelError,
    code: 'duplicate-term',
    names: ['plot'],
  },
  'NaN in a covariate': {
    change: withTerm({ covariate: withValue(x, 2, NaN) }),
    family: DataError,
    code: 'not-finite',
    names: ['line', 'row 2'],
  },
  'a kernel without one of the levels': {
    change: withTerm({ kernel: { ...kernel, labels: ['line 0', 'line 1', 'line 2', 'line 4'] } }),
    family: ModelError,
    code: 'kernel-label',
    names: ['"line"', 'level line 3'],
  },
  'a kernel with a label twice': {
    change: withTerm({ kernel: { ...kernel, labels: ['line 0', 'line 1', 'line 2', 'line 2'] } }),
    family: ModelError,
    code: 'kernel-label',
    names: ['line 2'],
  },
  'a kernel that is indefinite': {
    change: withTerm({
      kernel: { labels, values: kernel.values.map((value) => (value === 1 ? 0.2 : value)) },
    }),
    family: ModelError,
    code: 'kernel-indefinite',
    names: ['line'],
  },
  'a term that the fixed effects take': {
    change: designColumns({
      '1': ones(n),
      a: indicator('line 1'),
      b: indicator('line 2'),
      c: indicator('line 3'),
    }),
    family: ModelError,
    code: 'no-information',
    names: ['line'],
  },
  'a term that is the residual': {
    change: { random: [{ label: 'cell', levels: line.map((_, i) => `cell ${i}`) }] },
    family: ModelError,
    code: 'not-identifiable',
    names: ['cell', 'residual'],
  },
  'one term under two labels': {
    change: { random: [model.random[1], { label: 'copy', levels: plot.map((level) => `${level}!`) }] },
    family: ModelError,
    code: 'not-identifiable',
    names: ['plot', 'copy'],
  },
  'a covariate that is 0': {
    change: withTerm({ covariate: new Float64Array(n) }),
    family: ModelError,
    code: 'no-information',
    names: ['line'],
  },
  'a partner that is not there': {
    change: {
      random: [model.random[0], { label: 'slope', levels: line, covariate: x, correlatedWith: 'lien' }],
    },
    family: ModelError,
    code: 'bad-correlation',
    names: ['slope', 'lien'],
  },
  'a partner with other levels': {
    change: {
      random: [model.random[0], { label: 'slope', levels: plot, covariate: x, correlatedWith: 'line' }],
    },
    family: ModelError,
    code: 'bad-correlation',
    names: ['row 0', 'plot 0', 'line 0'],
  },
  'a partner with another kernel': {
    change: {
      random: [
        { label: 'line', levels: line },
        { label: 'slope', levels: line, covariate: x, correlatedWith: 'line', kernel },
      ],
    },
    family: ModelError,
    code: 'bad-correlation',
    names: ['kernels'],
  },
  'a third term in a pair': {
    change: {
      random: [
        { label: 'line', levels: line },
        { label: 'slope', levels: line, covariate: x, correlatedWith: 'line' },
        { label: 'curve', levels: line, covariate: x.map((value) => value * value), correlatedWith: 'line' },
      ],
    },
    family: ModelError,
    code: 'bad-correlation',
    names: ['curve', 'pair'],
  },
  'a weight of 0': {
    change: { weights: withValue(ones(n), 9, 0) },
    family: DataError,
    code: 'bad-weight',
    names: ['row 9'],
  },
  'NaN as a weight': {
    change: { weights: withValue(ones(n), 9, NaN) },
    family: DataError,
    code: 'bad-weight',
    names: ['row 9'],
  },
  'residual groups that are too few': {
    change: { residualGroups: line.slice(2) },
    family: DataError,
    code: 'wrong-length',
    names: ['residualGroups', '22', '24'],
  },
  'a method that there is not': {
    change: { method: 'PQL' as 'ML' },
    family: ConfigError,
    code: 'bad-method',
    names: ['PQL'],
  },
  'a known variance of no component': {
    change: { fixedVariances: { lines: 1 } },
    family: ModelError,
    code: 'unknown-term',
    names: ['lines'],
  },
  'a known variance below 0': {
    change: { fixedVariances: { line: -1 } },
    family: ModelError,
    code: 'bad-variance',
    names: ['line', '-1'],
  },
  'one known variance of a pair': {
    change: {
      random: [
        { label: 'line', levels: line },
        { label: 'slope', levels: line, covariate: x, correlatedWith: 'line' },
      ],
      fixedVariances: { line: 1 },
    },
    family: ModelError,
    code: 'bad-variance',
    names: ['line', 'slope'],
  },
  'known variances of 0 everywhere': {
    change: { fixedVariances: { line: 0, plot: 0, residual: 0 } },
    family: ModelError,
    code: 'singular-covariance',
    names: ['singular'],
  },
  'effects that explain every observation': {
    change: {
      y: Float64Array.from(line, (_, i) => effects[i % 4] + 0.3 * effects[(i + 1) % 3]),
      ...designColumns({ '1': ones(n) }),
    },
    family: ModelError,
    code: 'unbounded-likelihood',
    names: ['residual'],
  },
};

describe.each(engines)('what fitMixedModel refuses, %s build', (_, engine) => {
  it.each(Object.entries(refusals))('%s', (__, { change, family, code, names }) => {
    const error = thrown(() => engine.fitMixedModel({ ...model, ...change }));
    expect(error).toBeInstanceOf(family);
    expect(error.code).toBe(code);
    for (const name of names) expect(error.message).toContain(name);
    expect(error.hint).not.toBe('');
    expect(Object.keys(error.details)).not.toHaveLength(0);
  });

  it('models beyond both forms, saying what would fit', () => {
    const rows = 3001;
    const many = Array.from({ length: rows }, (__, i) => `level ${i}`);
    const big: MixedModel = {
      y: Float64Array.from({ length: rows }, (__, i) => Math.sin(i * i)),
      ...designColumns({ '1': ones(rows) }),
      random: [{ label: 'many', levels: many, covariate: Float64Array.from(many, (__, i) => 1 + (i % 3)) }],
    };
    const error = thrown(() => engine.fitMixedModel(big));
    expect(error.code).toBe('too-large');
    expect(error.message).toContain('3001 observations');
    expect(error.hint).toContain('3000 observations');
    expect(error.hint).toContain('2999 levels');
  });

  it('fits after every refusal, and leaves its arguments unchanged', () => {
    const before = structuredClone(model);
    expect(engine.fitMixedModel(model).converged).toBe(true);
    expect(model).toEqual(before);
  });

  it('drops rows without an observation and says so', () => {
    const y = model.y.with(3, NaN).with(9, NaN);
    const fit = engine.fitMixedModel({ ...model, y });
    expect(fit.notes).toEqual(['2 of 24 rows have no observation and were left out']);
    expect([...fit.fitted.keys()].filter((i) => Number.isNaN(fit.fitted[i]))).toEqual([3, 9]);
  });

  it('clips an eigenvalue that is negative by rounding only, and says of which kernel', () => {
    const values = new Float64Array(16)
      .fill(1)
      .map((value, cell) => (cell % 5 === 0 ? value - 1e-10 : value));
    const random = [{ label: 'line', levels: line, kernel: { labels, values } }, model.random[1]];
    const fixed = designColumns({ x });
    const { notes } = engine.fitMixedModel({ ...model, ...fixed, random });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/negative eigenvalues of the kernel of "line".* were set to 0/);
  });
});
