/**
 * How close the engine's linear algebra comes to what f64x2 can do at best: shares of the rate of the bare inner
 * loop (bench/peak.ts, compiled here), which is timed beside every job. Processor time; jobs run on engine memory, so
 * that no copies by the host count. Writes bench/KERNELS.md.
 *
 *     npm run bench:kernels              everything
 *     npm run bench:kernels -- PATTERN   only jobs whose name matches; nothing is written
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { processorTime, report } from './measure.mjs';
import { normals } from './problems.mjs';

const pattern = process.argv[2] === undefined ? null : new RegExp(process.argv[2]);

const { exports: engine } = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync('dist/engine.wasm')),
  { env: { abort } },
);
const peak = await bareLoop();

/** Rounds of a job and the bare loop in turn; microseconds that one of them takes at least. */
const ROUNDS = 15;
const SAMPLE = 10_000;
/** Largest order and leading dimension. */
const LARGEST = 513;

engine.reserve(2 ** 26);
const doubles = (count) => engine.allocate(8 * count) >>> 0;
const [left, right, result, positive, factor] = Array.from({ length: 5 }, () => doubles(LARGEST * LARGEST));
// workspace is what follows; no view outlives a grow
const cells = new Float64Array(engine.memory.buffer);
cells.set(normals(1, LARGEST * LARGEST), left / 8);
cells.set(normals(2, LARGEST * LARGEST), right / 8);

function abort() {
  throw new Error('the engine stopped');
}

/** The bare loop: microseconds of `steps` steps of 32 operations. */
async function bareLoop() {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-'));
  try {
    const outFile = join(folder, 'peak.wasm');
    const options = ['--runtime', 'stub', '--enable', 'simd', '--optimizeLevel', '3', '--noAssert'];
    const { error, stderr } = await asc.main(['bench/peak.ts', '--outFile', outFile, ...options]);
    if (error) throw new Error(stderr.toString());
    const module = new WebAssembly.Module(readFileSync(outFile));
    const loop = new WebAssembly.Instance(module, { env: { abort } }).exports;
    const [depth, a, b, c] = [256, 1024, 1024 + 8192, 512];
    new Float64Array(loop.memory.buffer).set(normals(3, 2048), a / 8);
    return (steps) => loop.peak(Math.ceil(steps / depth), depth, a, b, c);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Median over the rounds of the rate of a job over that of the bare loop beside it; `rest` is what the job does besides. */
function shareOfPeak(flops, job, rest = null) {
  const warm = (call) => {
    for (let calls = 1; ; calls *= 2) {
      const spent = processorTime(call, calls);
      if (spent > SAMPLE) return Math.ceil((calls * SAMPLE) / spent);
    }
  };
  const steps = 256 * 1024;
  const bare = () => peak(steps);
  const calls = warm(job);
  const restCalls = rest === null ? 0 : warm(rest);
  const bareCalls = warm(bare);
  const shares = Array.from({ length: ROUNDS }, () => {
    const before = processorTime(bare, bareCalls) / bareCalls;
    const own = processorTime(job, calls) / calls;
    const besides = rest === null ? 0 : processorTime(rest, restCalls) / restCalls;
    const after = processorTime(bare, bareCalls) / bareCalls;
    return flops / (own - besides) / ((32 * steps) / (0.5 * (before + after)));
  }).sort((a, b) => a - b);
  return shares[ROUNDS >> 1];
}

const copy = (from, to, count) => cells.copyWithin(to / 8, from / 8, from / 8 + count);

/** A positive definite matrix of order n and its factor, rows `ld` apart. */
function prepareFactor(n, ld) {
  cells.fill(0, positive / 8, positive / 8 + n * ld);
  engine.syrk(0, n, n, 1 / n, left, LARGEST, 0, positive, ld);
  for (let i = 0; i < n; i++) cells[positive / 8 + i * ld + i] += 1;
  copy(positive, factor, n * ld);
  if (engine.cholesky(factor, n, ld) >= 0) throw new Error('not positive definite');
}

const product = (transA, transB) => (n, ld) =>
  shareOfPeak(2 * n ** 3, () => engine.gemm(transA, transB, n, n, n, 1, left, ld, right, ld, 0, result, ld));
const square = (trans) => (n, ld) =>
  shareOfPeak(n * n * (n + 1), () => engine.syrk(trans, n, n, 1, left, ld, 0, result, ld));
const factorisation = (n, ld) => {
  prepareFactor(n, ld);
  const refresh = () => copy(positive, result, n * ld);
  const job = () => {
    refresh();
    engine.cholesky(result, n, ld);
  };
  return shareOfPeak(n ** 3 / 3, job, refresh);
};
const inverse = (n, ld) => {
  prepareFactor(n, ld);
  return shareOfPeak((2 * n ** 3) / 3, () => engine.choleskyInverse(n, factor, ld, result, ld));
};
const solve = (trans) => (n, ld) => {
  prepareFactor(n, ld);
  const refresh = () => copy(left, result, n * ld);
  const job = () => {
    refresh();
    engine.trsm(trans, n, n, factor, ld, result, ld);
  };
  return shareOfPeak(n ** 3, job, refresh);
};

const around = [64, 128, 256];
const products = [32, 64, 100, 128, 256, 500, 512];
const triangles = [64, 128, 256, 500, 512];
const kernels = [
  ['gemm, A·B', product(0, 0), products, [0, 512]],
  ['gemm, A·B′', product(0, 1), products, [0, 512]],
  ['gemm, A′·B', product(1, 0), products, [0, 512]],
  ['syrk, A·A′', square(0), products, [0, 512]],
  ['syrk, A′·A', square(1), products, [0, 512]],
  ['Cholesky', factorisation, [10, 64, 100, 128, 256, 512], [0, 512]],
  ['inverse from the factor', inverse, triangles, [0, 512]],
  ['solve L·X = B', solve(0), triangles, [0, 512]],
  ['solve L′·X = B', solve(1), triangles, [0, 512]],
];
const columns = [10, ...products];

const percent = (share) => `${(100 * share).toFixed(0)} %`;
const rows = [];
for (const [name, measure, sizes, dimensions] of kernels) {
  if (pattern !== null && !pattern.test(name)) continue;
  for (const ld of dimensions) {
    const shares = new Map(sizes.map((n) => [n, measure(n, ld || n)]));
    let worst = { ratio: Infinity };
    for (const even of ld === 0 ? around : []) {
      for (const n of [even - 1, even + 1]) {
        const ratio = measure(n, n) / shares.get(even);
        if (ratio < worst.ratio) worst = { ratio, n };
      }
    }
    rows.push([
      name,
      ld === 0 ? 'n' : `${ld}`,
      ...columns.map((n) => (shares.has(n) ? percent(shares.get(n)) : '')),
      ld === 0 ? `${worst.ratio.toFixed(2)} (${worst.n})` : '',
    ]);
    process.stdout.write(`${rows.at(-1).join(' | ')}\n`);
  }
}

const steps = 2 ** 22;
const bareRate = Array.from(
  { length: ROUNDS },
  () => (32e-3 * steps) / processorTime(() => peak(steps), 1),
).sort((a, b) => a - b)[ROUNDS >> 1];
process.stdout.write(`bare loop ${bareRate.toFixed(1)} GFLOP/s\n`);
if (pattern === null) {
  report(
    'bench/KERNELS.md',
    'Linear algebra against the bare inner loop',
    'npm run bench:kernels',
    ['routine', 'ld', ...columns.map((n) => `n = ${n}`), 'worst odd ÷ even'],
    rows,
    remarks(bareRate),
  );
}

/** What the table means, and what limits it. */
function remarks(rate) {
  const paragraphs = [
    `Processor time on engine memory, as shares of the rate of the bare inner loop (\`bench/peak.ts\`: a 4×4 tile, packed panels in the first cache, nothing else), which is timed before and after every sample; ${rate.toFixed(1)} GFLOP/s at the end of this run, with ${loadavg()[0].toFixed(1)} programs in the queue for the cores. ld is the leading dimension. Operations counted: 2n³ for gemm, n²(n + 1) for syrk, n³/3 for the factor, 2n³/3 for the inverse from it (L⁻¹, then its square), n³ for n right-hand sides. The last column is the worst rate at 63, 65, 127, 129, 255 or 257 over that at the even size beside it.`,
    'What limits them. *The tile*: starting and ending the sums costs a few steps of 5½ cycles, 1–2 % at a depth of 256 and 6 % at 64; starting them from C instead of adding C at the end was worth 2 points at n = 64, the kernel inlined into its loop 1 (2–4 in the factor). *Memory*, from n = 256 on: A, B, C and the packed block of B fill the second cache (2 MiB here). The same loop without packing gains 7–9 points there, on one tile of C 2 more; other programs on the machine, which empty the caches at every switch, cost up to 7: an idle machine shows more than a busy one. *Small triangles*: at n = 64 tiles on the diagonal and the solves of the others make 10–15 % more work than is counted, packing and unpacking are 1 µs of 6, and sums are 4 to 60 steps long; the inverse sums over a different depth at every tile, which the processor mispredicts.',
    'Tried without gain: blocks of A of 64 rows or of B of 64 or 128 columns, a depth of 128, panels a cache line apart, rows of A read where they are instead of packed (2 points less), two steps of the inner loop at a time (2–24 points less), C stored without the zeros that it is added to.',
  ];
  return ` ${paragraphs.join('\n\n')}`;
}
