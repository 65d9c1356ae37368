import { describe, expect, it } from 'vitest';
import { exp } from '../../src/numeric/exp.js';
import { cores } from '../support/engine-core.js';
import { randomSource } from '../support/random.js';

describe.each(cores)('exp of the engine, %s build', (_, core) => {
  const own = (values: readonly number[]): Float64Array =>
    core.run(
      () => 8 * values.length + 64,
      (engine, frame) => {
        const address = frame.copy(Float64Array.from(values));
        engine.expInPlace(values.length, address);
        return frame.read(address, values.length);
      },
    );

  it('has the bits of the host', () => {
    const { uniform } = randomSource(5);
    const special = [
      0,
      -0,
      1,
      -1,
      0.5 * Math.LN2,
      1.5 * Math.LN2,
      1e-9,
      -1e-300,
      709.7,
      709.8,
      -745.1,
      -745.2,
    ];
    const drawn = Array.from({ length: 5000 }, (__, k) => (uniform() - 0.5) * 10 ** (k % 4));
    const all = [...special, ...special.map((value) => -value), ...drawn, Infinity, -Infinity, NaN];
    // in pairs of their own order, and in pairs of numbers below 0
    for (const values of [
      all,
      all.slice(1),
      all.map((x) => -Math.abs(x)),
      all.map((x) => -Math.abs(x) / 200),
    ]) {
      const found = own(values);
      values.forEach((x, k) => expect(Object.is(found[k], exp(x)), String(x)).toBe(true));
    }
  });
});
