import { describe, expect, it } from 'vitest';
import { ModelError, relationshipKernel, repairKernel } from '../../src/browser.js';
import { describeRepair } from '../../src/kernels/repair.js';
import { expectClose } from '../support/close.js';
import { engines } from '../support/engines.js';
import { randomMatrix } from '../support/random.js';
import { thrown } from '../support/thrown.js';

describe.each(engines)('repair of kernels, %s build', (_, engine) => {
  it('returns a positive definite kernel as it is', () => {
    const assets = ['A', 'B', 'C', 'D', 'E'];
    const kernel = relationshipKernel({
      assets,
      names: ['x', 'y'],
      values: randomMatrix(5, 5, 2),
      dropped: [],
    });
    const result = repairKernel(engine, kernel);
    expect(result.kernel).toBe(kernel);
    expect(result.repaired).toBeNull();
  });

  it('raises the eigenvalue 0 of two identical assets to 1e-10 of the largest', () => {
    const kernel = { labels: ['A', 'B'], values: Float64Array.of(1, 1, 1, 1) };
    const { kernel: after, repaired } = repairKernel(engine, kernel, 'class');
    expectClose(after.values, [1 + 1e-10, 1 - 1e-10, 1 - 1e-10, 1 + 1e-10], 1e-15);
    expect(repaired?.raised).toBe(1);
    expect(Math.abs(repaired?.smallestEigenvalue ?? NaN)).toBeLessThan(1e-15);
    expect(repaired?.eigenvalues).toEqual([repaired?.smallestEigenvalue]);
    expect(repaired?.raisedTo).toBeCloseTo(2e-10, 20);
    expect(repaired?.largestChange).toBeCloseTo(1e-10, 15);
    expect(describeRepair('class', repaired!)).toMatch(
      /^kernel "class" .* 1 of its eigenvalues .* was raised/,
    );
    expect(engine.symmetricEigen(after.values, 2).values[0]).toBeCloseTo(2e-10, 14);
  });

  it('leaves the other directions alone, and does not repair twice', () => {
    const n = 6;
    const low = randomMatrix(6, n, 2);
    const values = engine.multiply(low, transpose(low, n, 2), n, 2, n);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) values[i * n + j] = values[j * n + i];
    const kernel = { labels: ['a', 'b', 'c', 'd', 'e', 'f'], values };
    const { kernel: after, repaired } = repairKernel(engine, kernel);
    expect(repaired?.raised).toBe(4);
    expect(describeRepair('K', repaired!)).toMatch(
      /4 of its eigenvalues \(-?\d\.\de-\d+ to -?\d\.\de-\d+\) were raised to \d\.\de-\d+, 1e-10 of the largest/,
    );
    const [before, later] = [
      engine.symmetricEigen(values, n).values,
      engine.symmetricEigen(after.values, n).values,
    ];
    expect(repaired?.eigenvalues).toEqual([...before.subarray(0, 4)]);
    expect(repaired?.raisedTo).toBe(1e-10 * before[5]);
    expectClose(later.subarray(4), before.subarray(4), 1e-13);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) expect(after.values[i * n + j]).toBe(after.values[j * n + i]);
    }
    expect(repairKernel(engine, after).repaired).toBeNull();
  });

  it('repairs what printing to three digits did', () => {
    // with 0.28 instead of 0.2795 the determinant is 0
    const values = Float64Array.of(1, 0.8, 0.2795, 0.8, 1, 0.8, 0.2795, 0.8, 1);
    const kernel = { labels: ['A', 'B', 'C'], values };
    const { repaired } = repairKernel(engine, kernel);
    expect(repaired?.smallestEigenvalue).toBeLessThan(0);
    expect(repaired?.raised).toBe(1);
  });

  it('reports an asymmetry of rounding that it averages away', () => {
    const kernel = { labels: ['A', 'B'], values: Float64Array.of(1, 0.5, 0.5 + 1e-12, 1) };
    const { kernel: after, repaired } = repairKernel(engine, kernel);
    expect(after.values[1]).toBe(after.values[2]);
    expect(repaired).toMatchObject({ raised: 0, eigenvalues: [] });
    expect(repaired?.smallestEigenvalue).toBeCloseTo(0.5, 10);
    expect(describeRepair('K', repaired!)).toMatch(/made symmetric/);
  });

  it('refuses a matrix that is no covariance', () => {
    const error = thrown(() =>
      repairKernel(engine, { labels: ['A', 'B'], values: Float64Array.of(1, 1.5, 1.5, 1) }, 'K'),
    );
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ code: 'indefinite-kernel', details: { kernel: 'K' } });
    expect(error.details.smallest).toBeCloseTo(-0.5, 12);
  });

  it('refuses an asymmetric or unfinished one, naming the assets', () => {
    const labels = ['A', 'B'];
    expect(
      thrown(() => repairKernel(engine, { labels, values: Float64Array.of(1, 0.5, 0.4, 1) })),
    ).toMatchObject({ code: 'kernel-asymmetric', details: { assets: ['B', 'A'] } });
    expect(thrown(() => repairKernel(engine, { labels, values: Float64Array.of(1, NaN, NaN, 1) })).code).toBe(
      'kernel-not-finite',
    );
  });
});

function transpose(values: Float64Array, rows: number, columns: number): Float64Array {
  return Float64Array.from(
    { length: values.length },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)],
  );
}
