/**
 * Bundles the package into `dist/`: library (Node and browser), command line, report client, engine, licenses.
 * All third-party code is bundled, so that the package has no runtime dependencies.
 */
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Buffer } from 'node:buffer';
import { build } from 'esbuild';
import { bundledPackages, licensesBanner, licensesText } from './licenses.mjs';
import { nodeBuiltins, refuseImports } from './node-builtins.mjs';

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');

const client = await bundleReportClient();
const library = await bundleLibrary();
refuseImports(library, 'dist/browser.js', () => true);
refuseImports(library, 'dist/index.js', (path) => !path.startsWith('node:'));
refuseImports(library, 'dist/cli.js', (path) => !path.startsWith('node:'));

writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licensesText(bundledPackages([client, library])));
copyFileSync('build/out/release.wasm', 'dist/engine.wasm');
writeFileSync('dist/config.schema.json', `${JSON.stringify(await configSchema(), null, 2)}\n`);
chmodSync('dist/cli.js', 0o755);

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

/** One build for every entry point: what they share, the engine above all, is in the package once. */
async function bundleLibrary() {
  const { metafile } = await build({
    ...common,
    entryPoints: { index: 'src/index.ts', browser: 'src/browser.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*'],
    plugins: [nodeBuiltins],
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
