/**
 * The package as a user gets it: packs it, installs the tarball in an empty folder, runs the README's embedding
 * example there, type-checks it against the shipped declarations, and starts the command line.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'mixfolio-package-'));

/** Output of a command; a failure shows what it printed. */
function run(command, args, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

try {
  const [{ filename, files, dependencies }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], process.cwd()),
  );
  for (const path of [
    'dist/index.js',
    'dist/browser.js',
    'dist/cli.js',
    'dist/engine.wasm',
    'dist/worker-browser.js',
    'dist/worker-node.js',
    'dist/types/index.d.ts',
    // what the README refers to
    'docs/configuration.md',
    'examples/study.json',
  ]) {
    if (!files.some((file) => file.path === path)) throw new Error(`the package lacks ${path}`);
  }
  if (dependencies) throw new Error('the package must not have dependencies');

  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }');
  run('npm', ['install', '--no-audit', '--no-fund', join(folder, filename)]);

  const readme = readFileSync('README.md', 'utf8');
  const examples = [...readme.matchAll(/<!-- example: (\w+) -->\s*```js\n(.*?)```/gs)];
  if (!examples.some(([, name]) => name === 'node'))
    throw new Error('README.md has no embedding example for Node');
  const tsc = resolve('node_modules/typescript/bin/tsc');
  for (const [, name, code] of examples) {
    const file = `${name}.mjs`;
    writeFileSync(join(folder, file), code);
    const output = run('node', [file]);
    process.stdout.write(output);
    if (!/\d/.test(output)) throw new Error(`the README's example ${name} printed no number`);
    run('node', [
      tsc,
      '--noEmit',
      '--allowJs',
      '--checkJs',
      '--strict',
      '--noImplicitAny',
      'false',
      '--target',
      'es2022',
      '--module',
      'nodenext',
      '--lib',
      'es2023,dom',
      file,
    ]);
  }

  process.stdout.write(`mixfolio ${run('npx', ['mixfolio', '--version'])}`);
  for (const name of ['engine.wasm', 'worker-browser.js', 'worker-node.js'])
    run('node', ['-e', `import.meta.resolve('mixfolio/${name}')`, '--input-type=module']);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
