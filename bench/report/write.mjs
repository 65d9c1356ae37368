/** Writes what is made of results: the page, its charts, and the README's figures. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { targets } from '../targets.mjs';
import { chartsOf } from './charts.mjs';
import { resultsPage } from './page.mjs';
import { withFigures } from './readme.mjs';

/** @param folder `bench` for the page that the README refers to */
export function writeReport(results, folder) {
  const charts = chartsOf(results);
  mkdirSync(join(folder, 'charts'), { recursive: true });
  for (const [name, svg] of Object.entries(charts)) writeFileSync(join(folder, 'charts', `${name}.svg`), svg);
  const page = resultsPage(results, { targets, charts: Object.keys(charts), hasPage: pageIn(folder) });
  writeFileSync(join(folder, 'RESULTS.md'), page);
  if (resolve(folder) !== resolve('bench')) return;
  const readme = readFileSync('README.md', 'utf8');
  writeFileSync('README.md', withFigures(readme, results, readFileSync('bench/PATHS.md', 'utf8')));
}

/** Whether a page is in that folder. */
export function pageIn(folder) {
  return (page) => existsSync(join(folder, page));
}
