import { covarianceToCorrelation } from '../covariance/correlation.js';
import type { CovarianceName } from '../covariance/types.js';
import { kernelBlock } from '../kernels/block.js';
import { attempt } from './outcome.js';
import type { BacktestSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/**
 * The model's first kernel and correlations of a window, for charts; what the window does not have is null, and without even a sample
 * correlation no asset is listed.
 *
 * @param withModel whether the window may fit its model for this: a run without model strategies fits none
 */
export function snapshotOf(window: TrainingWindow, decision: string, withModel: boolean): BacktestSnapshot {
  const correlation = (name: CovarianceName): number[] | null => {
    const estimate = window.covariance(name);
    if ('failure' in estimate) return null;
    const outcome = attempt(() => covarianceToCorrelation(estimate.value));
    return 'failure' in outcome ? null : Array.from(outcome.value);
  };
  const sampleCorrelation = correlation('sample');
  if (sampleCorrelation === null) {
    return {
      decision,
      assets: [],
      kernel: null,
      kernelName: null,
      sampleCorrelation: [],
      systematicCorrelation: null,
    };
  }
  const built = window.kernels();
  const [first] = 'failure' in built ? [] : Object.entries(built.value.kernels);
  return {
    decision,
    assets: [...window.assets],
    kernel: first === undefined ? null : Array.from(kernelBlock(first[0], first[1], window.assets)),
    kernelName: first?.[0] ?? null,
    sampleCorrelation,
    systematicCorrelation: withModel ? correlation('systematic') : null,
  };
}
