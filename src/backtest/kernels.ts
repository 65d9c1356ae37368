/** The kernels of a configuration, ready for the windows of a run: matrices in the place of paths. */
import type { KernelFile, ResolvedConfig, ResolvedKernel } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { ConfigError, DataError, ModelError } from '../errors.js';
import type { BranchSource } from '../data/branches.js';
import type { FundamentalSource } from '../data/fundamentals.js';
import { kernelBlock } from '../kernels/block.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import { isKernelHistory } from '../kernels/kernel-csv.js';
import { describeRepair, repairKernel } from '../kernels/repair.js';
import type { Kernel } from '../kernels/types.js';
import { parseRandomTerm } from '../model/terms.js';
import { suggestion } from '../suggest.js';
import { undatedFile } from './classes.js';
import { fundamentalsTimeline } from './fundamentals-timeline.js';
import type { BacktestInputs, BacktestSources, RunKernel } from './inputs.types.js';
import { type KernelTimeline, type RunPeriods, isTimeline, kernelTimeline } from './kernel-timeline.js';
import { treeFile, treeTimeline } from './tree-timeline.js';

/**
 * Definitions of the kernels that a configuration adds, matrices cut to the universe; what they know beyond it is left
 * out. Of dated matrices those that a decision sees.
 *
 * @param loaded the matrices of kernels with a path, by the name of the kernel
 * @throws ConfigError `source-not-loaded`, `wrong-source` for one of another kind than the configuration says
 * @throws DataError `missing-asset` naming the file and the asset, `undated-file` for a lag of a file without dates, and
 *         as `kernelTimeline`
 * @throws ModelError `kernel-size`, `kernel-label`, `kernel-not-finite`, `kernel-asymmetric`
 */
export function kernelDefinitions(
  config: ResolvedConfig,
  loaded: Readonly<NonNullable<BacktestSources['kernels']>>,
  run: RunPeriods,
): BacktestInputs['kernels'] {
  return Object.fromEntries(
    Object.entries(config.kernels ?? {}).map(([name, definition]): [string, RunKernel] => {
      if ('residualCorrelation' in definition) return [name, definition.residualCorrelation];
      const file =
        'tree' in definition ? treeFile(definition, config) : 'path' in definition ? definition : null;
      if (file === null) return [name, definition as KernelDefinition];
      if (!Object.hasOwn(loaded, name)) {
        throw new ConfigError(
          'source-not-loaded',
          `the configuration takes the kernel ${name} from ${file.path}, and options.sources.kernels.${name} is missing`,
          `read the file with ${readerOf(definition)} and pass it as options.sources.kernels.${name}`,
          { path: `kernels.${name}`, file: file.path },
        );
      }
      const kernel = loaded[name];
      const reader = readerOf(definition);
      if (readerOfSource(kernel) !== reader) throw otherSource(name, readerOfSource(kernel), reader);
      if ('tree' in definition)
        return [name, treeTimeline(name, kernel as BranchSource, definition, file, run)];
      if ('fundamentals' in definition)
        return [name, fundamentalsTimeline(name, kernel as FundamentalSource, definition, run)];
      if ('branches' in kernel || 'numbers' in kernel)
        throw otherSource(name, readerOfSource(kernel), reader);
      if (isKernelHistory(kernel)) return [name, kernelTimeline(name, kernel, file, run)];
      return [name, undatedMatrix(name, kernel, file, run.universe)];
    }),
  );
}

type Reader = 'parseBranches' | 'parseFundamentals' | 'parseKernelSource';

function readerOf(definition: ResolvedKernel): Reader {
  if ('tree' in definition) return 'parseBranches';
  return 'fundamentals' in definition ? 'parseFundamentals' : 'parseKernelSource';
}

function readerOfSource(source: NonNullable<BacktestSources['kernels']>[string]): Reader {
  if ('branches' in source) return 'parseBranches';
  return 'numbers' in source ? 'parseFundamentals' : 'parseKernelSource';
}

function otherSource(name: string, given: Reader, expected: Reader): ConfigError {
  const option = `options.sources.kernels.${name}`;
  return new ConfigError(
    'wrong-source',
    `${option} is what ${given} makes, and the configuration asks for what ${expected} makes`,
    `read the file with ${expected}`,
    { path: `kernels.${name}`, option },
  );
}

function undatedMatrix(
  name: string,
  kernel: Kernel,
  { path, lag }: KernelFile,
  universe: readonly string[],
): Kernel {
  if (lag !== undefined) throw undatedFile(path, `kernels.${name}.lag`);
  const missing = universe.find((asset) => !kernel.labels.includes(asset));
  if (missing !== undefined) {
    throw new DataError(
      'missing-asset',
      `${path}: the kernel ${name} has no row for ${missing}`,
      suggestion(missing, kernel.labels),
      { file: path, kernel: name, ticker: missing },
    );
  }
  return { labels: [...universe], values: kernelBlock(name, kernel, universe) };
}

/**
 * Inputs whose matrices are positive definite, repairs in their notes: a matrix that is no kernel stops a run before
 * its first window. A block of a repaired matrix needs no repair of its own, as its eigenvalues lie between those of
 * the matrix. Dated matrices are repaired each by itself, keep their repair, and share one note.
 *
 * @throws DataError `indefinite-kernel` naming the file, the date where there is one, and the extreme eigenvalues
 */
export function withRepairedKernels(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
): BacktestInputs {
  const notes = [...inputs.notes];
  const kernels = Object.entries(inputs.kernels).map(([name, definition]): [string, RunKernel] => {
    if (isTimeline(definition)) {
      const matrices = definition.matrices.map((matrix) => {
        const { kernel, repaired } = repairedMatrix(engine, matrix.kernel, name, config, matrix.when);
        return { ...matrix, kernel, repair: repaired };
      });
      notes.push(...describeRepairs(name, matrices));
      return [name, { ...definition, matrices }];
    }
    if (!('values' in definition)) return [name, definition];
    const { kernel, repaired } = repairedMatrix(engine, definition, name, config);
    if (repaired !== null) notes.push(describeRepair(name, repaired));
    return [name, kernel];
  });
  return { ...inputs, kernels: Object.fromEntries(kernels), notes };
}

/** One note for all matrices of a kernel that were repaired. */
function describeRepairs(name: string, matrices: KernelTimeline['matrices']): string[] {
  const repaired = matrices.flatMap(({ when, repair }) => (repair === null ? [] : [{ when, repair }]));
  if (repaired.length === 0) return [];
  const [{ when, repair }] = repaired;
  const first = repaired.length === 1 ? 'that' : 'the first that';
  return [
    `${repaired.length} of ${matrices.length} matrices repaired, ${first} ${when}: ${describeRepair(name, repair)}`,
  ];
}

/** A matrix that is refused is bad data here: its file is to blame, not the model. */
function repairedMatrix(
  engine: Engine,
  matrix: Kernel,
  name: string,
  { kernels = {} }: ResolvedConfig,
  when?: string,
): ReturnType<typeof repairKernel> {
  try {
    return repairKernel(engine, matrix, name);
  } catch (error) {
    const definition = kernels[name];
    if (!(error instanceof ModelError) || !('path' in definition) || 'tree' in definition) throw error;
    const { code, message, hint, details } = error;
    const where = when === undefined ? definition.path : `${definition.path}, the matrix ${when}`;
    throw new DataError(code, `${where}: ${message}`, hint, { ...details, file: definition.path });
  }
}

/** The kernels that random terms name, in their order. */
export function modelKernels({ random }: { random: readonly string[] }): string[] {
  const names = random.map(parseRandomTerm).flatMap((term) => ('kernel' in term ? [term.kernel] : []));
  return [...new Set(names)];
}
