import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type KernelDefinition,
  assetFeatures,
  characteristicNames,
  classFeatures,
  combineKernels,
  relationshipKernel,
  windowKernels,
} from '../../src/browser.js';
import { kernelKinds } from '../../src/kernels/relationship.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { column, permuted, randomReturns, reordered } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

const returns = randomReturns(21, 36, 5);
const market = column(returns, 'A');
const classes = {
  assets: ['E', 'D', 'C', 'B', 'A', 'Z'],
  classes: ['equity', 'bond', 'us', 'small'],
  indicators: Float64Array.of(1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0),
};
const same = { assets: returns.assets, classes: ['listed'], indicators: new Float64Array(5).fill(1) };

describe.each(engines)('kernels of a training window, %s build', (_, engine) => {
  it('combine 0.6 of the class and 0.4 of the risk kernel', () => {
    const { kernels, repairs, notes } = windowKernels(engine, { returns, market, classes });
    const risk = relationshipKernel(assetFeatures(returns, market));
    const own = relationshipKernel(classFeatures(classes, returns.assets));
    expect(Object.keys(kernels)).toEqual(['risk', 'class', 'combined']);
    expect(kernels.risk).toEqual(risk);
    expect(kernels.class).toEqual(own);
    expect(kernels.combined).toEqual(combineKernels({ own, risk }, { own: 0.6, risk: 0.4 }));
    expect(kernels.combined.labels).toEqual(['A', 'B', 'C', 'D', 'E']);
    expect(repairs).toEqual({});
    expect(notes).toEqual([]);
  });

  it('use risk alone where there are no classes', () => {
    const { kernels } = windowKernels(engine, { returns, market });
    expect(Object.keys(kernels)).toEqual(['risk', 'combined']);
    expect(kernels.combined).toEqual(kernels.risk);
  });

  it('use risk alone where the classes are all the same, and say so', () => {
    const { kernels, notes } = windowKernels(engine, { returns, market, classes: same });
    expect(Object.keys(kernels)).toEqual(['risk', 'combined']);
    expect(kernels.combined).toEqual(kernels.risk);
    expect(notes).toEqual([
      'all assets are in the same classes: kernel "combined" does without kernel "class"',
    ]);
  });

  it('say what was dropped, repaired, and measured otherwise', () => {
    const indicators = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
    const listed = { assets: returns.assets, classes: ['listed', 'equity'], indicators };
    const { kernels, repairs, notes } = windowKernels(engine, { returns, market, classes: listed });
    expect(notes).toHaveLength(3);
    expect(notes[0]).toBe('kernel "class" does without listed: no difference between the assets');
    expect(notes[1]).toMatch(/^kernel "class": 6 of 10 pairs are alike in every feature; .* others, 1$/);
    expect(notes[2]).toMatch(/^kernel "class" was not positive definite: 3 of its eigenvalues/);
    expect(Object.keys(repairs)).toEqual(['class']);
    expect(repairs.class.eigenvalues).toHaveLength(3);
    expect(kernels.class.values[4]).toBeCloseTo(Math.exp(-1), 9);
  });

  it('are built only where they are wanted, in that order', () => {
    // D is constant: the risk kernel cannot be built, and nobody wants it
    const flat = { ...returns, returns: returns.returns.map((value, k) => (k % 5 === 3 ? 0.01 : value)) };
    const own: KernelDefinition = { kind: 'gaussian', characteristics: [], classWeight: 1 };
    const wanted = { returns: flat, market, classes, definitions: { own } };
    const { kernels } = windowKernels(engine, { ...wanted, names: ['own', 'class'] });
    expect(Object.keys(kernels)).toEqual(['own', 'class']);
    expect(thrown(() => windowKernels(engine, wanted)).code).toBe('constant-returns');
    expect(windowKernels(engine, { ...wanted, names: [] })).toEqual({
      kernels: {},
      repairs: {},
      absent: {},
      notes: [],
    });
  });

  it('are those of one asset alone', () => {
    const one = { ...returns, assets: ['A'], returns: market };
    const { kernels } = windowKernels(engine, { returns: one, market, classes });
    expect(kernels.combined).toEqual({ labels: ['A'], values: Float64Array.of(1) });
  });
});

const [[, engine]] = engines;
const build = (definition: KernelDefinition, definitions: Record<string, KernelDefinition> = {}) =>
  windowKernels(engine, {
    returns,
    market,
    classes,
    definitions: { ...definitions, mine: definition },
    names: ['mine'],
  });

describe('a kernel from features', () => {
  it.each(kernelKinds)('is %s over some characteristics', (kind) => {
    const names = ['volatility', 'beta', 'trend'] as const;
    const { kernels } = build({ kind, characteristics: [...names], classWeight: 0 });
    const expected = relationshipKernel(assetFeatures(returns, market, names), { kind });
    expectClose(kernels.mine.values, expected.values, 1e-9);
  });

  it('takes one distance over characteristics and 2 × class indicators', () => {
    const { kernels } = build({
      kind: 'exponential',
      characteristics: ['volatility', 'beta'],
      classWeight: 2,
    });
    const { values: x } = assetFeatures(returns, market, ['volatility', 'beta']);
    // A equity us, B equity, C bond, D bond us, E equity small: 4 for each class that only one of two is in
    const classDistance = [
      [0, 4, 12, 8, 8],
      [4, 0, 8, 12, 4],
      [12, 8, 0, 4, 12],
      [8, 12, 4, 0, 16],
      [8, 4, 12, 16, 0],
    ];
    const distance = classDistance.map((row, i) =>
      row.map((d, j) => Math.sqrt(d + (x[2 * i] - x[2 * j]) ** 2 + (x[2 * i + 1] - x[2 * j + 1]) ** 2)),
    );
    const pairs = distance.flatMap((row, i) => row.slice(i + 1)).sort((a, b) => a - b);
    const median = (pairs[4] + pairs[5]) / 2;
    expectClose(
      kernels.mine.values,
      distance.flat().map((d) => Math.exp(-d / median)),
      1e-14,
    );
  });

  it('is the risk kernel with the defaults of a configuration', () => {
    const risk = windowKernels(engine, { returns, market, names: ['risk'] }).kernels.risk;
    const { kernels } = build({
      kind: 'exponential',
      characteristics: [...characteristicNames],
      classWeight: 0,
    });
    expect(kernels.mine).toEqual(risk);
  });
});

describe('a kernel given as a matrix', () => {
  // eigenvalues of the block of A and B: 1.5 and 0.5
  const values = Float64Array.of(1, 0.1, 0.5, 0.1, 1, 0.2, 0.5, 0.2, 1);
  const two = randomReturns(22, 20, 2);

  it('is matched by name, whatever else it knows', () => {
    const { kernels } = windowKernels(engine, {
      returns: two,
      market: column(two, 'A'),
      definitions: { mine: { labels: ['B', 'Z', 'A'], values } },
      names: ['mine'],
    });
    expect(kernels.mine).toEqual({ labels: ['A', 'B'], values: Float64Array.of(1, 0.5, 0.5, 1) });
  });

  it('is refused where an asset of the window is not in it', () => {
    const error = thrown(() => build({ labels: ['A', 'B', 'C'], values }));
    expect(error).toMatchObject({ code: 'kernel-label', details: { kernel: 'mine', asset: 'D' } });
  });

  it('is repaired with the eigenvalues before, or refused', () => {
    const mine = (correlation: number): KernelDefinition => ({
      labels: ['A', 'B'],
      values: Float64Array.of(1, correlation, correlation, 1),
    });
    const run = (correlation: number) =>
      windowKernels(engine, {
        returns: two,
        market: column(two, 'A'),
        definitions: { mine: mine(correlation) },
        names: ['mine'],
      });
    // eigenvalues 1 ± 1.001
    const { repairs, notes } = run(1.001);
    expect(repairs.mine).toMatchObject({ raised: 1 });
    expect(repairs.mine.eigenvalues[0]).toBeCloseTo(-0.001, 12);
    expect(repairs.mine.raisedTo).toBeCloseTo(2.001e-10, 16);
    expect(notes).toEqual([
      'kernel "mine" was not positive definite: 1 of its eigenvalues (-1.0e-3) was raised to 2.0e-10, ' +
        '1e-10 of the largest; its elements changed by at most 5.0e-4',
    ]);
    expect(thrown(() => run(1.01)).code).toBe('indefinite-kernel');
  });
});

describe('a sum of kernels', () => {
  const gaussian: KernelDefinition = { kind: 'gaussian', characteristics: ['mean', 'beta'], classWeight: 0 };

  it('adds built-in and other kernels, sums among them', () => {
    const { kernels } = windowKernels(engine, {
      returns,
      market,
      classes,
      definitions: {
        all: { weights: { half: 2, combined: 1 } },
        half: { weights: { risk: 0.5, own: 1 } },
        own: gaussian,
      },
    });
    const { risk, class: byClass, own } = kernels;
    const expected = own.values.map((value, k) => 2 * value + 1.4 * risk.values[k] + 0.6 * byClass.values[k]);
    expectClose(kernels.all.values, expected, 1e-12);
  });

  it('lets the other weights grow to the same total where a class kernel tells nothing', () => {
    const run = (definition: KernelDefinition) =>
      windowKernels(engine, {
        returns,
        market,
        classes: same,
        definitions: { own: gaussian, mine: definition },
        names: ['mine'],
      });
    const { kernels, notes } = run({ weights: { class: 2, risk: 0.5, own: 1.5 } });
    expectClose(kernels.mine.values, run({ weights: { risk: 1, own: 3 } }).kernels.mine.values, 1e-15);
    expect(notes).toEqual(['all assets are in the same classes: kernel "mine" does without kernel "class"']);
    expect(run({ weights: { class: 1 } }).kernels).toEqual({});
  });

  it('does not build what has weight 0', () => {
    const broken = { labels: ['A'], values: Float64Array.of(1) };
    const { kernels } = build({ weights: { broken: 0, own: 2 } }, { broken, own: gaussian });
    expectClose(
      kernels.mine.values,
      build(gaussian).kernels.mine.values.map((value) => 2 * value),
      1e-15,
    );
  });
});

describe('names and definitions', () => {
  it('of kernels that there are not are refused with the nearest', () => {
    const error = thrown(() => windowKernels(engine, { returns, market, names: ['risks'] }));
    expect(error).toMatchObject({ code: 'unknown-kernel', hint: 'did you mean "risk"?' });
    expect(thrown(() => windowKernels(engine, { returns, market, names: ['class'] })).code).toBe(
      'unknown-kernel',
    );
  });

  it('are checked before anything is computed', () => {
    const code = (definition: KernelDefinition) => thrown(() => build(definition)).code;
    expect(code({ weights: { mine: 1 } })).toBe('kernel-cycle');
    expect(code({ weights: { risk: -1 } })).toBe('bad-value');
    expect(code({ kind: 'linear', characteristics: [], classWeight: 0 })).toBe('bad-value');
    expect(code({ kind: 'linear', characteristics: ['mean'], classWeight: NaN })).toBe('bad-value');
  });
});

describe('every kind of kernel, alone, with classes and in sums', () => {
  const definitionOf = fc.record({
    kind: fc.constantFrom(...kernelKinds),
    characteristics: fc.subarray([...characteristicNames], { minLength: 2 }),
    classWeight: fc.constantFrom(0, 0.5, 2),
  });

  it('is positive definite and symmetric, and follows its assets when these are reordered', () => {
    fc.assert(
      fc.property(
        definitionOf,
        definitionOf,
        fc.integer({ min: 1, max: 1000 }),
        fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
        (first, second, seed, order) => {
          const table = randomReturns(seed, 24, 5);
          const input = {
            market: column(table, 'A'),
            classes,
            definitions: { first, second, both: { weights: { first: 0.3, second: 2 } } },
          };
          const { kernels } = windowKernels(engine, { ...input, returns: table });
          const other = windowKernels(engine, { ...input, returns: reordered(table, order) }).kernels;
          for (const [name, { values }] of Object.entries(kernels)) {
            expect(engine.symmetricEigen(values, 5).values[0], name).toBeGreaterThan(0);
            expectClose(other[name].values, permuted(values, order), 1e-9);
            for (let i = 0; i < 5; i++)
              for (let j = 0; j < i; j++) expect(values[5 * i + j]).toBe(values[5 * j + i]);
          }
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });
});
