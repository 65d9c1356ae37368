import type { Engine } from '../create-engine.js';
import type { MissingReturns } from '../data/check-returns.js';
import type { ReturnTable } from '../data/types.js';
import { ConfigError } from '../errors.js';
import { refuse } from '../problems.js';
import { suggestion } from '../suggest.js';
import { kernelBlock } from './block.js';
import { type ClassIndicators, classFeatures } from './class-features.js';
import { combineKernels } from './combine.js';
import {
  type FeatureKernel,
  type KernelDefinition,
  type KernelSum,
  builtInKernels,
  isAbsent,
  isFeatureKernel,
  isSum,
  kernelProblems,
} from './definitions.js';
import { assetFeatures } from './features.js';
import { type MeasuredKernel, measuredKernel } from './relationship.js';
import { type KernelRepair, describeRepair, repairKernel } from './repair.js';
import type { FeatureTable, Kernel } from './types.js';
import { weightedFeatures } from './weighted-features.js';

/** What the kernels of a training window are made of. */
export interface WindowKernelInput {
  /** the window's returns */
  returns: ReturnTable;
  /** what becomes of missing ones; default an error */
  missing?: MissingReturns;
  /** the market's return in each of its periods */
  market: Float64Array;
  /** classes of the assets; without them there is no class kernel */
  classes?: ClassIndicators;
  /** kernels beside `risk`, `class` and `combined`, by name */
  definitions?: Readonly<Record<string, KernelDefinition>>;
  /** takes the place of the built-in `combined`, in sums too; positive semi-definite, with a row for each asset */
  combined?: Kernel;
  /** which kernels are wanted; default the built-in ones and all of `definitions` */
  names?: readonly string[];
}

/** The kernels of one training window, and what had to be done to make them. */
export interface WindowKernels {
  /**
   * those wanted, by name and in that order, each positive definite; one of classes alone is not there where all
   * assets are in the same ones
   */
  kernels: Record<string, Kernel>;
  /** what had to be changed, by name; a kernel that was fine is not there */
  repairs: Record<string, KernelRepair>;
  /** why those wanted that are not there cannot be, by name */
  absent: Record<string, string>;
  /** what was dropped, replaced or repaired, in words */
  notes: string[];
}

/**
 * The kernels of one training window, computed from the window alone: `risk` from all characteristics, `class` from
 * the class indicators, `combined` = 0.6·class + 0.4·risk, and those defined beside them. Only what is wanted is
 * built, and repaired where it is not positive definite.
 *
 * Without classes `combined` is `risk`. Where all assets are in the same classes, a sum does without kernels of
 * classes alone; the weights of its other kernels grow to the same total.
 *
 * @throws ConfigError `unknown-kernel`, and as `kernelProblems`
 * @throws DataError as `assetFeatures`, `classFeatures` and `relationshipKernel`
 * @throws ModelError as `repairKernel`
 */
export function windowKernels(engine: Engine, input: WindowKernelInput): WindowKernels {
  const { definitions = {}, classes, combined } = input;
  refuse(kernelProblems(definitions, classes !== undefined));
  const known = { ...builtInKernels(classes !== undefined), ...(combined && { combined }), ...definitions };
  const builder = kernelBuilder(known, input);
  const result: WindowKernels = { kernels: {}, repairs: {}, absent: {}, notes: builder.notes };
  for (const name of input.names ?? Object.keys(known)) {
    if (!Object.hasOwn(known, name)) {
      throw new ConfigError(
        'unknown-kernel',
        `there is no kernel "${name}"`,
        suggestion(name, Object.keys(known)),
        { name },
      );
    }
    const raw = builder.build(name);
    if (typeof raw === 'string') {
      result.absent[name] = raw;
      continue;
    }
    const { kernel, repaired } = repairKernel(engine, raw, name);
    result.kernels[name] = kernel;
    if (repaired === null) continue;
    result.repairs[name] = repaired;
    result.notes.push(describeRepair(name, repaired));
  }
  return result;
}

/** What is said of a kernel of classes alone where it tells no assets apart. */
const SAME_CLASSES = 'all assets are in the same classes';

/** Builds kernels, each once, with those that they are sums of; the reason for one that these assets cannot have. */
function kernelBuilder(
  definitions: Readonly<Record<string, KernelDefinition>>,
  { returns, market, classes, missing }: WindowKernelInput,
): { build(name: string): Kernel | string; notes: string[] } {
  const built = new Map<string, Kernel | string>();
  const notes: string[] = [];

  function build(name: string): Kernel | string {
    const known = built.get(name);
    if (known !== undefined) return known;
    const definition = definitions[name];
    const kernel = isSum(definition)
      ? sum(name, definition)
      : isFeatureKernel(definition)
        ? fromFeatures(name, definition)
        : isAbsent(definition)
          ? definition.absent
          : { labels: returns.assets, values: kernelBlock(name, definition, returns.assets) };
    built.set(name, kernel);
    return kernel;
  }

  function fromFeatures(
    name: string,
    { kind, characteristics, classWeight }: FeatureKernel,
  ): Kernel | string {
    const parts: { features: FeatureTable; weight: number }[] = [];
    if (characteristics.length > 0)
      parts.push({ features: assetFeatures(returns, market, characteristics, { missing }), weight: 1 });
    if (classWeight > 0 && classes !== undefined) {
      const indicators = classFeatures(classes, returns.assets);
      if (characteristics.length === 0 && indicators.names.length === 0) return SAME_CLASSES;
      parts.push({ features: indicators, weight: classWeight });
    }
    const features = weightedFeatures(parts);
    const measured = measuredKernel(features, kind);
    notes.push(...describeFeatures(name, features, measured));
    return measured.kernel;
  }

  function sum(name: string, { weights }: KernelSum): Kernel | string {
    const parts = weightsOf({ weights }).map(([part]) => part);
    const kernels = parts.map((part): [string, Kernel | string] => [part, build(part)]);
    const there = kernels.filter((entry): entry is [string, Kernel] => typeof entry[1] !== 'string');
    const reasons = [...new Set(kernels.flatMap(([, raw]) => (typeof raw === 'string' ? [raw] : [])))];
    if (there.length === 0) return reasons.join('; ');
    const total = (of: readonly string[]): number => of.reduce((total, part) => total + weights[part], 0);
    for (const reason of reasons) {
      const absent = parts.filter((part) => built.get(part) === reason);
      notes.push(`${reason}: kernel "${name}" does without kernel "${absent.join('", "')}"`);
    }
    const growth = total(parts) / total(there.map(([part]) => part));
    return combineKernels(
      Object.fromEntries(there),
      Object.fromEntries(there.map(([part]) => [part, weights[part] * growth])),
    );
  }

  return { build, notes };
}

/** The parts of a sum that count, with their weights. */
export function weightsOf({ weights }: KernelSum): [string, number][] {
  return Object.entries(weights).filter(([, weight]) => weight > 0);
}

/** What notes say of a kernel's features. */
export function describeFeatures(
  name: string,
  features: FeatureTable,
  { scale, alike }: MeasuredKernel,
): string[] {
  const notes: string[] = [];
  if (features.dropped.length > 0) {
    notes.push(
      `kernel "${name}" does without ${features.dropped.join(', ')}: no difference between the assets`,
    );
  }
  if (alike > 0) {
    const pairs = (features.assets.length * (features.assets.length - 1)) / 2;
    notes.push(
      `kernel "${name}": ${alike} of ${pairs} pairs are alike in every feature; ` +
        `distances are measured by the median of the others, ${scale}`,
    );
  }
  return notes;
}
