/** How much of the best Sharpe ratio of many trials is luck. */
export { analyseLuck } from './analyse.js';
export type { LuckOptions, LuckStage } from './options.js';
export type * from './types.js';
export { verdict, type Verdict, type VerdictLevel, type VerdictWords } from './verdict.js';
