import { MixfolioError } from '../errors.js';
import type { SweepJob } from './types.js';

/** How often a job may fail, or take its worker with it, before it is set aside. */
export const attempts = 3;

/** A job that failed as often as it may: it is set aside, with its input and its error, and the sweep goes on. */
export class JobFailure extends MixfolioError {
  static override readonly name: string = 'JobFailure';
  /** the input */
  readonly job: SweepJob;
  /** how often it was tried */
  readonly attempts: number;
  /** the last error, and where it came from if it says so */
  readonly reason: string;
  readonly trace: string | null;

  constructor(job: SweepJob, attempts: number, reason: string, trace: string | null = null) {
    super(
      'job-failed',
      `the job ${job.id} of ${job.backtests.length} backtests failed ${attempts} times: ${reason}`,
      'its input and its error are kept; run the sweep again once the cause is gone',
      { job: job.id, backtests: job.backtests.length, attempts },
    );
    this.job = job;
    this.attempts = attempts;
    this.reason = reason;
    this.trace = trace;
  }
}
