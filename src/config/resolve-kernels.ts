import { ConfigError } from '../errors.js';
import { characteristicNames } from '../kernels/characteristics.js';
import type { DatedFile, KernelConfig, ResolvedKernel } from './types.js';

/** A kernel of the configuration with its defaults filled in. */
export function resolveKernel(config: KernelConfig): ResolvedKernel {
  const { path, weights, kind, characteristics, classWeight, rank } = config;
  if (path !== undefined) return { ...config, path };
  const ranked = rank === undefined ? {} : { rank };
  if (weights !== undefined) return { weights, ...ranked };
  return {
    kind: kind ?? 'exponential',
    characteristics: characteristics ?? [...characteristicNames],
    classWeight: classWeight ?? 0,
    ...ranked,
  };
}

/** How dates of a matrix's file are read. */
const ofFile: readonly string[] = ['date', 'dateOrder', 'lag'] satisfies (keyof DatedFile)[];

/** `bad-value` for each kernel that mixes the forms which a kernel can have. */
export function kernelFormProblems(kernels: Readonly<Record<string, KernelConfig>>): ConfigError[] {
  return Object.entries(kernels).flatMap(([name, config]) => {
    const path = `kernels.${name}`;
    const fields = Object.keys(config) as (keyof KernelConfig)[];
    const whole = fields.find((field) => field === 'path' || field === 'weights');
    const dated = fields.find((field) => ofFile.includes(field));
    if (whole === undefined && dated !== undefined) {
      return new ConfigError(
        'bad-value',
        `${path} has ${dated} and no file`,
        `${dated} says how dates of a file are read: give its path, or leave ${dated} out`,
        { path: `${path}.${dated}`, fields },
      );
    }
    const beside = fields.find(
      (field) =>
        field !== whole &&
        !(whole === 'path' && ofFile.includes(field)) &&
        !(whole === 'weights' && field === 'rank'),
    );
    if (whole === undefined || beside === undefined) return [];
    return new ConfigError(
      'bad-value',
      `${path} has ${whole} and ${beside}`,
      'a kernel is a file (path), a sum of others (weights), or made of features (kind, characteristics, classWeight)',
      { path: `${path}.${beside}`, fields },
    );
  });
}
