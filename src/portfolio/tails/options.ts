import { programOptions } from '../problem.js';
import type { MinimumCVaROptions } from './types.js';

/** Options that the program of `minimumCVaR` has, beside its confidence. */
export const tailOptions = [
  ...programOptions,
  'transactionCosts',
  'expectedReturns',
  'targetReturn',
] as const satisfies readonly (keyof MinimumCVaROptions)[];
