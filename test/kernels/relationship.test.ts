import { describe, expect, it } from 'vitest';
import { type FeatureTable, relationshipKernel } from '../../src/browser.js';
import { kernelKinds, measuredKernel } from '../../src/kernels/relationship.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomMatrix } from '../support/random.js';
import { permuted } from '../support/tables.js';
import { thrown } from '../support/thrown.js';

function featureTable(rows: number[][], assets = rows.map((_, i) => `A${i}`)): FeatureTable {
  return {
    assets,
    names: rows[0].map((_, k) => `f${k}`),
    values: Float64Array.from(rows.flat()),
    dropped: [],
  };
}

/** Distances 5, 8, 10, 5, 5, 6: median 5.5. */
const square = featureTable([
  [0, 0],
  [3, 4],
  [0, 8],
  [6, 8],
]);
const distances = [0, 5, 8, 10, 5, 0, 5, 5, 8, 5, 0, 6, 10, 5, 6, 0];

describe('exponential kernel', () => {
  it('is exp(−d/median d) with the mean of the two middle distances', () => {
    const kernel = relationshipKernel(square);
    expect(kernel.labels).toEqual(['A0', 'A1', 'A2', 'A3']);
    expectClose(
      kernel.values,
      distances.map((d) => Math.exp(-d / 5.5)),
      1e-15,
    );
    expect(kernel.values[3]).toBeCloseTo(0.16232061, 8);
  });

  it('is 1/e at the median distance of three assets', () => {
    const { values } = relationshipKernel(featureTable([[0], [1], [3]]), { kind: 'exponential' });
    expectClose(
      values,
      [1, Math.exp(-0.5), Math.exp(-1.5), Math.exp(-0.5), 1, Math.exp(-1), Math.exp(-1.5), Math.exp(-1), 1],
      1e-15,
    );
  });

  it('measures by the median of the other distances where most pairs are alike', () => {
    const clustered = featureTable([[0], [0], [0], [0], [2]]);
    const { kernel, scale, alike } = measuredKernel(clustered);
    expect({ scale, alike }).toEqual({ scale: 2, alike: 6 });
    expect(kernel.values[1]).toBe(1);
    expect(kernel.values[4]).toBeCloseTo(Math.exp(-1), 15);
    expect(measuredKernel(square)).toMatchObject({ scale: 5.5, alike: 0 });
  });
});

describe('gaussian kernel', () => {
  it('is exp(−d²/(2·median²))', () => {
    const { values } = relationshipKernel(square, { kind: 'gaussian' });
    expectClose(
      values,
      distances.map((d) => Math.exp((-d * d) / (2 * 5.5 * 5.5))),
      1e-15,
    );
  });
});

describe('linear kernel', () => {
  it('is the centred cross-product with mean diagonal 1', () => {
    // centred: (−2.25, −5), (0.75, −1), (−2.25, 3), (3.75, 3); trace 68.75
    const { values } = relationshipKernel(square, { kind: 'linear' });
    const products = [30.0625, 3.3125, -9.9375, -23.4375, 1.5625, -4.6875, -0.1875, 14.0625, 0.5625, 23.0625];
    const expected = [0, 1, 2, 3, 1, 4, 5, 6, 2, 5, 7, 8, 3, 6, 8, 9].map((k) => (products[k] * 4) / 68.75);
    expectClose(values, expected, 1e-14);
    expect(values[0] + values[5] + values[10] + values[15]).toBeCloseTo(4, 12);
  });
});

describe('linear kernel of marker genotypes', () => {
  it("is VanRaden's G = ZZ'/(2Σp(1 − p)), scaled to a mean diagonal of 1", () => {
    // three animals, four markers of frequency p = ½: Z = M − 2p, 2Σp(1 − p) = 2, and tr G = 3
    const genotypes = featureTable([
      [2, 0, 1, 0],
      [1, 1, 1, 2],
      [0, 2, 1, 1],
    ]);
    const { values } = relationshipKernel(genotypes, { kind: 'linear' });
    expectClose(values, [1.5, -0.5, -1, -0.5, 0.5, 0, -1, 0, 1], 1e-15);
  });
});

describe('correlation kernel', () => {
  it('correlates the rows of features', () => {
    const profiles = featureTable([
      [1, 2, 3],
      [2, 4, 6],
      [3, 2, 1],
      [1, 0, 0],
    ]);
    const r = Math.sqrt(0.75);
    const { values } = relationshipKernel(profiles, { kind: 'correlation' });
    expectClose(values, [1, 1, -1, -r, 1, 1, -1, -r, -1, -1, 1, r, -r, -r, r, 1], 1e-14);
  });

  it('refuses an asset whose features are all equal, by name', () => {
    const error = thrown(() =>
      relationshipKernel(
        featureTable(
          [
            [1, 2],
            [3, 3],
          ],
          ['SPY', 'AGG'],
        ),
        { kind: 'correlation' },
      ),
    );
    expect(error).toMatchObject({ code: 'constant-profile', details: { asset: 'AGG' } });
  });
});

describe.each(kernelKinds)('%s kernel', (kind) => {
  const rows = Array.from({ length: 7 }, (_, i) => [...randomMatrix(4, 7, 3).subarray(3 * i, 3 * i + 3)]);
  const features = featureTable(rows);
  const { values } = relationshipKernel(features, { kind });

  it('is exactly symmetric, with a unit diagonal unless linear', () => {
    for (let i = 0; i < 7; i++) {
      if (kind !== 'linear') expect(values[i * 8]).toBe(1);
      for (let j = 0; j < i; j++) expect(values[i * 7 + j]).toBe(values[j * 7 + i]);
    }
  });

  it('is positive semi-definite', () => {
    const { values: eigenvalues } = engines[0][1].symmetricEigen(values, 7);
    expect(eigenvalues[0]).toBeGreaterThan(-1e-14);
  });

  it('follows its assets when these are reordered', () => {
    const order = [2, 6, 0, 3, 5, 1, 4];
    const other = relationshipKernel(
      featureTable(
        order.map((i) => rows[i]),
        order.map((i) => features.assets[i]),
      ),
      { kind },
    );
    expect(other.labels).toEqual(order.map((i) => features.assets[i]));
    expectClose(other.values, permuted(values, order), 1e-14);
  });

  it('does not depend on the unit of the features', () => {
    const scaled = { ...features, values: features.values.map((x) => 1e-6 * x) };
    expectClose(relationshipKernel(scaled, { kind }).values, values, 1e-12);
  });

  it('is 1 for one asset alone', () => {
    expect(relationshipKernel(featureTable([[2, 5]]), { kind }).values).toEqual(Float64Array.of(1));
  });

  it('refuses a missing feature with asset and name, and a repeated asset', () => {
    const broken = features.values.slice();
    broken[3 * 4 + 2] = NaN;
    expect(thrown(() => relationshipKernel({ ...features, values: broken }, { kind }))).toMatchObject({
      code: 'missing-feature',
      details: { asset: 'A4', feature: 'f2' },
    });
    const assets = features.assets.map((asset, i) => (i === 6 ? 'A1' : asset));
    expect(thrown(() => relationshipKernel({ ...features, assets }, { kind })).code).toBe('duplicate-asset');
    expect(thrown(() => relationshipKernel({ ...features, names: ['f0'] }, { kind })).code).toBe(
      'wrong-length',
    );
  });
});

it.each(['exponential', 'gaussian', 'linear'] as const)('a %s kernel needs assets that differ', (kind) => {
  const alike = featureTable([
    [0.1, 0.7],
    [0.1, 0.7],
    [0.1, 0.7],
  ]);
  const none = { assets: ['A', 'B'], names: [], values: new Float64Array(0), dropped: ['mean'] };
  const bare = { assets: alike.assets, names: alike.names, values: alike.values };
  for (const features of [alike, none, bare]) {
    expect(thrown(() => relationshipKernel(features, { kind })).code).toBe('identical-features');
  }
});

it('an unknown kind of kernel is refused with the nearest', () => {
  expect(thrown(() => relationshipKernel(square, { kind: 'guassian' as 'gaussian' }))).toMatchObject({
    code: 'unknown-kernel-kind',
    hint: 'did you mean "gaussian"?',
  });
});
