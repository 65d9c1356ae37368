import { covarianceToCorrelation } from '../covariance/correlation.js';
import type { CovarianceName } from '../covariance/types.js';
import { kernelBlock } from '../kernels/block.js';
import { blockOf } from './asset-block.js';
import { attempt } from './outcome.js';
import type { BacktestSnapshot } from './types.js';
import type { TrainingWindow } from './window.js';

/** Assets whose matrices are kept: those of more would be too large for a chart, and for the result. */
export const MOST_DRAWN = 500;

/**
 * The model's kernels and correlations of a window, for charts, of the assets with returns in all of its periods;
 * what the window does not have is null, and without even a sample correlation no asset is listed. Of more than `MOST_DRAWN`
 * assets there are no matrices, and a note.
 *
 * @param withModel whether the window may fit its model for this: a run without model strategies fits none
 */
export function snapshotOf(window: TrainingWindow, decision: string, withModel: boolean): BacktestSnapshot {
  const sample = window.covariance('sample');
  const assets = 'failure' in sample ? [] : sample.value.assets;
  if (assets.length > MOST_DRAWN) return withoutMatrices(window, decision, assets);
  const correlation = (name: CovarianceName): number[] | null => {
    const estimate = window.covariance(name);
    if ('failure' in estimate) return null;
    const { value } = estimate;
    const outcome = attempt(() => covarianceToCorrelation({ assets, values: blockOf(value, assets) }));
    return 'failure' in outcome ? null : Array.from(outcome.value);
  };
  const sampleCorrelation = correlation('sample');
  if (sampleCorrelation === null) return noMatrices(decision);
  const built = window.kernels();
  const [first, ...others] = 'failure' in built ? [] : Object.entries(built.value.kernels);
  const total = withModel ? correlation('total') : null;
  return {
    decision,
    assets: [...assets],
    kernel: first === undefined ? null : Array.from(kernelBlock(first[0], first[1], assets)),
    kernelName: first?.[0] ?? null,
    sampleCorrelation,
    systematicCorrelation: withModel ? correlation('systematic') : null,
    furtherKernels: others.map(([name, kernel]) => ({
      name,
      triangle: triangleOf(kernelBlock(name, kernel, assets), assets.length),
    })),
    totalCorrelation: total && triangleOf(total, assets.length),
  };
}

function noMatrices(decision: string): BacktestSnapshot {
  return {
    decision,
    assets: [],
    kernel: null,
    kernelName: null,
    sampleCorrelation: [],
    systematicCorrelation: null,
    furtherKernels: [],
    totalCorrelation: null,
  };
}

function withoutMatrices(
  window: TrainingWindow,
  decision: string,
  assets: readonly string[],
): BacktestSnapshot {
  const built = window.kernels();
  const [name = null] = 'failure' in built ? [] : Object.keys(built.value.kernels);
  return {
    ...noMatrices(decision),
    assets: [...assets],
    kernelName: name,
    notes: [
      `kernels and correlations of ${assets.length} assets are not kept: they are drawn of up to ${MOST_DRAWN}`,
    ],
  };
}

/** The lower triangle with its diagonal, row by row. */
function triangleOf(matrix: ArrayLike<number>, n: number): number[] {
  const triangle: number[] = [];
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) triangle.push(matrix[i * n + j]);
  return triangle;
}
