import { ConfigError } from '../../errors.js';
import { refuse } from '../../problems.js';
import { suggestion } from '../../suggest.js';
import type { KernelKind } from '../relationship.js';
import type { KernelParameter, LearnableKernel, LearnableSum } from './types.js';

/** What is known of a kernel of features before there is data. */
export interface LearnedDefinition {
  kind: KernelKind;
  hasCharacteristics: boolean;
  hasClasses: boolean;
  /** undefined where nothing is */
  learn?: readonly KernelParameter[];
  penalty?: number;
}

/**
 * `bad-value` for what of a kernel of features cannot be learned, or is not identified.
 *
 * @param path of the kernel, in messages
 */
export function featureLearnProblems(path: string, definition: LearnedDefinition): ConfigError[] {
  const { kind, hasCharacteristics, hasClasses, learn, penalty } = definition;
  if (learn === undefined) return penaltyProblems(path, penalty, false);
  const has = (one: KernelParameter): boolean => learn.includes(one);
  const refused: [boolean, string, string][] = [
    [learn.length === 0, 'is empty', 'name what is learned, or leave learn out'],
    [learn.some((one, k) => learn.indexOf(one) < k), 'names a parameter twice', 'name each once'],
    [has('weights'), 'names weights, which only sums have', 'learn lengthScale, relevance or classWeight'],
    [
      kind === 'correlation',
      'goes with a kernel of the kind correlation, which has no parameters',
      'use exponential, gaussian or linear',
    ],
    [
      kind === 'linear' && has('lengthScale'),
      'names lengthScale, which a linear kernel does not have',
      'its scale is that of its variance; learn relevance',
    ],
    [
      has('lengthScale') && has('relevance'),
      'names both lengthScale and relevance, of which only relevance/lengthScale² is identified',
      'leave lengthScale out: relevances that are all 4 halve it',
    ],
    [has('relevance') && !hasCharacteristics, 'names relevance without characteristics', 'learn lengthScale'],
    [
      has('classWeight') && !hasCharacteristics,
      'names classWeight where classes are all there is: it would be the length scale',
      'learn lengthScale',
    ],
    [
      has('classWeight') && !hasClasses,
      'names classWeight, and the kernel has no classes',
      'give it classes with a weight above 0',
    ],
  ];
  const problems = refused.flatMap(([isBad, what, hint]) =>
    isBad ? [new ConfigError('bad-value', `${path}.learn ${what}`, hint, { path: `${path}.learn` })] : [],
  );
  return [...problems, ...penaltyProblems(path, penalty, has('relevance') && kind !== 'linear')];
}

function penaltyProblems(path: string, penalty: number | undefined, hasRelevances: boolean): ConfigError[] {
  if (penalty === undefined) return [];
  const against = !(penalty >= 0 && penalty < Infinity)
    ? 'a penalty is a finite number, 0 or more'
    : hasRelevances
      ? null
      : 'it is on relevances that are learned, of exponential and gaussian kernels; leave it out';
  if (against === null) return [];
  return [
    new ConfigError('bad-value', `${path}.penalty is ${penalty}`, against, { path: `${path}.penalty` }),
  ];
}

/** `bad-value` for what of a sum of kernels cannot be learned. */
export function sumLearnProblems(
  path: string,
  { weights, learn }: { weights: LearnableSum['weights']; learn?: readonly KernelParameter[] },
): ConfigError[] {
  if (learn === undefined) return [];
  const other = learn.find((one) => one !== 'weights');
  const positive = Object.values(weights).filter((weight) => weight > 0).length;
  const refused: [boolean, string, string][] = [
    [learn.length === 0, 'is empty', 'learn weights, or leave learn out'],
    [
      other !== undefined,
      `names ${String(other)}, which a sum does not have`,
      'learn it of the kernels that are summed',
    ],
    [other === undefined && learn.length > 1, 'names weights twice', 'name them once'],
    [
      other === undefined && positive === 1,
      'names weights, and one kernel alone has any',
      'give two kernels a weight above 0, where the search starts',
    ],
  ];
  return refused.flatMap(([isBad, what, hint]) =>
    isBad ? [new ConfigError('bad-value', `${path}.learn ${what}`, hint, { path: `${path}.learn` })] : [],
  );
}

/** @throws ConfigError `bad-value`, `unknown-kernel`, `kernel-cycle` */
export function learnProblems(learnables: Readonly<Record<string, LearnableKernel>>): void {
  const known = Object.keys(learnables);
  const problems = Object.entries(learnables).flatMap(([name, one]): ConfigError[] => {
    if ('values' in one) return [];
    if (!('weights' in one)) {
      const { kind = 'exponential', characteristics, classes, learn, penalty } = one;
      const [hasCharacteristics, hasClasses] = [characteristics !== undefined, classes !== undefined];
      if (learn.length === 0) return [];
      return featureLearnProblems(name, { kind, hasCharacteristics, hasClasses, learn, penalty });
    }
    const unknown = Object.keys(one.weights).find((part) => !known.includes(part));
    if (unknown === undefined) return [];
    return [
      new ConfigError(
        'unknown-kernel',
        `${name} sums the kernel "${unknown}", which there is not`,
        suggestion(unknown, known),
        {
          kernel: name,
        },
      ),
    ];
  });
  refuse(problems);
  const visit = (name: string, chain: readonly string[]): void => {
    if (chain.includes(name)) {
      throw new ConfigError(
        'kernel-cycle',
        `${name} is a sum that holds itself`,
        'a sum is of other kernels',
        {
          kernel: name,
        },
      );
    }
    const one = learnables[name];
    if ('weights' in one) for (const part of Object.keys(one.weights)) visit(part, [...chain, name]);
  };
  known.forEach((name) => visit(name, []));
}
