/** What the benchmarks' page runs in Chromium; bundled by browser.mjs. */
import './browser-globals.mjs';
import * as mixfolio from '../dist/browser.js';
import * as baseline from './baseline/index.ts';
import { fitJobs } from './jobs/fits.mjs';
import { matrixJobs } from './jobs/matrices.mjs';
import { programJobs } from './jobs/programs.mjs';
import { runJobs } from './jobs/run-jobs.mjs';
import { windowJobs } from './jobs/windows.mjs';

/** @returns records of the same jobs as in Node, without the largest windows */
globalThis.measure = async (quick) => {
  const engine = await mixfolio.createEngine();
  const context = { mixfolio, engine, baseline, quick, largest: 100 };
  const jobs = [matrixJobs, programJobs, fitJobs, windowJobs].flatMap((of) => of(context));
  return runJobs(jobs, quick ? 0.2 : 0.6);
};
