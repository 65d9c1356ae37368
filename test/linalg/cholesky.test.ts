import { describe, expect, it } from 'vitest';
import { NotPositiveDefiniteError } from '../../src/browser.js';
import { engines } from '../support/engines.js';
import { randomMatrix } from '../support/random.js';

describe.each(engines)('Cholesky, %s build', (_, engine) => {
  it('reproduces A = L·L′', () => {
    for (const n of [1, 2, 3, 5, 8, 13]) {
      const x = randomMatrix(n, n, 2 * n);
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          for (let k = 0; k < 2 * n; k++) a[i * n + j] += x[i * 2 * n + k] * x[j * 2 * n + k];
      const l = engine.cholesky(a, n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          let sum = 0;
          for (let k = 0; k < n; k++) sum += l[i * n + k] * l[j * n + k];
          expect(sum).toBeCloseTo(a[i * n + j], 10);
        }
    }
  });

  it('names the pivot of a matrix that is not positive definite', () => {
    const error = (() => {
      try {
        engine.cholesky(Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, -1), 3);
      } catch (caught) {
        return caught;
      }
    })();
    expect(error).toBeInstanceOf(NotPositiveDefiniteError);
    expect((error as NotPositiveDefiniteError).pivot).toBe(2);
  });
});
