import { ConfigError } from '../errors.js';
import { characteristicNames } from '../kernels/characteristics.js';
import { checkKernelDefinitions } from '../kernels/definitions.js';
import type { DatedFile, KernelConfig, ResolvedKernel } from './types.js';

/**
 * The kernels of a configuration with their defaults filled in, checked among each other.
 *
 * @throws ConfigError `bad-value` where a kernel mixes forms, and what `checkKernelDefinitions` throws
 */
export function resolveKernels(
  kernels: Readonly<Record<string, KernelConfig>>,
  hasClasses: boolean,
): Record<string, ResolvedKernel> {
  const resolved = Object.fromEntries(
    Object.entries(kernels).map(([name, kernel]) => [name, resolveKernel(kernel, `kernels.${name}`)]),
  );
  checkKernelDefinitions(resolved, hasClasses);
  return resolved;
}

function resolveKernel(config: KernelConfig, path: string): ResolvedKernel {
  const { path: file, weights, kind, characteristics, classWeight } = config;
  const fields = Object.keys(config) as (keyof KernelConfig)[];
  const whole = fields.find((field) => field === 'path' || field === 'weights');
  const ofFile: readonly string[] = ['date', 'dateOrder', 'lag'] satisfies (keyof DatedFile)[];
  const beside = fields.find((field) => field !== whole && !(whole === 'path' && ofFile.includes(field)));
  const dated = fields.find((field) => ofFile.includes(field));
  if (whole === undefined && dated !== undefined) {
    throw new ConfigError(
      'bad-value',
      `${path} has ${dated} and no file`,
      `${dated} says how dates of a file are read: give its path, or leave ${dated} out`,
      { path: `${path}.${dated}`, fields },
    );
  }
  if (whole !== undefined && beside !== undefined) {
    throw new ConfigError(
      'bad-value',
      `${path} has ${whole} and ${beside}`,
      'a kernel is a file (path), a sum of others (weights), or made of features (kind, characteristics, classWeight)',
      { path: `${path}.${beside}`, fields },
    );
  }
  if (file !== undefined) return { ...config, path: file };
  if (weights !== undefined) return { weights };
  return {
    kind: kind ?? 'exponential',
    characteristics: characteristics ?? [...characteristicNames],
    classWeight: classWeight ?? 0,
  };
}
