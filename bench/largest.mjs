/**
 * The largest general models that `fitMixedModel` takes: matrices of order 3,000 in either form, with a kernel of that
 * order. Measures the engine's memory and the CPU time of one evaluation (all variances given) and of a fit, each on a fresh
 * engine, and fails above 1 GiB. Prints a table and writes bench/LARGEST.md.
 *
 *     npm run bench:largest
 */
import { createEngine } from '../dist/index.js';
import { format, report } from './measure.mjs';

const LARGEST = 3000;
const LIMIT = 2 ** 30;
const rows = [];
const MiB = (bytes) => `${Math.ceil(bytes / 2 ** 20)} MiB`;

/** Relationships 0.9^|i − j|. */
function decaying(labels) {
  const n = labels.length;
  const values = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) values[i * n + j] = 0.9 ** Math.abs(i - j);
  return { labels, values };
}

/** n observations of `levels` related levels: intercept, trend, u with the kernel, e. */
function model(n, levels) {
  const labels = Array.from({ length: levels }, (_, l) => `level ${l}`);
  const x = Array.from({ length: n }, (_, i) => i / n);
  return {
    y: Float64Array.from(x, (value, i) => value + Math.sin((i % levels) / 9) + Math.sin(i * i)),
    X: Float64Array.from(x.flatMap((value) => [1, value])),
    columns: ['1', 'x'],
    random: [{ label: 'u', levels: x.map((_, i) => labels[i % levels]), kernel: decaying(labels) }],
  };
}

/** With a slope that moves together with u: two components more to differentiate by. */
function withSlope(given) {
  const [u] = given.random;
  const covariate = Float64Array.from(given.y, (_, i) => Math.cos(i));
  return { ...given, random: [u, { label: 'slope', levels: u.levels, covariate, correlatedWith: 'u' }] };
}

async function measure(name, run) {
  const engine = await createEngine();
  const start = process.cpuUsage();
  const said = run(engine);
  const { user, system } = process.cpuUsage(start);
  const bytes = engine.memoryBytes();
  engine.dispose();
  if (bytes > LIMIT) throw new Error(`${name} took ${MiB(bytes)} of engine memory, more than ${MiB(LIMIT)}`);
  rows.push([name, said, MiB(bytes), format(user + system)]);
  process.stderr.write(`${rows.at(-1).join(' | ')}\n`);
}

const dense = model(LARGEST, LARGEST);
const henderson = model(10 * LARGEST, LARGEST - 2);
const pairs = withSlope(dense);
const half = withSlope(model(10 * LARGEST, LARGEST / 2 - 1));
const evaluation = (given, components) => (engine) => {
  engine.mixedLikelihood(given, components);
  return 'one evaluation';
};
const fit = (given, path) => (engine) => {
  const { converged, iterations, path: taken } = engine.fitMixedModel(given);
  if (!converged || taken !== path) throw new Error(`converged ${converged}, path ${taken}`);
  return `a fit, ${iterations} iterations`;
};

await measure('dense, n = 3000, a kernel of 3000 levels', evaluation(dense, [0.5, 0.5]));
await measure('dense, n = 3000, a kernel of 3000 levels', fit(dense, 'dense'));
await measure('dense, n = 3000, and a correlated slope', evaluation(pairs, [0.5, 0.1, 0.5, 0.1]));
await measure('dense, n = 3000, and a correlated slope', fit(pairs, 'dense'));
await measure('Henderson, n = 30000, a kernel of 2998 levels', evaluation(henderson, [0.5, 0.5]));
await measure('Henderson, n = 30000, a kernel of 2998 levels', fit(henderson, 'henderson'));
await measure('Henderson, n = 30000, 1499 levels and a correlated slope', fit(half, 'henderson'));

for (const [name, given] of [
  ['dense, n = 3000, a kernel of 3000 levels', dense],
  ['Henderson, n = 30000, a kernel of 2998 levels', henderson],
]) {
  const fitter = await createEngine();
  const fixedVariances = { u: 0.5, residual: 0.5 };
  const held = { ...given, fixedVariances };
  const fitted = fitter.fitMixedModel(held);
  fitter.dispose();
  await measure(name, (engine) => {
    engine.mixedPredictionErrors(held, fitted);
    return 'prediction errors of all levels';
  });
}

report(
  new URL('./LARGEST.md', import.meta.url),
  'The largest general models',
  'npm run bench:largest',
  ['model', 'what', 'engine memory', 'CPU time'],
  rows,
  ' Of one run each, with the checks and copies of the host; the engine holds what its largest call took.',
);
