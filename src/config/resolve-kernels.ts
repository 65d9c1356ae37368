import { ConfigError } from '../errors.js';
import { characteristicNames } from '../kernels/characteristics.js';
import type { KernelConfig, ResolvedKernel } from './types.js';

/** A kernel of the configuration with its defaults filled in. */
export function resolveKernel({
  path,
  weights,
  kind,
  characteristics,
  classWeight,
}: KernelConfig): ResolvedKernel {
  if (path !== undefined) return { path };
  if (weights !== undefined) return { weights };
  return {
    kind: kind ?? 'exponential',
    characteristics: characteristics ?? [...characteristicNames],
    classWeight: classWeight ?? 0,
  };
}

/** `bad-value` for each kernel that mixes the forms which a kernel can have. */
export function kernelFormProblems(kernels: Readonly<Record<string, KernelConfig>>): ConfigError[] {
  return Object.entries(kernels).flatMap(([name, config]) => {
    const path = `kernels.${name}`;
    const fields = Object.keys(config) as (keyof KernelConfig)[];
    const whole = fields.find((field) => field === 'path' || field === 'weights');
    const beside = fields.find((field) => field !== whole);
    if (whole === undefined || beside === undefined) return [];
    return new ConfigError(
      'bad-value',
      `${path} has ${whole} and ${beside}`,
      'a kernel is a file (path), a sum of others (weights), or made of features (kind, characteristics, classWeight)',
      { path: `${path}.${beside}`, fields },
    );
  });
}
