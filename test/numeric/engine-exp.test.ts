import { describe, expect, it } from 'vitest';
import { exp } from '../../src/numeric/exp.js';
import { cores } from '../support/engine-core.js';
import { randomSource } from '../support/random.js';

describe.each(cores)('exp of the engine, %s build', (_, core) => {
  const own = (x: number): number =>
    core.run(
      () => 0,
      (engine) => engine.exp(x),
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
    for (const x of [...special, ...special.map((value) => -value), ...drawn, Infinity, -Infinity, NaN]) {
      expect(Object.is(own(x), exp(x)), String(x)).toBe(true);
    }
  });
});
