import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fundamentalFeatures, relationshipKernel } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { thrown } from '../support/thrown.js';

const [[, engine]] = engines;
const of = (values: readonly number[], names = ['x']) =>
  fundamentalFeatures({
    assets: Array.from({ length: values.length / names.length }, (_, i) => `A${i}`),
    names,
    values: Float64Array.from(values),
  });

/** Columns by the definitions, one after the other. */
function byHand(x: readonly number[]): number[] {
  const median = (of: readonly number[]): number => {
    const sorted = [...of].sort((a, b) => a - b);
    return (sorted[Math.ceil(sorted.length / 2) - 1] + sorted[Math.floor(sorted.length / 2)]) / 2;
  };
  const known = x.filter((value) => !Number.isNaN(value));
  const centre = median(known);
  const away = known.map((value) => Math.abs(value - centre));
  const spread =
    median(away) > 0
      ? 1.4826022185056018 * median(away)
      : Math.sqrt(Math.PI / 2) * (away.reduce((a, b) => a + b) / away.length);
  const clipped = (value: number): number =>
    value > centre + 3 * spread
      ? centre + 3 * spread
      : value < centre - 3 * spread
        ? centre - 3 * spread
        : value;
  const y = known.map(clipped);
  const n = y.length;
  // variance from the differences of all pairs
  let pairs = 0;
  for (const a of y) for (const b of y) pairs += (a - b) ** 2;
  const deviation = Math.sqrt(pairs / (2 * n * (n - 1)));
  const mean = y.reduce((a, b) => a + b) / n;
  return x.map((value) => (Number.isNaN(value) ? 0 : (clipped(value) - mean) / deviation));
}

const value = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -40, max: 40 }).map((x) => x / 4) },
  { weight: 1, arbitrary: fc.constant(NaN) },
  { weight: 1, arbitrary: fc.constantFrom(1e4, -1e5) },
);
const column = fc
  .array(value, { minLength: 4, maxLength: 14 })
  .filter((x) => new Set(x.filter((one) => !Number.isNaN(one))).size > 1);

describe('fundamentals as features', () => {
  it('are winsorised and standardised as they are defined', () => {
    fc.assert(
      fc.property(column, (x) => {
        const { values } = of(x);
        byHand(x).forEach((expected, i) => expect(values[i]).toBeCloseTo(expected, 9));
      }),
    );
  });

  it('say who was moved and who is average', () => {
    const made = of([1, 2, 3, 4, 5, 900, NaN]);
    expect(made).toMatchObject({ winsorised: { x: ['A5'] }, missing: { x: ['A6'] }, dropped: [] });
    expect(made.values[6]).toBe(0);
    // however far out it is, it is as far as the limit
    expect(of([1, 2, 3, 4, 5, 9e9, NaN]).values).toEqual(made.values);
  });

  it('are left out where no two known values differ', () => {
    const made = of([1, 7, NaN, 2, 7, 3, 3, 7, NaN], ['x', 'same', 'one']);
    expect(made).toMatchObject({ names: ['x'], dropped: ['same', 'one'] });
    expect(made.missing).toEqual({ one: ['A0', 'A2'] });
  });

  it('do not depend on units, nor on the order of the assets', () => {
    fc.assert(
      fc.property(column, fc.integer(), (x, seed) => {
        const order = x.map((_, i) => i).sort((a, b) => ((a * 7919 + seed) % 31) - ((b * 7919 + seed) % 31));
        const { values } = of(x);
        const [scaled, permuted] = [of(x.map((one) => 1000 * one + 5)), of(order.map((i) => x[i]))];
        values.forEach((one, i) => expect(scaled.values[i]).toBeCloseTo(one, 6));
        order.forEach((i, at) => expect(permuted.values[at]).toBeCloseTo(values[i], 9));
      }),
    );
  });

  it.each(['exponential', 'gaussian', 'linear'] as const)(
    'make kernels that are semi-definite: %s',
    (kind) => {
      fc.assert(
        fc.property(column, (x) => {
          const features = of(
            x.flatMap((one, i) => [one, one * one + i]),
            ['x', 'y'],
          );
          const { labels, values } = relationshipKernel(features, { kind });
          const N = labels.length;
          expect(engine.symmetricEigenvalues(values, N)[0]).toBeGreaterThan(-1e-9 * N);
          let trace = 0;
          for (let i = 0; i < N; i++) trace += values[i * N + i];
          expect(trace / N).toBeCloseTo(1, 9);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('are refused where they are infinite, of another size, or of one asset twice', () => {
    expect(thrown(() => of([1, Infinity]))).toMatchObject({ code: 'not-finite', details: { asset: 'A1' } });
    const table = (assets: string[]) => ({ assets, names: ['x'], values: Float64Array.of(1, 2) });
    expect(thrown(() => fundamentalFeatures(table(['A']))).code).toBe('wrong-length');
    expect(thrown(() => fundamentalFeatures(table(['A', 'A']))).code).toBe('duplicate-asset');
  });
});
