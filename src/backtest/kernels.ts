/** The kernels of a configuration, ready for the windows of a run: matrices in the place of paths. */
import type { ResolvedConfig } from '../config/types.js';
import type { Engine } from '../create-engine.js';
import { ConfigError, DataError, ModelError } from '../errors.js';
import { kernelBlock } from '../kernels/block.js';
import type { KernelDefinition } from '../kernels/definitions.js';
import { describeRepair, repairKernel } from '../kernels/repair.js';
import type { Kernel } from '../kernels/types.js';
import { parseRandomTerm } from '../model/terms.js';
import { suggestion } from '../suggest.js';
import type { BacktestInputs } from './inputs.types.js';

/**
 * Definitions of the kernels that a configuration adds, matrices cut to the universe; what they know beyond it is left
 * out.
 *
 * @param loaded the matrices of kernels with a path, by the name of the kernel
 * @throws ConfigError `source-not-loaded`
 * @throws DataError `missing-asset` naming the file and the asset
 * @throws ModelError `kernel-size`, `kernel-label`, `kernel-not-finite`, `kernel-asymmetric`
 */
export function kernelDefinitions(
  { kernels = {} }: ResolvedConfig,
  loaded: Readonly<Record<string, Kernel>>,
  universe: readonly string[],
): Record<string, KernelDefinition> {
  return Object.fromEntries(
    Object.entries(kernels).map(([name, definition]): [string, KernelDefinition] => {
      if (!('path' in definition)) return [name, definition];
      if (!Object.hasOwn(loaded, name)) {
        throw new ConfigError(
          'source-not-loaded',
          `the configuration takes the kernel ${name} from ${definition.path}, and options.sources.kernels.${name} is missing`,
          `read the file with parseKernel and pass it as options.sources.kernels.${name}`,
          { path: `kernels.${name}`, file: definition.path },
        );
      }
      const kernel = loaded[name];
      const missing = universe.find((asset) => !kernel.labels.includes(asset));
      if (missing !== undefined) {
        throw new DataError(
          'missing-asset',
          `${definition.path}: the kernel ${name} has no row for ${missing}`,
          suggestion(missing, kernel.labels),
          { file: definition.path, kernel: name, ticker: missing },
        );
      }
      return [name, { labels: [...universe], values: kernelBlock(name, kernel, universe) }];
    }),
  );
}

/**
 * Inputs whose matrices are positive definite, repairs in their notes: a matrix that is no kernel stops a run before
 * its first window. A block of a repaired matrix needs no repair of its own, as its eigenvalues lie between those of
 * the matrix.
 *
 * @throws DataError `indefinite-kernel` naming the file and the extreme eigenvalues
 */
export function withRepairedKernels(
  engine: Engine,
  inputs: BacktestInputs,
  config: ResolvedConfig,
): BacktestInputs {
  const notes = [...inputs.notes];
  const kernels = Object.entries(inputs.kernels).map(([name, definition]): [string, KernelDefinition] => {
    if (!('values' in definition)) return [name, definition];
    const { kernel, repaired } = repairedMatrix(engine, definition, name, config);
    if (repaired !== null) notes.push(describeRepair(name, repaired));
    return [name, kernel];
  });
  return { ...inputs, kernels: Object.fromEntries(kernels), notes };
}

/** A matrix that is refused is bad data here: its file is to blame, not the model. */
function repairedMatrix(
  engine: Engine,
  matrix: Kernel,
  name: string,
  { kernels = {} }: ResolvedConfig,
): ReturnType<typeof repairKernel> {
  try {
    return repairKernel(engine, matrix, name);
  } catch (error) {
    const definition = kernels[name];
    if (!(error instanceof ModelError) || !('path' in definition)) throw error;
    const { code, message, hint, details } = error;
    throw new DataError(code, `${definition.path}: ${message}`, hint, { ...details, file: definition.path });
  }
}

/** The kernels that random terms name, in their order. */
export function modelKernels({ random }: { random: readonly string[] }): string[] {
  const names = random.map(parseRandomTerm).flatMap((term) => ('kernel' in term ? [term.kernel] : []));
  return [...new Set(names)];
}
