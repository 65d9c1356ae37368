import { ConfigError } from '../errors.js';
import { suggestion } from '../suggest.js';
import { type CharacteristicName, characteristicNames } from './characteristics.js';
import { featureLearnProblems, type LearnedDefinition, sumLearnProblems } from './learn/learn-problems.js';
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

/**
 * What makes definitions such that no window could build them; `details.path` names the field, as `kernels.NAME.weights`.
 *
 * @param definitions by name; what is neither a sum nor made of features is a matrix, wherever it comes from
 * @returns `bad-value` for a name that is built in or that terms cannot write, features that are none or twice the
 *          same, and weights that are all 0; `unknown-kernel`, `kernel-cycle`, `missing-classes`
 */
export function kernelProblems(
  definitions: Readonly<Record<string, object>>,
  hasClasses: boolean,
): ConfigError[] {
  const own = Object.entries(definitions).flatMap(([name, definition]) => [
    ...nameProblems(name),
    ...(isFeatureKernel(definition)
      ? [
          ...featureProblems(`kernels.${name}`, definition, hasClasses),
          ...featureLearnProblems(`kernels.${name}`, learnedOf(definition)),
        ]
      : []),
    ...(isSum(definition)
      ? [
          ...partProblems(`kernels.${name}.weights`, definition, definitions, hasClasses),
          ...sumLearnProblems(`kernels.${name}`, definition),
        ]
      : []),
  ]);
  const checked = new Set<string>();
  const cycles = Object.keys(definitions).flatMap((name) => cycleProblems([name], definitions, checked));
  return [...own, ...cycles];
}

function learnedOf({ kind, characteristics, classWeight, learn, penalty }: FeatureKernel): LearnedDefinition {
  return {
    kind,
    hasCharacteristics: characteristics.length > 0,
    hasClasses: classWeight > 0,
    learn,
    penalty,
  };
}

function nameProblems(name: string): ConfigError[] {
  const path = `kernels.${name}`;
  if (builtInKernelNames.includes(name)) {
    return [
      new ConfigError(
        'bad-value',
        `${path}: the kernel ${name} is built in`,
        'give your kernel another name, and name that one in the terms of the model',
        { path, kernel: name },
      ),
    ];
  }
  if (/^[\p{L}\p{N}_.-]+$/u.test(name) && /\p{L}|_/u.test(name)) return [];
  return [
    new ConfigError(
      'bad-value',
      `"${name}" cannot be the name of a kernel`,
      'use letters, digits, "_", "." and "-", and at least one letter or "_"',
      { path, kernel: name },
    ),
  ];
}

function featureProblems(path: string, definition: FeatureKernel, hasClasses: boolean): ConfigError[] {
  const { characteristics, classWeight } = definition;
  const problems: ConfigError[] = [];
  const twice = characteristics.findIndex((name, k) => characteristics.indexOf(name) < k);
  if (twice >= 0) {
    problems.push(
      new ConfigError(
        'bad-value',
        `${path}.characteristics lists ${characteristics[twice]} twice`,
        'name each once',
        { path: `${path}.characteristics[${twice}]`, characteristic: characteristics[twice] },
      ),
    );
  }
  if (!(classWeight >= 0 && classWeight < Infinity)) {
    problems.push(
      new ConfigError(
        'bad-value',
        `${path}.classWeight is ${classWeight}`,
        'class indicators are multiplied by a finite number that is not negative',
        { path: `${path}.classWeight`, value: classWeight },
      ),
    );
  }
  if (classWeight > 0 && !hasClasses) problems.push(missingClasses(`${path}.classWeight`));
  // of a configuration they are names of columns
  if (characteristics.length === 0 && classWeight === 0 && definition.fundamentals === undefined) {
    problems.push(
      new ConfigError(
        'bad-value',
        `${path} has neither characteristics nor classes nor fundamentals to tell assets apart by`,
        'list characteristics, or give classWeight',
        { path },
      ),
    );
  }
  return problems;
}

function partProblems(
  path: string,
  { weights }: KernelSum,
  definitions: Readonly<Record<string, object>>,
  hasClasses: boolean,
): ConfigError[] {
  const known = [...builtInKernelNames, ...Object.keys(definitions)];
  const problems = Object.entries(weights).flatMap(([part, weight]) => {
    const where = { path: `${path}.${part}`, kernel: part };
    const ofPart: ConfigError[] = [];
    if (!known.includes(part)) {
      ofPart.push(
        new ConfigError(
          'unknown-kernel',
          `${path} names the kernel "${part}", which there is not`,
          suggestion(part, known),
          where,
        ),
      );
    }
    if (!(weight >= 0 && weight < Infinity)) {
      ofPart.push(
        new ConfigError(
          'bad-value',
          `${path}.${part} is ${weight}`,
          'weights are finite and not negative: the sum is then a covariance again',
          { ...where, weight },
        ),
      );
    }
    const rank = rankOf(definitions[part]);
    if (rank !== null) {
      ofPart.push(
        new ConfigError(
          'bad-value',
          `${path} names the kernel "${part}", which has a rank`,
          'parts of a sum are full kernels: give the sum the rank',
          { ...where, rank },
        ),
      );
    }
    return part === 'class' && !hasClasses ? [...ofPart, missingClasses(where.path)] : ofPart;
  });
  if (problems.length > 0 || Object.values(weights).some((weight) => weight > 0)) return problems;
  return [
    new ConfigError('bad-value', `${path} has no weight above 0`, 'give at least one kernel a weight', {
      path,
    }),
  ];
}

/** Follows sums from the last kernel of `chain` down; a kernel that comes again would be a part of itself. */
function cycleProblems(
  chain: readonly string[],
  definitions: Readonly<Record<string, object>>,
  checked: Set<string>,
): ConfigError[] {
  const name = chain[chain.length - 1];
  const definition = definitions[name] as object | undefined;
  if (checked.has(name)) return [];
  const before = chain.indexOf(name);
  if (before < chain.length - 1) {
    const cycle = chain.slice(before);
    return [
      new ConfigError(
        'kernel-cycle',
        `kernels.${name} is a sum that holds itself: ${cycle.join(' → ')}`,
        'a kernel is a sum of kernels that can be built before it',
        { path: `kernels.${name}.weights`, kernels: cycle },
      ),
    ];
  }
  const problems =
    definition !== undefined && isSum(definition)
      ? Object.keys(definition.weights).flatMap((part) =>
          cycleProblems([...chain, part], definitions, checked),
        )
      : [];
  checked.add(name);
  return problems;
}

function missingClasses(path: string): ConfigError {
  return new ConfigError(
    'missing-classes',
    `${path} needs asset classes, and there are none`,
    'add classes, or use characteristics alone',
    { path },
  );
}
