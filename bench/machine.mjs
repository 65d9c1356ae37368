/** What a run was measured on. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

const PACKAGES = [
  'ml-matrix',
  'quadprog',
  'portfolio-allocation',
  '@railpath/finance-toolkit',
  'benchmark',
  'assemblyscript',
  'esbuild',
  'playwright-core',
];

/** Asked before anything is measured, `load` is that of other programs. */
export function machine() {
  const own = cpus();
  return {
    cpu: own[0].model,
    cores: own.length,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    platform: `${process.platform} ${process.arch}`,
    load: loadavg()[0],
  };
}

/** Versions of this package and of those that it is measured with. */
export function packageVersions() {
  const version = (path) => JSON.parse(readFileSync(path, 'utf8')).version;
  return Object.fromEntries([
    ['mixfolio', version('package.json')],
    ...PACKAGES.map((name) => [name, version(`node_modules/${name}/package.json`)]),
  ]);
}
