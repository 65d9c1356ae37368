/**
 * Writes docs/evidence.md: two examples with every baseline, net of costs, from a folder of the data.
 *
 *     npm run evidence -- DATA_FOLDER             the page; what each run takes is printed
 *     npm run evidence -- DATA_FOLDER FOLDER      only the files that the examples name, into FOLDER (examples/data)
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evidencePage } from './evidence/page.mjs';
import { prepareData } from './evidence/prepare.mjs';

const [data, prepared] = process.argv.slice(2);
if (!data) {
  process.stderr.write('usage: npm run evidence -- DATA_FOLDER [FOLDER]\n');
  process.exit(2);
}
if (prepared) {
  prepareData(data, prepared);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-evidence-'));
  try {
    prepareData(data, folder);
    writeFileSync('docs/evidence.md', await evidencePage(folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
