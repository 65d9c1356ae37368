/**
 * Fit times of the panel model by path as the panel grows: against the dense solver of the tests, which is TypeScript
 * and writes out every covariance, and against each other where no dense solver gets through. Writes bench/PATHS.md.
 *
 *     npm run bench:paths
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createEngine } from '../dist/index.js';
import { format, microseconds, ratio, report } from './measure.mjs';
import { listedLate, simulatedPanel, withSecondKernel } from './problems.mjs';

const folder = mkdtempSync(join(tmpdir(), 'mixfolio-bench-'));
const outfile = join(folder, 'dense.mjs');
await build({
  entryPoints: ['test/support/dense-reml.ts'],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  logLevel: 'error',
});
const { denseFit } = await import(outfile);
rmSync(folder, { recursive: true });

const engine = await createEngine();
const rows = [];

function fitted({ panel, model }, path) {
  const fit = engine.fitPanel(panel, model);
  if (fit.path !== path || !fit.converged) throw new Error(`${fit.path}, converged: ${fit.converged}`);
  return fit;
}

function againstDense(problem, path, n, T) {
  const fit = fitted(problem, path);
  const start = performance.now();
  const dense = denseFit(problem.panel, problem.model, 'one');
  const theirs = 1000 * (performance.now() - start);
  const gap = Math.abs(fit.logLikelihood / dense.logLikelihood - 1);
  if (!(gap < 1e-9)) throw new Error(`${path} and dense log-likelihoods differ by ${gap}`);
  const ours = microseconds(() => engine.fitPanel(problem.panel, problem.model));
  rows.push([
    `${n} assets × ${T} periods`,
    path,
    format(ours),
    `dense, ${format(theirs)}`,
    ratio(ours, theirs),
  ]);
}

for (const [n, T] of [
  [6, 24],
  [9, 36],
  [12, 60],
]) {
  const problem = simulatedPanel(n, T);
  againstDense(problem, 'spectral', n, T);
  againstDense(withSecondKernel(problem), 'collapsed', n, T);
  againstDense(listedLate(problem, 3), 'patterns', n, T);
}
for (const [n, T, patterns] of [
  [50, 500, 5],
  [50, 5000, 5],
  [100, 500, 5],
  [200, 1000, 5],
]) {
  const complete = withSecondKernel(simulatedPanel(n, T));
  const missing = listedLate(complete, patterns);
  fitted(complete, 'collapsed');
  fitted(missing, 'patterns');
  const collapsed = microseconds(() => engine.fitPanel(complete.panel, complete.model));
  const ours = microseconds(() => engine.fitPanel(missing.panel, missing.model));
  const size = `${n} assets × ${T} periods`;
  rows.push([
    `${size}, two kernels, ${patterns} patterns`,
    'patterns',
    format(ours),
    `collapsed, no cell missing, ${format(collapsed)}`,
    ratio(ours, collapsed),
  ]);
}
report(
  'bench/PATHS.md',
  'Fit times by path',
  'npm run bench:paths',
  ['panel', 'path', 'mixfolio', 'against', 'ratio'],
  rows,
  ' The dense solver is that of the tests, in TypeScript, with a fit of all effects as ours.',
);
