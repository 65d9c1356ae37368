/**
 * Measures the engine side by side with what people would use instead in pure JavaScript: ml-matrix and quadprog.
 * Every pair must agree before it is timed. Prints a table and writes bench/RESULTS.md.
 *
 *     npm run bench              the micro benchmarks
 *     npm run bench -- CONFIG    and whole runs of `mixfolio backtest` on that configuration
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { solveQP as quadprog } from 'quadprog';
import { createEngine } from '../dist/index.js';
import { format, microseconds, ratio, report } from './measure.mjs';
import { simulatedCovariance, simulatedPanel } from './problems.mjs';

const engine = await createEngine();
const rows = [];

function compare(name, peer, ours, theirs, difference) {
  const gap = difference(ours(), theirs());
  if (!(gap < 1e-8)) throw new Error(`${name}: the results differ by ${gap}`);
  const [a, b] = [microseconds(ours), microseconds(theirs)];
  rows.push([name, peer, format(a), format(b), ratio(a, b)]);
}

function measure(name, job) {
  rows.push([name, '', format(microseconds(job)), '', '']);
}

const largestGap = (a, b) => {
  const scale = b.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  return a.reduce((gap, x, i) => Math.max(gap, Math.abs(x - b[i])), 0) / scale;
};

for (const n of [10, 50, 100, 300]) {
  const a = simulatedCovariance(n);
  const matrix = Matrix.from1DArray(n, n, a);
  compare(
    `Cholesky, n = ${n}`,
    'ml-matrix',
    () => engine.cholesky(a, n),
    () => new CholeskyDecomposition(matrix).lowerTriangularMatrix,
    (x, y) => largestGap(x, y.to1DArray()),
  );
  compare(
    `multiply, n = ${n}`,
    'ml-matrix',
    () => engine.multiply(a, a, n, n, n),
    () => matrix.mmul(matrix),
    (x, y) => largestGap(x, y.to1DArray()),
  );
  compare(
    `eigendecomposition, n = ${n}`,
    'ml-matrix',
    () => engine.symmetricEigen(a, n).values,
    () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues,
    largestGap,
  );
  compare(
    `eigenvalues alone, n = ${n}`,
    'ml-matrix',
    () => engine.symmetricEigenvalues(a, n),
    () => new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues,
    largestGap,
  );
}

for (const n of [10, 50, 100]) {
  const P = simulatedCovariance(n).map((x) => 1e4 * x);
  const one = (length) => Array.from({ length }, (_, i) => i + 1);
  const D = [[], ...one(n).map((i) => [0, ...P.slice((i - 1) * n, i * n)])];
  const A = [[], ...one(n).map((i) => [0, 1, ...one(n).map((j) => (i === j ? 1 : 0))])];
  const problem = {
    n,
    P,
    A: new Float64Array(n).fill(1),
    l: Float64Array.of(1),
    u: Float64Array.of(1),
    lower: new Float64Array(n),
  };
  compare(
    `long-only minimum variance, n = ${n}`,
    'quadprog',
    () => engine.solveQP(problem).x,
    () =>
      quadprog(
        D.map((r) => [...r]),
        [0, ...one(n).map(() => 0)],
        A,
        [0, 1, ...one(n).map(() => 0)],
        1,
      ).solution.slice(1),
    largestGap,
  );
}

for (const [n, T] of [
  [9, 24],
  [50, 120],
  [100, 252],
]) {
  const { panel, model } = simulatedPanel(n, T);
  measure(`REML fit with all effects, ${n} assets × ${T} periods`, () => engine.fitPanel(panel, model));
}

const configuration = process.argv[2];
if (configuration) {
  const out = mkdtempSync(join(tmpdir(), 'mixfolio-bench-'));
  const times = Array.from({ length: 7 }, () => {
    const start = performance.now();
    const run = spawnSync(process.execPath, [
      'dist/cli.js',
      'backtest',
      '--config',
      configuration,
      '--out',
      out,
      ...process.argv.slice(3),
    ]);
    if (run.status !== 0) throw new Error(run.stderr.toString());
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const { strategies } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'));
  const windows = strategies[0].windows.length;
  rows.push([
    `mixfolio backtest, ${windows} windows × ${strategies.length} strategies, start-up and report included`,
    '',
    format(1000 * times[3]),
    '',
    '',
  ]);
  rmSync(out, { recursive: true });
}

report(
  'bench/RESULTS.md',
  'Benchmarks',
  'npm run bench',
  ['job', 'against', 'mixfolio', 'peer', 'ratio'],
  rows,
);
