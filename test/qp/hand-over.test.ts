import { describe, expect, it } from 'vitest';
import type { QuadraticProgram } from '../../src/browser.js';
import { solvers } from '../support/quadratic-program-solvers.js';
import { kktResidual } from '../support/quadratic-programs.js';
import { randomSource } from '../support/random.js';

/** min ½x'Px + q'x, x ≥ 0, with P = XX' + 0.01·I of few factors: strong correlations of both signs. */
function correlated(seed: number, n: number): QuadraticProgram & { q: Float64Array } {
  const { normal } = randomSource(seed);
  const rank = Math.max(2, n >> 1);
  const X = Float64Array.from({ length: n * rank }, normal);
  const P = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 0.01 : 0;
      for (let k = 0; k < rank; k++) sum += X[i * rank + k] * X[j * rank + k];
      P[i * n + j] = P[j * n + i] = sum;
    }
  }
  return { n, P, q: Float64Array.from({ length: n }, normal), lower: new Float64Array(n) };
}

/** Solution of P_FF x_F = −q_F by Gaussian elimination with pivoting. */
function faceMinimiser({ n, P, q }: ReturnType<typeof correlated>, free: readonly number[]): Float64Array {
  const k = free.length;
  const M = free.map((i) => [...free.map((j) => P[i * n + j]), -q[i]]);
  for (let c = 0; c < k; c++) {
    let best = c;
    for (let r = c + 1; r < k; r++) if (Math.abs(M[r][c]) > Math.abs(M[best][c])) best = r;
    [M[c], M[best]] = [M[best], M[c]];
    for (let r = 0; r < k; r++) {
      if (r === c) continue;
      const factor = M[r][c] / M[c][c];
      for (let g = c; g <= k; g++) M[r][g] -= factor * M[c][g];
    }
  }
  const x = new Float64Array(n);
  free.forEach((i, a) => (x[i] = M[a][k] / M[a][a]));
  return x;
}

/** Whether exchanging every wrong sign at once, from all variables free, returns to a face that it has left. */
function cycles(problem: ReturnType<typeof correlated>): boolean {
  const { n, P, q } = problem;
  const seen = new Set<string>();
  let isFree = Array.from({ length: n }, () => true);
  for (;;) {
    const key = isFree.map(Number).join('');
    if (seen.has(key)) return true;
    seen.add(key);
    const x = faceMinimiser(
      problem,
      isFree.flatMap((free, i) => (free ? [i] : [])),
    );
    const next = isFree.map((free, i) => {
      if (free) return x[i] >= 0;
      return x.reduce((sum, value, j) => sum + P[i * n + j] * value, q[i]) < 0;
    });
    if (next.every((free, i) => free === isFree[i])) return false;
    isFree = next;
  }
}

describe.each(solvers)('Programs on which block pivoting cycles, %s', (_, solve) => {
  it('are solved all the same, within a bounded number of exchanges', () => {
    let cycling = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const problem = correlated(seed, 4 + (seed % 12));
      if (!cycles(problem)) continue;
      cycling++;
      const solution = solve(problem);
      expect(solution.status).toBe('optimal');
      expect(kktResidual(problem, solution)).toBeLessThan(1e-10);
      expect(solution.iterations).toBeLessThan(100 + 50 * problem.n);
    }
    expect(cycling).toBeGreaterThan(10);
  });

  it('are solved from the solution of another program too', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const n = 4 + (seed % 12);
      const problem = correlated(seed, n);
      const warm = solve(correlated(seed + 1000, n));
      const [cold, fromOther] = [solve(problem), solve(problem, warm)];
      expect(fromOther.status).toBe('optimal');
      fromOther.x.forEach((value, i) => expect(Math.abs(value - cold.x[i])).toBeLessThan(1e-9));
    }
  });
});
