/** What there is against definitions of kernels, before there is data. */
import { ConfigError } from '../errors.js';
import {
  builtInKernelNames,
  type FeatureKernel,
  isFeatureKernel,
  isSum,
  kernelCycles,
  type KernelSum,
  rankOf,
} from './definitions.js';
import { featureLearnProblems, type LearnedDefinition, sumLearnProblems } from './learn/learn-problems.js';
import { weightProblems } from './weight-problems.js';

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
  return [...own, ...kernelCycles(definitions).map(cycleProblem)];
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
  const features = characteristics.length + countOf(definition.fundamentals);
  if (definition.kind === 'correlation' && classWeight === 0 && features === 1) {
    problems.push(
      new ConfigError(
        'bad-value',
        `${path} correlates assets over one feature alone`,
        'use at least two features, or another kind',
        { path: `${path}.kind` },
      ),
    );
  }
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

/** Of a configuration fundamentals are names of columns; of a window features, of which some may have been left out. */
function countOf(fundamentals: FeatureKernel['fundamentals'] | readonly string[]): number {
  if (fundamentals === undefined) return 0;
  return 'names' in fundamentals
    ? fundamentals.names.length + (fundamentals.dropped?.length ?? 0)
    : fundamentals.length;
}

function partProblems(
  path: string,
  { weights }: KernelSum,
  definitions: Readonly<Record<string, object>>,
  hasClasses: boolean,
): ConfigError[] {
  const known = [...builtInKernelNames, ...Object.keys(definitions)];
  const ofParts = Object.keys(weights).flatMap((part) => {
    const problems: ConfigError[] = [];
    const rank = rankOf(definitions[part]);
    if (rank !== null) {
      problems.push(
        new ConfigError(
          'bad-value',
          `${path} names the kernel "${part}", which has a rank`,
          'parts of a sum are full kernels: give the sum the rank',
          { path: `${path}.${part}`, kernel: part, rank },
        ),
      );
    }
    if (part === 'class' && !hasClasses) problems.push(missingClasses(`${path}.${part}`));
    return problems;
  });
  return [...weightProblems(path, weights, known), ...ofParts];
}

function cycleProblem(cycle: readonly string[]): ConfigError {
  const [name] = cycle;
  return new ConfigError(
    'kernel-cycle',
    `kernels.${name} is a sum that holds itself: ${cycle.join(' → ')}`,
    'a kernel is a sum of kernels that can be built before it',
    { path: `kernels.${name}.weights`, kernels: cycle },
  );
}

function missingClasses(path: string): ConfigError {
  return new ConfigError(
    'missing-classes',
    `${path} needs asset classes, and there are none`,
    'add classes, or use characteristics alone',
    { path },
  );
}
