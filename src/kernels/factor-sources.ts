/** Which dense kernels were made from factors, known without the code that makes them. */
import type { Kernel } from './types.js';

/** Factors and diagonal of the rows of some assets in one array, see `joinedBlock`. */
export type FactorsOf = (name: string, assets: readonly string[]) => Float64Array;

const sources = new WeakMap<Kernel, FactorsOf>();

export function rememberFactors(kernel: Kernel, factorsOf: FactorsOf): void {
  sources.set(kernel, factorsOf);
}

/** Those that a dense kernel was made from; undefined of any other. */
export function factorsBehind(kernel: Kernel): FactorsOf | undefined {
  return sources.get(kernel);
}
