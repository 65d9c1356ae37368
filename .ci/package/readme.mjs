/** The README's embedding examples: each prints a number, and its types are those of the shipped declarations. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './run.mjs';

const checks = ['--noEmit', '--allowJs', '--checkJs', '--strict', '--noImplicitAny', 'false'];
const platform = ['--target', 'es2022', '--module', 'nodenext', '--lib', 'es2023,dom'];

export function runReadme(folder) {
  const readme = readFileSync('README.md', 'utf8');
  const examples = [...readme.matchAll(/<!-- example: (\w+) -->\s*```js\n(.*?)```/gs)];
  if (!examples.some(([, name]) => name === 'node'))
    throw new Error('README.md has no embedding example for Node');
  const tsc = resolve('node_modules/typescript/bin/tsc');
  for (const [, name, code] of examples) {
    const file = `${name}.mjs`;
    writeFileSync(join(folder, file), code);
    const output = run('node', [file], folder);
    process.stdout.write(output);
    if (!/\d/.test(output)) throw new Error(`the README's example ${name} printed no number`);
    run('node', [tsc, ...checks, ...platform, file], folder);
  }
}
