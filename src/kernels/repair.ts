import type { Engine } from '../create-engine.js';
import { ModelError, NotPositiveDefiniteError } from '../errors.js';
import { kernelBlock } from './block.js';
import type { Kernel } from './types.js';

/** What was changed to make a kernel positive definite. */
export interface KernelRepair {
  /** before the repair */
  smallestEigenvalue: number;
  /** how many eigenvalues were raised */
  raised: number;
  /** those eigenvalues as they were before, ascending */
  eigenvalues: number[];
  /** what they were raised to: 1e-10 of the largest eigenvalue */
  raisedTo: number;
  /** largest change of an element */
  largestChange: number;
}

/** Smallest eigenvalue of a repaired kernel, as a share of the largest. */
const FLOOR = 1e-10;
/** Eigenvalues at the floor to within rounding are left alone, so that a repaired kernel is not repaired again. */
const BELOW = 0.5;
/** A negative eigenvalue of this share of the largest is more than rounding or printing to three digits. */
const INDEFINITE = 1e-3;

/**
 * Makes a kernel numerically positive definite: eigenvalues below half of a floor of 1e-10 of the largest are raised to
 * that floor, K + Σ (floor − λ_i)·v_i·v_i'; rounding asymmetry is averaged away.
 *
 * A kernel that needs nothing is returned as it is, with `repaired: null`; that is found by one Cholesky
 * factorisation of K − floor·I.
 *
 * @param name of the kernel, for messages
 * @throws ModelError `indefinite-kernel` where an eigenvalue is below −0.001 of the largest; `kernel-asymmetric`
 *         and `kernel-not-finite` naming two assets, `kernel-label`, `kernel-size`
 */
export function repairKernel(
  engine: Engine,
  kernel: Kernel,
  name = 'kernel',
): { kernel: Kernel; repaired: KernelRepair | null } {
  const N = kernel.labels.length;
  const values = kernelBlock(name, kernel, kernel.labels);
  if (!isPositiveDefinite(engine, values, N)) {
    const { values: eigenvalues, vectors } = engine.symmetricEigen(values, N);
    const [smallest, largest] = [eigenvalues[0], eigenvalues[N - 1]];
    if (!(largest > 0) || smallest < -INDEFINITE * largest) {
      throw new ModelError(
        'indefinite-kernel',
        `kernel "${name}" has eigenvalues from ${smallest} to ${largest}: it is not a covariance`,
        'a kernel must be positive semi-definite; was it built pair by pair, or with missing cells?',
        { kernel: name, smallest, largest },
      );
    }
    const floor = FLOOR * largest;
    let raised = 0;
    while (eigenvalues[raised] < BELOW * floor) {
      addOuterProduct(values, vectors, N, raised, floor - eigenvalues[raised]);
      raised++;
    }
    if (raised > 0) return report(kernel, values, eigenvalues, raised);
  }
  const unchanged = values.every((value, index) => value === kernel.values[index]);
  if (unchanged) return { kernel, repaired: null };
  return report(kernel, values, engine.symmetricEigenvalues(values, N), 0);
}

/** A repair in words. */
export function describeRepair(name: string, repair: KernelRepair): string {
  const { raised, eigenvalues, raisedTo } = repair;
  const [least, greatest] = [eigenvalues[0], eigenvalues[raised - 1]].map((value) => value?.toExponential(1));
  const what =
    raised === 0
      ? 'was made symmetric'
      : `was not positive definite: ${raised} of its eigenvalues ` +
        (raised === 1 ? `(${least}) was` : `(${least} to ${greatest}) were`) +
        ` raised to ${raisedTo.toExponential(1)}, 1e-10 of the largest`;
  return `kernel "${name}" ${what}; its elements changed by at most ${repair.largestChange.toExponential(1)}`;
}

function report(
  kernel: Kernel,
  values: Float64Array,
  eigenvalues: Float64Array,
  raised: number,
): { kernel: Kernel; repaired: KernelRepair } {
  let largestChange = 0;
  for (let index = 0; index < values.length; index++) {
    largestChange = Math.max(largestChange, Math.abs(values[index] - kernel.values[index]));
  }
  return {
    kernel: { labels: [...kernel.labels], values },
    repaired: {
      smallestEigenvalue: eigenvalues[0],
      raised,
      eigenvalues: Array.from(eigenvalues.subarray(0, raised)),
      raisedTo: FLOOR * eigenvalues[eigenvalues.length - 1],
      largestChange,
    },
  };
}

/** Whether every eigenvalue is above the floor: ‖K‖∞ is at least the largest one. */
function isPositiveDefinite(engine: Engine, values: Float64Array, N: number): boolean {
  let norm = 0;
  for (let i = 0; i < N; i++) {
    let sum = 0;
    for (let j = 0; j < N; j++) sum += Math.abs(values[i * N + j]);
    if (sum > norm) norm = sum;
  }
  const shifted = values.slice();
  for (let i = 0; i < N; i++) shifted[i * N + i] -= FLOOR * norm;
  try {
    engine.cholesky(shifted, N);
    return true;
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return false;
    throw error;
  }
}

/** values += amount·vv', v the given column of `vectors`; keeps exact symmetry. */
function addOuterProduct(
  values: Float64Array,
  vectors: Float64Array,
  N: number,
  column: number,
  amount: number,
): void {
  for (let i = 0; i < N; i++)
    for (let j = 0; j < N; j++)
      values[i * N + j] += amount * (vectors[i * N + column] * vectors[j * N + column]);
}
