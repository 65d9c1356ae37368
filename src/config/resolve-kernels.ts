import { ConfigError } from '../errors.js';
import { characteristicNames } from '../kernels/characteristics.js';
import type { FeatureKernel, KernelSum } from '../kernels/definitions.js';
import { usualPenalty } from '../kernels/learn/types.js';
import type { DatedFile, KernelConfig, ResolvedKernel } from './types.js';

/** A kernel of the configuration with its defaults filled in. */
export function resolveKernel(config: KernelConfig): ResolvedKernel {
  const { path, weights, kind = 'exponential', characteristics, classWeight, learn, penalty } = config;
  if (path !== undefined) return { ...config, path };
  if (weights !== undefined) return { weights, ...(learn && { learn: learn as KernelSum['learn'] }) };
  const hasPrior = learn?.includes('relevance') && kind !== 'linear';
  return {
    kind,
    characteristics: characteristics ?? [...characteristicNames],
    classWeight: classWeight ?? (learn?.includes('classWeight') ? 1 : 0),
    ...(learn && { learn: learn as FeatureKernel['learn'] }),
    ...((hasPrior || penalty !== undefined) && { penalty: penalty ?? usualPenalty }),
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
        !(whole === 'weights' && field === 'learn'),
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
