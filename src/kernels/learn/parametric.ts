import type { Kernel } from '../types.js';
import type { KernelParameter } from './types.js';

/** One number that is searched. */
export interface SearchedParameter {
  parameter: KernelParameter;
  /** `lengthScale`, `relevance of beta`, `weight of class` */
  label: string;
  start: number;
  lower: number;
  upper: number;
  /** λ: what is taken off the log-likelihood per unit */
  penalty: number;
}

/** A kernel with parameters θ, in the coordinates of the search. */
export interface ParametricKernel {
  parameters: SearchedParameter[];
  /** K, and for M of dℓ = Σ M_ij dK_ij the gradient in θ; sums read and write the cotangents of their parts */
  at(theta: Float64Array, parts: (name: string) => Float64Array): Evaluated;
}

/** A kernel at its parameters. */
export interface Evaluated {
  values: Float64Array;
  /** @param add to the cotangent of a part of a sum */
  pullback: (M: Float64Array, add: (part: string, M: Float64Array, weight: number) => void) => Float64Array;
}

/** A kernel of the universe without parameters. */
export function constant(kernel: Kernel): ParametricKernel {
  return {
    parameters: [],
    at: () => ({ values: kernel.values, pullback: () => new Float64Array(0) }),
  };
}

/**
 * K = Σ w_k K_k / Σ w_k over the parts; the total is that of the definition where weights are not learned. In the search
 * weights are free and not negative: K does not depend on their total, which σ² has.
 */
export function weightedSum(
  weights: readonly (readonly [string, number])[],
  learns: boolean,
): ParametricKernel {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const parameters = learns
    ? weights.map(([part, weight]): SearchedParameter => ({
        parameter: 'weights',
        label: `weight of ${part}`,
        start: weight / total,
        lower: 0,
        upper: 1,
        penalty: 0,
      }))
    : [];
  return {
    parameters,
    at(theta, parts) {
      const sum = theta.reduce((all, weight) => all + weight, 0);
      const shares = weights.map(([, weight], k) => (learns ? theta[k] / sum : weight));
      const matrices = weights.map(([part]) => parts(part));
      const values = new Float64Array(matrices[0].length);
      matrices.forEach((matrix, k) => {
        for (let cell = 0; cell < values.length; cell++) values[cell] += shares[k] * matrix[cell];
      });
      return {
        values,
        pullback(M, add) {
          weights.forEach(([part], k) => {
            if (shares[k] > 0) add(part, M, shares[k]);
          });
          if (!learns) return new Float64Array(0);
          const along = inner(M, values);
          return Float64Array.from(matrices, (matrix) => (inner(M, matrix) - along) / sum);
        },
      };
    },
  };
}

/** Σ_ij A_ij B_ij */
export function inner(A: Float64Array, B: Float64Array): number {
  let sum = 0;
  for (let cell = 0; cell < A.length; cell++) sum += A[cell] * B[cell];
  return sum;
}
