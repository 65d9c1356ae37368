/** How bundles deal with modules that only Node has. */
import { builtinModules } from 'node:module';

/**
 * esbuild plugin: a `require` of a Node module inside third-party CommonJS becomes an import, since ES modules have
 * no `require`. Papa Parse's adapter for Node streams is never used and gets an empty module, so that the parser runs
 * in browsers. The encoder of Parquet imports all of its decoder, which has a version without readers of files.
 */
export const nodeBuiltins = {
  name: 'node-builtins',
  setup(build) {
    build.onResolve({ filter: /^hyparquet$/ }, ({ kind, resolveDir }) =>
      build.resolve('hyparquet/src/index.js', { kind, resolveDir }),
    );
    const names = builtinModules.filter((name) => !name.startsWith('_'));
    build.onResolve({ filter: new RegExp(`^(node:)?(${names.join('|')})$`) }, ({ path, kind, importer }) => {
      if (kind !== 'require-call') return { path, external: true };
      const unused = importer.includes('/papaparse/');
      return { path: path.replace(/^node:/, ''), namespace: unused ? 'unused-builtin' : 'required-builtin' };
    });
    build.onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `import builtin from 'node:${path}'; module.exports = builtin;`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'unused-builtin' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/**
 * Fails when an output, or anything it loads, imports a forbidden module that is not bundled.
 *
 * @param metafile esbuild metafile
 * @param output path of the output, as in the metafile
 * @param forbidden whether a module may not be imported, by its path and the kind of import
 */
export function refuseImports(metafile, output, forbidden) {
  const seen = new Set();
  const visit = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const imported of metafile.outputs[path].imports) {
      if (!imported.external) visit(imported.path);
      else if (forbidden(imported.path, imported.kind)) {
        const sources = Object.keys(metafile.outputs[path].inputs).join(', ');
        throw new Error(`${output} must not import ${imported.path}: ${path} does, made of ${sources}`);
      }
    }
  };
  visit(output);
}
