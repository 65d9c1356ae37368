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
  rankOf,
} from './definitions.js';
import { kernelProblems } from './definition-problems.js';
import { assetFeatures } from './features.js';
import { featureColumns, type KernelColumns, matrixColumns, summedColumns } from './kernel-columns.js';
import { denseKernel } from './low-rank-block.js';
import { exactFactors, type LowRankApproximation, lowRankOf } from './low-rank-kernel.js';
import type { KernelLearning } from './learn/types.js';
import { type MeasuredKernel, measuredKernel } from './relationship.js';
import { type KernelRepair, describeRepair, repairKernel } from './repair.js';
import type { Features, FeatureTable, Kernel } from './types.js';
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
  /** of kernels with a rank, whose matrices above are put together when they are read; not there without any */
  lowRank?: Record<string, LowRankApproximation>;
  /** what had to be changed, by name; a kernel that was fine is not there */
  repairs: Record<string, KernelRepair>;
  /** why those wanted that are not there cannot be, by name */
  absent: Record<string, string>;
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
    const rank = rankOf(known[name]);
    if (rank !== null) {
      const columns = builder.columns(name);
      if (typeof columns === 'string') {
        result.absent[name] = columns;
        continue;
      }
      const lowRank = lowRankOf(columns, { rank }, columns.exact?.(rank) ?? null);
      result.lowRank = { ...result.lowRank, [name]: lowRank };
      result.kernels[name] = denseKernel(lowRank, name);
      result.notes.push(describeLowRank(name, lowRank));
      continue;
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

/** Columns of a kernel, and its factors where they are features. */
interface BuiltColumns extends KernelColumns {
  exact?: (rank: number) => Float64Array | null;
}

/** An approximation in words. */
function describeLowRank(name: string, { rank, traceResidual, excess }: LowRankApproximation): string {
  const left =
    traceResidual === 0
      ? excess === 0
        ? 'which is exact'
        : 'which leave nothing to a diagonal'
      : `which leave ${(100 * traceResidual).toPrecision(3)} % of its trace to a diagonal`;
  const above =
    excess === 0
      ? ''
      : `; it is not positive semi-definite, and variances are up to ${(100 * excess).toPrecision(3)} % larger`;
  return `kernel "${name}" is fitted by ${rank} factors, ${left}${above}`;
}

/** Those that are built in and those beside them. */
export function knownKernels({
  definitions,
  classes,
  combined,
}: WindowKernelInput): Record<string, KernelDefinition> {
  return { ...builtInKernels(classes !== undefined), ...(combined && { combined }), ...definitions };
}

/** What is said of a kernel of classes alone where it tells no assets apart. */
const SAME_CLASSES = 'all assets are in the same classes';
/** The same of one of fundamentals. */
const SAME_FUNDAMENTALS = 'no fundamentals are known in which the assets differ';

/** Builds kernels, each once, with those that they are sums of; the reason for one that these assets cannot have. */
function kernelBuilder(
  definitions: Readonly<Record<string, KernelDefinition>>,
  { returns, market, classes, missing }: WindowKernelInput,
): {
  build(name: string): Kernel | string;
  columns(name: string): BuiltColumns | string;
  notes: string[];
} {
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

  /** Columns of a kernel, of which none is built before it is asked for. */
  function columns(name: string): BuiltColumns | string {
    const definition = definitions[name];
    if (isSum(definition)) {
      const there = presentParts(name, definition, columns);
      return typeof there === 'string'
        ? there
        : summedColumns(there.map(({ part, weight }) => ({ columns: part, weight })));
    }
    if (isAbsent(definition)) return definition.absent;
    if (!isFeatureKernel(definition)) {
      return matrixColumns({
        labels: returns.assets,
        values: kernelBlock(name, definition, returns.assets),
      });
    }
    const features = featuresOf(definition);
    if (typeof features === 'string') return features;
    const { columns: own, ...measured } = featureColumns(features, definition.kind);
    notes.push(...describeFeatures(name, features, measured));
    return { ...own, exact: (rank) => exactFactors(features, definition.kind, rank) };
  }

  function fromFeatures(name: string, definition: FeatureKernel): Kernel | string {
    const features = featuresOf(definition);
    if (typeof features === 'string') return features;
    const measured = measuredKernel(features, definition.kind);
    notes.push(...describeFeatures(name, features, measured));
    return measured.kernel;
  }

  function featuresOf({ characteristics, classWeight, fundamentals }: FeatureKernel): FeatureTable | string {
    const parts: { features: Features; weight: number }[] = [];
    if (characteristics.length > 0)
      parts.push({ features: assetFeatures(returns, market, characteristics, { missing }), weight: 1 });
    if (classWeight > 0 && classes !== undefined) {
      const indicators = classFeatures(classes, returns.assets);
      if (characteristics.length === 0 && indicators.names.length === 0 && fundamentals === undefined)
        return SAME_CLASSES;
      parts.push({ features: indicators, weight: classWeight });
    }
    if (fundamentals !== undefined) {
      parts.push({ features: fundamentals, weight: 1 });
      if (parts.every(({ features }) => features.names.length === 0)) return SAME_FUNDAMENTALS;
    }
    return weightedFeatures(parts);
  }

  function sum(name: string, definition: KernelSum): Kernel | string {
    const there = presentParts(name, definition, build);
    if (typeof there === 'string') return there;
    return combineKernels(
      Object.fromEntries(there.map(({ name, part }) => [name, part])),
      Object.fromEntries(there.map(({ name, weight }) => [name, weight])),
    );
  }

  /** The parts of a sum that tell these assets apart, with weights that add up to those of all; the reason where none does. */
  function presentParts<Part>(
    name: string,
    { weights }: KernelSum,
    make: (part: string) => Part | string,
  ): { name: string; part: Part; weight: number }[] | string {
    const parts = weightsOf({ weights }).map(([part]) => part);
    const kernels = parts.map((part): [string, Part | string] => [part, make(part)]);
    const there = kernels.filter((entry): entry is [string, Part] => typeof entry[1] !== 'string');
    const reasons = [...new Set(kernels.flatMap(([, part]) => (typeof part === 'string' ? [part] : [])))];
    if (there.length === 0) return reasons.join('; ');
    const total = (of: readonly string[]): number => of.reduce((total, part) => total + weights[part], 0);
    for (const reason of reasons) {
      const absent = kernels.filter(([, part]) => part === reason).map(([part]) => part);
      notes.push(`${reason}: kernel "${name}" does without kernel "${absent.join('", "')}"`);
    }
    const growth = total(parts) / total(there.map(([part]) => part));
    return there.map(([name, part]) => ({ name, part, weight: weights[name] * growth }));
  }

  return { build, columns, notes };
}

/** The parts of a sum that count, with their weights. */
export function weightsOf({ weights }: KernelSum): [string, number][] {
  return Object.entries(weights).filter(([, weight]) => weight > 0);
}

/** What notes say of a kernel's features. */
export function describeFeatures(
  name: string,
  features: FeatureTable,
  { scale, alike }: Pick<MeasuredKernel, 'scale' | 'alike'>,
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
