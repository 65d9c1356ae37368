/**
 * Writes the worked example of docs/sweeps.md and its figure: the sweep of examples/etf-sweep.json, from a folder of the data.
 *
 *     npm run sweeps -- DATA_FOLDER
 *
 * What is done is kept in results/sweeps/, so that an interrupted run goes on. A sentence that its figures do not bear out
 * ends it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { sweep } from '../dist/sweep.js';
import { prepareData } from './evidence/prepare.mjs';
import { laterFigure } from './sweeps/figure.mjs';
import { openOutcome } from './sweeps/outcome.mjs';
import { exampleSection } from './sweeps/section.mjs';

const [data] = process.argv.slice(2);
if (!data) {
  process.stderr.write('usage: npm run sweeps -- DATA_FOLDER\n');
  process.exit(2);
}
const page = 'docs/sweeps.md';
const folder = mkdtempSync(join(tmpdir(), 'mixfolio-sweeps-'));
try {
  prepareData(data, join(folder, 'data'));
  const config = JSON.parse(readFileSync('examples/etf-sweep.json', 'utf8'));
  const out = join(folder, 'results');
  const result = await sweep(config, { folder, out, parts: 'results/sweeps', onNote: console.error });
  const outcome = await openOutcome(join(out, 'sweep.duckdb'), result);
  const text = readFileSync(page, 'utf8');
  const [start, end] = ['<!-- example: examples/etf-sweep.json -->', '<!-- end of example -->'];
  const [before, rest] = text.split(start);
  const [, after] = rest.split(end);
  const written = `${before}${start}\n\n${exampleSection(outcome)}\n\n${end}${after}`;
  writeFileSync(page, await format(written, { ...(await resolveConfig(page)), filepath: page }));
  mkdirSync('docs/sweeps', { recursive: true });
  writeFileSync('docs/sweeps/later.svg', laterFigure(outcome));
} finally {
  rmSync(folder, { recursive: true });
}
