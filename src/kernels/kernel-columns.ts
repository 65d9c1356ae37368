import { exp } from '../numeric/elementary.js';
import type { Kernel } from './types.js';
import {
  centredFeatures,
  checkKind,
  type KernelKind,
  type MeasuredKernel,
  typicalDistance,
  unitProfiles,
} from './relationship.js';
import type { Features } from './types.js';

/** A kernel of which columns are computed as they are asked for. */
export interface KernelColumns {
  labels: readonly string[];
  /** N: K_ii */
  diagonal: Float64Array;
  /** N: K_·j */
  column: (this: void, j: number) => Float64Array;
}

/**
 * The columns of `relationshipKernel`, with the distance that it measures by.
 *
 * @throws as `relationshipKernel`
 */
export function featureColumns(
  features: Features,
  kind: KernelKind,
): { columns: KernelColumns } & Pick<MeasuredKernel, 'scale' | 'alike'> {
  checkKind(kind, features);
  const { assets: labels, names, values } = features;
  const [N, F] = [labels.length, names.length];
  const ones = new Float64Array(N).fill(1);
  if (N < 2) return { columns: { labels, diagonal: ones, column: () => ones }, scale: null, alike: 0 };
  if (kind === 'linear' || kind === 'correlation') {
    const { rows, factor } =
      kind === 'correlation' ? { rows: unitProfiles(features), factor: 1 } : scaledLinear(features);
    const columns = productColumns(labels, rows, factor);
    return { columns: kind === 'linear' ? columns : { ...columns, diagonal: ones }, scale: null, alike: 0 };
  }
  const { scale, alike } = typicalDistance(features);
  const column = (j: number): Float64Array =>
    Float64Array.from({ length: N }, (_, i) => {
      if (i === j) return 1;
      let squares = 0;
      for (let k = 0; k < F; k++) {
        const difference = values[i * F + k] - values[j * F + k];
        squares += difference * difference;
      }
      const ratio = Math.sqrt(squares) / scale;
      return exp(kind === 'exponential' ? -ratio : -0.5 * ratio * ratio);
    });
  return { columns: { labels, diagonal: ones, column }, scale, alike };
}

function scaledLinear(features: Features): { rows: Float64Array; factor: number } {
  const { centred, trace } = centredFeatures(features);
  return { rows: centred, factor: features.assets.length / trace };
}

/** factor·XX' */
function productColumns(labels: readonly string[], rows: Float64Array, factor: number): KernelColumns {
  const N = labels.length;
  const F = rows.length / N;
  const product = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < F; k++) sum += rows[i * F + k] * rows[j * F + k];
    return sum * factor;
  };
  return {
    labels,
    diagonal: Float64Array.from({ length: N }, (_, i) => product(i, i)),
    column: (j) => Float64Array.from({ length: N }, (_, i) => product(i, j)),
  };
}

/** The columns of a matrix that is there. */
export function matrixColumns({ labels, values }: Kernel): KernelColumns {
  const N = labels.length;
  return {
    labels,
    diagonal: Float64Array.from({ length: N }, (_, i) => values[i * N + i]),
    column: (j) => values.slice(j * N, (j + 1) * N),
  };
}

/** Σ w_k K_k, over the same assets in the same order. */
export function summedColumns(parts: readonly { columns: KernelColumns; weight: number }[]): KernelColumns {
  const sum = (of: (columns: KernelColumns) => Float64Array): Float64Array => {
    const total = new Float64Array(parts[0].columns.labels.length);
    for (const { columns, weight } of parts) of(columns).forEach((value, i) => (total[i] += weight * value));
    return total;
  };
  return {
    labels: parts[0].columns.labels,
    diagonal: sum(({ diagonal }) => diagonal),
    column: (j) => sum((columns) => columns.column(j)),
  };
}
