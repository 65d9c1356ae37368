import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Kernel } from '../../src/kernels/types.js';
import { shared } from './shared.js';

/** A CSV of the published data sets: cells by column, as text; `NA` and empty cells are ''. */
export type Columns = Record<string, string[]>;

const folder = 'fixtures/published';

export function publishedData(name: string): Columns {
  const text = readFileSync(shared(`${folder}/${name}`), 'utf8');
  const [header, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1')));
  return Object.fromEntries(
    header.map((column, c) => [column, lines.map((cells) => (cells[c] === 'NA' ? '' : cells[c]))]),
  );
}

export function publishedValues(): Record<string, unknown> {
  return JSON.parse(readFileSync(shared(`${folder}/expected.json`), 'utf8')) as Record<string, unknown>;
}

/** A fit of lme4, REML, with its data inline; BLUPs by factor and column. */
export interface Lme4Fit {
  data: Record<string, (string | number)[]>;
  remlCriterion: number;
  variances: Record<string, number>;
  fixed: Record<string, number>;
  fixedStandardError: Record<string, number>;
  ranef: Record<string, Record<string, number[]>>;
}

export function lme4Fits(): Record<string, Lme4Fit> {
  return JSON.parse(readFileSync(shared('fixtures/lme4.json'), 'utf8')) as Record<string, Lme4Fit>;
}

/** Numbers of a column; NaN where there is none. */
export function numbers(column: readonly string[]): Float64Array {
  return Float64Array.from(column, (cell) => (cell === '' ? NaN : Number(cell)));
}

/** A kernel from lines `label,K_i1,…,K_ii`. */
export function lowerTriangle(name: string): Kernel {
  const lines = unzipped(name).map((line) => line.split(','));
  const n = lines.length;
  const values = new Float64Array(n * n);
  lines.forEach(([, ...cells], i) =>
    cells.forEach((cell, j) => (values[i * n + j] = values[j * n + i] = Number(cell))),
  );
  return { labels: lines.map(([label]) => label), values };
}

/** A kernel from lines `i,j,K_ij` of its non-zero pairs, after a header. */
export function sparseKernel(name: string): Kernel {
  const triples = unzipped(name)
    .slice(1)
    .map((line) => line.split(','));
  const labels = [...new Set(triples.flatMap(([i, j]) => [i, j]))];
  const position = new Map(labels.map((label, k) => [label, k]));
  const n = labels.length;
  const values = new Float64Array(n * n);
  for (const [a, b, value] of triples) {
    const [i, j] = [position.get(a)!, position.get(b)!];
    values[i * n + j] = values[j * n + i] = Number(value);
  }
  return { labels, values };
}

function unzipped(name: string): string[] {
  return gunzipSync(readFileSync(shared(`${folder}/${name}`)))
    .toString('utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.replaceAll('"', ''));
}
