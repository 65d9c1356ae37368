/** The files that a configuration names, and what for; folders are not known to a page, so their names alone count. */
import { isObject, type Json, type JsonObject, type Path, valueAt } from './configuration.js';

export interface NamedFile {
  /** `prices`, `covariates.rate` */
  field: string;
  name: string;
  /** a table of dates, as prices are; other files have forms of their own */
  isSeries: boolean;
}

/** Where a file is a path alone, or an object with a path. */
const files: readonly Path[] = [
  ['prices'],
  ['market'],
  ['riskFree'],
  ['membership'],
  ['classes'],
  ['dividends'],
  ['splits'],
  ['backtest', 'delistingReturns'],
];

/** Where strings mean something else than a file. */
const objectsAlone = new Set(['market', 'riskFree']);
const series = new Set(['prices', 'market', 'riskFree', 'covariates']);

/** In the order of the list above, covariates and kernels last. */
export function namedFiles(config: JsonObject): NamedFile[] {
  const maps = ['covariates', 'kernels'].flatMap((map): Path[] => {
    const entries = config[map];
    return isObject(entries) ? Object.keys(entries).map((name) => [map, name]) : [];
  });
  return [...files, ...maps].flatMap((path) => {
    const file = pathIn(valueAt(config, path), !objectsAlone.has(String(path[0])));
    return file === null
      ? []
      : [{ field: path.join('.'), name: baseName(file), isSeries: series.has(String(path[0])) }];
  });
}

function pathIn(value: Json | undefined, mayBeText: boolean): string | null {
  const path = isObject(value) ? value.path : mayBeText ? value : null;
  return typeof path === 'string' && path !== '' ? path : null;
}

function baseName(path: string): string {
  return path.slice(path.search(/[^/\\]*$/));
}

/** Kernels that can be made of a file. */
export const kernelUses = ['matrixKernel', 'treeKernel', 'fundamentalsKernel'] as const;
export type KernelUse = (typeof kernelUses)[number];

/** What a file that the configuration does not name can be used as. */
export const uses = [
  'prices',
  'market',
  'riskFree',
  'covariate',
  ...kernelUses,
  'classes',
  'membership',
  'dividends',
  'splits',
  'delistingReturns',
] as const;
export type Use = (typeof uses)[number];

export function isKernelUse(use: Use): use is KernelUse {
  return (kernelUses as readonly Use[]).includes(use);
}

/**
 * The configuration with a file in use.
 *
 * @param columns of the file, where it is a table of dates: series are of the first
 */
export function withUse(
  config: JsonObject,
  use: Exclude<Use, KernelUse>,
  name: string,
  columns: readonly string[],
): JsonObject {
  const column = { path: name, column: columns[0] ?? '' };
  switch (use) {
    case 'market':
    case 'riskFree':
      return { ...config, [use]: column };
    case 'covariate':
      return withNamed(config, 'covariates', name, column);
    case 'delistingReturns':
      return {
        ...config,
        backtest: { ...(isObject(config.backtest) ? config.backtest : {}), [use]: name },
      };
    default:
      return { ...config, [use]: name };
  }
}

/** The configuration with the kernel of a file. */
export function withKernel(config: JsonObject, name: string, kernel: JsonObject): JsonObject {
  return withNamed(config, 'kernels', name, kernel);
}

/** With a value by the name of its file, or the first number behind it that is free. */
function withNamed(
  config: JsonObject,
  map: 'covariates' | 'kernels',
  name: string,
  value: JsonObject,
): JsonObject {
  const old = isObject(config[map]) ? config[map] : {};
  const stem = name.replace(/\..*$/, '').replace(/\W+/g, '_') || 'file';
  let key = stem;
  for (let number = 2; Object.hasOwn(old, key); number++) key = `${stem}_${number}`;
  return { ...config, [map]: { ...old, [key]: value } };
}
