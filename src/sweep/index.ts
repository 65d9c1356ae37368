/**
 * Sweeps of backtests, for Node: thousands of configurations over threads or machines, and how much of the best is luck.
 *
 * `import { sweep } from 'mixfolio/sweep'`. The results of a sweep are files, see docs/sweeps.md.
 *
 * @module mixfolio/sweep
 */
export type * from './types.js';
export type * from './luck/types.js';
export type { Verdict, VerdictLevel } from './luck/verdict.js';
export type { JudgedGroup } from './outcomes/analysis.js';
export type { Outcomes, RefusedBacktest } from './outcomes/outcomes.js';
export type { PlannedWork } from './plan/plan.js';
export type { SweepInputs } from './prepare.js';
export type { SweepProgress } from './progress.js';
export type { SweepResult } from './result.js';
export type { SweepParameter } from './space/axes.js';
export type { FailedJob } from './store/failures.js';
export type { RecordedBacktest, RecordedPlan } from './store/plan-files.js';
export { sweepStatus, type SweepStatus } from './status.js';
export {
  judgeSweep,
  previewSweep,
  type QueueOptions,
  sweep,
  type SweepOptions,
  type SweepPreview,
} from './sweep.js';
