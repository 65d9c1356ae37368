/** Writes what is made of results: the page, its charts, and the README's figures. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { targets } from '../targets.js';
import { chartsOf } from './charts.js';
import { resultsPage } from './page.js';
import { withFigures } from './readme.js';
import type { Results } from './results.types.js';

/** @param folder `bench` for the page that the README refers to */
export function writeReport(results: Results, folder: string): void {
  const charts = chartsOf(results);
  mkdirSync(join(folder, 'charts'), { recursive: true });
  for (const [name, svg] of Object.entries(charts)) writeFileSync(join(folder, 'charts', `${name}.svg`), svg);
  const page = resultsPage(results, { targets, charts: Object.keys(charts), pageOf: pagesIn(folder) });
  writeFileSync(join(folder, 'RESULTS.md'), page);
  if (resolve(folder) !== resolve('bench')) return;
  const readme = readFileSync('README.md', 'utf8');
  writeFileSync('README.md', withFigures(readme, results, readFileSync('bench/PATHS.md', 'utf8')));
}

/** Pages of that folder by name, empty where there is none. */
export function pagesIn(folder: string): (name: string) => string {
  return (name) => {
    const path = join(folder, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  };
}
