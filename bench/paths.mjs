/**
 * Fit times by path as problems grow: of the panel model and of general models, against the dense solvers of the tests,
 * which are TypeScript and write out every covariance, and against each other or alone where no dense solver gets
 * through. Processor time. Writes bench/PATHS.md.
 *
 *     npm run bench:paths
 */
import { createEngine } from '../dist/index.js';
import { importTypeScript } from '../build/import-typescript.mjs';
import { kernelModel } from './general-problems.mjs';
import { format, processorMicroseconds, ratio, report } from './measure.mjs';
import { listedLate, simulatedPanel, withSecondKernel } from './problems.mjs';

const { denseFit } = await importTypeScript('test/support/dense-reml.ts');
const { denseMixedModel } = await importTypeScript('test/support/dense-mixed.ts');
const { maximise } = await importTypeScript('test/support/dense-maximiser.ts');

const engine = await createEngine();
const rows = [];

function fitted({ panel, model }, path) {
  const fit = engine.fitPanel(panel, model);
  if (fit.path !== path || !fit.converged) throw new Error(`${fit.path}, converged: ${fit.converged}`);
  return fit;
}

/** One call and its processor time. */
function once(job) {
  const start = process.cpuUsage();
  const result = job();
  const { user, system } = process.cpuUsage(start);
  return { result, time: user + system };
}

function compareLikelihoods(path, fit, dense) {
  const gap = Math.abs(fit.logLikelihood / dense.logLikelihood - 1);
  if (!(gap < 1e-9)) throw new Error(`${path} and dense log-likelihoods differ by ${gap}`);
}

function againstDense(problem, path, n, T) {
  const fit = fitted(problem, path);
  const { result, time: theirs } = once(() => denseFit(problem.panel, problem.model, 'one'));
  compareLikelihoods(path, fit, result);
  const ours = processorMicroseconds(() => engine.fitPanel(problem.panel, problem.model));
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
  const collapsed = processorMicroseconds(() => engine.fitPanel(complete.panel, complete.model));
  const ours = processorMicroseconds(() => engine.fitPanel(missing.panel, missing.model));
  const size = `${n} assets × ${T} periods`;
  rows.push([
    `${size}, two kernels, ${patterns} patterns`,
    'patterns',
    format(ours),
    `collapsed, no cell missing, ${format(collapsed)}`,
    ratio(ours, collapsed),
  ]);
}

/** Observations beyond which the dense solver would take minutes. */
const LARGEST_DENSE = 1000;

function general(n, m, path, seed) {
  const model = kernelModel(n, m, seed);
  const fit = engine.fitMixedModel(model);
  if (fit.path !== path || !fit.converged) throw new Error(`${fit.path}, converged: ${fit.converged}`);
  const boundary = fit.variances.some(({ atBoundary }) => atBoundary);
  const ours = processorMicroseconds(() => engine.fitMixedModel(model));
  const what = `general, ${n} observations, ${m} levels with a kernel${boundary ? ', a variance of 0' : ''}`;
  const row = [what, path, format(ours)];
  if (n > LARGEST_DENSE) {
    rows.push([...row, '', '']);
    return;
  }
  const { result, time } = once(() => maximise(denseMixedModel(model), 'one'));
  compareLikelihoods(path, fit, result);
  rows.push([...row, `dense, ${format(time)}`, ratio(ours, time)]);
}

for (const n of [50, 100, 200, 400, 800, 1600]) general(n, n, 'dense');
// a fit that ends at a boundary is tried from other starts
general(200, 200, 'dense', 41);
for (const [n, m] of [
  [100, 25],
  [250, 25],
  [250, 50],
  [1000, 100],
  [2000, 200],
  [4000, 400],
  [8000, 800],
  [80_000, 800],
]) {
  general(n, m, 'henderson');
}
report(
  'bench/PATHS.md',
  'Fit times by path',
  'npm run bench:paths',
  ['problem', 'path', 'mixfolio', 'against', 'ratio'],
  rows,
  ' Processor time. The dense solver is that of the tests, in TypeScript, with a fit of all effects as ours. General models have a kernel and a factor; n = levels is the dense form, n > levels Henderson’s.',
);
