import { ConfigError } from '../../errors.js';
import { refuse } from '../../problems.js';
import { kernelCycles } from '../definitions.js';
import type { KernelKind } from '../relationship.js';
import { weightProblems } from '../weight-problems.js';
import type { KernelParameter, LearnableFeatures, LearnableKernel, LearnableSum } from './types.js';

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
  const refused: Refusal[] = [
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
  return [
    ...refusals(`${path}.learn`, refused),
    ...penaltyProblems(path, penalty, has('relevance') && kind !== 'linear'),
  ];
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
  const refused: Refusal[] = [
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
  return refusals(`${path}.learn`, refused);
}

/** Whether a field is refused, what is wrong with it, and what helps. */
type Refusal = [isBad: boolean, what: string, hint: string];

function refusals(path: string, refused: readonly Refusal[]): ConfigError[] {
  return refused.flatMap(([isBad, what, hint]) =>
    isBad ? [new ConfigError('bad-value', `${path} ${what}`, hint, { path })] : [],
  );
}

/** @throws ConfigError `bad-value`, `unknown-kernel`, `kernel-cycle` */
export function learnProblems(learnables: Readonly<Record<string, LearnableKernel>>): void {
  const known = Object.keys(learnables);
  refuse(
    Object.entries(learnables).flatMap(([name, one]): ConfigError[] => {
      if ('values' in one) return [];
      if (!('weights' in one)) return featuresProblems(name, one);
      const learn = one.learn.length === 0 ? undefined : one.learn;
      const ofWeights = weightProblems(`${name}.weights`, one.weights, known);
      return ofWeights.length > 0 ? ofWeights : sumLearnProblems(name, { weights: one.weights, learn });
    }),
  );
  refuse(
    kernelCycles(learnables).map(
      (cycle) =>
        new ConfigError(
          'kernel-cycle',
          `${cycle[0]} is a sum that holds itself: ${cycle.join(' → ')}`,
          'a sum is of other kernels',
          { kernel: cycle[0], kernels: cycle },
        ),
    ),
  );
}

/** `bad-value` for features that make no kernel, and as `featureLearnProblems`. */
function featuresProblems(
  name: string,
  { kind = 'exponential', characteristics, classes, classWeight = 0, learn, penalty }: LearnableFeatures,
): ConfigError[] {
  const [hasCharacteristics, hasClasses] = [characteristics !== undefined, classes !== undefined];
  const problems = refusals(name, [
    [
      !hasCharacteristics && !hasClasses,
      'has neither characteristics nor classes',
      'give it features, or a matrix in its place',
    ],
    [
      !(classWeight >= 0 && classWeight < Infinity),
      `has the classWeight ${classWeight}`,
      'class indicators are multiplied by a finite number that is not negative',
    ],
  ]);
  if (problems.length > 0 || learn.length === 0) return problems;
  return featureLearnProblems(name, { kind, hasCharacteristics, hasClasses, learn, penalty });
}
