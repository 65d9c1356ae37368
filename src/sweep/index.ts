/**
 * Sweeps of backtests, for Node: thousands of configurations over threads or machines.
 *
 * `import { sweep } from 'mixfolio/sweep'`.
 *
 * @module mixfolio/sweep
 */
export type * from './types.js';
export { bundleOf } from './data/bundle.js';
export { engineIdentity } from './engine-identity.js';
export { inSharedMemory, jobPool } from './pool/pool.js';
