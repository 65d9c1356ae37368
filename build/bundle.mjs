/**
 * Bundles the package into `dist/`: library (Node and browser), command line, report client, engine, licenses.
 * All third-party code is bundled, so that the package has no runtime dependencies.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { build } from 'esbuild';
import { bundledPackages, licensesBanner, licensesText } from './licenses.mjs';
import { nodeBuiltins, refuseImports } from './node-builtins.mjs';
import { piscina } from './piscina.mjs';

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

/** Packages that users install if they want what needs them: loaded on demand, never in a browser. */
const optional = Object.keys(JSON.parse(readFileSync('package.json', 'utf8')).peerDependencies);

/** Code for Node and browsers alike. */
const anywhere = {
  platform: 'neutral',
  mainFields: ['module', 'main'],
  external: ['node:*', ...optional],
  plugins: [nodeBuiltins, piscina],
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const client = await bundleReportClient();
const pictures = await bundlePictures();
const library = await bundleLibrary();
const workers = await bundleWorkers();
refuseImports(library, 'dist/browser.js', () => true);
refuseImports(library, 'dist/index.js', isForeign);
refuseImports(library, 'dist/cli.js', isForeign);
refuseImports(pictures, 'dist/report-pictures.js', () => true);
refuseImports(workers, 'dist/worker-browser.js', () => true);
refuseImports(workers, 'dist/worker-node.js', (path) => !path.startsWith('node:'));

writeFileSync(
  'dist/THIRD-PARTY-LICENSES.txt',
  licensesText(bundledPackages([client, pictures, library, workers])),
);
copyFileSync('build/out/release.wasm', 'dist/engine.wasm');
writeFileSync('dist/config.schema.json', `${JSON.stringify(await configSchema(), null, 2)}\n`);
chmodSync('dist/cli.js', 0o755);

/** Whether an import is one of neither Node nor an optional package that is loaded on demand. */
function isForeign(path, kind) {
  return !path.startsWith('node:') && !(kind === 'dynamic-import' && optional.includes(path));
}

/** What a report carries in itself, and therefore as small as it gets. */
async function bundleReportClient() {
  const options = {
    ...common,
    entryPoints: { 'report-client': 'src/report/client/main.ts' },
    outdir: 'dist',
    format: 'iife',
    platform: 'browser',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  const { metafile } = await build(options);
  const file = 'dist/report-client.js';
  writeFileSync(file, `${licensesBanner(bundledPackages([metafile]))}\n${readFileSync(file, 'utf8')}`);
  return metafile;
}

/** What the command line loads to draw charts as pictures: minified, as it is mostly the library of charts. */
async function bundlePictures() {
  const { metafile } = await build({
    ...common,
    entryPoints: { 'report-pictures': 'src/report/charts/svg.ts' },
    outdir: 'dist',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return metafile;
}

/**
 * One build for every entry point: what they share, the engine above all, is in the package once. What starts workers
 * is loaded on demand and has a name of its own, since it looks for their scripts beside itself.
 */
async function bundleLibrary() {
  const { metafile } = await build({
    ...common,
    ...anywhere,
    entryPoints: {
      index: 'src/index.ts',
      browser: 'src/browser.ts',
      cli: 'src/cli/main.ts',
      'threads-node': 'src/backtest/parallel/node-threads.ts',
      'threads-browser': 'src/backtest/parallel/web-threads.ts',
    },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
  });
  return metafile;
}

/** Each worker's script is one file: it starts sooner, and bundlers and servers can put it where they like. */
async function bundleWorkers() {
  const { metafile } = await build({
    ...common,
    ...anywhere,
    entryPoints: {
      'worker-node': 'src/backtest/parallel/node-worker.ts',
      'worker-browser': 'src/backtest/parallel/web-worker.ts',
    },
    outdir: 'dist',
  });
  return metafile;
}

/** The JSON schema of a configuration, from the module that checks configurations. */
async function configSchema() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: ['src/config/json-schema.ts'],
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { configJsonSchema } = await import(`data:text/javascript;base64,${code}`);
  return configJsonSchema();
}
