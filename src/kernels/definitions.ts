import { type CharacteristicName, characteristicNames } from './characteristics.js';
import type { FeatureParameter } from './learn/types.js';
import type { KernelKind } from './relationship.js';
import type { Features, Kernel } from './types.js';

/**
 * A kernel from one distance, cross-product or correlation over characteristics of the window's returns, class
 * indicators and fundamentals, side by side.
 */
export interface FeatureKernel {
  kind: KernelKind;
  /** standardised across assets; may be empty */
  characteristics: CharacteristicName[];
  /** number that the class indicators are multiplied by; 0 leaves them out */
  classWeight: number;
  /** numbers known of the window's assets, as `fundamentalFeatures` standardises them; default none */
  fundamentals?: Features;
  /** number of factors of the form FF' + diag(δ) that takes its place, see `lowRankKernel`; not there of full kernels */
  rank?: number;
  /** what each window of a backtest learns of it, see `learnKernel`; default nothing */
  learn?: FeatureParameter[];
  /** λ of the prior of relevances that are learned */
  penalty?: number;
}

/** A weighted sum of other kernels: Σ_k w_k K_k. */
export interface KernelSum {
  weights: Record<string, number>;
  /** number of factors of the form FF' + diag(δ) that takes the place of the sum; not there of full kernels */
  rank?: number;
  /** whether each window of a backtest learns the weights; they then add up to 1 */
  learn?: 'weights'[];
}

/** A kernel that a window cannot have, and why: sums do without it. */
export interface AbsentKernel {
  absent: string;
}

/** What a kernel of a training window is made of; a kernel given as a matrix is cut to the window's assets. */
export type KernelDefinition = FeatureKernel | KernelSum | AbsentKernel | Kernel;

/** Kernels that are always there; `class` only where the assets have classes. */
export const builtInKernelNames = ['risk', 'class', 'combined'];

/** `combined` is `risk` alone where there are no classes. */
export function builtInKernels(hasClasses: boolean): Record<string, KernelDefinition> {
  const risk: FeatureKernel = {
    kind: 'exponential',
    characteristics: [...characteristicNames],
    classWeight: 0,
  };
  if (!hasClasses) return { risk, combined: { weights: { risk: 1 } } };
  return {
    risk,
    class: { kind: 'exponential', characteristics: [], classWeight: 1 },
    combined: { weights: { class: 0.6, risk: 0.4 } },
  };
}

export function isSum(definition: object): definition is KernelSum {
  return 'weights' in definition;
}

/** These kernels and all that they are sums of, each once. */
export function withParts(names: readonly string[], definitions: Readonly<Record<string, object>>): string[] {
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const definition = definitions[name] as object | undefined;
    if (definition === undefined || !isSum(definition)) return;
    const { weights } = definition;
    for (const part of Object.keys(weights)) if (weights[part] > 0) add(part);
  };
  names.forEach(add);
  return [...found];
}

/** Sums that hold themselves, each once: `['a', 'b', 'a']` where b is a part of a, and a of b. */
export function kernelCycles(definitions: Readonly<Record<string, object>>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const follow = (chain: readonly string[]): void => {
    const name = chain[chain.length - 1];
    if (done.has(name)) return;
    const before = chain.indexOf(name);
    if (before < chain.length - 1) {
      cycles.push(chain.slice(before));
      return;
    }
    const definition = definitions[name] as object | undefined;
    if (definition !== undefined && isSum(definition))
      for (const part of Object.keys(definition.weights)) follow([...chain, part]);
    done.add(name);
  };
  for (const name of Object.keys(definitions)) follow([name]);
  return cycles;
}

/** Number of factors of a kernel that is fitted in the form FF' + diag(δ); null of full kernels. */
export function rankOf(definition: object | undefined): number | null {
  return definition !== undefined && 'rank' in definition && typeof definition.rank === 'number'
    ? definition.rank
    : null;
}

export function isAbsent(definition: object): definition is AbsentKernel {
  return 'absent' in definition;
}

/** Of these kernels and all that they are sums of, those with something to learn in them or in their parts. */
export function learningKernels(
  names: readonly string[],
  definitions: Readonly<Record<string, object>>,
): string[] {
  const learns = (name: string): boolean => {
    const definition = definitions[name] as { learn?: unknown } | undefined;
    return definition?.learn !== undefined;
  };
  return withParts(names, definitions).filter((name) => withParts([name], definitions).some(learns));
}

export function isFeatureKernel(definition: object): definition is FeatureKernel {
  return 'characteristics' in definition;
}
