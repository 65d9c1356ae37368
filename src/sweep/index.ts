/**
 * Sweeps of backtests, for Node: thousands of configurations over threads or machines, and how much of the best is luck.
 *
 * `import { sweep } from 'mixfolio/sweep'`. The results of a sweep are files, see docs/sweeps.md.
 *
 * @module mixfolio/sweep
 */
export type * from './types.js';
export type { SweepInputs } from './prepare.js';
export type { SweepProgress } from './progress.js';
export type { SweepResult } from './result.js';
export { sweepStatus, type SweepStatus } from './status.js';
export {
  judgeSweep,
  previewSweep,
  type QueueOptions,
  sweep,
  type SweepOptions,
  type SweepPreview,
} from './sweep.js';
