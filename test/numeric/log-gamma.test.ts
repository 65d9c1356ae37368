import { describe, expect, it } from 'vitest';
import { logGamma } from '../../src/numeric/log-gamma.js';
import { lanczosLogGamma } from '../support/dense-student.js';

describe('logGamma', () => {
  it('is the logarithm of factorials', () => {
    let logFactorial = 0;
    for (let n = 1; n <= 200; n++) {
      expect(Math.abs(logGamma(n) - logFactorial)).toBeLessThan(4e-15 * Math.max(1, logFactorial));
      logFactorial += Math.log(n);
    }
  });

  it('is ln √π at a half', () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5723649429247001, 14);
    expect(logGamma(1.5)).toBeCloseTo(-0.12078223763524522, 14);
  });

  it("agrees with Lanczos' approximation from 0.05 to 1e6", () => {
    for (let x = 0.05; x < 1e6; x *= 1.37) {
      const expected = lanczosLogGamma(x);
      expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)));
    }
  });
});
