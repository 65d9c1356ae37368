/** Sweeps over many machines: BullMQ on Redis or Valkey. */
export { redacted, type QueueAddress } from './address.js';
export { queueDispatcher, type QueueDispatcher, type QueueDispatcherOptions } from './dispatcher.js';
export type { LiveSweep, LiveWorker } from './registry.js';
export type { Note, QueueTimes } from './settings.js';
export { queueStatus, type FailedJob, type JobCounts, type QueueStatus } from './status.js';
export type { Workforce } from './sweep-pulse.js';
export { cancelSweep, type Cancelled } from './cancel.js';
export { startWorker, type RunningWorker, type WorkerOptions } from './worker.js';
