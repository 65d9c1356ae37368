/**
 * Measures the engine side by side with what people would use instead, and writes results.json, RESULTS.md and charts.
 *
 *     npm run bench              everything, under this Node, Node 24 and Chromium, into bench/ and the README
 *     npm run bench -- --quick   a look, into results/bench/
 *     npm run bench -- --page    the page, charts and README's figures anew from bench/results.json
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { importTypeScript } from '../build/import-typescript.mjs';
import { measureInChromium } from './browser.mjs';
import { machine, packageVersions } from './machine.mjs';
import { readOptions, usage } from './options.mjs';

const options = optionsOrUsage();
const { writeReport } = await importTypeScript('bench/report/index.ts');
const file = join(options.out, 'results.json');

if (options.help) {
  process.stdout.write(usage);
} else if (options.page) {
  writeReport(JSON.parse(readFileSync(file, 'utf8')), options.out);
} else {
  const results = rounded(await measure());
  mkdirSync(options.out, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
  writeReport(results, options.out);
  process.stdout.write(`${resolve(options.out, 'RESULTS.md')}\n`);
}

function optionsOrUsage() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
}

async function measure() {
  const { quick, configurations, prices, nodes, browser } = options;
  const skipped = [];
  const measuredOn = machine();
  const parts = ['jobs', 'growth', 'R', 'runs'];
  const runs = [suite(process.execPath, { parts, quick, configurations, prices })];
  for (const version of nodes) {
    const path = nodeOf(version);
    if (path === null) skipped.push(`Node ${version} was not measured: npm does not install it here`);
    else runs.push(suite(path, { parts: ['jobs'], quick, largest: 100 }));
  }
  if (browser) {
    process.stderr.write('Chromium\n');
    const run = await measureInChromium(quick);
    if (run.jobs) runs.push(run);
    else skipped.push(run.skipped);
  }
  return {
    command: `npm run bench${quick ? ' -- --quick' : ''}`,
    date: new Date().toISOString().slice(0, 10),
    machine: measuredOn,
    packages: packageVersions(),
    runs,
    skipped,
  };
}

/** What suite.mjs measures under the Node at that path. */
function suite(path, request) {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-bench-'));
  const [asked, out] = ['request.json', 'result.json'].map((name) => join(folder, name));
  writeFileSync(asked, JSON.stringify(request));
  const { status } = spawnSync(path, ['bench/suite.mjs', asked, out], { stdio: 'inherit' });
  const result = status === 0 && existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : null;
  rmSync(folder, { recursive: true });
  if (result === null) throw new Error(`the benchmarks under ${path} ended with status ${status}`);
  return result;
}

/** Path of another version of Node, from the npm package \`node\`; null where there is none. */
function nodeOf(version) {
  const run = spawnSync('npx', ['-y', `node@${version}`, '-p', 'process.execPath'], { encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : null;
}

/** Four significant digits: more say nothing of a time. */
function rounded(value) {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(4));
  if (Array.isArray(value)) return value.map(rounded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, rounded(entry)]));
}
