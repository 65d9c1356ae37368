/**
 * Measures the engine side by side with what people would use instead in pure JavaScript: ml-matrix and quadprog.
 * Every pair must agree before it is timed. Prints a table and writes bench/RESULTS.md.
 *
 *     npm run bench              the micro benchmarks
 *     npm run bench -- CONFIG    and whole runs of `mixfolio backtest` on that configuration
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import Benchmark from 'benchmark';
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { solveQP as quadprog } from 'quadprog';
import { createEngine } from '../dist/index.js';
import { simulatedCovariance, simulatedPanel } from './problems.mjs';

const engine = await createEngine();
const rows = [];

/** Median microseconds of one call, over benchmark.js's samples. */
function microseconds(job) {
  const benchmark = new Benchmark(job, { maxTime: 0.5 });
  benchmark.run();
  const samples = [...benchmark.stats.sample].sort((a, b) => a - b);
  return 1e6 * samples[samples.length >> 1];
}

function compare(name, peer, ours, theirs, difference) {
  const gap = difference(ours(), theirs());
  if (!(gap < 1e-8)) throw new Error(`${name}: the results differ by ${gap}`);
  const [a, b] = [microseconds(ours), microseconds(theirs)];
  rows.push([name, peer, format(a), format(b), `${b / a < 10 ? (b / a).toFixed(1) : Math.round(b / a)} ×`]);
}

function measure(name, job) {
  rows.push([name, '', format(microseconds(job)), '', '']);
}

const format = (us) => (us < 1000 ? `${us.toPrecision(3)} µs` : `${(us / 1000).toPrecision(3)} ms`);
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

const header = ['job', 'against', 'mixfolio', 'peer', 'ratio'];
const table = [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const machine = `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
writeFileSync(
  'bench/RESULTS.md',
  `# Benchmarks\n\nMedians on ${machine}. Made by \`npm run bench\`.\n\n${table}\n`,
);
process.stdout.write(`${machine}\n\n${table}\n`);
