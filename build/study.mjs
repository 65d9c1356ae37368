/**
 * Writes docs/study.md: the figures that the original study reports beside ours, from a file of the ten ETFs' prices.
 *
 *     npm run study -- PRICES.csv
 */
import { writeFileSync } from 'node:fs';
import { readPrices } from '../dist/index.js';
import { studyPage } from './study/page.mjs';

const [path] = process.argv.slice(2);
if (!path) {
  process.stderr.write('usage: npm run study -- PRICES.csv\n');
  process.exit(2);
}
writeFileSync('docs/study.md', await studyPage(await readPrices(path)));
