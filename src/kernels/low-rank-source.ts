import type { Kernel } from './types.js';

/**
 * Of kernels that were made dense from factors and a diagonal: these over some assets in one array, of which the origin of a fit of
 * low rank has a checksum. Apart from what makes them, so that inference weighs no more.
 */
export const lowRankSources = new WeakMap<
  Kernel,
  (name: string, assets: readonly string[]) => Float64Array
>();
