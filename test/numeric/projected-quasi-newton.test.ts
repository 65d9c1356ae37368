import { describe, expect, it } from 'vitest';
import { minimizeInBox } from '../../src/numeric/projected-quasi-newton.js';

const rosenbrock = ([a, b]: Float64Array) => ({
  value: (1 - a) ** 2 + 100 * (b - a * a) ** 2,
  gradient: Float64Array.of(-2 * (1 - a) - 400 * a * (b - a * a), 200 * (b - a * a)),
});

describe('projected quasi-Newton search', () => {
  it('finds the minimum of Rosenbrock’s function from its standard start', () => {
    const free = [Float64Array.of(-5, -5), Float64Array.of(5, 5)] as const;
    const { x, end } = minimizeInBox(rosenbrock, Float64Array.of(-1.2, 1), ...free);
    expect(['gradient', 'flat']).toContain(end);
    expect(x[0]).toBeCloseTo(1, 4);
    expect(x[1]).toBeCloseTo(1, 4);
  });

  it('stops at bounds exactly: x ≤ 0.5 holds the minimum at (0.5, 0.25)', () => {
    const { x, value } = minimizeInBox(
      rosenbrock,
      Float64Array.of(-1.2, 1),
      Float64Array.of(-5, -5),
      Float64Array.of(0.5, 5),
    );
    expect(x[0]).toBe(0.5);
    expect(x[1]).toBeCloseTo(0.25, 5);
    expect(value).toBeCloseTo(0.25, 8);
  });

  it('gives the zeros of a lasso with orthonormal columns: max(0, z − λ)', () => {
    const z = [3, 0.5, -1, 1.2];
    const of = (x: Float64Array) => ({
      value: x.reduce((sum, own, k) => sum + 0.5 * (own - z[k]) ** 2 + own, 0),
      gradient: x.map((own, k) => own - z[k] + 1),
    });
    const { x } = minimizeInBox(
      of,
      new Float64Array(4).fill(1),
      new Float64Array(4),
      new Float64Array(4).fill(Infinity),
    );
    expect(x[1]).toBe(0);
    expect(x[2]).toBe(0);
    expect(x[0]).toBeCloseTo(2, 5);
    expect(x[3]).toBeCloseTo(0.2, 5);
  });
});
