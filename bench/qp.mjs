/**
 * Measures quadratic programs: cold and from the solution of a neighbouring window, beside npm quadprog (a port of R's);
 * singular covariances; 500 assets with groups and a turnover limit. Every pair must agree before it is timed. Prints a
 * table and writes bench/QP.md.
 *
 *     npm run bench:qp
 */
import { solveQP as quadprog } from 'quadprog';
import { createEngine, optimizeWeights } from '../dist/index.js';
import { format, processorMicroseconds, ratio, report } from './measure.mjs';
import { normals, simulatedCovariance } from './problems.mjs';

const engine = await createEngine();
const rows = [];

/** Sample covariances of T periods of a one-factor market, from period 0 and from period 1. */
function neighbours(n, T, seed) {
  const factor = normals(seed, T + 1);
  const noise = normals(seed + 1, (T + 1) * n);
  return [0, 1].map((first) => {
    const a = new Float64Array(n * n);
    const means = new Float64Array(n);
    const cell = (t, i) => factor[t] + noise[t * n + i];
    for (let t = first; t < first + T; t++) for (let i = 0; i < n; i++) means[i] += cell(t, i) / T;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let t = first; t < first + T; t++) sum += (cell(t, i) - means[i]) * (cell(t, j) - means[j]);
        a[i * n + j] = a[j * n + i] = (1e-4 * sum) / (T - 1);
      }
    }
    return a;
  });
}

const longOnly = (P, n) => ({
  ...{ n, P, A: new Float64Array(n).fill(1), l: Float64Array.of(1), u: Float64Array.of(1) },
  lower: new Float64Array(n),
});

/** The same for quadprog, which destroys what it is given and counts from 1. */
function peer({ n, P }) {
  const one = (length) => Array.from({ length }, (_, i) => i + 1);
  const D = [[], ...one(n).map((i) => [0, ...P.slice((i - 1) * n, i * n)])];
  const A = [[], ...one(n).map((i) => [0, 1, ...one(n).map((j) => (i === j ? 1 : 0))])];
  const zeros = one(n).map(() => 0);
  return () =>
    quadprog(
      D.map((r) => [...r]),
      [0, ...zeros],
      A,
      [0, 1, ...zeros],
      1,
    ).solution.slice(1);
}

const variance = (P, n, x) => {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) sum += x[i] * P[i * n + j] * x[j];
  return sum;
};

/** How much larger a variance is than another, relative. */
const gapOf = (P, n, x, y) => ((variance(P, n, x) - variance(P, n, y)) / variance(P, n, y)).toExponential(0);

function row(name, time, against = '', difference = '') {
  rows.push([name, format(time), ...(against === '' ? ['', ''] : against), difference]);
}

for (const n of [10, 50, 100, 200]) {
  const P = simulatedCovariance(n).map((x) => 1e4 * x);
  const problem = longOnly(P, n);
  const theirs = peer(problem);
  const [x, y] = [engine.solveQP(problem).x, theirs()];
  const farthest = x.reduce((most, value, i) => Math.max(most, Math.abs(value - y[i])), 0);
  if (!(farthest < 1e-8)) throw new Error(`n = ${n}: the weights differ by ${farthest}`);
  const ours = processorMicroseconds(() => engine.solveQP(problem));
  const other = processorMicroseconds(theirs);
  row(
    `long-only minimum variance, n = ${n}, cold`,
    ours,
    [`quadprog, ${format(other)}`, ratio(ours, other)],
    gapOf(P, n, x, y),
  );
}

for (const n of [10, 50, 100, 200]) {
  const [before, after] = neighbours(n, 2 * n, 1).map((P) => longOnly(P, n));
  const start = engine.solveQP(before);
  const declared = { ...after, convex: true };
  const x = engine.solveQP(after).x;
  const cold = processorMicroseconds(() => engine.solveQP(after));
  for (const [kind, problem] of [
    ['warm', after],
    ['warm, declared convex', declared],
  ]) {
    const time = processorMicroseconds(() => engine.solveQP(problem, start));
    row(
      `a window later, n = ${n}, ${kind}`,
      time,
      [`cold, ${format(cold)}`, ratio(time, cold)],
      gapOf(after.P, n, engine.solveQP(problem, start).x, x),
    );
  }
}

for (const n of [10, 50]) {
  const definite = longOnly(
    simulatedCovariance(n).map((x) => 1e4 * x),
    n,
  );
  const time = processorMicroseconds(() => engine.solveQP(definite));
  for (const T of [n / 2, (4 * n) / 5]) {
    const problem = longOnly(neighbours(n, T, 1)[0], n);
    const solution = engine.solveQP(problem);
    if (solution.status !== 'optimal' || !(solution.regularisation > 0)) throw new Error('not singular');
    const singular = processorMicroseconds(() => engine.solveQP(problem));
    row(
      `singular covariance, n = ${n}, ${T} periods`,
      singular,
      [`definite, ${format(time)}`, ratio(singular, time)],
      solution.kktResidual.toExponential(0),
    );
  }
}

const n = 500;
const assets = Array.from({ length: n }, (_, i) => `A${i}`);
const held = normals(77, n).map((x, i) => ((i * 7919) % 97 < 24 ? Math.abs(x) : 0));
const total = held.reduce((sum, x) => sum + x, 0);
const previousWeights = Object.fromEntries(
  assets.map((asset, i) => [asset, Math.min(0.04, held[i] / total)]),
);
const groups = Object.fromEntries(
  Array.from({ length: 20 }, (_, g) => [
    `group ${g}`,
    { assets: assets.filter((_asset, i) => i % 20 === g), minWeight: 0.02, maxWeight: 0.08 },
  ]),
);
for (const T of [750, 1000]) {
  const covariance = { name: 'sample', assets, values: neighbours(n, T, 5)[0], conditionNumber: null };
  for (const turnoverLimit of [0.1, 0.5, 1]) {
    const solve = () =>
      optimizeWeights(engine, covariance, { maxWeights: 0.05, groups, turnoverLimit, previousWeights });
    const result = solve();
    if (result.status !== 'optimal') throw new Error(`500 assets: ${result.conflict}`);
    row(
      `500 assets (${T} periods), 20 groups, at most 5 % each, turnover ≤ ${turnoverLimit}, cold`,
      processorMicroseconds(solve),
      '',
      result.kktResidual.toExponential(0),
    );
  }
}

report(
  'bench/QP.md',
  'Quadratic programs',
  'npm run bench:qp',
  ['problem', 'mixfolio', 'against', 'ratio', 'gap'],
  rows,
  ` Processor time, through \`engine.solveQP\` and \`optimizeWeights\`, input checks and copies included. The gap is the relative
difference of the two variances (negative: ours is smaller); where there is no peer, and of singular covariances, the KKT residual.

What limits the rest: a call proves that P is semi-definite, cold by the Cholesky factor of all n variables that it starts from,
warm by one in single precision, twice as fast, which is believed only where it leaves no doubt. Warm that is a third of the
time at n = 50 and more than half from n = 100 on. A program declared \`convex\`, as covariances are by construction, does
without, and is what windows that run inside the engine do. What remains of it is the check and the copy of P's n² elements,
and about 1.5 µs around the engine whatever n is: the array of the answer, the frame, the copies of the constraints.`,
);
