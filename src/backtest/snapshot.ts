import { covarianceToCorrelation } from '../covariance/correlation.js';
import type { Covariance, CovarianceName } from '../covariance/types.js';
import { kernelBlock } from '../kernels/block.js';
import { attempt } from './outcome.js';
import type { BacktestSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/**
 * The model's first kernel and correlations of a window, for charts, of the assets with returns in all of its periods;
 * what the window does not have is null, and without even a sample correlation no asset is listed.
 *
 * @param withModel whether the window may fit its model for this: a run without model strategies fits none
 */
export function snapshotOf(window: TrainingWindow, decision: string, withModel: boolean): BacktestSnapshot {
  const sample = window.covariance('sample');
  const assets = 'failure' in sample ? [] : sample.value.assets;
  const correlation = (name: CovarianceName): number[] | null => {
    const estimate = window.covariance(name);
    if ('failure' in estimate) return null;
    const { value } = estimate;
    const outcome = attempt(() =>
      covarianceToCorrelation({ ...value, assets, values: blockOf(value, assets) }),
    );
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
    assets: [...assets],
    kernel: first === undefined ? null : Array.from(kernelBlock(first[0], first[1], assets)),
    kernelName: first?.[0] ?? null,
    sampleCorrelation,
    systematicCorrelation: withModel ? correlation('systematic') : null,
  };
}

/** The rows and columns of some of the assets. */
function blockOf({ assets, values }: Covariance, chosen: readonly string[]): Float64Array {
  const positions = chosen.map((asset) => assets.indexOf(asset));
  return Float64Array.from(positions.flatMap((i) => positions.map((j) => values[i * assets.length + j])));
}
