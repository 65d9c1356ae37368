import type { Engine } from '../../create-engine.js';
import { ConfigError, MixfolioError } from '../../errors.js';
import type { Panel, PanelModel } from '../../model/types.js';
import { classFeatures } from '../class-features.js';
import { isFeatureKernel, isSum, type KernelDefinition, learningKernels, withParts } from '../definitions.js';
import { assetFeatures } from '../features.js';
import { describeRepair, repairKernel } from '../repair.js';
import {
  knownKernels,
  type WindowKernelInput,
  type WindowKernels,
  weightsOf,
  windowKernels,
} from '../window.js';
import { learnKernel } from './learn-kernel.js';
import type { KernelLearning, LearnableKernel, LearnedKernels } from './types.js';

/**
 * The kernels of a training window with the parameters that its data make most likely: `learnKernel` on its panel, then
 * repaired. Where nothing can be learned the fixed kernels stay, and notes say why.
 *
 * @param fixed   of `windowKernels` for the same input
 * @param modelOf the model with given kernels
 * @throws ConfigError `wrapped-engine`
 */
export function learnWindowKernels(
  engine: Engine,
  input: WindowKernelInput,
  fixed: WindowKernels,
  panel: Panel,
  modelOf: (kernels: WindowKernels) => PanelModel,
): WindowKernels {
  const parts = learnables(engine, input, fixed);
  const learned = attemptToLearn(() => learnKernel(engine, panel, modelOf(fixed), parts.learnables));
  if (typeof learned === 'string') return { ...fixed, notes: [...fixed.notes, learned] };
  const own = Object.keys(fixed.kernels).filter((name) => Object.hasOwn(learned.kernels, name));
  const replaced = own.flatMap((name) =>
    Object.hasOwn(fixed.repairs, name) ? [describeRepair(name, fixed.repairs[name])] : [],
  );
  const result: WindowKernels = {
    kernels: { ...fixed.kernels },
    repairs: Object.fromEntries(Object.entries(fixed.repairs).filter(([name]) => !own.includes(name))),
    absent: fixed.absent,
    notes: [...fixed.notes.filter((note) => !replaced.includes(note)), ...parts.notes],
    learning: learned.learning,
  };
  for (const name of own) {
    const { kernel, repaired } = repairKernel(engine, learned.kernels[name], name);
    result.kernels[name] = kernel;
    if (repaired === null) continue;
    result.repairs[name] = repaired;
    result.notes.push(describeRepair(name, repaired));
  }
  result.notes.push(...learningNotes(learned.learning));
  return result;
}

function learningNotes({ notes, refused, evaluations }: KernelLearning): string[] {
  if (refused === 0) return notes;
  return [...notes, `${refused} of ${evaluations} fits were refused while kernels were learned`];
}

/** What was learned, or why nothing was; an engine that cannot learn is the caller's mistake. */
function attemptToLearn(step: () => LearnedKernels): LearnedKernels | string {
  try {
    return step();
  } catch (error) {
    const isOfWindow =
      error instanceof MixfolioError && !(error instanceof ConfigError) && error.code !== 'disposed';
    if (!isOfWindow) throw error;
    return `kernels are fixed, nothing was learned of them: ${error.message}`;
  }
}

/** The kernels that learn and their parts, as far as these assets differ in them; parts that do not learn as matrices. */
function learnables(
  engine: Engine,
  input: WindowKernelInput,
  fixed: WindowKernels,
): { learnables: Record<string, LearnableKernel>; notes: string[] } {
  const known = knownKernels(input);
  const learning = learningKernels(Object.keys(fixed.kernels), known);
  const names = withParts(learning, known);
  const given = windowKernels(engine, { ...input, names: names.filter((name) => !isSum(known[name])) });
  const entries = new Map<string, LearnableKernel>();
  const isThere = (name: string): boolean =>
    isSum(known[name])
      ? weightsOf(known[name]).some(([part]) => isThere(part))
      : Object.hasOwn(given.kernels, name);
  for (const name of names.filter(isThere)) {
    entries.set(name, learnable(known[name], isThere, input) ?? given.kernels[name]);
  }
  return {
    learnables: Object.fromEntries(entries),
    notes: given.notes.filter((note) => !fixed.notes.includes(note)),
  };
}

/** Null where a kernel is as it is given. */
function learnable(
  definition: KernelDefinition,
  isThere: (part: string) => boolean,
  { returns, market, classes, missing }: WindowKernelInput,
): LearnableKernel | null {
  if (isSum(definition)) {
    const all = weightsOf(definition);
    const there = all.filter(([part]) => isThere(part));
    const total = (of: typeof all): number => of.reduce((sum, [, weight]) => sum + weight, 0);
    const growth = total(all) / total(there);
    return {
      weights: Object.fromEntries(there.map(([part, weight]) => [part, weight * growth])),
      learn: there.length > 1 ? (definition.learn ?? []) : [],
    };
  }
  if (!isFeatureKernel(definition) || definition.learn === undefined) return null;
  const { kind, characteristics, classWeight, learn, penalty } = definition;
  if (kind === 'correlation') return null;
  return {
    kind,
    ...(characteristics.length > 0 && {
      characteristics: assetFeatures(returns, market, characteristics, { missing }),
    }),
    ...(classWeight > 0 && classes && { classes: classFeatures(classes, returns.assets), classWeight }),
    learn,
    ...(penalty !== undefined && { penalty }),
  };
}
