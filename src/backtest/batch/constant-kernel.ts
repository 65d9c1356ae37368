/** The kernel of a model, split into what is the same in every window and what the window's characteristics make. */
import type { Engine } from '../../create-engine.js';
import type { ClassTable } from '../../data/types.js';
import { kernelBlock } from '../../kernels/block.js';
import { characteristicNames } from '../../kernels/characteristics.js';
import { classFeatures } from '../../kernels/class-features.js';
import {
  builtInKernels,
  type FeatureKernel,
  isAbsent,
  isFeatureKernel,
  isSum,
  type KernelDefinition,
} from '../../kernels/definitions.js';
import { describeFeatures, weightsOf } from '../../kernels/window.js';
import { describeRepair, type KernelRepair, repairKernel } from '../../kernels/repair.js';
import { measuredKernel } from '../../kernels/relationship.js';
import { weightedFeatures } from '../../kernels/weighted-features.js';
import { attempt } from '../outcome.js';

/** K = constant + weight·K_c, K_c the exponential kernel of all characteristics; with no weight all windows share K. */
export interface SplitKernel {
  /** N×N */
  constant: Float64Array;
  weight: number;
  /** what was changed to make a kernel without a weight positive definite */
  repair: KernelRepair | null;
  /** what every window's notes say of the constant part */
  notes: string[];
}

/**
 * Splits the kernel of that name; null where it has other parts, or
 * is no kernel.
 *
 * @param assets that take part in every window
 */
export function splitKernel(
  engine: Engine,
  name: string,
  own: Readonly<Record<string, KernelDefinition>>,
  classes: ClassTable | undefined,
  assets: readonly string[],
): SplitKernel | null {
  const definitions: Record<string, KernelDefinition> = { ...builtInKernels(classes !== undefined), ...own };
  const N = assets.length;
  const split: SplitKernel = { constant: new Float64Array(N * N), weight: 0, repair: null, notes: [] };
  const definition = definitions[name];
  const parts = isSum(definition) ? weightsOf(definition) : [[name, 1] as const];
  for (const [part, weight] of parts) {
    const added = definitions[part];
    if (isSum(added) || isAbsent(added)) return null;
    if (isFeatureKernel(added) && isOfCharacteristics(added)) {
      split.weight += weight;
      continue;
    }
    const values = isFeatureKernel(added)
      ? ofClasses(part, added, classes, assets, split.notes)
      : kernelBlock(part, added, assets);
    if (values === null) return null;
    for (let index = 0; index < values.length; index++) split.constant[index] += weight * values[index];
  }
  return split.weight > 0 ? split : repaired(engine, name, assets, split);
}

/** A kernel that all windows share, positive definite; null where it cannot be made so. */
function repaired(
  engine: Engine,
  name: string,
  assets: readonly string[],
  split: SplitKernel,
): SplitKernel | null {
  const outcome = attempt(() => repairKernel(engine, { labels: [...assets], values: split.constant }, name));
  if ('failure' in outcome) return null;
  const { kernel, repaired: repair } = outcome.value;
  const notes = repair === null ? split.notes : [...split.notes, describeRepair(name, repair)];
  return { constant: kernel.values, weight: 0, repair, notes };
}

function isOfCharacteristics({ kind, characteristics, classWeight }: FeatureKernel): boolean {
  return (
    kind === 'exponential' &&
    classWeight === 0 &&
    characteristics.length === characteristicNames.length &&
    characteristics.every((name, k) => name === characteristicNames[k])
  );
}

/** A kernel of classes alone; null where it looks at the window's returns too, or tells no assets apart. */
function ofClasses(
  name: string,
  { kind, characteristics, classWeight }: FeatureKernel,
  classes: ClassTable | undefined,
  assets: readonly string[],
  notes: string[],
): Float64Array | null {
  if (characteristics.length > 0 || classes === undefined) return null;
  const indicators = classFeatures(classes, assets);
  if (indicators.names.length === 0) return null;
  const features = weightedFeatures([{ features: indicators, weight: classWeight }]);
  const measured = measuredKernel(features, kind);
  notes.push(...describeFeatures(name, features, measured));
  return measured.kernel.values;
}
