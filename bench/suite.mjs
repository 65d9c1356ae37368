/**
 * The parts of the benchmarks that one process measures, started by run.mjs for each version of Node.
 *
 *     node bench/suite.mjs REQUEST OUT     both JSON files
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { importTypeScript } from '../build/import-typescript.mjs';
import * as mixfolio from '../dist/index.js';
import { fitJobs } from './jobs/fits.mjs';
import { growthCurves, workersCurve } from './jobs/growth.mjs';
import { libraries } from './jobs/libraries.mjs';
import { matrixJobs } from './jobs/matrices.mjs';
import { programJobs } from './jobs/programs.mjs';
import { rJobs } from './jobs/r.mjs';
import { runJobs } from './jobs/run-jobs.mjs';
import { wholeRuns } from './jobs/whole-runs.mjs';
import { windowJobs } from './jobs/windows.mjs';

const [request, out] = process.argv.slice(2);
const { parts, quick, largest, configurations = [], prices } = JSON.parse(readFileSync(request, 'utf8'));
const seconds = quick ? 0.2 : 1;
const engine = await mixfolio.createEngine();
const baseline = await importTypeScript('bench/baseline/index.ts');
const context = { mixfolio, engine, baseline, libraries, quick, largest };
const progress = (what) => process.stderr.write(`Node ${process.versions.node}: ${what}\n`);
const wants = (part) => parts.includes(part);

const result = { runtime: `Node ${process.versions.node}`, jobs: [], skipped: [] };
if (wants('jobs')) {
  const jobs = [matrixJobs, programJobs, fitJobs, windowJobs].flatMap((of) => of(context));
  result.jobs = await runJobs(jobs, seconds, progress);
}
if (wants('growth')) {
  result.curves = await growthCurves(context, seconds, progress);
  const workers = await workersCurve(context, seconds, progress);
  if (workers.skipped) result.skipped.push(`the curve in workers was not measured: ${workers.skipped}`);
  else result.curves.push(workers);
}
if (wants('R')) {
  progress('R');
  const { records, versions, skipped } = await rJobs(context, seconds);
  result.jobs.push(...records);
  result.skipped.push(...skipped);
  result.versions = versions;
}
if (wants('runs')) {
  progress('whole runs');
  result.jobs.push(...wholeRuns({ configurations, prices, quick }));
}
writeFileSync(out, JSON.stringify(result));
