/**
 * Writes docs/evidence.md and its figures: a study over a grid of universes, periods and windows, then two examples with every baseline,
 * net of costs, from a folder of the data.
 *
 *     npm run evidence -- DATA_FOLDER               the page; what each run takes is printed
 *     npm run evidence -- DATA_FOLDER FOLDER        only the files that the examples name, into FOLDER (examples/data)
 *     npm run evidence -- DATA_FOLDER --only REGEX  only these cells of the grid, by "universe frequency window": their
 *                                                   summary is printed, and no page written
 *
 * Cells that are done are kept in results/evidence/, so that an interrupted run goes on.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runGrid } from './evidence/grid/run.mjs';
import { gridFigures } from './evidence/grid/figures.mjs';
import { gridSection } from './evidence/grid/section.mjs';
import { evidencePage } from './evidence/page.mjs';
import { prepareData } from './evidence/prepare.mjs';

const { values, positionals } = parseArgs({ options: { only: { type: 'string' } }, allowPositionals: true });
const [data, prepared] = positionals;
if (!data) {
  process.stderr.write('usage: npm run evidence -- DATA_FOLDER [FOLDER] [--only REGEX]\n');
  process.exit(2);
}
if (prepared) {
  prepareData(data, prepared);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'mixfolio-evidence-'));
  try {
    prepareData(data, folder);
    const { results, missing } = await runGrid({ argument: folder, only: values.only });
    const figures = gridFigures(results, 'posterior');
    const study = gridSection(results, missing, figures);
    if (values.only === undefined) {
      writeFileSync('docs/evidence.md', await evidencePage(folder, study));
      mkdirSync('docs/evidence', { recursive: true });
      for (const { name, svg } of figures) writeFileSync(`docs/evidence/${name}.svg`, svg);
    } else {
      process.stdout.write(`${study}\n`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}
