/** How Piscina is bundled: it starts a file of its own in each thread, and that file loads ours. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve('node_modules/piscina/dist');
const ownFile = "(0, node_path_1.resolve)(__dirname, 'worker.js')";

/**
 * esbuild plugin: the worker's script has Piscina's parts for threads in it, imported as `piscina/worker` and the like, and
 * is itself the file that threads start with. Changing the priority of threads takes a native module, which stays away.
 */
export const piscina = {
  name: 'piscina',
  setup(build) {
    build.onResolve({ filter: /^piscina\/\w+$/ }, ({ path }) => ({ path: `${folder}/${path.slice(8)}.js` }));
    build.onResolve({ filter: /^@napi-rs\/nice$/ }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'module.exports = {};' }));
    build.onLoad({ filter: /[\\/]piscina[\\/]dist[\\/]index\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (code.split(ownFile).length !== 2)
        throw new Error(`${path} does not start threads with ${ownFile} any more`);
      return { contents: code.replace(ownFile, 'this.options.filename') };
    });
  },
};
