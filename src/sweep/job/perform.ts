/** Does jobs: in a thread of its own, one at a time. */
import { type SharedData, sharedData } from '../../backtest/shared-data.js';
import { createEngine } from '../../create-engine.js';
import { once } from '../../backtest/outcome.js';
import { type BundledData, openBundle } from '../data/bundle.js';
import { EngineError } from '../../errors.js';
import { backtestId, fieldTexts, jobId } from '../plan/identity.js';
import { trialConfig } from '../plan/configuration.js';
import { runnerOf } from '../plan/runner.js';
import { otherEngine } from '../other-engine.js';
import type { JobResult, SweepJob } from '../types.js';
import { partFiles } from './part.js';
import { runTrials, type TrialConfig } from './trial.js';

/** Data that a thread keeps ready; neighbouring jobs share them. */
const MOST_BUNDLES = 2;

interface OpenData {
  data: BundledData;
  shared: SharedData;
}

export interface JobPerformer {
  /**
   * @param bundle bytes of the job's data
   * @throws EngineError `job-engine`, `job-mismatch`; DataError `bundle-mismatch`, `bad-bundle`; ConfigError
   *         `missing-package`; what the engine throws
   */
  perform(job: SweepJob, bundle: Uint8Array): Promise<JobResult>;
}

/**
 * @param identity      of the engine here
 * @param solverVersion of HiGHS here, default that of the package highs
 */
export function jobPerformer(identity: string, solverVersion?: () => Promise<string>): JobPerformer {
  const engine = once(createEngine);
  const textsOf = fieldTexts();
  const open = new Map<string, OpenData>();
  const opened = (hash: string, bytes: Uint8Array): OpenData => {
    const known = open.get(hash);
    if (known !== undefined) return known;
    const data = openBundle(bytes, hash);
    const [oldest] = open.keys();
    if (open.size === MOST_BUNDLES) open.delete(oldest);
    const fresh = { data, shared: sharedData(data.prices) };
    open.set(hash, fresh);
    return fresh;
  };
  return {
    async perform(job, bundle) {
      if (job.engine !== identity) throw otherEngine(job.engine, identity);
      const began = performance.now();
      const ids = job.backtests.map(({ id }) => id);
      checkIdentity(job, 'job', job.id, jobId(job.engine, job.data, ids));
      const { data, shared } = opened(job.data, bundle);
      const backtests: (TrialConfig & { id: string })[] = [];
      for (const { id, strategy, part } of job.backtests) {
        const config = trialConfig(job.base, part, strategy);
        const texts = textsOf(config);
        const runner = await runnerOf(job.engine, config, solverVersion);
        checkIdentity(job, 'backtest', id, backtestId(runner, job.data, texts));
        backtests.push({ id, config, texts });
      }
      const own = await runTrials(await engine(), data, shared, backtests);
      const trials = own.map((trial, k) => ({ id: backtests[k].id, ...trial }));
      return {
        job: job.id,
        ...(await partFiles(trials)),
        windows: trials.reduce((sum, { windows }) => sum + windows, 0),
        refused: trials.filter(({ status }) => status === 'refused').length,
        milliseconds: performance.now() - began,
      };
    },
  };
}

/** @throws EngineError `job-mismatch` where a job, or a backtest of it, is not what its id says */
function checkIdentity(job: SweepJob, what: 'job' | 'backtest', expected: string, found: string): void {
  if (found === expected) return;
  throw new EngineError(
    'job-mismatch',
    `the ${what} ${expected}${what === 'job' ? '' : ` of the job ${job.id}`} has the identity ${found} here`,
    'check what else writes to this queue, and that planner and workers have the same versions of mixfolio and of highs',
    { job: job.id, expected, found },
  );
}
