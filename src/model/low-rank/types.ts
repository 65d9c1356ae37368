import type { LowRankKernel } from '../../kernels/types.js';
import type { PanelModel } from '../types.js';

/**
 * A panel model whose kernels are of low rank and a diagonal: fixed effects per asset (`asset`, `asset:x`), random effects
 * within periods (`time`, `asset:time(K)`), one residual variance.
 */
export interface LowRankModel extends Pick<
  PanelModel,
  'fixed' | 'random' | 'scale' | 'method' | 'aliased' | 'fixedVariances' | 'starts'
> {
  kernels: Record<string, LowRankKernel>;
}
