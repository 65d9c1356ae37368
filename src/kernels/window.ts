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
  isFeatureKernel,
  isSum,
  kernelProblems,
} from './definitions.js';
import { assetFeatures } from './features.js';
import type { KernelLearning } from './learn/types.js';
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
  /** what was dropped, replaced or repaired, in words */
  notes: string[];
  /** where definitions say so, how a window of a backtest learned their parameters */
  learning?: KernelLearning;
}

/**
 * The kernels of one training window, computed from the window alone: `risk` from all characteristics, `class` from
 * the class indicators, `combined` = 0.6·class + 0.4·risk, and those defined beside them. Only what is wanted is
 * built, and repaired where it is not positive definite.
 *
 * Without classes `combined` is `risk`. Where all assets are in the same classes, a sum does without kernels of
 * classes alone; the weights of its other kernels grow to the same total. What definitions want learned is left at its
 * start, for `learnKernel`.
 *
 * @throws ConfigError `unknown-kernel`, and as `kernelProblems`
 * @throws DataError as `assetFeatures`, `classFeatures` and `relationshipKernel`
 * @throws ModelError as `repairKernel`
 */
export function windowKernels(engine: Engine, input: WindowKernelInput): WindowKernels {
  refuse(kernelProblems(input.definitions ?? {}, input.classes !== undefined));
  const known = knownKernels(input);
  const builder = kernelBuilder(known, input);
  const result: WindowKernels = { kernels: {}, repairs: {}, notes: builder.notes };
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
    if (raw === null) continue;
    const { kernel, repaired } = repairKernel(engine, raw, name);
    result.kernels[name] = kernel;
    if (repaired === null) continue;
    result.repairs[name] = repaired;
    result.notes.push(describeRepair(name, repaired));
  }
  return result;
}

/** Those that are built in and those beside them. */
export function knownKernels({
  definitions,
  classes,
  combined,
}: WindowKernelInput): Record<string, KernelDefinition> {
  return { ...builtInKernels(classes !== undefined), ...(combined && { combined }), ...definitions };
}

/** Builds kernels, each once, with those that they are sums of; null for one that cannot tell these assets apart. */
function kernelBuilder(
  definitions: Readonly<Record<string, KernelDefinition>>,
  { returns, market, classes, missing }: WindowKernelInput,
): { build(name: string): Kernel | null; notes: string[] } {
  const built = new Map<string, Kernel | null>();
  const notes: string[] = [];

  function build(name: string): Kernel | null {
    const known = built.get(name);
    if (known !== undefined) return known;
    const definition = definitions[name];
    const kernel = isSum(definition)
      ? sum(name, definition)
      : isFeatureKernel(definition)
        ? fromFeatures(name, definition)
        : { labels: returns.assets, values: kernelBlock(name, definition, returns.assets) };
    built.set(name, kernel);
    return kernel;
  }

  function fromFeatures(name: string, { kind, characteristics, classWeight }: FeatureKernel): Kernel | null {
    const parts: { features: FeatureTable; weight: number }[] = [];
    if (characteristics.length > 0)
      parts.push({ features: assetFeatures(returns, market, characteristics, { missing }), weight: 1 });
    if (classWeight > 0 && classes !== undefined) {
      const indicators = classFeatures(classes, returns.assets);
      if (characteristics.length === 0 && indicators.names.length === 0) return null;
      parts.push({ features: indicators, weight: classWeight });
    }
    const features = weightedFeatures(parts);
    const measured = measuredKernel(features, kind);
    notes.push(...describeFeatures(name, features, measured));
    return measured.kernel;
  }

  function sum(name: string, { weights }: KernelSum): Kernel | null {
    const parts = weightsOf({ weights }).map(([part]) => part);
    const kernels = parts.map((part): [string, Kernel | null] => [part, build(part)]);
    const there = kernels.filter((entry): entry is [string, Kernel] => entry[1] !== null);
    if (there.length === 0) return null;
    const total = (of: readonly string[]): number => of.reduce((total, part) => total + weights[part], 0);
    const absent = parts.filter((part) => built.get(part) === null);
    if (absent.length > 0) {
      notes.push(
        `all assets are in the same classes: kernel "${name}" does without kernel "${absent.join('", "')}"`,
      );
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
