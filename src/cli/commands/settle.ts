import type { ExitStatus } from '../exit-status.js';

/** Takes what the shell is to learn of a command. */
export type Settle = (status: ExitStatus) => void;
