/** The tarball: what has to be in it, what tools that judge packages say, and its installation. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** What the README and `exports` refer to. */
const needed = [
  'dist/index.js',
  'dist/browser.js',
  'dist/engine.js',
  'dist/report.js',
  'dist/cli.js',
  'dist/engine.wasm',
  'dist/worker-browser.js',
  'dist/worker-node.js',
  'dist/sweep.js',
  'dist/sweep-worker.js',
  'dist/sweep-report-client.js',
  'dist/sweep.schema.json',
  'dist/types/index.d.ts',
  'dist/types/sweep/index.d.ts',
  'docs/configuration.md',
  'examples/study.json',
  'examples/etf-sweep.json',
  'examples/README.md',
  'examples/html/index.html',
];

/** Packs the checkout and installs the tarball in an empty folder; its path. */
export function install(folder) {
  const [{ filename, files, dependencies }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd()),
  );
  for (const path of needed)
    if (!files.some((file) => file.path === path)) throw new Error(`the package lacks ${path}`);
  if (dependencies) throw new Error('the package must not have dependencies');
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)], folder);
  process.stdout.write(`mixfolio ${run('npx', ['mixfolio', '--version'], folder)}`);
  const entries = [
    'engine',
    'report',
    'sweep',
    'worker',
    'engine.wasm',
    'worker-browser.js',
    'worker-node.js',
  ];
  for (const path of entries)
    run('node', ['--input-type=module', '-e', `import.meta.resolve('mixfolio/${path}')`], folder);
  return join(folder, filename);
}

/**
 * `publint` without a warning, and types of each entry as it is resolved. The package is for ES modules alone, so that
 * resolution from CommonJS and that of Node 10 do not count (profile esm-only); engine.wasm and package.json have no types.
 */
export function checkForm(tarball) {
  run('npx', ['publint', '--strict', tarball], process.cwd());
  const untyped = ['--exclude-entrypoints', 'engine.wasm', 'package.json'];
  run('npx', ['attw', tarball, '--profile', 'esm-only', ...untyped], process.cwd());
}
