/** Long-only minimum variance: cold beside npm `quadprog`, and beside portfolio libraries where they are given; warm beside cold. */
import { neighbouringCovariances, simulatedCovariance } from '../problems.mjs';
import { largestGap } from './run-jobs.mjs';

/** @param peers functions n, Σ → `{ name, weights, note }` of other libraries; none in a browser */
export function programJobs({ engine, baseline, quick, libraries = [] }) {
  const sizes = quick ? [10, 50, 100] : [10, 50, 100, 200];
  const cold = sizes.map((n) => {
    const P = simulatedCovariance(n);
    const problem = longOnly(n, P);
    const best = engine.solveQP(problem).x;
    const quadprog = baseline.minimumVariance(n);
    return {
      id: `program-${n}`,
      group: 'programs',
      name: `long-only minimum variance, n = ${n}`,
      ours: () => engine.solveQP(problem),
      peers: [
        {
          name: 'quadprog',
          run: () => quadprog(P),
          gap: () => Math.max(largestGap(quadprog(P), best), gapOfVariance(P, quadprog(P), best)),
          limit: 1e-8,
        },
        ...libraries.flatMap((library) => {
          const peer = library(n, P);
          if (peer === null) return [];
          const { name, weights, note } = peer;
          return {
            name,
            run: weights,
            gap: () => gapOfVariance(P, weights(), best),
            limit: 1e-6,
            mayFail: true,
            note,
          };
        }),
      ],
    };
  });
  const warm = sizes
    .filter((n) => n >= 50)
    .flatMap((n) => [warmJob(engine, n, true), warmJob(engine, n, false)]);
  return [...cold, ...warm];
}

/** From the solution of the window before; `convex` as covariances are and windows in the engine say, or not declared. */
function warmJob(engine, n, convex) {
  const [before, after] = neighbouringCovariances(n).map((P) => ({ ...longOnly(n, P), convex }));
  const start = engine.solveQP(before);
  return {
    id: convex ? `warm-${n}` : `warm-undeclared-${n}`,
    group: 'programs',
    name: `the same from the window before, n = ${n}, ${convex ? '' : 'not '}declared convex`,
    ours: () => engine.solveQP(after, start),
    peers: [
      {
        name: 'mixfolio, cold',
        run: () => engine.solveQP(after),
        gap: () => largestGap(engine.solveQP(after, start).x, engine.solveQP(after).x),
        limit: 1e-8,
      },
    ],
  };
}

/** min ½x'Px, Σx = 1, x ≥ 0 */
export function longOnly(n, P) {
  const one = Float64Array.of(1);
  return { n, P, A: new Float64Array(n).fill(1), l: one, u: one, lower: new Float64Array(n) };
}

/** |w'Σw/v'Σv − 1|, and what Σw lacks of 1: a smaller variance of weights that do not add up to 1 is none. */
export function gapOfVariance(P, weights, best) {
  const variance = (w) => {
    let sum = 0;
    for (let i = 0; i < w.length; i++) {
      for (let j = 0; j < w.length; j++) sum += w[i] * w[j] * P[i * w.length + j];
    }
    return sum;
  };
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Math.max(Math.abs(variance(weights) / variance(best) - 1), Math.abs(total - 1));
}
